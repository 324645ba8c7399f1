package texts

import (
	"slices"
	"strings"
)

// Codes of servers, in folded text. A number alone is a number: "535 photos"
// is no refusal. A basic code (RFC 5321 section 4.2) counts where it begins a
// line, a quotation or what somebody is said to have answered, and an enhanced
// one (RFC 3463) where a basic code of its class, a number sign or such words
// stand before it.
var (
	answered  = `(?:^|["'(\[<:>]\s?|\b(?:error|erreur|fehler|errore|fout|code|status|said|responded|response|reponse|repondu|server|serveur|smtp|reply|refused|failed)[ :]{1,3}(?:\(?code )?)`
	smtpReply = lazy(answered + `#?\s?([245]\d\d)(?:[ -]{1,3}#?|[- ]?\(#?)([245]\.\d{1,2}\.\d{1,3})\b`)
	anyReply  = lazy(`\b([245]\d\d)(?:[ -]{1,2}#?|[- ]?\(#?)([245]\.\d{1,2}\.\d{1,3})\b`)
	bareReply = lazy(`(?:^|["'(\[<:>]\s?|\b(?:smtp|said|responded|reply|repondu|response) )([245]\d\d)[ -]+[a-z"'<]`)
	namedBare = lazy(`\b(?:error|erreur|errore|fehler|code)(?: code)?[ :]{1,2}(53[045])(?:[^\d.,]|$)`) // of a login
	enhanced  = lazy(`(?:#|\bstatus: ?)([245]\.\d{1,2}\.\d{1,3})(?:[^.\d]|\.\s|\.?$)|` + answered + `([245]\.\d{1,2}\.\d{1,3})[ :;,-]+[a-z<"'(\[]`)
	bracketed = lazy(`\[([a-z][a-z0-9/-]{2,40})(?: [^\]]{0,200})?\]`)
)

// codesOf returns the codes of a folded text, each once: basic and enhanced
// ones as they are written, response codes in their brackets without their
// arguments.
func codesOf(folded string) (codes []string, basic map[string]string) {
	basic = map[string]string{}
	add := func(code string) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	both := func(found [][]string) {
		for _, m := range found {
			if m[1][0] != m[2][0] { // one class, or it is something else
				continue
			}
			add(m[2])
			add(m[1])
			basic[m[2]] = m[1]
		}
	}
	both(smtpReply().FindAllStringSubmatch(folded, -1))
	both(anyReply().FindAllStringSubmatch(folded, -1))
	for _, m := range enhanced().FindAllStringSubmatch(folded, -1) {
		add(m[1] + m[2]) // one of them
	}
	for _, m := range bareReply().FindAllStringSubmatch(folded, -1) {
		add(m[1])
	}
	for _, m := range namedBare().FindAllStringSubmatch(folded, -1) {
		add(m[1])
	}
	if strings.Contains(folded, "[") {
		for _, m := range bracketed().FindAllStringSubmatch(folded, -1) {
			add("[" + m[1] + "]")
		}
	}
	return codes, basic
}

package probe

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/says"
	"mailadvisor/probe/wire"
)

// This file takes apart what a server answers to a login, and names it: by
// its words and its code ([says.Read]), else by what the protocol's word for
// "no" means.

// reply is a server's refusal, taken apart.
type reply struct {
	code   string // "AUTHENTICATIONFAILED", "SYS/TEMP", "535 5.7.8"; may be empty
	text   string // what a person is meant to read
	server string // the one to use instead (RFC 2221)
}

// failure names a refusal at a step. otherwise is the kind where neither the
// words nor the code say more.
func (r reply) failure(service result.Service, step string, otherwise result.Kind) *result.Failure {
	f := &result.Failure{Step: step, Detail: r.text, Code: r.code}
	kind := meaning(service, f).Kind
	if kind == "" {
		kind = otherwise
	}
	f = newFailure(kind, r.text)
	f.Code, f.Server = r.code, r.server
	return f
}

// notNow names why a server does not talk to a client that has said nothing
// yet: because it is busy, or because of who the client is. detail is the
// answer as it is to be shown.
func notNow(service result.Service, r reply, detail string, otherwise result.Kind) *result.Failure {
	f := r.failure(service, result.StepGreeting, otherwise)
	kind := f.Kind
	switch kind {
	case result.TurnedAway, result.Busy:
	case result.AuthTemporary:
		kind = result.Busy
	default:
		kind = otherwise
	}
	f = newFailure(kind, detail)
	f.Code = r.code
	return f
}

// imapReply names an IMAP server's refusal, from the lines received since
// the command was sent: its completion, or the BYE at which it ended. What
// the server alerted to before (RFC 3501 section 7.1) is added to the text.
// It is nil where the lines hold no refusal.
func imapReply(lines []string) *result.Failure {
	// BAD is no judgement of what a command holds, but of its form.
	kinds := map[string]result.Kind{"NO": result.AuthRejected, "BAD": result.MechanismRefused, "BYE": result.Busy}
	var final reply
	var status string
	var alerts []string
	for _, line := range lines {
		tag, rest := wire.CutWord([]byte(line))
		word, text := wire.CutWord(rest)
		name := strings.ToUpper(string(word))
		if _, refusal := kinds[name]; !refusal {
			continue
		}
		said := splitCode(string(text))
		if untagged := string(tag) == "*"; untagged && name != "BYE" {
			alerts = append(alerts, said.text)
			continue
		} else if untagged && status != "" { // the BYE behind a completion
			continue
		}
		status, final = name, said
	}
	if status == "" {
		return nil
	}
	if len(alerts) > 0 {
		final.text += " (" + strings.Join(alerts, "; ") + ")"
	}
	return final.failure(result.IMAP, result.StepLogin, kinds[status])
}

// pop3Reply names a "-ERR …" answer.
func pop3Reply(line string) *result.Failure {
	text := strings.TrimSpace(strings.TrimPrefix(line, "-ERR"))
	return splitCode(text).failure(result.POP3, result.StepLogin, result.AuthRejected)
}

// splitCode takes "[CODE arguments] text" apart. The arguments are left out,
// for one provider's are a link that signs its reader in; but the server that
// a referral names is kept.
func splitCode(text string) reply {
	inside, found := strings.CutPrefix(text, "[")
	code, behind, closed := strings.Cut(inside, "]")
	if !found || !closed {
		return reply{text: text}
	}
	code, arguments, _ := strings.Cut(code, " ")
	r := reply{code: strings.ToUpper(code), text: strings.TrimSpace(behind)}
	if r.code == "REFERRAL" {
		r.server = referred(arguments)
	}
	return r
}

// referred is the server of a login referral: "IMAP://user;AUTH=*@SERVER2/"
// (RFC 2221 section 4.1, RFC 5092). It is empty where none is named.
func referred(arguments string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(arguments), " ")
	u, err := url.Parse(first)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// smtpRefusal names a refusal of AUTH.
func smtpRefusal(r smtpReply) *result.Failure {
	otherwise := result.ProtocolError
	switch r.code / 100 {
	case 4:
		otherwise = result.AuthTemporary
	case 5:
		otherwise = result.AuthRejected
	}
	f := r.apart().failure(result.Submission, result.StepLogin, otherwise)
	if r.code/100 == 4 && f.Kind == result.AuthRejected { // its words, but not for good
		f = newFailure(result.AuthTemporary, f.Detail)
		f.Code = r.apart().code
	}
	return f
}

// apart takes a reply's codes and its words apart, an enhanced code before
// every line included.
func (r smtpReply) apart() reply {
	enhanced := ""
	var said []string
	for _, line := range r.lines {
		if first, behind, _ := strings.Cut(line, " "); isEnhanced(first) {
			enhanced, line = first, behind
		}
		said = append(said, strings.TrimSpace(line))
	}
	return reply{code: strings.TrimSpace(strconv.Itoa(r.code) + " " + enhanced), text: strings.Join(said, " ")}
}

// isEnhanced reports whether a word is an enhanced status code (RFC 3463
// section 2): class.subject.detail.
func isEnhanced(word string) bool {
	parts := strings.Split(word, ".")
	return len(parts) == 3 && strings.Trim(word, "0123456789.") == "" && !slices.Contains(parts, "")
}

// passwordUnread reports whether an answer proves that the server did not
// look at the password, so that a login elsewhere still counts as the first:
// the connection is not private enough (RFC 5530, RFC 3207), or the mechanism
// or the form of the command is not taken (RFC 4954).
func passwordUnread(f *result.Failure) bool {
	basic, _, _ := strings.Cut(f.Code, " ")
	return f.Code == "PRIVACYREQUIRED" || basic == "530" || f.Kind == result.MechanismRefused
}

// aboutService reports whether a refusal is about the service and says nothing
// of the credential: other services can still be asked.
func aboutService(f *result.Failure) bool {
	if f.Kind == result.AccountDisabled {
		return slices.Contains(meaning("", f).Reasons, says.ProtocolOff)
	}
	return slices.Contains([]result.Kind{result.Busy, result.InUse, result.LoginDelay, result.Referral, result.TurnedAway, result.MailboxRefused}, f.Kind)
}

// meaning reads a failure's words and code again.
func meaning(service result.Service, f *result.Failure) says.Meaning {
	codes := strings.Fields(f.Code)
	slices.Reverse(codes) // an enhanced code says more than the basic one
	return says.Read(says.Answer{Service: service, Step: f.Step, Codes: codes, Text: f.Detail})
}

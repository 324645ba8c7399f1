package cli

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/text/unicode/norm"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
)

// words returns the words that a flag takes, where there is a closed list of
// them that is the same in every command. From it come the refusal of other
// words, the completion of shells, and the manual pages.
func words(flag string) []string {
	switch flag {
	case "as":
		return stringsOf(result.Clients())
	case "auth":
		return probe.Mechanisms()
	case "color":
		return []string{"auto", "always", "never"}
	case "fail-on":
		return []string{"fail", "warn", "unknown"}
	case "lang":
		return locale.Languages()
	case "offline":
		return []string{"none", "recent", "all"}
	case "old-mail":
		return []string{"everywhere", "one-computer"}
	case "only":
		return stringsOf(result.Services())
	case "pop", "imap":
		return []string{"yes", "no"}
	case "protocol":
		return []string{"imap", "pop3"}
	case "publish":
		return append(settings.PublishForms(), "all")
	case "token-tool":
		var out []string
		for _, t := range client.TokenTools() {
			out = append(out, t.Name)
		}
		return out
	case "sign-in":
		return []string{signInAuto, signin.Browser, signin.Device}
	case "server-copy":
		return []string{"any", "forbidden", "required"}
	}
	return nil
}

// stringsOf returns the words of a closed list.
func stringsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// forms returns the forms in which a command writes its result.
func forms(command string) []string {
	switch command {
	case "discover":
		return []string{"text", "html", "json", "jsonl"}
	case "review":
		return []string{"text", "html", "json"}
	case "explain", "settings", "version":
		return []string{"text", "json"}
	}
	if command == "advise" || command == "usage" || command == "render" {
		return append(outputs(), "svg")
	}
	return outputs()
}

// noForm refuses a form that a command does not write, and names the commands
// that do.
func noForm(value string, known []string) *problem {
	form, _, _ := strings.Cut(value, "=")
	var have []string
	for _, command := range []string{"discover", "probe", "advise", "settings", "usage", "check", "review", "render"} {
		if slices.Contains(forms(command), form) {
			have = append(have, command)
		}
	}
	if len(have) > 0 {
		return usage("output-elsewhere", locale.Args{"value": value, "form": form, "have_list": have, "known_list": known})
	}
	return usage("output", locale.Args{"value": value, "known_list": known, "near": nearest.Word(form, known)})
}

// checkWord refuses a word that its flag does not take; none is the default.
func checkWord(flag, value string) error {
	known := words(flag)
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	return wrongWord(flag, value)
}

// wrongWord refuses a word, and names the one that may have been meant.
func wrongWord(flag, value string) *problem {
	return usage("flag-word", locale.Args{"flag": "--" + flag, "value": value, "known_list": words(flag), "near": meantWord(flag, value)})
}

// meantWord returns the word of a flag that another probably stands for, or "":
// the one that it begins, or differs little from.
func meantWord(flag, value string) string {
	typed := folded(value)
	if len(typed) < 2 {
		return ""
	}
	said := map[string]string{} // as it can be typed -> as it is
	for _, w := range words(flag) {
		said[folded(w)] = w
	}
	for other, w := range otherWords()[flag] {
		said[other] = w
	}
	meant := ""
	for other, w := range said {
		switch {
		case !strings.HasPrefix(other, typed):
		case meant != "" && meant != w:
			return "" // of several
		default:
			meant = w
		}
	}
	if meant != "" {
		return meant
	}
	return said[nearest.Word(typed, slices.Sorted(maps.Keys(said)))]
}

// otherWords returns the words of other languages, folded, that a flag takes
// beside its own.
func otherWords() map[string]map[string]string {
	return map[string]map[string]string{
		"color":       {"automatique": "auto", "toujours": "always", "jamais": "never"},
		"fail-on":     {"echec": "fail", "alerte": "warn", "avertissement": "warn", "inconnu": "unknown"},
		"imap":        {"oui": "yes", "non": "no"},
		"lang":        {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"},
		"offline":     {"rien": "none", "aucun": "none", "recent": "recent", "recents": "recent", "tout": "all", "tous": "all"},
		"old-mail":    {"partout": "everywhere", "un-ordinateur": "one-computer", "un-seul-ordinateur": "one-computer"},
		"only":        {"envoi": "submission", "smtp": "submission", "sending": "submission", "outgoing": "submission", "sortant": "submission", "pop": "pop3", "reception": "imap,pop3", "incoming": "imap,pop3", "entrant": "imap,pop3", "lecture": "imap,pop3", "reading": "imap,pop3"},
		"output":      {"texte": "text"},
		"pop":         {"oui": "yes", "non": "no"},
		"protocol":    {"pop": "pop3"},
		"publish":     {"tout": "all", "dns": "srv", "zone": "srv", "thunderbird": "autoconfig", "outlook": "autodiscover", "apple": "mobileconfig", "iphone": "mobileconfig"},
		"sign-in":     {"automatique": "auto", "navigateur": "browser", "appareil": "device"},
		"server-copy": {"indifferent": "any", "aucune": "any", "interdit": "forbidden", "interdite": "forbidden", "obligatoire": "required", "requise": "required"},
	}
}

// folded returns a word as it is compared: in small letters, without accents.
func folded(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(strings.TrimSpace(word)))
}

// ownWord returns the word of a flag that one of another language stands for,
// or the same word.
func ownWord(flag, value string) string {
	if port, ok := result.ParsePort(value); ok && flag == "only" { // a usual port alone
		for _, e := range result.DefaultEndpoints("") {
			if e.Port == port {
				return string(e.Service) + ":" + value
			}
		}
	}
	head, rest, more := strings.Cut(value, ":") // only: SERVICE:PORT
	if own, ok := otherWords()[flag][folded(head)]; ok {
		if more {
			return own + ":" + rest
		}
		return own
	}
	return value
}

// translate has a flag that was given a word of another language hold its own.
func translate(f *pflag.Flag) error {
	if otherWords()[f.Name] == nil {
		return nil
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		values := list.GetSlice()
		var own []string
		for _, v := range values {
			own = append(own, strings.Split(ownWord(f.Name, v), ",")...)
		}
		return list.Replace(own)
	}
	if own := ownWord(f.Name, f.Value.String()); own != f.Value.String() {
		return f.Value.Set(own)
	}
	return nil
}

// joined returns what was typed, with a word behind a flag that needs none
// joined to it where the flag takes that word: "--shared yes" is
// "--shared=yes". No host is called so.
func joined(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil {
		return args
	}
	var out []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return append(out, args[i:]...)
		}
		name, long := strings.CutPrefix(arg, "--")
		f := cmd.Flags().Lookup(name)
		if long && f != nil && f.NoOptDefVal != "" && i+1 < len(args) && slices.Contains(optionalWords(f), folded(args[i+1])) {
			i++
			arg += "=" + folded(args[i])
		}
		out = append(out, arg)
	}
	return out
}

// optionalWords returns the words that may follow a flag that needs none.
func optionalWords(f *pflag.Flag) []string {
	if f.NoOptDefVal == "yes" {
		return []string{"yes", "no", "oui", "non"}
	}
	return append(words(f.Name), slices.Sorted(maps.Keys(otherWords()[f.Name]))...)
}

// outputs returns the formats that a report can be written in.
func outputs() []string {
	var names []string
	for _, f := range render.Formats() {
		names = append(names, f.Name)
	}
	return names
}

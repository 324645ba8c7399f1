package cli

import (
	"slices"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// words are the words that a flag takes, where there is a closed list of them
// that is the same in every command. From it come the refusal of other words,
// the completion of shells, and the manual pages.
func words(flag string) []string {
	switch flag {
	case "as":
		return discover.Clients()
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
		var out []string
		for _, s := range result.Services() {
			out = append(out, string(s))
		}
		return out
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
	case "server-copy":
		return []string{"any", "forbidden", "required"}
	}
	return nil
}

// forms are the forms in which a command writes its result.
func forms(command string) []string {
	switch command {
	case "discover":
		return []string{"text", "json", "jsonl"}
	case "explain", "review", "settings", "version":
		return []string{"text", "json"}
	}
	if command == "advise" || command == "usage" {
		return append(outputs(), "svg")
	}
	return outputs()
}

// checkWord refuses a word that its flag does not take; none is the default.
func checkWord(flag, value string) error {
	known := words(flag)
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	return usage("flag-word", locale.Args{"flag": "--" + flag, "value": value, "known_list": known})
}

// outputs are the formats that a report can be written in.
func outputs() []string {
	var names []string
	for _, f := range render.Formats() {
		names = append(names, f.Name)
	}
	return names
}

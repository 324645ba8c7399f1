package diagnose

import (
	"bytes"
	"fmt"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// FindingsDoc is docs/findings.md: every rule with its words, for an example.
func FindingsDoc(p *locale.Printer) []byte {
	var b bytes.Buffer
	b.WriteString("# Findings\n\n" +
		"What `mailadvisor` can say of a mail host. Generated from the table of rules in `advise/diagnose` and the messages in\n" +
		"`advise/locale`; a test compares it. The figures in the texts are an example.\n\n" +
		"A finding is `fail` (something does not work, or a password is in danger: exit status 1), `warn` (it works, but not for\n" +
		"long or not for everyone), `pass`, or `unknown` (not checked, or what was seen does not decide). A note tells something\n" +
		"worth knowing where nothing is to be mended. `mailadvisor explain ID` tells the same on a terminal.\n\n" +
		"| Finding | Severity | Looks at |\n|---|---|---|\n")
	for _, r := range table() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.id, r.id, r.severity, r.scope)
	}
	for _, r := range table() {
		args := exampleOf(r.id)
		text := func(part string) string { return inline(p.T("finding."+r.id+"."+part, args)) }
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n\n", r.id, text("title"), text("meaning"))
		fmt.Fprintf(&b, "- Severity: %s. Since: %s.%s\n", r.severity, r.since, after(" By: ", r.source))
		if len(r.after) > 0 {
			fmt.Fprintf(&b, "- Silent where one of these speaks: %s\n", strings.Join(r.after, ", "))
		}
		if len(r.kinds) > 0 {
			fmt.Fprintf(&b, "- Failure kinds: %s\n", joinKinds(r.kinds))
		}
		if len(r.causes) > 0 {
			b.WriteString("- Causes it may name:\n")
			for _, c := range r.causes {
				fmt.Fprintf(&b, "  - %s\n", inline(p.T("cause."+c, args)))
			}
		}
		fmt.Fprintf(&b, "- Risk: %s\n- For you: %s\n- For the admin: %s\n", text("risk"), text("user"), text("admin"))
	}
	b.WriteString("\n## What has no finding\n\n")
	for _, n := range noRule() {
		fmt.Fprintf(&b, "- %s: %s\n", n.what, n.why)
	}
	return b.Bytes()
}

// FailuresDoc is docs/failures.md: the closed list of failure kinds.
func FailuresDoc(p *locale.Printer) []byte {
	var b bytes.Buffer
	b.WriteString("# Failure kinds\n\n" +
		"The closed list of `failure.kind` in a report. Generated from `result.Kinds` and the messages in `advise/locale`; a test\n" +
		"compares it. A failure also names its step, the raw cause, the server's own code, and whether it may pass by itself.\n")
	for _, k := range result.Kinds() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", k.Kind, inline(p.T("failure."+string(k.Kind)+".meaning", nil)))
		fmt.Fprintf(&b, "- Causes: %s\n", inline(p.T("failure."+string(k.Kind)+".causes", nil)))
		step := k.Step
		if step == "" {
			step = "any"
		}
		temporary := "no"
		if k.Temporary {
			temporary = "yes"
		}
		fmt.Fprintf(&b, "- Step: %s. May pass by itself: %s.%s\n", step, temporary, after(" By: ", k.Source))
		if ids, why := findingsOf(k.Kind); why != "" {
			fmt.Fprintf(&b, "- Finding: none. %s\n", why)
		} else {
			fmt.Fprintf(&b, "- Findings: %s\n", strings.Join(ids, ", "))
		}
	}
	return b.Bytes()
}

// findingsOf are the rules that speak for a kind, or why there is none.
func findingsOf(k result.Kind) (ids []string, why string) {
	for _, n := range noRule() {
		if n.what == string(k) {
			return nil, n.why
		}
	}
	for _, r := range table() {
		for _, of := range r.kinds {
			if of == k {
				ids = append(ids, r.id)
			}
		}
	}
	return ids, ""
}

func joinKinds(kinds []result.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// after is a part of a sentence that is left out where it is empty.
func after(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s + "."
}

// inline makes a text safe in a line of Markdown.
func inline(s string) string {
	return strings.NewReplacer("\n", " ", "*", `\*`, "<", "&lt;", "_", `\_`).Replace(s)
}

// exampleOf are the arguments for one rule.
func exampleOf(id string) locale.Args {
	args := example()
	at := func(service string, port, tls int) {
		args["service"], args["port"], args["ports_list"], args["tls_port"] = service, port, []string{portText(port)}, tls
	}
	switch begin, _, _ := strings.Cut(id, "-"); begin {
	case "pop3":
		at("pop3", 110, 995)
	case "submission":
		at("submission", 587, 465)
	case "cert", "tls", "tls13", "auth", "oauth", "account", "app", "web":
		at("imap", 993, 993)
		args["renewed_list"] = []string{"995", "465"}
	case "ipv4":
		args["family"] = "IPv4"
	case "ipv6":
		args["address"] = "2001:db8::10"
	}
	switch id {
	case "in-use", "login-delay":
		at("pop3", 995, 995)
	case "speaks-plaintext":
		at("imap", 993, 993)
	case "step-timeout", "connection-lost":
		args["step"] = result.StepCapabilities
	}
	return args
}

// example are arguments with which every message can be written, for
// documentation: a host on a bad day.
func example() locale.Args {
	return locale.Args{
		"host": "mail.example.org", "service": "imap", "port": 143, "one": true, "all": false, "address": "192.0.2.10",
		"ports_list": []string{"143"}, "addresses_list": []string{"192.0.2.10"}, "family": "IPv6",
		"step": result.StepGreeting, "found": "http", "code": "535 5.7.8", "coded": true, "detail": "not for use by servers",
		"word": "STARTTLS", "tls_port": 993, "tls_works": true, "other_address": "192.0.2.11", "alike": true,
		"offer_list": []string{"110", "587"}, "renewed_list": []string{"993", "110"}, "ways_list": []string{"AUTH=PLAIN", "LOGIN"},
		"named": true, "names_list": []string{"imap.example.org"}, "subject": "CN=imap.example.org", "issuer": "CN=Example Issuing CA",
		"from_at": "2026-03-16T16:42:00Z", "until_at": "2026-03-16T16:42:00Z", "until_date": "2026-03-16", "full_date": "2026-03-28",
		"key": "RSA 1024", "signature": "SHA1-RSA", "certificates": 2, "by_address": true, "version": "TLS 1.2",
		"versions_list": []string{"TLS 1.0", "TLS 1.1"}, "ciphers_list": []string{"TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
		"days": 6, "today": false, "some": true, "offered_list": []string{"PLAIN", "LOGIN"}, "tried": true,
		"mechanism": "SCRAM-SHA-256", "user": "user@example.org", "local_part": "user", "whole": true,
		"lost_list": []string{"IDLE"}, "never": false, "zero": false, "by_user": false, "known": true, "met": false,
		"seconds": 300, "minutes": 5, "size_bytes": 20480000, "attachment_bytes": 14948905,
		"bytes": true, "used_bytes": 102236160, "limit_bytes": 104857600, "free_bytes": 2621440, "over_bytes": 0,
		"used_count": 980, "limit_count": 1000, "used_share": 0.975, "large_bytes": 6291456, "measured": true,
		"grows_bytes": 1824522, "root": "User quota", "resource": "STORAGE", "told": false,
		"folder": "Trash", "folder_bytes": 62914560, "folder_share": 0.6, "imap_count": 14293, "pop_count": 250, "fewer": true,
	}
}

package diagnose

import (
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file holds arguments with which every message can be written where no
// report is at hand: for explanations.

// Sample returns a finding of a rule as it might be made at a place, with its
// words.
func Sample(id string, at Where, p *locale.Printer) Finding {
	f := Finding{ID: id, Status: Warn, Where: at, Args: exampleOf(id)}
	f.Args["ports_list"] = []string{portText(at.Port)}
	f.Fill(p)
	return f
}

// exampleOf returns the arguments for one rule.
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
	case "cert", "tls", "tls13", "auth", "oauth", "token", "account", "app", "web", "session", "login", "mechanism", "inbox":
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
	case "no-greeting", "greeting-unfinished", "slow-answer":
		args["seconds"] = 10
	case "step-timeout", "connection-lost":
		args["step"] = result.StepCapabilities
	}
	return args
}

// example are arguments with which every message can be written, for
// documentation: a host on a bad day.
func example() locale.Args {
	return merge(discoveryExample(), locale.Args{
		"host": "mail.example.org", "service": "imap", "port": 143, "one": true, "all": false, "same": false, "many": false, "hosts": false, "address": "192.0.2.10",
		"ports_list": []string{"143"}, "unsent": "run", "open": 1, "open_list": []string{"993 (SSL/TLS)"}, "addresses_list": []string{"192.0.2.10"}, "family": "IPv6", "record": "AAAA", "addresses": 8,
		"step": result.StepGreeting, "found": "http", "code": "535 5.7.8", "coded": true, "detail": "not for use by servers",
		"word": "STARTTLS", "tls_port": 993, "tls_works": true, "other_address": "192.0.2.11", "alike": true,
		"offer_list": []string{"110", "587"}, "renewed_list": []string{"993", "110"}, "ways_list": []string{"AUTH=PLAIN", "LOGIN"},
		"named": true, "names_list": []string{"imap.example.org"}, "subject": "CN=imap.example.org", "issuer": "Example Issuing CA",
		"from_at": "2026-03-16T16:42:00Z", "until_at": "2026-03-16T16:42:00Z", "until_date": "2026-03-16", "full_date": "2026-03-28",
		"exchange": "DHE", "bits": "1024", "short": true, "unsafe": false, "agreed": false, "refused": true, "unscanned": true,
		"key": "RSA 1024", "signature": "SHA1-RSA", "certificates": 2, "by_address": true, "version": "TLS 1.2",
		"versions_list": []string{"TLS 1.0", "TLS 1.1"}, "ciphers_list": []string{"TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
		"days": 6, "today": false, "some": true, "offered_list": []string{"PLAIN", "LOGIN"}, "single": false, "tried": true, "elsewhere": false,
		"mechanism": "SCRAM-SHA-256", "user": "user@example.org", "local_part": "user", "whole": true,
		"words_list": []string{"STARTTLS", "LOGINDISABLED"}, "banned": true, "self": false, "unnamed": false, "masked_list": []string{"XXXXXXXA"},
		"lost_list": []string{"IDLE"}, "never": false, "zero": false, "by_user": false, "google": false, "known": true, "met": false,
		"seconds": 300, "minutes": 5, "by_minute": true, "size_bytes": 20480000, "attachment_bytes": 14948905,
		"bytes": true, "used_bytes": 102236160, "limit_bytes": 104857600, "free_bytes": 2621440, "over_bytes": 0,
		"used_count": 980, "limit_count": 1000, "used_share": 0.975, "large_bytes": 6291456, "measured": true,
		"grows_bytes": 1824522, "root": "User quota", "other": false, "shared": false, "resource": "STORAGE", "told": false,
		"once": true, "worked": false, "works": "LOGIN", "others": false, "server": "other.example.org", "withheld": false,
		"at_login": false, "limit": "sessions", "pss": false, "encrypted": false, "opened": true, "one_folder": true, "count": 1, "alert": "This mailbox moves on Sunday",
		"cause": "token-expired", "expires_at": "2026-03-16T16:42:00Z", "made_at": "2026-03-16T16:42:00Z", "owner": "other@example.org", "token_issuer": "https://login.example.org",
		"audience_list": []string{"https://graph.microsoft.com"}, "scope_list": []string{"openid"}, "wanted": "https://mail.google.com/", "scoped": true, "dated": true,
		"of": "STATUS INBOX SIZE", "said": "-5",
		"folder": "Trash", "folder_bytes": 62914560, "folder_share": 0.6, "imap_count": 14293, "pop_count": 250, "fewer": true,
	})
}

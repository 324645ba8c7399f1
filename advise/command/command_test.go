package command

import (
	"testing"

	"mailadvisor/probe/result"
)

func TestTarget(t *testing.T) {
	cases := []struct {
		target result.Target
		want   string
	}{
		{result.Target{Input: "mail.example.org"}, "mail.example.org"},
		{result.Target{Input: "mail.example.org", User: "user"}, "mail.example.org --user user"},
		{result.Target{Input: "user@example.org", Address: "user@example.org", User: "user@example.org"}, "user@example.org"},
		{result.Target{Input: "mail.example.test", Demo: "default", User: "user"}, "--demo"},
		{result.Target{Input: "mail.example.test", Demo: "fault:silent"}, "--demo=fault:silent"},
		{result.Target{Input: "it's; rm -rf"}, `'it'\''s; rm -rf'`},
		{result.Target{Input: "--demo"}, "'--demo'"},
		{result.Target{Input: "mail.example.org", User: "user", Flags: []result.Flag{{Name: "tls-scan"}, {Name: "ipv6"}, {Name: "user", Value: "user"},
			{Name: "connect", Value: "mail.example.org:993=127.0.0.1:1993"}, {Name: "connect", Value: "mail.example.org:143=127.0.0.1:1143"}}},
			"mail.example.org --user user -6 --connect mail.example.org:993=127.0.0.1:1993 --connect mail.example.org:143=127.0.0.1:1143 --tls-scan"},
		{result.Target{Input: "mail.example.org", Flags: []result.Flag{{Name: "password-command", Value: "echo secret"}, {Name: "x; rm -rf ~"}, {Name: "ca-file", Value: "$(id)"}}},
			"mail.example.org --ca-file '$(id)'"},
		{result.Target{Input: "mail.example.test", Demo: "default", Flags: []result.Flag{{Name: "only", Value: "imap"}}}, "--demo --only imap"},
	}
	for _, c := range cases {
		if got := Target(c.target); got != c.want {
			t.Errorf("Target(%+v) = %s, want %s", c.target, got, c.want)
		}
	}
	if got := Host(result.Target{}, "2001:db8::1"); got != "'[2001:db8::1]'" {
		t.Errorf("Host = %s", got)
	}
}

func TestQuote(t *testing.T) {
	cases := [][2]string{
		{"user@example.org", "user@example.org"}, {"imaps://mail.example.org:993", "imaps://mail.example.org:993"},
		{"", "''"}, {"a b", "'a b'"}, {"x; rm -rf ~", "'x; rm -rf ~'"}, {"it's", `'it'\''s'`}, {"$(id)", "'$(id)'"},
		{"-v", "'-v'"}, {"[::1]", "'[::1]'"},
	}
	for _, c := range cases {
		if got := Quote(c[0]); got != c[1] {
			t.Errorf("Quote(%q) = %s, want %s", c[0], got, c[1])
		}
	}
}

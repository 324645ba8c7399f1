package probe

import (
	"fmt"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

func show(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func TestReadQuota(t *testing.T) {
	for _, test := range []struct {
		name, lines, want string
	}{
		{"Dovecot", "* QUOTAROOT INBOX \"User quota\"\n* QUOTA \"User quota\" (STORAGE 5 5120)\nT1 OK Getquotaroot completed",
			`ok; "User quota" STORAGE 5120/5242880 set`},
		{"Cyrus, two resources", "* QUOTAROOT INBOX INBOX\n* QUOTA INBOX (STORAGE 4 5120 MESSAGE 3 1000)",
			`ok; "INBOX" STORAGE 4096/5242880 set; "INBOX" MESSAGE 3/1000 set`},
		{"QUOTA before QUOTAROOT, over the limit", "* QUOTA \"\" (STORAGE 396 100)\n* QUOTAROOT INBOX \"\"",
			`ok; "" STORAGE 405504/102400 set`},
		{"no list at all", "* QUOTAROOT INBOX \"\"\n* QUOTA \"\"", "none"},
		{"an empty list", "* QUOTAROOT INBOX r\n* QUOTA r ()", "none"},
		{"no roots", "* QUOTAROOT INBOX", "none"},
		{"a negative limit", "* QUOTA r (STORAGE 5 -1)", `ok; "r" STORAGE 5120/- invalid`},
		{"2^64-1", "* QUOTA r (STORAGE 5 18446744073709551615)", `ok; "r" STORAGE 5120/- invalid`},
		{"2^53 units of 1024 octets", "* QUOTA r (STORAGE 5 9007199254740991)", `ok; "r" STORAGE 5120/- invalid`},
		{"a limit of zero", "* QUOTA r (STORAGE 5 0)", `ok; "r" STORAGE 5120/- zero`},
		{"no numbers", "* QUOTA r (STORAGE MESSAGE 3)", `none; "r" STORAGE -/- none; "r" MESSAGE 3/- none`},
		{"NIL", "* QUOTA r (STORAGE NIL NIL)", `none; "r" STORAGE -/- none`},
		{"a root as a literal", "* QUOTAROOT INBOX {3}\na b\n* QUOTA {3}\na b (STORAGE 1 2)", `ok; "a b" STORAGE 1024/2048 set`},
		{"other resources, odd case, a list that is not closed", "* quota r (X-NUM-FOLDERS 3 8 storage 1 2", `ok; "r" STORAGE 1024/2048 set`},
		{"a root that is told nothing of", "* QUOTAROOT INBOX a b\n* QUOTA a (MESSAGE 1 2)", `ok; "a" MESSAGE 1/2 set; untold [b]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := readQuota(strings.Split(test.lines, "\n"))
			got := q.status()
			for _, l := range q.limits {
				used, limit := l.UsedBytes, l.LimitBytes
				if l.Resource == "MESSAGE" {
					used, limit = l.UsedCount, l.LimitCount
				}
				got += fmt.Sprintf("; %q %s %s/%s %s", l.Root, l.Resource, show(used), show(limit), l.LimitState)
			}
			if rest := q.untold(); len(rest) > 0 {
				got += fmt.Sprintf("; untold %s", rest)
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestReadStatus(t *testing.T) {
	for _, test := range []struct{ line, name, want string }{
		{"* STATUS INBOX (MESSAGES 3 SIZE 5076)", "INBOX", "3 5076"},
		{"* STATUS inbox (SIZE 5076 UIDNEXT 4 MESSAGES 3)", "INBOX", "3 5076"},
		{"* STATUS INBOX (MESSAGES 3)", "INBOX", "3 -"},
		{"* STATUS INBOX (MESSAGES 3 SIZE NIL)", "INBOX", "3 -"},
		{"* STATUS INBOX (MESSAGES -3 SIZE 99999999999999999999)", "INBOX", "- -"},
		{`* STATUS "INBOX" ()`, "INBOX", "- -"},
		{"* STATUS Entw&APw-rfe (MESSAGES 1 SIZE 2)", "Entwürfe", "1 2"},
		{"* STATUS {7}\na\"b\\ c) (MESSAGES 1 SIZE 2)", `a"b\ c)`, "1 2"},
	} {
		status, found := readStatus(strings.Split(test.line, "\n"))[test.name]
		if got := show(status.messages) + " " + show(status.bytes); !found || got != test.want {
			t.Errorf("%s: got %s (found %v), want %s", test.line, got, found, test.want)
		}
	}
}

// Where a person's own mailboxes stand, by the server's word or as it shows.
func TestOwnNamespace(t *testing.T) {
	for _, test := range []struct{ lines, want string }{
		{`* NAMESPACE (("INBOX." ".")) (("user." ".")) NIL`, "INBOX. ."},
		{`* NAMESPACE (("" "/")) NIL NIL` + "\n" + `* LIST () "/" INBOX`, " /"},
		{`* NAMESPACE (("" NIL)) NIL NIL`, " "},
		{`* NAMESPACE NIL NIL NIL` + "\n" + `* LIST () "." INBOX` + "\n" + `* LIST () "." INBOX.Sent`, "INBOX. ."},
		{`* LIST () "." INBOX` + "\n" + `* LIST () "." INBOX.Sent` + "\n" + `* LIST () "." INBOX.Trash`, "INBOX. ."},
		{`* LIST () "." INBOX` + "\n" + `* LIST () "." INBOX.Sent` + "\n" + `* LIST () "." Trash`, " ."},
		{`* LIST () "/" INBOX`, " /"},
		{`* LIST () NIL INBOX` + "\n" + `* LIST () NIL Sent`, " "},
		{"", " "},
	} {
		lines := strings.Split(test.lines, "\n")
		prefix, delimiter := ownNamespace(lines, readList(lines))
		if got := prefix + " " + delimiter; got != test.want {
			t.Errorf("%s: %q, want %q", test.lines, got, test.want)
		}
	}
}

func TestReadList(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{`* LIST (\HasNoChildren \Sent) "/" Sent`, `{Sent true \Sent true  /}`},
		{`* LIST (\noselect) "/" "Shared Folders"`, `{Shared Folders true  false  /}`},
		{`* LIST () NIL Inbox`, `{INBOX true  true  }`},
		{`* LIST (\SENT \HasChildren) "." "INBOX.Envoy&AOk-s"`, `{INBOX.Envoyés true \Sent true INBOX .}`},
		{"* LIST (\\Trash) \"/\" {5}\na\"b\\c", `{a"b\c true \Trash true  /}`},
		{`* LIST () "/" a&b`, `{a&b false  true  /}`},
		{`* LIST () "/" a&-b`, `{a&b true  true  /}`},
		{"* LIST () \"\" \xff", "{\xff false  true  }"},
		{`* LIST () "\\" "a\\b" ("OLDNAME" ("x"))`, `{a\b true  true a \}`},
		{`* LIST () "/"`, ``},
		{`* LIST (\Noselect) "/" ""`, ``},
		{"* LIST () \"/\" Sent\n* LIST (\\Sent) \"/\" Sent", `{Sent true \Sent true  /}`},
	} {
		got := fmt.Sprint(readList(strings.Split(test.line, "\n")))
		if got != "["+test.want+"]" {
			t.Errorf("%s: got %s, want [%s]", test.line, got, test.want)
		}
	}
}

func FuzzResponses(f *testing.F) {
	for _, seed := range []string{
		"* QUOTAROOT INBOX \"User quota\"\n* QUOTA \"User quota\" (STORAGE 5 5120)",
		"* QUOTA \"\"\n* QUOTA r (STORAGE 1 -1",
		"* STATUS {5}\nINBOX (SIZE NIL MESSAGES 3)",
		"* LIST (\\Sent) NIL {3}\na&b\n* LIST ((((((((((",
		"* LIST () \"/\" \"&2D3eAA-\" (x {2}\n\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		lines := strings.Split(said, "\n")
		for _, q := range readQuota(lines).limits {
			for _, n := range []*int64{q.UsedBytes, q.LimitBytes, q.UsedCount, q.LimitCount} {
				if n != nil && (*n < 0 || *n > maxNumber) {
					t.Errorf("a quota of %d", *n)
				}
			}
			if set := q.LimitState == result.LimitSet; set != (q.LimitBytes != nil || q.LimitCount != nil) {
				t.Errorf("%+v", q)
			}
		}
		for _, status := range readStatus(lines) {
			if status.messages != nil && *status.messages < 0 || status.bytes != nil && *status.bytes < 0 {
				t.Error("less than nothing in a mailbox")
			}
		}
		for _, l := range readList(lines) {
			if l.name == "" {
				t.Error("a mailbox without a name")
			}
		}
	})
}

package imap

import (
	"fmt"
	"strings"
	"testing"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
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
			var q Quotas
			tell(q.take, test.lines)
			got := string(q.Status())
			for _, l := range q.Limits {
				used, limit := l.UsedBytes, l.LimitBytes
				if l.Resource == "MESSAGE" {
					used, limit = l.UsedCount, l.LimitCount
				}
				got += fmt.Sprintf("; %q %s %s/%s %s", l.Root, l.Resource, show(used), show(limit), l.LimitState)
			}
			if rest := q.Untold(); len(rest) > 0 {
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
		var m Mailboxes
		tell(m.take, test.line)
		if b := m.known[test.name]; b == nil || show(b.Messages)+" "+show(b.Bytes) != test.want {
			t.Errorf("%s: got %+v, want %s", test.line, b, test.want)
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
		var m Mailboxes
		tell(m.take, test.lines)
		prefix, delimiter := m.Own()
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
		var m Mailboxes
		tell(m.take, test.line)
		got := ""
		for _, b := range m.all {
			got += fmt.Sprintf("{%s %v %s %v %s %s}", b.Name, b.Exact, b.Use, b.Selectable, b.Parent, b.Delimiter)
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.line, got, test.want)
		}
	}
}

// tell gives responses to a reader, of which a literal continues on the next
// line.
func tell(take func(*response), lines string) {
	text := strings.ReplaceAll(lines, "}\n", "}\r\n")
	for _, one := range strings.Split("\n"+text, "\n* ")[1:] {
		take(newResponse(one))
	}
}

func FuzzResponses(f *testing.F) {
	for _, seed := range []string{
		"* QUOTAROOT INBOX \"User quota\"\n* QUOTA \"User quota\" (STORAGE 5 5120)",
		"* QUOTA \"\"\n* QUOTA r (STORAGE 1 -1",
		"* STATUS {5}\nINBOX (SIZE NIL MESSAGES 3)",
		"* LIST (\\Sent) NIL {3}\na&b\n* LIST ((((((((((",
		"* LIST () \"/\" \"&2D3eAA-\" (x {2}\n\n",
		"* SEARCH 0\n* ESEARCH (TAG \"T1\") ALL 1:4294967295",
		"* ESEARCH (TAG {2}\nT1) UID COUNT 5 MIN 0 ALL 4,1:2,*",
		"* 1 FETCH (UID 5 RFC822.SIZE 18446744073709551616 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")",
		"* NAMESPACE ((\"\" \"/\")) NIL ((\"#shared/\" \"/\"))",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		var q Quotas
		var m Mailboxes
		s := &Search{first: 1}
		var got []Message
		fetch := &Fetch{items: Items{UID: true, Size: true, Date: true, Flags: true}, left: newNumbers(1, 100), each: func(m Message) { got = append(got, m) }}
		tell(func(r *response) {
			switch r.kind {
			case "QUOTA", "QUOTAROOT":
				q.take(r)
			case "SEARCH", "ESEARCH":
				s.take(r)
			case "FETCH":
				fetch.take(r)
			default:
				m.take(r)
			}
		}, said)
		for _, q := range q.Limits {
			for _, n := range []*int64{q.UsedBytes, q.LimitBytes, q.UsedCount, q.LimitCount} {
				if n != nil && (*n < 0 || *n > protocol.MaxNumber) {
					t.Errorf("a quota of %d", *n)
				}
			}
			if set := q.LimitState == result.LimitSet; set != (q.LimitBytes != nil || q.LimitCount != nil) {
				t.Errorf("%+v", q)
			}
		}
		for _, b := range m.all {
			if b.Messages != nil && *b.Messages < 0 || b.Bytes != nil && *b.Bytes < 0 {
				t.Error("less than nothing in a mailbox")
			}
			if b.listed && b.Name == "" {
				t.Error("a mailbox without a name")
			}
		}
		if s.Count < 0 || s.First < 0 || s.First > maxMessages {
			t.Errorf("%d messages from %d", s.Count, s.First)
		}
		for _, m := range got {
			if m.Size < 0 || m.Size > protocol.MaxSize || m.Number < 1 || m.Number > 100 {
				t.Errorf("%+v", m)
			}
		}
		if len(got) > 100 {
			t.Errorf("%d messages of 100", len(got))
		}
	})
}

// What was searched bounds what can be found there; ranges are counted.
func TestSearch(t *testing.T) {
	for _, tt := range []struct {
		said        string
		first, last int64
		exists      int64
		want        string
	}{
		{"* SEARCH 2 3 5", 1, 5, 5, "3 from 2"},
		{"* SEARCH", 1, 5, 5, "0 from 0"},
		{"* SEARCH 4 5 (MODSEQ 7)", 4, 5, 5, "2 from 4"},
		{"* SEARCH 1\n* SEARCH 2", 1, 5, 5, "2 from 1"},
		{"* SEARCH 0", 1, 5, 5, "malformed"},
		{"* SEARCH 9", 1, 5, 5, "malformed"},
		{"* SEARCH 1 1 1", 1, 2, 2, "malformed"},
		{"* SEARCH 4294967296", 1, 5, 5, "malformed"},
		{"* SEARCH x", 1, 5, 5, "malformed"},
		{"* ESEARCH (TAG \"T1\") MIN 3 COUNT 2", 1, 0, 5, "2 from 3"},
		{"* ESEARCH (TAG \"T1\")", 1, 0, 5, "0 from 0"},
		{"* ESEARCH COUNT 2", 2, 0, 5, "2 from 2"},
		{"* ESEARCH (TAG \"T1\") UID COUNT 0", 1, 0, 5, "0 from 0"},
		{"* ESEARCH (TAG \"T1\") ALL 1:3,5", 1, 0, 5, "4 from 1"},
		{"* ESEARCH (TAG \"T1\") ALL 3:1", 1, 0, 5, "3 from 1"},
		{"* ESEARCH (TAG \"T1\") ALL 1:4294967295", 1, 0, 5, "malformed"},
		{"* ESEARCH (TAG \"T1\") MIN 0 COUNT 1", 1, 0, 5, "malformed"},
		{"* ESEARCH (TAG \"T1\") MIN 1 COUNT 18446744073709551615", 1, 0, 5, "malformed"},
		{"* ESEARCH (TAG \"T1\") MIN 1 COUNT -1", 1, 0, 5, "malformed"},
		{"* ESEARCH (TAG \"T1\") MIN 6 COUNT 1", 1, 0, 5, "malformed"},
	} {
		s := &Search{first: tt.first, last: tt.last}
		tell(s.take, tt.said)
		s.Command = &Command{wall: &wall{Conn: wire.New(t.Context(), wire.Config{})}, done: make(chan struct{})}
		close(s.done)
		got := fmt.Sprintf("%d from %d", s.Count, s.First)
		if err := s.Wait(tt.exists); err != nil {
			got = string(err.(*result.Failure).Kind)
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.said, got, tt.want)
		}
	}
}

// Only what was asked for is read, each message once.
func TestFetch(t *testing.T) {
	var got []string
	f := &Fetch{items: Items{UID: true, Size: true}, left: newNumbers(3, 130), each: func(m Message) {
		got = append(got, fmt.Sprint(m.Number, m.UID, m.Size, m.Flags, m.Date.IsZero()))
	}}
	tell(f.take, `* 3 FETCH (UID 7 RFC822.SIZE 100 FLAGS (\Seen) INTERNALDATE "17-Jul-1996 02:44:25 -0700")
* 3 FETCH (UID 7 RFC822.SIZE 100)
* 2 FETCH (UID 6 RFC822.SIZE 100)
* 4 FETCH (FLAGS (\Seen))
* 4 FETCH (UID 8 RFC822.SIZE -1)
* 130 FETCH (BODYSTRUCTURE (((((((((((((((("x"))))))))))))))) UID 9 RFC822.SIZE 4398046511104)
* 129 FETCH (BODYSTRUCTURE (("x")) UID 9 RFC822.SIZE 4398046511105)
* 131 FETCH (UID 9 RFC822.SIZE 1)`)
	if want := "[3 7 100 [] true]"; fmt.Sprint(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What is beyond the bounds is counted and not kept.
func TestBounds(t *testing.T) {
	var q Quotas
	var m Mailboxes
	for i := range maxMailboxes + 10 {
		q.take(newResponse(fmt.Sprintf("QUOTAROOT INBOX r%d", i)))
		q.take(newResponse(fmt.Sprintf("QUOTA r%d (STORAGE 1 2)", i)))
		m.take(newResponse(fmt.Sprintf(`LIST () "/" m%d`, i)))
		m.take(newResponse(fmt.Sprintf(`NAMESPACE NIL (("u%d/" "/")) NIL`, i)))
	}
	if len(q.roots) != maxRoots || len(q.Limits) != maxRoots || q.Omitted != 2*(maxMailboxes+10-maxRoots) {
		t.Errorf("%d roots, %d limits, %d omitted", len(q.roots), len(q.Limits), q.Omitted)
	}
	if len(m.all) != maxMailboxes || m.Omitted != 10 || len(m.others) != maxPrefixes || m.OmittedNamespaces != maxMailboxes+10-maxPrefixes {
		t.Errorf("%d mailboxes, %d omitted, %d prefixes, %d omitted", len(m.all), m.Omitted, len(m.others), m.OmittedNamespaces)
	}
}

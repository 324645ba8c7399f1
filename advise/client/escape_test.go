package client

import (
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// awkward are values that a server or a person may give.
var awkward = []string{
	`user@example.org`, `o'neil`, `the "boss"`, `"quoted"`, `back\slash`, `\`, `trailing\`, `a b`, `#1`, `a # b`, `100%`, `%U`, `%(home)s`,
	`a&b`, `<b>`, `]]>`, `a=b`, `a;b`, `$HOME`, "`id`", `$(id)`, `~root`, `jörg@exämple.org`, `用户`, `{{.}}`, `-- x`, `,`, `!`,
}

func TestSafeName(t *testing.T) {
	for s, want := range map[string]string{
		"user@example.org": "user@example.org", "a b": "a-b", "": "mail", "../..": "mail", "..": "mail", "-rf": "rf", ".x": "x",
		"`id`": "id", "jörg": "j-rg", "a\nb": "a-b", "a/b": "a-b", "a:b,c": "a-b-c", strings.Repeat("x", 99): strings.Repeat("x", 64),
	} {
		if got := SafeName(s); got != want {
			t.Errorf("SafeName(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	for _, bad := range []string{
		"a\nb", "a\rb", "a\x00b", "a\tb", "\x1b[31m", "a\u2028b", "a\u202eb", "\xff", "a\u0085b", "a\uffff", strings.Repeat("x", 256),
	} {
		for _, d := range []Data{
			{Address: bad}, {Domain: bad}, {Name: bad}, {Incoming: Server{Host: bad}}, {Incoming: Server{User: bad}},
			{Outgoing: Server{Host: bad}}, {Outgoing: Server{User: bad}}, {Folders: map[string]string{"Sent": bad}},
		} {
			_, err := File{Template: "other.txt"}.Render(d, nil, nil)
			var value *ValueError
			if !errors.As(err, &value) {
				t.Errorf("%+q in %+v: %v", bad, d, err)
			} else if strings.ContainsAny(err.Error(), "\n\r\x00\x1b") {
				t.Errorf("the error repeats a control character: %q", err)
			}
		}
	}
}

// What mbsync 1.4 and 1.5 read: a quoted argument, as its manual describes it.
func mbsyncWords(line string) []string {
	var out []string
	var word strings.Builder
	quoted, inWord := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
			inWord = true
		case c == '"':
			quoted, inWord = !quoted, true
		case c == ' ' && !quoted:
			if inWord {
				out = append(out, word.String())
			}
			word.Reset()
			inWord = false
		case c == '#' && !quoted && !inWord:
			return out
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if inWord {
		out = append(out, word.String())
	}
	return out
}

func TestMbsyncArg(t *testing.T) {
	for _, s := range awkward {
		if got := mbsyncWords("User " + mbsyncArg(s)); !slices.Equal(got, []string{"User", s}) {
			t.Errorf("%q comes back as %q", s, got)
		}
	}
}

func TestMbsyncSkip(t *testing.T) {
	got := mbsyncSkip("Junk", "", "Deleted Items", "100%", "a*", "Entwürfe", "a&b")
	if want := ` "!Junk" "!Deleted Items" "!Entwürfe" "!a&b"`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPythonString(t *testing.T) {
	for s, want := range map[string]string{
		`a`: `"a"`, `"); import os #`: `"\"); import os #"`, `\`: `"\\"`, `é`: `"\U000000e9"`, `'`: `"'"`,
	} {
		if got := pythonString(s); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	}
}

func TestIniValue(t *testing.T) {
	for _, s := range []string{"", " a", "a ", "\u00a0a"} {
		if got, err := iniValue(s); err == nil {
			t.Errorf("%q is written %q", s, got)
		}
	}
}

func TestMsmtpFrom(t *testing.T) {
	for _, s := range []string{"%U@example.org", "a*@example.org", "[a]@example.org", "who?@example.org"} {
		if got, err := msmtpFrom(s); err == nil {
			t.Errorf("%q is written %q", s, got)
		}
	}
	if got, err := msmtpFrom("o'neil@example.org"); err != nil || got != `"o'neil@example.org"` {
		t.Errorf("%q, %v", got, err)
	}
}

func TestXMLText(t *testing.T) {
	for _, s := range awkward {
		text, err := xmlText(s)
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<a>"+text+"</a>"), &back); err != nil || back.Text != s {
			t.Errorf("%q comes back as %q, %v", s, back.Text, err)
		}
	}
}

func TestThunderbirdFolder(t *testing.T) {
	s := Server{Host: "mail.example.org", User: "user@example.org"}
	const account = "imap://user%40example.org@mail.example.org/"
	for _, c := range []struct {
		program string
		utf8    bool
		name    string
		want    string
	}{
		{"thunderbird", false, "Sent Items", account + "Sent%20Items"},
		// As Thunderbird 153 shows them itself, at Dovecot and at Courier.
		{"thunderbird", false, "INBOX/Entwürfe", account + "INBOX/Entw&APw-rfe"},
		{"thunderbird", true, "INBOX/Entwürfe", account + "INBOX/Entwürfe"},
		{"seamonkey", false, "Envoyés", account + "Envoy&AOk-s"},
		// Where the URI is not certain.
		{"seamonkey", true, "Envoyés", ""},
		{"thunderbird", false, "ｆ", ""}, // a comma or a plus may stand in base64
		{"thunderbird", false, "", ""},
		{"thunderbird", false, "INBOX.Sent", ""},
		{"thunderbird", false, "a&b", ""},
		{"thunderbird", false, "100%", ""},
	} {
		s.UTF8 = c.utf8
		if got := thunderbirdFolder(c.program, s, c.name); got != c.want {
			t.Errorf("%s, %q: got %s, want %s", c.program, c.name, got, c.want)
		}
	}
}

func TestPlaceholder(t *testing.T) {
	for user, want := range map[string]string{
		"user@example.org": "%EMAILADDRESS%", "user": "%EMAILLOCALPART%", "u123": "u123",
	} {
		if got := placeholder(user, "user@example.org", "example.org"); got != want {
			t.Errorf("%q: %q, want %q", user, got, want)
		}
	}
}

func TestComment(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("word ", 30))
	got := comment("#", text+"\nsecond")
	var words []string
	for line := range strings.Lines(got) {
		rest, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "# ")
		if !ok || len(line) > 79 {
			t.Errorf("line %q", line)
		}
		words = append(words, strings.Fields(rest)...)
	}
	if diff := cmp.Diff(strings.Fields(text+" second"), words); diff != "" {
		t.Error(diff)
	}
}

// What is to be typed stays on one line.
func TestCommentTyped(t *testing.T) {
	typed := "  machine mail.example.org login user@example.org password " + strings.Repeat("X", 40)
	if got, want := comment("#", "Put this there:\n"+typed), "# Put this there:\n# "+typed+"\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// The UUIDs of RFC 9562 are stable, and its own example holds.
func TestUUID(t *testing.T) {
	// RFC 9562 appendix A.4: the DNS namespace and "www.example.com".
	if got, want := uuid("www.example.com"), "2ED6657D-E927-568B-95E1-2665A8AEA6A2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if uuid("a", "profile") == uuid("a", "account") {
		t.Error("two payloads of a profile have the same UUID")
	}
}

// Whatever a value is, a file has the lines it has with a plain value.
func FuzzRender(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Add("a\nb")
	words := func(id string, _ map[string]any) string { return id }
	fill := func(s string) Data {
		server := Server{Host: s, Port: 993, User: s, Auth: "password"}
		return Data{Name: SafeName(s), Address: s, Domain: s, Incoming: server, Outgoing: server, Keep: KeepDays, KeepDays: 12}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			return // a server that is not known is left out of a table
		}
		for _, row := range Table() {
			for _, form := range row.Forms {
				for _, file := range form.Files {
					got, err := file.Render(fill(s), nil, words)
					var value *ValueError
					if errors.As(err, &value) {
						continue
					}
					if err != nil {
						t.Fatalf("%s: %q: %v", file.Name, s, err)
					}
					plain, err := file.Render(fill("plain"), nil, words)
					if err != nil {
						t.Fatal(err)
					}
					if strings.Count(string(got), "\n") != strings.Count(string(plain), "\n") {
						t.Errorf("%s: %q changes the lines:\n%s", file.Name, s, got)
					}
				}
			}
		}
	})
}

// A command in a file is for any POSIX shell: what only GNU's base64 knows, as
// -w 0, breaks it elsewhere.
func TestTokenCommands(t *testing.T) {
	s := Server{User: "jörg@example.org", Command: "oama access x", Auth: "oauth2"}
	for name, got := range map[string]string{"meli": xoauth2Message(s), "imapfilter": imapfilterSecret(s)} {
		if want := `printf 'user=%s\001auth=Bearer %s\001\001' 'jörg@example.org' "$(oama access x)" | base64 | tr -d '\n'`; got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := imapfilterSecret(Server{Command: "pass show mail/x"}); got != "pass show mail/x" {
		t.Errorf("a password: %s", got)
	}
}

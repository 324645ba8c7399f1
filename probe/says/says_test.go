package says

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

// answer returns an answer as a person would paste it: its protocol's word for
// "no", its codes, and its text.
func answer(line string, at string) Answer {
	a := Answer{Step: at}
	words := strings.Fields(line)
	for len(words) > 0 && slices.Contains([]string{"*", "NO", "BAD", "BYE", "-ERR"}, words[0]) {
		words = words[1:]
	}
	for len(words) > 0 && regexp.MustCompile(`^([2-5]\d\d|\d\.\d+\.\d+)$`).MatchString(words[0]) {
		a.Codes = append([]string{words[0]}, a.Codes...)
		words = words[1:]
	}
	text := strings.Join(words, " ")
	if inside, found := strings.CutPrefix(text, "["); found {
		code, behind, _ := strings.Cut(inside, "]")
		code, _, _ = strings.Cut(code, " ")
		a.Codes, text = []string{code}, behind
	}
	a.Text = text
	return a
}

// Every row is whole, and its example is read by it, and by no row before it.
func TestRows(t *testing.T) {
	known := kindsOfLogins()
	seen := map[string]bool{}
	for _, row := range Rows() {
		known[result.IDRequired] = row.At == result.StepMailbox
		if !known[row.Kind] || row.Words != plain(row.Words) || row.Source == "" || !regexp.MustCompile(`^20\d\d-\d\d$`).MatchString(row.AsOf) || row.Example == "" {
			t.Errorf("bad row: %+v", row)
		}
		if seen[row.Words] {
			t.Errorf("twice: %s", row.Words)
		}
		seen[row.Words] = true
		for _, reason := range row.Reasons {
			if !slices.Contains(Reasons(), reason) {
				t.Errorf("%s: unknown reason %s", row.Words, reason)
			}
		}
		a := answer(row.Example, row.At)
		a.Service = row.Service
		if m := Read(a); m.Row == nil || m.Row.Words != row.Words {
			switch {
			case m.Kind == row.Kind && m.Row != nil && slices.Equal(m.Reasons, row.Reasons): // the same is meant
			case m.Row == nil:
				t.Errorf("%q is read by %+v %s, not by %q", row.Example, m.Code, m.Kind, row.Words)
			default:
				t.Errorf("%q is read by %q, not by %q", row.Example, m.Row.Words, row.Words)
			}
		}
		if !row.Match(row.Example) {
			t.Errorf("%q does not stand in %q", row.Words, row.Example)
		}
	}
	for _, reason := range Reasons() {
		if !slices.ContainsFunc(Rows(), func(r Row) bool { return slices.Contains(r.Reasons, reason) }) {
			t.Errorf("no row says %s", reason)
		}
	}
}

// kindsOfLogins are the kinds with which a login can be refused: the rules over
// logins speak for each of them, and for no other.
func kindsOfLogins() map[result.Kind]bool {
	known := map[result.Kind]bool{result.MailboxRefused: true}
	for _, k := range result.Kinds() {
		if k.Step == "" || k.Step == result.StepLogin {
			known[k.Kind] = true
		}
	}
	return known
}

func TestCodes(t *testing.T) {
	known := kindsOfLogins()
	seen := map[string]bool{}
	for _, c := range codes() {
		if !known[c.Kind] || c.Source == "" || c.Code != strings.ToUpper(c.Code) || seen[c.Code] {
			t.Errorf("bad code: %+v", c)
		}
		seen[c.Code] = true
		if m := Read(Answer{Codes: []string{c.Code}, Text: "no"}); m.Kind != c.Kind || m.Code == nil {
			t.Errorf("%s: %+v", c.Code, m)
		}
	}
}

// What looks like a row and is none.
func TestLookalikes(t *testing.T) {
	for _, tt := range []struct {
		line string
		kind result.Kind
	}{
		{"NO [AUTHENTICATIONFAILED] Authentication failed. Please try again later.", result.AuthRejected}, // the code says it
		{"NO accurate bandwidth", ""},
		{"NO disabled", ""},
		{"NO the user is not listed in the directory", ""},
		{"NO blocks of accounts", ""},
		{"NO shipping address", ""},
		{"NO unthrottled", ""},
		{"NO pirates", ""},
		{"-ERR [SYS/TEMP] invalid password", result.AuthTemporary},
		{"-ERR [AUTH] temporary failure", result.AuthRejected},
		{"NO zip code blocked", ""},
		{"NO marbles", ""},
		{"535 5.7.8 Error: authentication failed: authentication failure", result.AuthRejected},
		{"535 5.7.8 Error: authentication failed: generic failure", result.AuthTemporary}, // SASL_FAIL: nobody judged the password
		{"454 4.7.0 Temporary authentication failure: Connection lost to authentication server", result.AuthTemporary},
		{"535 5.7.8 Error: authentication failed: Connection lost to authentication server", result.AuthTemporary},
		{"NO [LIMIT] more", result.Busy},
		{"", ""},
	} {
		if m := Read(answer(tt.line, "login")); m.Kind != tt.kind {
			t.Errorf("%q is %q, want %q: %+v", tt.line, m.Kind, tt.kind, m.Row)
		}
	}
	for _, tt := range []struct {
		words, text string
		want        bool
	}{
		{"rate limit*", "RATE  limits", true},
		{"rate limit*", "accurate limit", false},
		{"too many … connections", "connections too many", false},
		{"too many … connections", "too many connections", true},
		{"ip … blocked", "your ip: blocked", true},
		{"ip … blocked", "zip blocked", false},
		{"授权码", "请使用授权码登录", true}, // no spaces between words
	} {
		if got := match(tt.words, plain(tt.text)); got != tt.want {
			t.Errorf("%q in %q: %v", tt.words, tt.text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, row := range Rows() {
		f.Add("", row.Example)
	}
	f.Add("AUTH", "\xff… *")
	f.Fuzz(func(t *testing.T, code, text string) {
		m := Read(Answer{Codes: []string{code}, Text: text})
		if (m.Kind == "") != (m.Row == nil && m.Code == nil) {
			t.Errorf("%+v", m)
		}
	})
}

package render

import (
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

func testScreen(t *testing.T, o TextOptions) *screen {
	t.Helper()
	p, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return newScreen(p, o)
}

func TestWrap(t *testing.T) {
	narrow := func(s string) string { return strings.ReplaceAll(s, "~", locale.Narrow) }
	cases := []struct {
		name  string
		width int
		first string
		hang  int
		text  string
		want  string
	}{
		{"a short text", 30, "  ", 4, "one line", "  one line\n"},
		{"hanging lines", 30, "  + ", 4, "what does not fit goes on below", "  + what does not fit goes on\n    below\n"},
		{"never at a narrow space", 29, "", 0, narrow("cette boîte sera pleine à 95~% déjà"), narrow("cette boîte sera pleine à\n95~% déjà\n")},
		{"wide letters", 30, "", 0, "日本語日本語日本語 日本語日本語日本語", "日本語日本語日本語\n日本語日本語日本語\n"},
		{"combining letters", 24, "", 0, "e\u0301e\u0301e\u0301e\u0301e\u0301 aaaaaaaaaaaaa bbbb", "e\u0301e\u0301e\u0301e\u0301e\u0301 aaaaaaaaaaaaa bbbb\n"},
		{"a word longer than a line", 24, "  ", 4, strings.Repeat("x", 50), "  " + strings.Repeat("x", 22) + "\n    " + strings.Repeat("x", 20) + "\n    " + strings.Repeat("x", 8) + "\n"},
		{"nothing", 30, "  ", 2, "", "\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := testScreen(t, TextOptions{})
			s.width = c.width
			s.put([]span{{c.first, plain}}, c.hang, s.of(c.text, plain))
			if got := s.out.String(); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

// On a page too, a number and its unit are one word.
func TestGlued(t *testing.T) {
	for text, want := range map[string]string{
		"answered. 0.08 s":         "answered. 0.08\u00a0s",
		"for 91 jours, le 16 mars": "for 91\u00a0jours, le 16\u00a0mars",
		"port 993 of a host":       "port\u00a0993 of a host",
		"  two  spaces ":           "  two  spaces ",
		"":                         "",
	} {
		if got := Glued(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFlush(t *testing.T) {
	cases := []struct{ name, text, note, want string }{
		{"on the last line", "some words", "[you]", "some words         [you]\n"},
		{"on a line of its own", "some words and some more", "[measured]", "some words and some more\n  [measured]\n"},
		{"none", "some words", "", "some words\n"},
	}
	for _, c := range cases {
		s := testScreen(t, TextOptions{})
		s.width = 24
		s.putFlush(nil, 2, 1, c.note, s.of(c.text, plain))
		if got := s.out.String(); got != c.want {
			t.Errorf("%s: got:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

func TestTable(t *testing.T) {
	hosts := func(s *screen, hosts ...string) table {
		tab := table{columns: []column{
			{head: s.of("Title", bold)}, {head: s.of("Server", plain), spill: true}, {head: s.of("Port", plain), right: true},
			{head: s.of("Time", plain), right: true, drop: true},
		}}
		for _, h := range hosts {
			tab.rows = append(tab.rows, []cell{s.word("  IMAP", plain), s.word(h, plain), s.figure("993", plain), s.figure("21 ms", plain)})
		}
		return tab
	}
	long := strings.Repeat("a", 70)
	cases := []struct {
		name  string
		width int
		hosts []string
		want  string
	}{
		{
			"columns take what they need", 80, []string{"mail.example.org", "m.example"},
			"Title   Server            Port   Time\n" +
				"  IMAP  mail.example.org   993  21 ms\n" +
				"  IMAP  m.example          993  21 ms\n",
		},
		{
			"a host that does not fit stands above its row", 80, []string{"mail.example.org", long},
			"Title   Server            Port   Time\n" +
				"  IMAP  mail.example.org   993  21 ms\n" +
				"  " + long + "\n" +
				"  IMAP                     993  21 ms\n",
		},
		{
			"wide letters count twice", 80, []string{"日本", "mail"},
			"Title   Server  Port   Time\n" +
				"  IMAP  日本     993  21 ms\n" +
				"  IMAP  mail     993  21 ms\n",
		},
		{
			"on a narrow screen: label and value", 40, []string{"mail.example.org"},
			"Title\n" +
				"  IMAP\n" +
				"    Server  mail.example.org\n" +
				"    Port    993\n" +
				"    Time    21 ms\n",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := testScreen(t, TextOptions{Width: c.width})
			s.putTable(hosts(s, c.hosts...))
			if got := s.out.String(); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
	t.Run("a column of little use gives way", func(t *testing.T) {
		s := testScreen(t, TextOptions{})
		tab := hosts(s, "mail.example.org")
		tab.columns[1].spill = false
		tab.columns[0].head = s.of(strings.Repeat("T", 52), plain)
		s.putTable(tab)
		if got := s.out.String(); strings.Contains(got, "Time") || !strings.Contains(got, "mail.example.org   993\n") {
			t.Errorf("got:\n%s", got)
		}
	})
}

func TestBar(t *testing.T) {
	cases := []struct {
		share float64
		cells int
		want  string
	}{
		{0, 10, "░░░░░░░░░░"}, {0.05, 10, "░░░░░░░░░░"}, {0.051, 10, "█░░░░░░░░░"}, {0.27, 10, "███░░░░░░░"},
		{0.65, 10, "██████░░░░"}, {1, 10, "██████████"}, {1.7, 10, "██████████"}, {0.42, 20, "████████░░░░░░░░░░░░"},
	}
	s := testScreen(t, TextOptions{})
	for _, c := range cases {
		bar := s.bar(c.share, c.cells)
		if got := bar[0].text + bar[1].text; got != c.want {
			t.Errorf("%v of %d: %s, want %s", c.share, c.cells, got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	s := testScreen(t, TextOptions{Width: 60})
	cases := []struct {
		name, command string
		want          []string
	}{
		{"short", "mailadvisor probe mail.example.org", []string{"mailadvisor probe mail.example.org"}},
		{"at a flag", "mailadvisor probe mail.example.org --user user@example.org --only imap:993",
			[]string{`mailadvisor probe mail.example.org \`, "--user user@example.org --only imap:993"}},
		{"never inside quotes", `mailadvisor probe mail.example.org --password-command 'pass --show mail'`,
			[]string{`mailadvisor probe mail.example.org \`, "--password-command 'pass --show mail'"}},
		{"nowhere to fold", "mailadvisor probe " + strings.Repeat("x", 60), []string{"mailadvisor probe " + strings.Repeat("x", 60)}},
	}
	for _, c := range cases {
		got := s.fold(4, c.command)
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestEveryValueHasItsWord looks up the words of each closed list.
func TestEveryValueHasItsWord(t *testing.T) {
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		need := func(id string) {
			if !p.Has("screen." + id) {
				t.Errorf("%s: screen.%s is missing", lang, id)
			}
		}
		for _, note := range discover.ClientNotes() {
			need("discover.habit." + note)
		}
		for _, hint := range discover.Hints() {
			if !p.Has("hint." + hint) {
				t.Errorf("%s: hint.%s is missing", lang, hint)
			}
		}
		for _, k := range result.Kinds() {
			need("cell." + string(k.Kind))
		}
		for _, r := range result.LoginReasons() {
			need("reason." + string(r))
		}
		for _, service := range result.Services() {
			need("service.name." + string(service))
			need("service.inline." + string(service))
		}
		for _, x := range []result.Security{result.TLS, result.StartTLS, result.None} {
			need("security." + string(x))
		}
		for _, step := range []string{result.StepResolve, result.StepConnect, result.StepTLS, result.StepGreeting, result.StepCapabilities,
			result.StepStartTLS, result.StepID, result.StepLogin, result.StepQuota, result.StepMailbox, result.StepArrival, result.StepUsage} {
			need("step-" + step)
		}
		for _, x := range []result.QuotaStatus{result.QuotaNone, result.QuotaUnsupported, result.QuotaFail} {
			need("quota." + string(x))
		}
		for _, x := range []result.Status{result.OK, result.Fail, result.Skip} {
			need("step-status." + string(x))
		}
	}
}

package settings

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

func printer(t testing.TB, lang string) *locale.Printer {
	t.Helper()
	p, err := locale.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sample returns a mailbox at mail.example.org: thirty days offline over IMAP,
// a copy for twelve days over POP.
func sample(service result.Service, security result.Security) Settings {
	s := Settings{
		Incoming: &Server{Service: service, Host: "mail.example.org", Security: security, Username: "user@example.org", Auth: AuthPassword},
		Outgoing: &Server{Service: result.Submission, Host: "mail.example.org", Security: security, Username: "user@example.org", Auth: AuthPassword},
		Address:  "user@example.org",
	}
	ports := map[result.Security][3]int{result.TLS: {993, 995, 465}, result.StartTLS: {143, 110, 587}}[security]
	s.Incoming.Port, s.Outgoing.Port = ports[0], ports[2]
	if service == result.POP3 {
		s.Incoming.Port = ports[1]
		s.Options = choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12, PollMinutes: 15}
		return s
	}
	s.Options = choose.Options{Offline: "recent", OfflineDays: 30, Idle: true}
	s.Folders = map[string]string{`\Sent`: "Sent", `\Drafts`: "Drafts", `\Archive`: "Archive", `\Junk`: "Junk", `\Trash`: "Trash"}
	return s
}

// services returns those that a program can be set up for; IMAP stands for a
// program that only sends.
func services(row client.Row) []result.Service {
	var out []result.Service
	if row.Use == client.Gone {
		return nil
	}
	if row.IMAP == client.Yes || row.Use == client.SendsIt {
		out = append(out, result.IMAP)
	}
	if row.POP == client.Yes {
		out = append(out, result.POP3)
	}
	return out
}

// Every file of every program, by protocol, security and form. A file says
// nothing of this machine and nothing of the day.
func TestGoldenFiles(t *testing.T) {
	for _, row := range client.Table() {
		for _, service := range services(row) {
			for _, security := range []result.Security{result.TLS, result.StartTLS} {
				if security == result.StartTLS && row.StartTLS == client.No {
					continue
				}
				for _, form := range row.Forms {
					files, err := Files(sample(service, security), row.Name, form.From, printer(t, "en"))
					if err != nil {
						t.Errorf("%s, %s, %s: %v", row.Name, service, security, err)
						continue
					}
					for _, f := range files {
						testkit.Golden(t, filepath.Join("testdata", strings.Join(words(row.Name, form.From, string(service), string(security), f.Name), ".")), f.Content)
					}
				}
			}
		}
	}
}

func words(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// The same in French, once a program and protocol.
func TestGoldenFilesFrench(t *testing.T) {
	for _, row := range client.Table() {
		for _, service := range services(row) {
			files, err := Files(sample(service, result.TLS), row.Name, "", printer(t, "fr"))
			if err != nil {
				t.Errorf("%s, %s: %v", row.Name, service, err)
				continue
			}
			var b bytes.Buffer
			for _, f := range files {
				b.WriteString("== " + f.Name + "\n")
				for _, n := range f.Notes {
					b.WriteString("- " + n.Text + "\n")
				}
			}
			testkit.Golden(t, filepath.Join("testdata", strings.Join([]string{row.Name, string(service), "notes.fr.txt"}, ".")), b.Bytes())
		}
	}
}

// No golden stands for a program or a form that is gone.
func TestGoldenFilesAreUsed(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), ".")
		if _, ok := client.Lookup(name); !ok {
			t.Errorf("testdata/%s belongs to no program", e.Name())
		}
	}
}

// Every note has its words in each language, with whatever the advice is.
func TestNotesHaveWords(t *testing.T) {
	keep := []choose.Options{
		{LeaveOnServer: "no"}, {LeaveOnServer: "forever"}, {LeaveOnServer: "days", LeaveOnServerDays: 1},
		{LeaveOnServer: "days", LeaveOnServerDays: 30}, {LeaveOnServer: "days", LeaveOnServerDays: 12, FirstKeepDays: 1},
	}
	window := []choose.Options{{}, {Offline: "none"}, {Offline: "all"}, {Offline: "recent", OfflineDays: 1}, {OfflineDays: 30}}
	forever := client.Row{Name: "fetchmail", Use: client.Reads, Keep: client.Keep{Kind: client.KeepForever}, Forms: []client.Form{{}}}
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for i, row := range client.Table() {
			if testkit.Raced && i%4 != 0 {
				continue
			}
			for _, service := range services(row) {
				options := window
				if service == result.POP3 {
					options = keep
				}
				for _, o := range options {
					s := sample(service, result.TLS)
					s.Options = o
					files, err := Files(s, row.Name, "", p)
					if err != nil {
						t.Errorf("%s, %+v: %v", row.Name, o, err)
						continue
					}
					for _, f := range files {
						for _, n := range f.Notes {
							if n.Text == "" || strings.Contains(n.Text, "‹") || strings.Contains(n.Text, "<no value>") {
								t.Errorf("%s: %s: %q %v", lang, n.ID, n.Text, n.Args)
							}
						}
						if bytes.Contains(f.Content, []byte("‹")) {
							t.Errorf("%s: %s lacks words:\n%s", lang, f.Name, f.Content)
						}
					}
				}
			}
		}
		for _, o := range keep {
			id, args := keepNote(forever, Settings{Options: o}, nil)
			if text := p.T(id, args); strings.Contains(text, "‹") {
				t.Errorf("%s: %s %v", lang, text, args)
			}
		}
	}
}

func TestKeepNote(t *testing.T) {
	p := printer(t, "en")
	apple, _ := client.Lookup("apple-mail")
	forever := client.Row{Name: "fetchmail", Keep: client.Keep{Kind: client.KeepForever}}
	days := func(n int) choose.Options { return choose.Options{LeaveOnServer: "days", LeaveOnServerDays: n} }
	cases := []struct {
		row  client.Row
		o    choose.Options
		want string
	}{
		{apple, days(12), `"After one week", the longest choice within 12 days.`},
		{apple, days(7), `"After one week".`},
		{apple, days(1), `"After one day".`},
		{apple, days(90), `"After one month", the longest choice within 90 days.`},
		{apple, choose.Options{LeaveOnServer: "no"}, `"Right away"`},
		{forever, days(12), "fetchmail cannot delete a copy after 12 days"},
		{forever, choose.Options{LeaveOnServer: "forever"}, "Every copy stays on the server"},
	}
	for _, c := range cases {
		id, args := keepNote(c.row, Settings{Options: c.o}, nil)
		if got := p.T(id, args); !strings.Contains(got, c.want) {
			t.Errorf("%s, %+v: %s", c.row.Name, c.o, got)
		}
	}
}

func TestFilesRefuses(t *testing.T) {
	with := func(service result.Service, security result.Security, change func(*Settings)) Settings {
		s := sample(service, security)
		if change != nil {
			change(&s)
		}
		return s
	}
	auth := func(word string, mechanisms ...string) func(*Settings) {
		return func(s *Settings) { s.Incoming.Auth, s.Incoming.Mechanisms = word, mechanisms }
	}
	cases := []struct {
		name, client, version string
		s                     Settings
		want                  string
	}{
		{"a name nobody knows", "thunderbrid", "", with(result.IMAP, result.TLS, nil), "client-unknown"},
		{"POP where the program has none", "mbsync", "", with(result.POP3, result.TLS, nil), "client-protocol"},
		{"STARTTLS where the program has none", "getmail6", "", with(result.POP3, result.StartTLS, nil), "client-starttls"},
		{"a version before every form", "mbsync", "1.3", with(result.IMAP, result.TLS, nil), "client-version"},
		{"no incoming server", "mbsync", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Incoming = nil }), "settings-incoming"},
		{"no outgoing server", "msmtp", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Outgoing = nil }), "settings-outgoing"},
		{"no address to send from", "msmtp", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Address = "" }), "settings-address"},
		{"no user name", "mbsync", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Incoming.Username = "" }), "settings-user"},
		{"OAuth2 where the program has none", "fetchmail", "", with(result.IMAP, result.TLS, auth(AuthOAuth2, "XOAUTH2")), "client-oauth2"},
		{"a token where the form has no word for it", "himalaya", "1", with(result.IMAP, result.TLS, auth(AuthOAuth2, "XOAUTH2")), "client-token-form"},
		{"OAuth2 at an issuer that the program does not know", "ios-mail", "", with(result.IMAP, result.TLS, auth(AuthOAuth2, "XOAUTH2")), "client-oauth2"},
		{"a mechanism with a token that the program does not know", "mbsync", "", with(result.IMAP, result.TLS, auth(AuthOAuth2, "OAUTHBEARER")), "client-token-mechanism"},
		{"SCRAM alone where the program has none", "apple-mail", "", with(result.IMAP, result.TLS, auth(AuthEncrypted, "SCRAM-SHA-1")), "client-mechanism"},
		{"a line end in the user name", "mbsync", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Incoming.Username = "user\nPass x" }), "setting-value"},
		{"a NUL in the host", "thunderbird", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Incoming.Host = "mail\x00" }), "setting-value"},
		{"a carriage return in a folder", "thunderbird", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Folders[`\Sent`] = "Sent\r" }), "setting-value"},
		{"a pattern where msmtp expands it", "msmtp", "", with(result.IMAP, result.TLS, func(s *Settings) { s.Address = "%U@example.org" }), "setting-value"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files, err := Files(c.s, c.client, c.version, printer(t, "en"))
			var refusal *Error
			if !errors.As(err, &refusal) || refusal.ID != c.want || files != nil {
				t.Fatalf("got %v and %d files, want %s", err, len(files), c.want)
			}
			for _, lang := range locale.Languages() {
				id := "error." + refusal.ID + ".what"
				if text := printer(t, lang).T(id, refusal.Args); strings.Contains(text, "‹") || strings.ContainsAny(text, "\n\r\x00") {
					t.Errorf("%s: %q", lang, text)
				}
			}
		})
	}
	t.Run("what a program can do goes through", func(t *testing.T) {
		for name, change := range map[string]func(*Settings){
			"thunderbird": auth(AuthOAuth2, "XOAUTH2"),
			"mbsync":      auth(AuthEncrypted, "SCRAM-SHA-256"),
			"apple-mail":  auth(AuthEncrypted, "SCRAM-SHA-1", "CRAM-MD5"),
		} {
			if _, err := Files(with(result.IMAP, result.TLS, change), name, "", printer(t, "en")); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// What a person is told to set by hand never names a switch that removes as one
// that leaves.
func TestKeptByHand(t *testing.T) {
	p := printer(t, "en")
	for _, row := range client.Table() {
		if label := strings.ToLower(Labels(row, p)["keep"]); strings.Contains(label, "remove") {
			t.Errorf("%s: %q stands for a copy that stays", row.Name, label)
		}
	}
}

// Where no server to send through answered, what reads is given all the same,
// and no file that would be broken.
func TestIncomingAlone(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for _, row := range client.Table() {
			for _, service := range services(row) {
				if row.Use != client.Reads || row.Sends != client.Yes {
					continue
				}
				s := sample(service, result.TLS)
				s.Outgoing = nil
				files, err := Files(s, row.Name, "", p)
				if err != nil || len(files) != 1 || !files[0].Typed {
					t.Errorf("%s: %d files, %v", row.Name, len(files), err)
					continue
				}
				if text := string(files[0].Content); !strings.Contains(text, "mail.example.org") || strings.Contains(text, "‹") || files[0].Notes[len(files[0].Notes)-1].ID != "settings.no-outgoing" {
					t.Errorf("%s: %s", row.Name, text)
				}
			}
		}
	}
}

// A host that takes tokens alone is told of, where a program cannot get one
// there; and nobody is told of a password that is never asked for.
func TestNotesOnOAuth2(t *testing.T) {
	at := func(host string) Settings {
		server := func(service result.Service, port int) *Server {
			return &Server{Service: service, Host: host, Port: port, Security: result.TLS, Username: "user@example.org", Auth: AuthOAuth2}
		}
		return Settings{Incoming: server(result.IMAP, 993), Outgoing: server(result.Submission, 465), Address: "user@example.org"}
	}
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for name, want := range map[string]string{"thunderbird": "settings.oauth2.add-on", "k9": "settings.oauth2.listed", "thunderbird-android": "settings.oauth2.listed"} {
			for host, told := range map[string]bool{"mail.example.org": true, "imap.gmail.com": false} {
				files, err := Files(at(host), name, "", p)
				if err != nil {
					t.Fatal(err)
				}
				has := false
				for _, n := range files[0].Notes {
					has = has || n.ID == want
					if strings.HasPrefix(n.ID, "settings.password.") || strings.Contains(n.Text, "‹") {
						t.Errorf("%s at %s: %s", name, host, n.Text)
					}
				}
				if has != told {
					t.Errorf("%s at %s: %+v", name, host, files[0].Notes)
				}
			}
		}
	}
}

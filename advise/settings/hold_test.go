package settings

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// byName returns a mailbox whose server has a prefix and marks no folder.
func byName() Settings {
	s := sample(result.IMAP, result.TLS)
	s.Prefix, s.Delimiter = "INBOX.", "."
	s.Folders = map[string]string{`\Sent`: "INBOX.Gesendet", `\Drafts`: "INBOX.Konzepte", `\Junk`: "INBOX.Spam", `\Trash`: "INBOX.Papierkorb"}
	s.ByName = []string{`\Sent`, `\Drafts`, `\Trash`, `\Junk`}
	return s
}

// Where copies are not spoken of at all, no file deletes.
func TestNothingSaidKeepsAll(t *testing.T) {
	p, table := printer(t, "en"), deletion()
	for _, row := range client.Table() {
		for _, service := range services(row) {
			s := sample(service, result.TLS)
			s.Options = choose.Options{}
			files, err := Files(s, row.Name, "", p)
			if err != nil {
				t.Errorf("%s: %v", row.Name, err)
				continue
			}
			form, _ := row.Form("")
			for i, f := range files {
				if d, ok := table[form.Files[i].Template]; ok {
					if got := d.seenIn(t, f.Name, string(f.Content)); got != "" {
						t.Errorf("%s, %s, %s: deletes (%s) though nothing was said", row.Name, service, f.Name, got)
					}
				}
			}
		}
	}
}

// What a person is called, and where sent mail goes, reaches every program that
// has a file: in the file, or, where its form has no word for it, by hand.
func TestNameAndFoldersReach(t *testing.T) {
	p := printer(t, "en")
	const name = "Jean-Pierre O'Neil"
	for _, row := range client.Table() {
		if row.Use != client.Reads || row.Sends != client.Yes || row.IMAP == client.No {
			continue
		}
		for _, form := range row.Forms {
			s := byName()
			s.Name = name
			files, err := Files(s, row.Name, form.From, p)
			if err != nil {
				t.Errorf("%s: %v", row.Name, err)
				continue
			}
			filed, named, sent, told := false, false, false, false
			for i, f := range files {
				if f.Typed {
					told = told || strings.Contains(string(f.Content), "INBOX.Gesendet")
					continue
				}
				if f.QR || form.Files[i].Mode == client.Public {
					continue
				}
				got, err := values(form.Files[i].Format, string(f.Content))
				if err != nil {
					t.Fatalf("%s: %v", f.Name, err)
				}
				all := strings.Join(got, "\n") + string(f.Content)
				filed = true
				named = named || strings.Contains(all, name)
				sent = sent || strings.Contains(all, "Gesendet")
			}
			if filed && !named && row.Name != "roundcube" { // its file is everybody's
				t.Errorf("%s %s: no file holds the person's name", row.Name, form.From)
			}
			if !sent && !told {
				t.Errorf("%s %s: nothing says where sent mail goes", row.Name, form.From)
			}
		}
	}
}

// Folders that the server does not mark may be such as nobody subscribed to:
// Thunderbird and its kin show and use those only where they are told to, and
// then keep no sent mail there.
func TestUnsubscribedFoldersAreUsed(t *testing.T) {
	p := printer(t, "en")
	marked := byName()
	marked.ByName = nil
	for _, name := range []string{"thunderbird", "betterbird", "seamonkey"} {
		for all, s := range map[bool]Settings{true: byName(), false: marked} {
			files, err := Files(s, name, "", p)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if f.Name == "user.js" && strings.Contains(string(f.Content), `using_subscription", false`) != all {
					t.Errorf("%s, all folders %v:\n%s", name, all, f.Content)
				}
			}
		}
	}
}

// What a person types from does not speak of a file that is not there.
func TestNoFileIsSpokenOf(t *testing.T) {
	file := map[string]*regexp.Regexp{"en": regexp.MustCompile(`\b(The|the|this|This) file\b`), "fr": regexp.MustCompile(`\b([Ll]e|[Cc]e) fichier\b`)}
	for lang, word := range file {
		p := printer(t, lang)
		for i, row := range client.Table() {
			if testkit.Raced && i%4 != 0 {
				continue
			}
			for _, service := range services(row) {
				for _, security := range []result.Security{result.TLS, result.StartTLS} {
					for _, o := range []choose.Options{{}, {Offline: "none", LeaveOnServer: "no"}, {Offline: "all", LeaveOnServer: "forever"}, {Offline: "recent", OfflineDays: 30, LeaveOnServer: "days", LeaveOnServerDays: 12}} {
						s := sample(service, security)
						s.Options = o
						files, err := Files(s, row.Name, "", p)
						if err != nil || slices.ContainsFunc(files, func(f File) bool { return !f.Typed }) {
							continue
						}
						for _, f := range files {
							if m := word.FindString(string(f.Content)); m != "" {
								t.Errorf("%s, %s, %s, %+v: says %q where there is none:\n%s", row.Name, service, security, o, m, f.Content)
							}
						}
					}
				}
			}
		}
	}
}

// A file for everybody of a domain holds no user name of one person, deletes
// nothing, and is not made where the servers are found already.
func TestForTheDomain(t *testing.T) {
	p := printer(t, "en")
	public := func(s Settings) string {
		files, err := Files(s, "thunderbird", "", p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if f.Mode == client.Public {
				return string(f.Content)
			}
		}
		return ""
	}
	for _, user := range []string{"user@example.org", "user"} {
		s := sample(result.POP3, result.TLS)
		s.Options = choose.Options{LeaveOnServer: "no"}
		s.Incoming.Username, s.Outgoing.Username = user, user
		if text := public(s); !strings.Contains(text, "<leaveMessagesOnServer>true<") || strings.Contains(text, "<daysToLeave") || strings.Contains(text, ">user") {
			t.Errorf("%s:\n%s", user, text)
		}
		if s.Findable = true; public(s) != "" {
			t.Error("a file for a domain whose servers are found already")
		}
	}
	for _, user := range []string{`DOMAIN\user`, "u123"} {
		s := sample(result.IMAP, result.TLS)
		s.Incoming.Username = user
		if text := public(s); text != "" {
			t.Errorf("%s:\n%s", user, text)
		}
	}
	for by, findable := range map[string]bool{"domain": true, "rule": true, "mx": false, "host": false} {
		if got := From(&result.Report{Provider: &result.Provider{By: by}}, nil, nil).Findable; got != findable {
			t.Errorf("a provider known by %s: findable %v", by, got)
		}
	}
	for source, found := range map[string]bool{"autoconfig": true, "well-known": true, "ispdb": true, "srv": false, "mx-ispdb": false} {
		r := &result.Report{Discovery: &result.Discovery{Sources: []result.Source{{Name: source, Status: result.SourceOK}}}}
		if got := From(r, nil, nil).Findable; got != found {
			t.Errorf("%s: findable %v", source, got)
		}
	}
}

package settings

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// Who writes a file anew loses nothing that stands in the present one: services
// beside mail, and where tokens come from. Both come back as they were read, and
// the servers of mail are read as from a file of version 1.1.
func TestPublishKeepsWhatIsPublished(t *testing.T) {
	target := result.Target{Address: "user@example.org", Domain: "example.org"}
	beside := []result.Beside{
		{Kind: result.CalDAV, URL: "https://dav.example.org/cal", Host: "dav.example.org", Trust: "A"},
		{Kind: result.CardDAV, URL: "https://dav.example.org/%EMAILADDRESS%/", Host: "dav.example.org", Trust: "A"},
		{Kind: result.WebDAV, URL: "https://files.example.org/", Host: "files.example.org", Trust: "A"},
		{Kind: result.JMAP, URL: "https://jmap.example.org/session", Host: "jmap.example.org", Trust: "A"},
		{Kind: result.ManageSieve, Host: "sieve.example.org", Port: 4190, Trust: "A"},
	}
	oauth := &result.PublishedOAuth{Issuer: "https://login.example.org", Authorize: "https://login.example.org/auth", Token: "https://login.example.org/token",
		Scope: "IMAP SMTP", ClientID: "open", Source: "autoconfig", Trust: "A"}
	for _, source := range []string{"autoconfig", "pacc"} {
		r := offering(seen(result.IMAP, 993, result.TLS, offers(tokens...)), seen(result.Submission, 465, result.TLS, offers(tokens...)))
		r.Discovery = &result.Discovery{OAuth: oauth}
		for _, b := range beside {
			b.Sources = []string{source}
			r.Discovery.Beside = append(r.Discovery.Beside, b)
		}
		file := one(t, r, source)
		d, err := discover.Read(source, file.Content, target, discover.Options{})
		if err != nil {
			t.Fatalf("%s: %v\n%s", source, err, file.Content)
		}
		if diff := cmp.Diff(beside, d.Beside, cmpopts.IgnoreFields(result.Beside{}, "Sources")); diff != "" {
			t.Errorf("%s:\n%s\n%s", source, diff, file.Content)
		}
		if len(d.Followed()) != 2 {
			t.Errorf("%s: %v", source, d.Followed())
		}
		switch source {
		case "autoconfig":
			if diff := cmp.Diff(oauth, d.OAuth); diff != "" || !strings.Contains(string(file.Content), `version="1.2"`) {
				t.Errorf("%s\n%s", diff, file.Content)
			}
		case "pacc":
			for _, want := range []string{`"submit"`, `"smtp"`, `"issuer": "https://login.example.org"`, `"password": false`} {
				if !strings.Contains(string(file.Content), want) {
					t.Errorf("no %s in\n%s", want, file.Content)
				}
			}
		}
	}
}

// A file that needs nothing of version 1.2 stays one of 1.1; what the DNS alone
// names beside mail is in no file; and a client ID is not made up.
func TestPublishAddsNothingUnasked(t *testing.T) {
	r := allSix()
	r.Discovery = &result.Discovery{
		Beside: []result.Beside{{Kind: result.CalDAV, URL: "https://dav.example.org/", Host: "dav.example.org", Trust: "C", Sources: []string{"srv"}}},
		OAuth:  &result.PublishedOAuth{Issuer: "https://login.example.org", Source: "autoconfig", Trust: "A"}, // and no server takes tokens
	}
	for _, form := range []string{"autoconfig", "pacc"} {
		if text := string(one(t, r, form).Content); strings.Contains(text, "dav.example.org") || strings.Contains(text, "login.example.org") || strings.Contains(text, "1.2") {
			t.Errorf("%s", text)
		}
	}
	r = offering(seen(result.IMAP, 993, result.TLS, offers(tokens...)), seen(result.Submission, 465, result.TLS, offers(tokens...)))
	r.Provider = &result.Provider{OAuth: &result.ProviderOAuth{Issuer: "https://accounts.example.org", Authorize: "https://accounts.example.org/auth",
		Token: "https://accounts.example.org/token", Scopes: map[result.Service]string{result.IMAP: "mail", result.Submission: "mail send"}}}
	text := string(one(t, r, "autoconfig").Content)
	for _, want := range []string{`version="1.2"`, "<scope>mail send</scope>", "<authURL>https://accounts.example.org/auth</authURL>"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, "clientID") {
		t.Error(text)
	}
}

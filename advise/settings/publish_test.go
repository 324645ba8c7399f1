package settings

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"howett.net/plist"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/proven"
	"mailadvisor/probe/result"
)

// offering returns a report of a host that was seen to offer some endpoints.
func offering(probes ...result.Probe) *result.Report {
	return &result.Report{Target: result.Target{Domain: "example.org"}, Probes: probes}
}

func allSix() *result.Report {
	return offering(
		seen(result.IMAP, 993, result.TLS), seen(result.IMAP, 143, result.StartTLS), seen(result.POP3, 995, result.TLS),
		seen(result.POP3, 110, result.StartTLS), seen(result.Submission, 465, result.TLS), seen(result.Submission, 587, result.StartTLS))
}

func notOffered(p *result.Probe) { p.Status, p.Paths, p.Session = result.Skip, nil, "" }

func plaintext(p *result.Probe) { p.Security, p.Paths[0].TLS = result.None, nil }

// one is the one file of a form.
func one(t *testing.T, r *result.Report, form string) Published {
	t.Helper()
	all := Publish(r, "example.org", form)
	if len(all) == 0 {
		t.Fatalf("nothing to publish as %s", form)
	}
	return all[0]
}

// Every file is read as mail programs read it: each that asks for the file
// takes TLS from the first byte, and the whole address.
func TestPublishedFilesAreRead(t *testing.T) {
	readers := map[string][]result.Client{
		"autoconfig":   {"thunderbird", "thunderbird-android", "gnome", "aerc", "himalaya", "delta-chat"},
		"autodiscover": {"thunderbird", "outlook", "delta-chat"},
		"pacc":         {"himalaya"},
	}
	for _, source := range discover.Readable() {
		d, err := discover.Read(source, one(t, allSix(), source).Content, result.Target{Address: "user@example.org", Domain: "example.org"}, discover.Options{SignsIn: client.SignsIn})
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for _, name := range readers[source] {
			v := d.As[name]
			if v.Incoming == nil || v.Outgoing == nil {
				t.Errorf("%s as %s reads it: %+v", source, name, v)
				continue
			}
			got := fmt.Sprint(v.Incoming.Address(), " ", v.Incoming.Security, " ", v.Outgoing.Address(), " ", v.Outgoing.Security, " ", v.Notes)
			if got != "mail.example.org:993 tls mail.example.org:465 tls []" {
				t.Errorf("%s as %s reads it: %s", source, name, got)
			}
			if source == "autoconfig" && v.Incoming.Username != "user@example.org" {
				t.Errorf("%s as %s reads it: user name %q", source, name, v.Incoming.Username)
			}
		}
		for _, c := range d.Endpoints {
			if c.Security == result.None || c.Trust != result.TrustA {
				t.Errorf("%s: %+v", source, c)
			}
		}
	}
}

// What is read of a file is what was seen, no more and no less.
func TestPublishesWhatWasSeen(t *testing.T) {
	local := func(r *result.Report) {
		r.Target.Address, r.Target.User = "user@example.org", "user"
		for i := range r.Probes {
			r.Probes[i].Login = &result.Login{Status: "ok"}
		}
	}
	cases := []struct {
		name   string
		report *result.Report
		change func(*result.Report)
		want   string // what autoconfig says
		srv    string
	}{
		{"all six", allSix(), nil, "imap 993 tls, imap 143 starttls, pop3 995 tls, pop3 110 starttls, submission 465 tls, submission 587 starttls",
			"imaps 0 993, imap 0 143, pop3s 0 995, pop3 0 110, submissions 0 465, submission 0 587"},
		{"no POP3, no STARTTLS", offering(seen(result.IMAP, 993, result.TLS), seen(result.IMAP, 143, result.StartTLS, notOffered), seen(result.POP3, 995, result.TLS, notOffered),
			seen(result.POP3, 110, result.StartTLS, notOffered), seen(result.Submission, 465, result.TLS)), nil,
			"imap 993 tls, submission 465 tls", "imaps 0 993, imap ., pop3s ., pop3 ., submissions 0 465"},
		{"an unverified port is told to nobody", offering(seen(result.IMAP, 993, result.TLS, unverified), seen(result.IMAP, 143, result.StartTLS), seen(result.Submission, 465, result.TLS)), nil,
			"imap 143 starttls, submission 465 tls", "imap 0 143, submissions 0 465"},
		{"nor is one without encryption", offering(seen(result.IMAP, 993, result.TLS), seen(result.IMAP, 143, result.StartTLS, plaintext), seen(result.Submission, 465, result.TLS)), nil,
			"imap 993 tls, submission 465 tls", "imaps 0 993, submissions 0 465"},
		{"another port", offering(seen(result.IMAP, 1993, result.TLS), seen(result.Submission, 465, result.TLS)), nil,
			"imap 1993 tls, submission 465 tls", "imaps 0 1993, submissions 0 465"},
		{"the domain prefers POP3", allSix(), func(r *result.Report) { r.Discovery = &result.Discovery{Preference: result.POP3} },
			"pop3 995 tls, pop3 110 starttls, imap 993 tls, imap 143 starttls, submission 465 tls, submission 587 starttls",
			"imaps 10 993, imap 10 143, pop3s 0 995, pop3 0 110, submissions 0 465, submission 0 587"},
		{"the user name is the local part", offering(seen(result.IMAP, 993, result.TLS), seen(result.Submission, 465, result.TLS)), local,
			"imap 993 tls user, submission 465 tls user", "imaps 0 993, submissions 0 465"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.change != nil {
				c.change(c.report)
			}
			d, err := discover.Read("autoconfig", one(t, c.report, "autoconfig").Content, result.Target{Address: "user@example.org", Domain: "example.org"}, discover.Options{SignsIn: client.SignsIn})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range d.Endpoints {
				line := fmt.Sprint(e.Service, " ", e.Port, " ", e.Security)
				if e.Username != "user@example.org" {
					line += " " + e.Username
				}
				got = append(got, line)
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("autoconfig: %s\nwant:       %s", text, c.want)
			}
			got = nil
			for line := range strings.Lines(string(one(t, c.report, "srv").Content)) {
				f := strings.Fields(line)
				label := strings.TrimPrefix(strings.TrimSuffix(f[0], "._tcp.example.org."), "_")
				if f[7] == "." {
					got = append(got, label+" .")
				} else {
					got = append(got, label+" "+f[4]+" "+f[6])
				}
			}
			if text := strings.Join(got, ", "); text != c.srv {
				t.Errorf("srv:  %s\nwant: %s", text, c.srv)
			}
		})
	}
}

func TestPublishNothing(t *testing.T) {
	for name, r := range map[string]*result.Report{
		"no server":             offering(),
		"no server is verified": offering(seen(result.IMAP, 993, result.TLS, unverified)),
	} {
		if got := Publish(r, "example.org", "all"); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	alone := offering(seen(result.IMAP, 143, result.StartTLS))
	for form, want := range map[string]int{"autoconfig": 0, "mobileconfig": 0, "autodiscover": 1, "srv": 1, "nonsense": 0} {
		if got := Publish(alone, "example.org", form); len(got) != want {
			t.Errorf("%s: %d files, want %d", form, len(got), want)
		}
	}
	if p := one(t, alone, "pacc"); p.Content != nil || p.Notes[0].ID != "publish.pacc-none" {
		t.Errorf("PACC for a port that it cannot say: %+v", p)
	}
}

// The record holds the digest of the very bytes.
func TestPublishedDigest(t *testing.T) {
	files := Publish(allSix(), "example.org", "pacc")
	sum := sha256.Sum256(files[0].Content)
	want := `_ua-auto-config.example.org. 86400 IN TXT "v=UAAC1; a=sha256; d=` + base64.StdEncoding.EncodeToString(sum[:]) + "\"\n"
	if diff := cmp.Diff(want, string(files[1].Content)); diff != "" {
		t.Error(diff)
	}
}

func TestPublishedProfile(t *testing.T) {
	p := one(t, allSix(), "mobileconfig")
	var profile struct {
		PayloadType, PayloadUUID string
		PayloadContent           []map[string]any
	}
	if _, err := plist.Unmarshal(p.Content, &profile); err != nil {
		t.Fatal(err)
	}
	account := profile.PayloadContent[0]
	for key, want := range map[string]any{
		"PayloadType": "com.apple.mail.managed", "EmailAccountType": "EmailTypeIMAP", "IncomingMailServerHostName": "mail.example.org",
		"IncomingMailServerPortNumber": uint64(993), "IncomingMailServerUseSSL": true, "IncomingMailServerAuthentication": "EmailAuthPassword",
		"OutgoingMailServerPortNumber": uint64(465), "OutgoingMailServerUseSSL": true, "OutgoingMailServerAuthentication": "EmailAuthPassword",
	} {
		if account[key] != want {
			t.Errorf("%s is %v, want %v", key, account[key], want)
		}
	}
	for key := range account {
		if strings.Contains(key, "Password") && key != "OutgoingPasswordSameAsIncomingPassword" || key == "EmailAddress" {
			t.Errorf("%s is for the device to ask", key)
		}
	}
	if again := one(t, allSix(), "mobileconfig"); string(again.Content) != string(p.Content) || profile.PayloadUUID == account["PayloadUUID"] {
		t.Error("the identifiers change, or are the same")
	}
	starttls := offering(seen(result.IMAP, 143, result.StartTLS), seen(result.Submission, 465, result.TLS))
	if notes := one(t, starttls, "mobileconfig").Notes; len(notes) != 2 {
		t.Errorf("STARTTLS without a note: %+v", notes)
	}
}

// Every XML is well-formed by another parser than ours.
func TestPublishedXMLIsWellFormed(t *testing.T) {
	xmllint := proven.Program(t, "reader", "autoconfig, autodiscover, mobileconfig", "xmllint", "libxml2-utils")
	for _, form := range []string{"autoconfig", "autodiscover", "mobileconfig"} {
		cmd := exec.Command(xmllint, "--noout", "--nonet", "--noent", "-")
		cmd.Stdin = strings.NewReader(string(one(t, allSix(), form).Content))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", form, err, out)
		}
	}
}

// tokens are those of OAuth2 (RFC 7628), here in both of its mechanisms.
var tokens = []string{"XOAUTH2", "OAUTHBEARER"}

// at puts what a probe saw at another host.
func at(host string) func(*result.Probe) { return func(p *result.Probe) { p.Host = host } }

// Where a host takes OAuth2, each form says what it can, and the notes say
// what its readers make of that.
func TestPublishesOAuth2(t *testing.T) {
	alone, beside := offers(tokens...), offers(append([]string{"PLAIN"}, tokens...)...)
	cases := []struct {
		name   string
		report *result.Report
		auth   string // in autoconfig's own words, a server each
		notes  string // beyond those that every file has
		takes  string // what Thunderbird takes of autoconfig
	}{
		{"passwords alone", offering(seen(result.IMAP, 993, result.TLS), seen(result.Submission, 465, result.TLS)),
			"password-cleartext, password-cleartext", "", "imap 993 password, submission 465 password"},
		{"OAuth2 alone", offering(seen(result.IMAP, 993, result.TLS, alone), seen(result.Submission, 465, result.TLS, alone)),
			"OAuth2, OAuth2", "autoconfig-oauth2 993+465 dropped, autodiscover-oauth2 993+465, mobileconfig-oauth2, pacc-oauth2", "nothing"},
		{"OAuth2 alone to send", offering(seen(result.IMAP, 993, result.TLS), seen(result.Submission, 465, result.TLS, alone)),
			"password-cleartext, OAuth2", "autoconfig-oauth2 465 dropped, autodiscover-oauth2 465, mobileconfig-oauth2", "nothing"},
		{"OAuth2 alone over IMAP", offering(seen(result.IMAP, 993, result.TLS, alone), seen(result.POP3, 995, result.TLS), seen(result.Submission, 465, result.TLS)),
			"OAuth2, password-cleartext, password-cleartext", "autoconfig-oauth2 993, autodiscover-oauth2 993", "pop3 995 password, submission 465 password"},
		{"OAuth2 beside the password", offering(seen(result.IMAP, 993, result.TLS, beside), seen(result.Submission, 465, result.TLS, beside)),
			"password-cleartext OAuth2, password-cleartext OAuth2", "autoconfig-oauth2-beside 993+465", "imap 993 password, submission 465 password"},
		{"beside a challenge", offering(seen(result.IMAP, 993, result.TLS, offers("SCRAM-SHA-256", "OAUTHBEARER")), seen(result.Submission, 465, result.TLS)),
			"password-encrypted OAuth2, password-cleartext", "autoconfig-oauth2-beside 993", "imap 993 encrypted-password, submission 465 password"},
		{"at a provider that Thunderbird knows", offering(seen(result.IMAP, 993, result.TLS, beside, at("imap.gmail.com")), seen(result.Submission, 465, result.TLS, beside, at("smtp.gmail.com"))),
			"OAuth2 password-cleartext, OAuth2 password-cleartext", "", "imap 993 oauth2, submission 465 oauth2"},
		{"alone there", offering(seen(result.IMAP, 993, result.TLS, alone, at("outlook.office365.com")), seen(result.Submission, 587, result.StartTLS, alone, at("SMTP.office365.com."))),
			"OAuth2, OAuth2", "autodiscover-oauth2 993+587, mobileconfig-oauth2, pacc-oauth2", "imap 993 oauth2, submission 587 oauth2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file := one(t, c.report, "autoconfig").Content
			var servers []string
			for _, m := range regexp.MustCompile(`(?s)<(?:incoming|outgoing)Server.*?</`+`(?:incoming|outgoing)Server>`).FindAll(file, -1) {
				var words []string
				for _, word := range regexp.MustCompile(`<authentication>(.*)</authentication>`).FindAllSubmatch(m, -1) {
					words = append(words, string(word[1]))
				}
				servers = append(servers, strings.Join(words, " "))
			}
			if got := strings.Join(servers, ", "); got != c.auth {
				t.Errorf("autoconfig says %s, want %s", got, c.auth)
			}
			var notes []string
			for _, f := range Publish(c.report, "example.org", "all") {
				for _, n := range f.Notes {
					id, ours := strings.CutPrefix(n.ID, "publish.")
					if !ours || !strings.Contains(id, "oauth2") {
						continue
					}
					if list, ok := n.Args["ports_list"].([]string); ok {
						id += " " + strings.Join(list, "+")
					}
					if n.Args["dropped"] == true {
						id += " dropped"
					}
					notes = append(notes, id)
				}
			}
			if got := strings.Join(notes, ", "); got != c.notes {
				t.Errorf("notes %s, want %s", got, c.notes)
			}
			d, err := discover.Read("autoconfig", file, result.Target{Address: "user@example.org", Domain: "example.org"}, discover.Options{SignsIn: client.SignsIn})
			if err != nil {
				t.Fatal(err)
			}
			takes := "nothing"
			if v := d.As["thunderbird"]; v.Incoming != nil && v.Outgoing != nil {
				takes = fmt.Sprintf("%s %d %s, %s %d %s", v.Incoming.Service, v.Incoming.Port, strings.Join(v.Incoming.Auth, "+"),
					v.Outgoing.Service, v.Outgoing.Port, strings.Join(v.Outgoing.Auth, "+"))
			}
			if takes != c.takes {
				t.Errorf("Thunderbird takes %s, want %s", takes, c.takes)
			}
		})
	}
}

// The forms without a word for OAuth2 name no server that takes nothing else.
func TestPublishesPasswordsAlone(t *testing.T) {
	r := offering(seen(result.IMAP, 993, result.TLS, offers(tokens...)), seen(result.POP3, 995, result.TLS), seen(result.Submission, 465, result.TLS))
	if p := one(t, r, "mobileconfig"); !strings.Contains(string(p.Content), "EmailTypePOP") || strings.Contains(string(p.Content), ">993<") {
		t.Errorf("%s", p.Content)
	}
	if p := one(t, r, "pacc"); !strings.Contains(string(p.Content), `"pop3"`) || strings.Contains(string(p.Content), `"imap"`) {
		t.Errorf("%s", p.Content)
	}
	r = offering(seen(result.IMAP, 993, result.TLS, offers(tokens...)), seen(result.Submission, 465, result.TLS, offers(tokens...)))
	for _, form := range []string{"mobileconfig", "pacc"} {
		if p := one(t, r, form); p.Content != nil || p.Name != "" {
			t.Errorf("%s: %s", form, p.Content)
		}
	}
}

func TestPublishNotesHaveWords(t *testing.T) {
	local := allSix()
	local.Target.Address, local.Target.User = "user@example.org", "user"
	for i := range local.Probes {
		local.Probes[i].Login = &result.Login{Status: "ok"}
	}
	starttls := offering(seen(result.IMAP, 143, result.StartTLS), seen(result.Submission, 587, result.StartTLS))
	token := offering(seen(result.IMAP, 993, result.TLS, offers(tokens...)), seen(result.Submission, 465, result.TLS, offers(tokens...)))
	beside := offering(seen(result.IMAP, 993, result.TLS, offers("PLAIN", "XOAUTH2")), seen(result.Submission, 465, result.TLS))
	told := map[string]bool{}
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for _, r := range []*result.Report{local, starttls, token, beside} {
			for _, f := range Publish(r, "example.org", "all") {
				for _, n := range f.Notes {
					told[n.ID] = true
					if text := p.T(n.ID, n.Args); strings.Contains(text, "‹") {
						t.Errorf("%s: %s", lang, text)
					}
				}
			}
		}
	}
	for _, id := range []string{"autodiscover-local", "mobileconfig-starttls", "pacc-none", "pacc-record", "srv",
		"autoconfig-oauth2", "autoconfig-oauth2-beside", "autodiscover-oauth2", "mobileconfig-oauth2", "pacc-oauth2"} {
		if !told["publish."+id] {
			t.Errorf("no report makes the note %s", id)
		}
	}
	if forms := PublishForms(); !slices.Contains(forms, "autoconfig") || len(forms) != 5 {
		t.Errorf("forms %v", forms)
	}
}

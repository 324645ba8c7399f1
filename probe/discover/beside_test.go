package discover

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// twelve is an autoconfig file of version 1.2, with what 1.1 does not know.
const twelve = `<?xml version="1.0"?><clientConfig version="1.2"><emailProvider id="example.test"><domain>example.test</domain>
<incomingServer type="jmap"><url>https://jmap.example.test/session</url><authentication>OAuth2</authentication><authentication system="http">Basic</authentication></incomingServer>
<incomingServer type="ews"><url>https://mail.example.test/EWS/Exchange.asmx</url></incomingServer>
<incomingServer type="imap"><hostname>mail.example.test</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>OAuth</authentication><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>mail.example.test</hostname><port>465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider>
<addressbook type="carddav"><url>https://dav.example.test/%EMAILADDRESS%/</url></addressbook>
<calendar type="caldav"><url>https://dav.elsewhere.test/cal</url></calendar>
<calendar type="caldav"><url>http://plain.example.test/cal</url></calendar>
<calendar type="caldav"><url>https://user:secret@example.test/cal</url></calendar>
<fileShare type="webdav"><url>https://files.example.test/</url></fileShare>
<setupServer type="managesieve"><hostname>sieve.example.test</hostname><port>4190</port><socketType>STARTTLS</socketType></setupServer>
<oAuth2><authURL>https://login.example.test/auth</authURL><tokenURL>https://login.example.test/token</tokenURL><issuer>login.example.test</issuer><scope>IMAP SMTP</scope><clientID>open</clientID></oAuth2>
</clientConfig>`

// paccThree is a file of draft-ietf-mailmaint-pacc-03.
const paccThree = `{"protocols":{"imap":{"host":"mail.example.test"},"submit":{"host":"mail.example.test"},
"jmap":{"url":"https://jmap.example.test/"},"caldav":{"url":"https://dav.example.test/"},"carddav":{"url":"javascript:alert(1)"},
"managesieve":{"host":"sieve.example.test"}},"authentication":{"oauth-public":{"issuer":"https://login.example.test"},"password":true}}`

func besideLines(list []result.Beside) []string {
	var out []string
	for _, b := range list {
		place := b.URL
		if place == "" {
			place = fmt.Sprintf("%s:%d", b.Host, b.Port)
		}
		out = append(out, strings.Join([]string{string(b.Trust), b.Kind, place, strings.Join(b.Sources, "+")}, " "))
	}
	return out
}

// inert holds what is told of services beside mail to what may be shown.
func inert(t *testing.T, list []result.Beside) {
	t.Helper()
	for _, b := range list {
		switch {
		case !slices.Contains(result.BesideKinds(), b.Kind), b.Host == "" && b.URL == "":
			t.Errorf("%+v", b)
		case b.URL != "" && (!strings.HasPrefix(strings.ToLower(b.URL), "https:") || foreign.Text(b.URL) != b.URL):
			t.Errorf("address %q", b.URL)
		}
	}
}

// Services beside mail are told as they are published, by files and by the DNS,
// and nothing connects to them.
func TestBeside(t *testing.T) {
	for _, c := range []struct {
		name  string
		world func(*world)
		want  []string
	}{
		{"autoconfig 1.2", func(w *world) { w.file(autoconfigAddress, twelve) }, []string{
			"B caldav https://dav.elsewhere.test/cal autoconfig", "A carddav https://dav.example.test/%EMAILADDRESS%/ autoconfig",
			"A webdav https://files.example.test/ autoconfig", "A jmap https://jmap.example.test/session autoconfig",
			"A managesieve sieve.example.test:4190 autoconfig",
		}},
		{"PACC", func(w *world) { w.file(paccAddress, paccThree) }, []string{
			"A caldav https://dav.example.test/ pacc", "A jmap https://jmap.example.test/ pacc", "A managesieve sieve.example.test:4190 pacc",
		}},
		{"SRV records", func(w *world) {
			w.zone("_caldavs._tcp.example.test. SRV 0 1 443 dav.example.test.", `_caldavs._tcp.example.test. TXT "path=/dav/calendars"`,
				"_carddavs._tcp.example.test. SRV 0 1 8443 dav.example.test.", "_jmap._tcp.example.test. SRV 0 1 443 jmap.example.test.",
				"_sieve._tcp.example.test. SRV 0 1 4190 sieve.example.test.")
		}, []string{
			"C caldav https://dav.example.test/dav/calendars srv", "C carddav https://dav.example.test:8443/.well-known/carddav srv",
			"C jmap https://jmap.example.test/.well-known/jmap srv", "C managesieve sieve.example.test:4190 srv",
		}},
		{"not offered, and a path that leads elsewhere", func(w *world) {
			w.zone("_jmap._tcp.example.test. SRV 0 0 0 .", "_caldavs._tcp.example.test. SRV 0 1 443 dav.example.test.", `_caldavs._tcp.example.test. TXT "path=//evil.test/x"`)
		}, []string{"C caldav https://dav.example.test/.well-known/caldav srv"}},
		{"two that agree", func(w *world) {
			w.file(paccAddress, paccThree).zone("_sieve._tcp.example.test. SRV 0 1 4190 sieve.example.test.")
		}, []string{
			"A caldav https://dav.example.test/ pacc", "A jmap https://jmap.example.test/ pacc", "A managesieve sieve.example.test:4190 pacc+srv",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.world(w)
			d := w.find("user@example.test")
			inert(t, d.Beside)
			if diff := cmp.Diff(c.want, besideLines(d.Beside)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a file of version 1.2 says of signing in is told, and its words for the
// authentication are known.
func TestPublishedOAuth(t *testing.T) {
	d := newWorld(t).file(autoconfigAddress, twelve).find("user@example.test")
	want := &result.PublishedOAuth{Issuer: "login.example.test", Authorize: "https://login.example.test/auth", Token: "https://login.example.test/token",
		Scope: "IMAP SMTP", ClientID: "open", Source: "autoconfig", Trust: result.TrustA}
	if diff := cmp.Diff(want, d.OAuth); diff != "" {
		t.Error(diff)
	}
	for _, c := range d.Followed() {
		if c.Service == result.IMAP && !slices.Equal(c.Auth, []string{"oauth2", "password"}) {
			t.Errorf("%v", c.Auth)
		}
	}
}

// While a file is changed, the DNS has the digest of both.
func TestPACCHasSeveralDigests(t *testing.T) {
	record := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return `_ua-auto-config.example.test. TXT "v=UAAC1; d=` + base64.StdEncoding.EncodeToString(sum[:]) + `; x=1;a=sha256;"`
	}
	for text, served := range map[string]bool{paccJSON: true, paccThree: true, paccJSON + " ": false} {
		d := newWorld(t).file(paccAddress, text).zone(record(paccThree), record(paccJSON)).find("user@example.test")
		if found := len(d.Followed()) > 0; found != served {
			t.Errorf("%.40s…: followed %v", text, found)
		}
	}
}

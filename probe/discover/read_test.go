package discover

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

func reader(t testing.TB) *search {
	s, err := newSearch(typed(t, "user@example.test"), Options{NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// flat returns a list of servers, one a line.
func flat(servers []server) []string {
	var out []string
	for _, e := range servers {
		out = append(out, strings.Join([]string{string(e.Service), e.Address(), string(e.Security), e.username, strings.Join(e.auth, "+")}, " "))
	}
	return out
}

func TestReadAutoconfig(t *testing.T) {
	server := func(typ, inner string) string {
		return `<clientConfig><emailProvider id="x"><incomingServer type="` + typ + `">` + inner + `</incomingServer></emailProvider></clientConfig>`
	}
	good := "<hostname>mail.example.test</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username>"
	cases := []struct {
		name, file string
		want       []string
		fails      bool
	}{
		{"authentication in the file's order", server("imap", good+"<authentication>OAuth2</authentication><authentication>password-cleartext</authentication><authentication>unheard-of</authentication>"),
			[]string{"imap mail.example.test:993 tls %EMAILADDRESS% oauth2+password"}, false},
		{"words of the first version", server("imap", good+"<authentication>plain</authentication><authentication>secure</authentication>"),
			[]string{"imap mail.example.test:993 tls %EMAILADDRESS% password+encrypted-password"}, false},
		{"a placeholder in the host", server("imap", strings.Replace(good, "mail.example.test", "mail.%EMAILDOMAIN%", 1)),
			[]string{"imap mail.example.test:993 tls %EMAILADDRESS% "}, false},
		{"an internationalised host", server("pop3", strings.Replace(good, "mail.example.test", "mail.bücher.test", 1)),
			[]string{"pop3 mail.xn--bcher-kva.test:993 tls %EMAILADDRESS% "}, false},
		{"a byte order mark", "\ufeff" + server("imap", good), []string{"imap mail.example.test:993 tls %EMAILADDRESS% "}, false},
		{"a comment and space", "<!-- hi -->\n" + server("imap", strings.ReplaceAll(good, "993", " 993\n")), []string{"imap mail.example.test:993 tls %EMAILADDRESS% "}, false},
		{"ISO-8859-1", `<?xml version="1.0" encoding="ISO-8859-1"?>` + server("imap", strings.Replace(good, "%EMAILADDRESS%", "ren\xe9", 1)), []string{"imap mail.example.test:993 tls ren\u00e9 "}, false},
		{"an encoding that is not known", `<?xml version="1.0" encoding="EBCDIC"?>` + server("imap", good), nil, true},
		{"encryption that is not known, then two that are", server("imap", strings.Replace(good, "<socketType>", "<socketType>QUIC</socketType><socketType>STARTTLS</socketType><socketType>", 1)),
			[]string{"imap mail.example.test:993 starttls %EMAILADDRESS% "}, false},
		{"the first of two hosts, ports and user names", server("imap", good+"<hostname>other.example.test</hostname><port>1</port><username>other</username>"),
			[]string{"imap mail.example.test:993 tls %EMAILADDRESS% "}, false},
		{"the first of two providers", strings.Replace(server("imap", good), "</emailProvider>", "</emailProvider>"+strings.TrimSuffix(strings.TrimPrefix(server("pop3", good), "<clientConfig>"), "</clientConfig>"), 1),
			[]string{"imap mail.example.test:993 tls %EMAILADDRESS% "}, false},
		{"a kind of server that is none of ours", server("exchange", good), nil, false},
		{"a port out of range", server("imap", strings.Replace(good, "993", "99999", 1)), nil, false},
		{"a host that is none", server("imap", strings.Replace(good, "mail.example.test", "mail example", 1)), nil, false},
		{"a terminal escape in the user name", server("imap", strings.Replace(good, "%EMAILADDRESS%", "a\u202eb", 1)), nil, false},
		{"another document", "<html></html>", nil, true},
		{"a document type", "<!DOCTYPE clientConfig><clientConfig></clientConfig>", nil, true},
		{"an entity of its own", "<clientConfig>&who;</clientConfig>", nil, true},
		{"a document type behind the root", server("imap", good) + "<!DOCTYPE a>", nil, true},
		{"nested without end", strings.Repeat("<clientConfig>", 100), nil, true},
		{"cut off", server("imap", good)[:80], nil, true},
		{"nothing", "", nil, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file, err := reader(t).readAutoconfig([]byte(c.file))
			if (err != nil) != c.fails {
				t.Fatalf("error %v", err)
			}
			if file == nil {
				file = &autoconfigFile{}
			}
			if diff := cmp.Diff(c.want, flat(file.entries.usable)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadPOX(t *testing.T) {
	protocol := func(typ, port, inner string) string {
		return poxXML("<Protocol><Type>" + typ + "</Type><Server>mail.example.test</Server><Port>" + port + "</Port>" + inner + "</Protocol>")
	}
	cases := []struct {
		name, file, want string
	}{
		{"SSL and SPA are on unless switched off", protocol("IMAP", "993", ""), "imap mail.example.test:993 tls  ntlm"},
		{"SSL on, on a port for STARTTLS", protocol("SMTP", "587", "<SSL>on</SSL><SPA>off</SPA>"), "submission mail.example.test:587 starttls  password"},
		{"SSL off", protocol("POP3", "110", "<SSL>off</SSL><SPA>off</SPA>"), "pop3 mail.example.test:110 none  password"},
		{"Encryption overrides SSL", protocol("SMTP", "587", "<SSL>off</SSL><Encryption>TLS</Encryption><SPA>off</SPA>"), "submission mail.example.test:587 starttls  password"},
		{"Encryption SSL", protocol("SMTP", "465", "<Encryption>SSL</Encryption><SPA>off</SPA>"), "submission mail.example.test:465 tls  password"},
		{"Encryption None", protocol("IMAP", "143", "<SSL>on</SSL><Encryption>None</Encryption><SPA>off</SPA>"), "imap mail.example.test:143 none  password"},
		{"Encryption Auto", protocol("IMAP", "143", "<SSL>off</SSL><Encryption>Auto</Encryption><SPA>off</SPA>"), "imap mail.example.test:143 starttls  password"},
		{"a user name", protocol("IMAP", "993", "<LoginName>user</LoginName><SPA>off</SPA>"), "imap mail.example.test:993 tls user password"},
		{"Exchange is none of ours", protocol("EXCH", "993", ""), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found, redirect, err := reader(t).readPOX([]byte(c.file))
			if err != nil || redirect != "" {
				t.Fatal(redirect, err)
			}
			if got := strings.Join(flat(found.usable), "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadPACC(t *testing.T) {
	cases := []struct {
		name, file string
		want       []string
		fails      bool
	}{
		{"three services", `{"protocols":{"imap":{"host":"a.test"},"pop3":{"host":"b.test"},"smtp":{"host":"c.test"}},"authentication":{"password":true,"oauth-public":{"issuer":"i"}}}`,
			[]string{"imap a.test:993 tls %EMAILADDRESS% oauth2+password", "pop3 b.test:995 tls %EMAILADDRESS% oauth2+password", "submission c.test:465 tls %EMAILADDRESS% oauth2+password"}, false},
		{"submit, as draft 03 has it", `{"protocols":{"submit":{"host":"d.test"},"smtp":{"host":"c.test"}}}`, []string{"submission d.test:465 tls %EMAILADDRESS% "}, false},
		{"no password", `{"protocols":{"imap":{"host":"a.test"}},"authentication":{"password":false}}`, []string{"imap a.test:993 tls %EMAILADDRESS% "}, false},
		{"a host that is none", `{"protocols":{"imap":{"host":"a b"}}}`, nil, false},
		{"nothing in it", `{}`, nil, false},
		{"null", `null`, nil, true},
		{"a list", `[]`, nil, true},
		{"cut off", `{"protocols"`, nil, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			servers, _, err := reader(t).readPACC([]byte(c.file))
			if (err != nil) != c.fails {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, flat(servers)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPACCRecord(t *testing.T) {
	cases := map[string]string{
		"v=UAAC1; a=sha256; d=abc=":  "abc=",
		"v=UAAC1;a=SHA256;d=abc":     "abc",
		"v=UAAC2; a=sha256; d=abc":   "",
		"v=UAAC1; a=sha512; d=abc":   "",
		"v=UAAC1; a=sha256":          "",
		"v=spf1 -all":                "",
		"":                           "",
		" v=UAAC1 ; a=sha256 ; d=x ": "x",
	}
	for record, want := range cases {
		if got, ok := paccRecord(record); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", record, got, ok)
		}
	}
}

func TestPOXRequest(t *testing.T) {
	got := string(poxRequest(`"a<b"&c@example.test`))
	if !strings.Contains(got, "<EMailAddress>&#34;a&lt;b&#34;&amp;c@example.test</EMailAddress>") || strings.Contains(strings.ToLower(got), "password") {
		t.Error(got)
	}
}

// usable checks what every reader promises of what it lets through.
func usable(t *testing.T, servers []server) {
	t.Helper()
	if len(servers) > maxServers {
		t.Errorf("%d servers", len(servers))
	}
	for _, e := range servers {
		if name, ok := hostname.Parse(e.Host); !ok || name != e.Host {
			t.Errorf("host %q", e.Host)
		}
		if e.Port < 1 || e.Port > 65535 || e.username != foreign.Text(e.username) {
			t.Errorf("%+v", e)
		}
		switch e.Security {
		case result.TLS, result.StartTLS, result.None:
		default:
			t.Errorf("security %q", e.Security)
		}
	}
}

func FuzzAutoconfig(f *testing.F) {
	for _, seed := range []string{ownFile(), autoconfigXML("pop3 %EMAILDOMAIN% 110 plain %EMAILLOCALPART%"), "<!DOCTYPE a><clientConfig/>", "\ufeff<clientConfig xmlns='x'><emailProvider/></clientConfig>", "<a>&lt;</a>", twelve, strings.NewReplacer(`"1.0"?`, `"1.0" encoding="ISO-8859-1"?`, "%", "\xe9").Replace(ownFile())} {
		f.Add([]byte(seed))
	}
	s := reader(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := s.readAutoconfig(data)
		if err != nil {
			return
		}
		servers := file.entries.usable
		usable(t, servers)
		inert(t, file.beside)
		for i := range servers {
			servers[i].trust = result.TrustC
		}
		a := answer{servers: servers, file: file}
		a.source.Name, a.source.Status = "autoconfig", result.SourceOK
		for _, v := range s.allViews([]answer{a}) {
			if v.Incoming != nil && v.Source != "autoconfig" {
				t.Errorf("from %q", v.Source)
			}
		}
	})
}

func FuzzPOX(f *testing.F) {
	for _, seed := range []string{poxXML(poxIMAP), poxXML("<RedirectUrl>https://x.test/</RedirectUrl>"), poxXML("<RedirectAddr>a@b.test</RedirectAddr>"), "<Autodiscover/>"} {
		f.Add([]byte(seed))
	}
	s := reader(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		found, redirect, err := s.readPOX(data)
		if err != nil {
			return
		}
		usable(t, append(found.usable, found.meant...))
		if redirect != "" {
			if host, f := s.mayFollow(redirect, 0); f == nil && (host == "" || !strings.HasPrefix(strings.ToLower(redirect), "https:")) {
				t.Errorf("follows %q to %q", redirect, host)
			}
		}
	})
}

func FuzzPACC(f *testing.F) {
	for _, seed := range []string{paccJSON, `{"protocols":{"imap":{"host":"mail.bücher.test"}}}`, paccThree, "null", "[]"} {
		f.Add([]byte(seed), "v=UAAC1; a=sha256; d=abc")
	}
	s := reader(f)
	f.Fuzz(func(t *testing.T, data []byte, record string) {
		if digest, ok := paccRecord(record); ok && digest == "" {
			t.Error("an empty digest")
		}
		if servers, beside, err := s.readPACC(data); err == nil {
			usable(t, servers)
			inert(t, beside)
		}
	})
}

func FuzzAutodiscoverJSON(f *testing.F) {
	for _, seed := range []string{jsonAnswer("https://example.test/x"), jsonAnswer("https://a:b@example.test"), jsonAnswer("//x"), `{"ErrorCode":"InvalidProtocol"}`, "null", "[]"} {
		f.Add([]byte(seed))
	}
	s := reader(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		address, err := readAutodiscoverJSON(data)
		if err != nil {
			return
		}
		if host, f := s.mayFollow(address, 0); address == "" || f == nil && (host == "" || !strings.HasPrefix(strings.ToLower(address), "https:")) {
			t.Errorf("follows %q to %q", address, host)
		}
	})
}

func FuzzMailconf(f *testing.F) {
	for _, seed := range []string{"mailconf=https://example.test/x.xml", "MailConf= http://example.test", "mailconf=https://[::1]:99/%zz", "mailconf=", "v=spf1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, record string) {
		u, ok := mailconfRecord(record)
		if ok && (u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Fragment != "" || len(record) > maxURL) {
			t.Errorf("%q is %q", record, u)
		}
	})
}

// A file can be read before anybody serves it, with each program's own rules.
func TestRead(t *testing.T) {
	files := map[string]string{"autoconfig": ownFile(), "pacc": paccJSON, "autodiscover": poxXML(poxIMAP)}
	for _, source := range Readable() {
		d, err := Read(source, []byte(files[source]), typed(t, "user@example.test"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if want := "> A " + source + " imap mail.example.test:993 tls"; lines(d)[0] != want || len(d.Sources) != 1 {
			t.Errorf("got %q, want %q; %v", lines(d), want, d.Sources)
		}
	}
	plain := autoconfigXML("imap mail.example.test 143 plain u", "smtp mail.example.test 465 SSL u")
	d, err := Read("autoconfig", []byte(plain), typed(t, "example.test"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := brief(d.As["thunderbird-android"]); got != "nothing drops-file-plaintext" {
		t.Error(got)
	}
	for _, source := range []string{"srv", ""} {
		if _, err := Read(source, nil, typed(t, "example.test"), Options{}); err == nil {
			t.Errorf("%q was read", source)
		}
	}
	if _, err := Read("pacc", []byte("{"), typed(t, "example.test"), Options{}); err == nil {
		t.Error("a broken file was read")
	}
}

// What the standard library says of a certificate becomes the kind that the
// probe of a mail server has for it: it has no reason of its own for one that
// is not valid yet.
func TestCertificateKind(t *testing.T) {
	const good, bad = "https://example.test/file", "https://" + testkit.WrongName + "/file"
	w := newWorld(t).file(good, "").file(bad, "")
	for _, tt := range []struct {
		address string
		days    int
		want    result.Kind
	}{
		{good, -2, result.CertNotYetValid},
		{good, 2, result.CertExpired},
		{bad, 0, result.CertNameMismatch},
	} {
		o := w.options()
		o.Now = func() time.Time { return testkit.Today().AddDate(0, 0, tt.days) }
		s, err := newSearch(typed(t, "user@example.test"), o)
		if err != nil {
			t.Fatal(err)
		}
		if _, f := s.fetch(t.Context(), tt.address, nil); f == nil || f.Kind != tt.want {
			t.Errorf("%s: %+v, want %s", tt.address, f, tt.want)
		}
	}
}

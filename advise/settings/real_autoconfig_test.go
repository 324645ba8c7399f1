//go:build unix

package settings

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mailadvisor/advise/client"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/proven"
	"mailadvisor/probe/result"
)

// webHosts are all the hosts of the web, as a proxy leads to them. What is not
// among the pages is not there.
type webHosts struct {
	port      int // of the proxy
	authority []byte

	mu    sync.Mutex
	pages map[string]webPage // by URL
	asked []string           // the URLs, but for their queries
}

type webPage struct{ mime, text string }

func newWebHosts(t *testing.T, names ...string) *webHosts {
	t.Helper()
	w := &webHosts{}
	certificate, authority := selfSigned(t, names...)
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.answer("https", rw, r) }))
	web.Config.ErrorLog = log.New(io.Discard, "", 0) // Thunderbird drops what it began once it has found a file
	web.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	web.StartTLS()
	t.Cleanup(web.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			w.answer("http", rw, r)
			return
		}
		if host, port, _ := net.SplitHostPort(r.Host); port != "443" || !slices.Contains(names, host) {
			http.Error(rw, "no such host", http.StatusBadGateway)
			return
		}
		tunnel(rw, web.Listener.Addr().String())
	}))
	t.Cleanup(proxy.Close)
	w.authority, w.port = authority, proxy.Listener.Addr().(*net.TCPAddr).Port
	return w
}

// tunnel joins a client of the proxy with a server, until one of them ends.
func tunnel(rw http.ResponseWriter, address string) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadGateway)
		return
	}
	defer server.Close()
	client, _, err := rw.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	io.WriteString(client, "HTTP/1.1 200 here\r\n\r\n")
	go func() {
		io.Copy(server, client)
		server.Close()
	}()
	io.Copy(client, server)
}

func (w *webHosts) answer(scheme string, rw http.ResponseWriter, r *http.Request) {
	u := url.URL{Scheme: scheme, Host: r.Host, Path: r.URL.Path}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, u.String())
	p, ok := w.pages[u.String()]
	if !ok {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", p.mime)
	rw.Header().Set("Cache-Control", "no-store")
	io.WriteString(rw, p.text)
}

// serves has these pages and no others, and forgets what was asked.
func (w *webHosts) serves(pages map[string]webPage) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages, w.asked = pages, nil
}

// requests returns the URLs that were asked for.
func (w *webHosts) requests() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.asked)
}

// uses has Thunderbird trust those hosts, and reach no others.
func (tb *thunderbird) uses(w *webHosts) {
	tb.marionette.t.Helper()
	tb.trusts(w.authority)
	tb.asks(nil, `
		for (const scheme of ["http", "ssl"]) {
			Services.prefs.setCharPref("network.proxy." + scheme, "127.0.0.1");
			Services.prefs.setIntPref("network.proxy." + scheme + "_port", arguments[0]);
		}
		Services.prefs.setIntPref("network.proxy.type", 1);`, w.port)
}

// found is what Thunderbird found, or why it found nothing.
type found struct {
	From               string
	Incoming, Outgoing []foundServer // the first is what it takes
	Error              string
}

type foundServer struct {
	Type, Host, User   string
	Port, Socket, Auth int
}

// finds asks Thunderbird to look on the web hosts of an address's domain, as
// it does when somebody adds an account.
func (tb *thunderbird) finds(address string) found {
	tb.marionette.t.Helper()
	var f found
	tb.asks(&f, `
		const from = name => ChromeUtils.importESModule("resource:///modules/accountcreation/" + name + ".sys.mjs")[name];
		const FetchConfig = from("FetchConfig"), AccountConfig = from("AccountConfig");
		const address = arguments[0], domain = address.split("@")[1];
		const reads = s => ({ type: s.type, host: s.hostname, port: s.port, socket: s.socketType, user: s.username, auth: s.auth });
		return FetchConfig.fromISP(domain, address, new AbortController().signal).then(config => {
			AccountConfig.replaceVariables(config, "A Person", address);
			return {
				from: config.subSource,
				incoming: [config.incoming, ...config.incomingAlternatives].map(reads),
				outgoing: [config.outgoing, ...config.outgoingAlternatives].map(reads),
			};
		}).catch(e => ({ error: String((e.errors ?? [e])[0]) }));`, address)
	return f
}

// line returns a server as Thunderbird has it, in our words.
func (s foundServer) line() string {
	service := map[string]result.Service{"imap": result.IMAP, "pop3": result.POP3, "smtp": result.Submission}[s.Type]
	security := map[int]result.Security{0: result.None, 2: result.StartTLS, 3: result.TLS}[s.Socket]
	auth := map[int]string{1: "none", 3: "password", 4: "encrypted-password", 5: "gssapi", 6: "ntlm", 10: "oauth2"}[s.Auth]
	return fmt.Sprintf("%s %s:%d %s %s %s", cmp.Or(service, result.Service(s.Type)), s.Host, s.Port, security, s.User, auth)
}

// takes returns the two servers that Thunderbird takes.
func (f found) takes() string {
	if f.Error != "" {
		return "nothing"
	}
	return f.Incoming[0].line() + ", " + f.Outgoing[0].line()
}

// wouldTake is our view of the same.
func wouldTake(file, address string) string {
	_, domain, _ := strings.Cut(address, "@")
	d, err := discover.Read("autoconfig", []byte(file), result.Target{Address: address, Domain: domain}, discover.Options{SignsIn: client.SignsIn})
	if err != nil {
		return "nothing"
	}
	v := d.As["thunderbird"]
	if v.Incoming == nil || v.Outgoing == nil {
		return "nothing"
	}
	line := func(s *result.ClientServer) string {
		return fmt.Sprintf("%s %s:%d %s %s %s", s.Service, s.Host, s.Port, s.Security, s.Username, strings.Join(s.Auth, "+"))
	}
	return line(v.Incoming) + ", " + line(v.Outgoing)
}

// TestRealAutoconfig has Thunderbird look for a domain's servers by itself,
// with every kind of file that is published here and many that others might
// publish, and compares what it takes with our view of it.
func TestRealAutoconfig(t *testing.T) {
	t.Parallel()
	proven.Program(t, "reader", "autoconfig", "thunderbird", "thunderbird")
	w := newWebHosts(t, "autoconfig.example.org", "example.org", "autoconfig.xn--bcher-kva.example")
	c := newComputer(t, "", "")
	c.mkdir("profile")
	tb := startThunderbird(c)
	tb.uses(w)
	t.Run("published", func(t *testing.T) { publishedAutoconfig(t, w, tb) })
	t.Run("places", func(t *testing.T) { placesOfAutoconfig(t, w, tb) })
	t.Run("written by others", func(t *testing.T) { foreignAutoconfig(t, w, tb) })
	tb.closes()
}

const (
	ownPage    = "https://autoconfig.example.org/mail/config-v1.1.xml"
	domainPage = "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml"
	plainPage  = "http://autoconfig.example.org/mail/config-v1.1.xml"
)

func publishedAutoconfig(t *testing.T, w *webHosts, tb *thunderbird) {
	local := func(r *result.Report) *result.Report {
		r.Target.Address, r.Target.User = "user@example.org", "user"
		for i := range r.Probes {
			r.Probes[i].Login = &result.Login{Status: "ok"}
		}
		return r
	}
	encrypted := func(p *result.Probe) { p.Paths[0].Auth = []string{"CRAM-MD5"} }
	elsewhere := func(p *result.Probe) { p.Host = "mail.xn--bcher-kva.example" }
	for _, way := range []struct {
		name   string
		report *result.Report
		domain string
		page   string
		want   []string // every server, in the order of the file
	}{
		{"TLS", offering(seen(result.IMAP, 993, result.TLS), seen(result.POP3, 995, result.TLS), seen(result.Submission, 465, result.TLS)), "example.org", ownPage, []string{
			"imap mail.example.org:993 tls user@example.org password", "pop3 mail.example.org:995 tls user@example.org password",
			"submission mail.example.org:465 tls user@example.org password"}},
		{"STARTTLS", offering(seen(result.IMAP, 143, result.StartTLS), seen(result.POP3, 110, result.StartTLS), seen(result.Submission, 587, result.StartTLS)), "example.org", ownPage, []string{
			"imap mail.example.org:143 starttls user@example.org password", "pop3 mail.example.org:110 starttls user@example.org password",
			"submission mail.example.org:587 starttls user@example.org password"}},
		{"all six, on the domain itself", allSix(), "example.org", domainPage, []string{
			"imap mail.example.org:993 tls user@example.org password", "imap mail.example.org:143 starttls user@example.org password",
			"pop3 mail.example.org:995 tls user@example.org password", "pop3 mail.example.org:110 starttls user@example.org password",
			"submission mail.example.org:465 tls user@example.org password",
			"submission mail.example.org:587 starttls %EMAILADDRESS% password"}}, // it fills in nothing there, as it never offers a second one
		{"POP3 alone, with the local part, on another port", local(offering(seen(result.POP3, 1995, result.TLS), seen(result.Submission, 465, result.TLS))), "example.org", ownPage, []string{
			"pop3 mail.example.org:1995 tls user password", "submission mail.example.org:465 tls user password"}},
		{"a password that is never sent", offering(seen(result.IMAP, 993, result.TLS, encrypted), seen(result.Submission, 465, result.TLS)), "example.org", ownPage, []string{
			"imap mail.example.org:993 tls user@example.org encrypted-password", "submission mail.example.org:465 tls user@example.org password"}},
		{"OAuth2 behind a password, at a host of one's own", offering(seen(result.IMAP, 993, result.TLS, offers("PLAIN", "XOAUTH2")), seen(result.Submission, 465, result.TLS, offers("OAUTHBEARER", "PLAIN"))), "example.org", ownPage, []string{
			"imap mail.example.org:993 tls user@example.org password", "submission mail.example.org:465 tls user@example.org password"}},
		{"OAuth2 alone for one of three", offering(seen(result.IMAP, 993, result.TLS, offers(tokens...)), seen(result.POP3, 995, result.TLS), seen(result.Submission, 465, result.TLS)), "example.org", ownPage, []string{
			"pop3 mail.example.org:995 tls user@example.org password", "submission mail.example.org:465 tls user@example.org password"}},
		{"OAuth2 at a provider that it knows", offering(seen(result.IMAP, 993, result.TLS, offers("PLAIN", "XOAUTH2"), at("imap.gmail.com")), seen(result.Submission, 465, result.TLS, offers(tokens...), at("smtp.gmail.com"))), "example.org", ownPage, []string{
			"imap imap.gmail.com:993 tls user@example.org oauth2", "submission smtp.gmail.com:465 tls user@example.org oauth2"}},
		{"an internationalised domain", offering(seen(result.IMAP, 993, result.TLS, elsewhere), seen(result.Submission, 465, result.TLS, elsewhere)),
			"xn--bcher-kva.example", "https://autoconfig.xn--bcher-kva.example/mail/config-v1.1.xml", []string{
				"imap mail.xn--bcher-kva.example:993 tls user@xn--bcher-kva.example password",
				"submission mail.xn--bcher-kva.example:465 tls user@xn--bcher-kva.example password"}},
	} {
		t.Run(way.name, func(t *testing.T) {
			files := Publish(way.report, way.domain, "autoconfig")
			if len(files) != 1 {
				t.Fatalf("%d files", len(files))
			}
			text, address := string(files[0].Content), "user@"+way.domain
			w.serves(map[string]webPage{way.page: {"application/xml", text}})
			got := tb.finds(address)
			var lines []string
			for _, s := range slices.Concat(got.Incoming, got.Outgoing) {
				lines = append(lines, s.line())
			}
			if diff := gocmp.Diff(way.want, lines); diff != "" || got.From != "xml-from-isp-https" {
				t.Errorf("Thunderbird %s %s (-want +got):\n%s\n%s", got.From, got.Error, diff, text)
			}
			if asked := w.requests(); !slices.Contains(asked, way.page) {
				t.Errorf("asked for %q", asked)
			}
			if ours := wouldTake(text, address); ours != got.takes() {
				t.Errorf("discover --as thunderbird: %s\nThunderbird:               %s", ours, got.takes())
			}
		})
	}
}

// placesOfAutoconfig shows which of several files Thunderbird takes. It reads
// the first that is there, whatever that is. TestClients of the package
// discover says the same of our view.
func placesOfAutoconfig(t *testing.T, w *webHosts, tb *thunderbird) {
	file := func(port int) webPage {
		r := offering(seen(result.IMAP, port, result.TLS), seen(result.Submission, 465, result.TLS))
		return webPage{"text/xml; charset=utf-8", string(one(t, r, "autoconfig").Content)}
	}
	as := func(mime string) webPage { return webPage{mime, file(1001).text} }
	for _, place := range []struct {
		name  string
		pages map[string]webPage
		port  int // of the IMAP server; 0 where it finds none
	}{
		{"its own host first", map[string]webPage{ownPage: file(1001), domainPage: file(1002), plainPage: file(1003)}, 1001},
		{"then the domain's", map[string]webPage{domainPage: file(1002), plainPage: file(1003)}, 1002},
		{"then without encryption", map[string]webPage{plainPage: file(1003)}, 1003},
		{"a page for people is in the way", map[string]webPage{ownPage: {"text/html", "<!DOCTYPE html><html>hello</html>"}, domainPage: file(1002)}, 0},
		{"so is a file that is broken", map[string]webPage{ownPage: {"text/xml", "<clientConfig>"}, domainPage: file(1002)}, 0},
		{"so is one that it cannot use", map[string]webPage{ownPage: {"text/xml", "<clientConfig/>"}, domainPage: file(1002)}, 0},
		{"application/xml", map[string]webPage{ownPage: as("application/xml")}, 1001},
		{"a file that is not called XML", map[string]webPage{ownPage: as("text/plain")}, 0},
		{"nor is this", map[string]webPage{ownPage: as("text/html"), domainPage: file(1002)}, 0},
	} {
		t.Run(place.name, func(t *testing.T) {
			w.serves(place.pages)
			got := tb.finds("user@example.org")
			port := 0
			if len(got.Incoming) > 0 {
				port = got.Incoming[0].Port
			}
			if port != place.port {
				t.Errorf("port %d, want %d; %s %s", port, place.port, got.From, got.Error)
			}
			if asked := w.requests(); place.port != 1003 && !slices.Contains(asked, ownPage) {
				t.Errorf("asked for %q", asked)
			}
		})
	}
}

// foreignAutoconfig changes a good file in one place after the other.
func foreignAutoconfig(t *testing.T, w *webHosts, tb *thunderbird) {
	const good = `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="example.org"><domain>example.org</domain><displayName>Example</displayName>
<incomingServer type="imap"><hostname>imap.example.org</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>
<incomingServer type="pop3"><hostname>pop.example.org</hostname><port>995</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>
`
	const (
		imap  = "imap imap.example.org:993 tls user@example.org password"
		pop   = "pop3 pop.example.org:995 tls user@example.org password"
		sends = ", submission smtp.example.org:465 tls user@example.org password"
		auth  = "<authentication>password-cleartext</authentication>"
	)
	one := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %q in the file", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	all := func(old, with string) string { return strings.ReplaceAll(good, old, with) }
	latin1 := strings.NewReplacer("UTF-8", "ISO-8859-1", ">Example<", ">Soci\xe9t\xe9<").Replace(good)
	for _, file := range []struct {
		name, text string
		want       string // what Thunderbird takes
		ours       string // our view, where it differs with a reason
	}{
		{"a good file", good, imap + sends, ""},
		{"a byte order mark", "\ufeff" + good, imap + sends, ""},
		{"a display name with awkward letters", one(">Example<", ">B\u00fccher &amp; &lt;S\u00f6hne&gt; \u202etxet &#x1F4E7;<"), imap + sends, ""},
		{"a user name with them", one("%EMAILADDRESS%", "%EMAILLOCALPART% &amp; &lt;%EMAILDOMAIN%&gt;"), "imap imap.example.org:993 tls user & <example.org> password" + sends, ""},
		{"a CDATA section", one("%EMAILADDRESS%", "<![CDATA[a&b]]>"), "imap imap.example.org:993 tls a&b password" + sends, ""},
		{"a comment in a value", one("imap.example", "imap<!-- which -->.example"), imap + sends, ""},
		{"ISO-8859-1", latin1, imap + sends, ""},
		{"a namespace", one("<clientConfig ", `<clientConfig xmlns="urn:example" `), imap + sends, ""},
		{"cut off", good[:len(good)-20], "nothing", ""},
		{"an entity that nobody declares", one("imap.example.org", "&host;"), "nothing", ""},
		{"an entity that the file declares", strings.Replace(one("imap.example.org", "&host;"), "<clientConfig", `<!DOCTYPE clientConfig [<!ENTITY host "imap.example.org">]><clientConfig`, 1),
			imap + sends, "nothing"}, // no document type is ever read: entities can grow without end
		{"an entity from elsewhere", strings.Replace(one("imap.example.org", "&host;"), "<clientConfig", `<!DOCTYPE clientConfig [<!ENTITY host SYSTEM "file:///etc/hostname">]><clientConfig`, 1),
			strings.Replace(imap, "imap.example.org", "true", 1) + sends, "nothing"}, // what is empty is true to it

		{"POP3 first", strings.NewReplacer(`"imap"`, `"pop3"`, `"pop3"`, `"imap"`).Replace(good), "pop3 imap.example.org:993 tls user@example.org password" + sends, ""},
		{"a type in capitals", one(`"imap"`, `"IMAP"`), pop + sends, ""},
		{"a type that nobody knows", one(`"imap"`, `"jmap"`), pop + sends, ""},
		{"an Exchange server first", one(`<incomingServer type="imap">`, `<incomingServer type="exchange"><hostname>ews.example.org</hostname><port>443</port><socketType>SSL</socketType><username>u</username>`+auth+`</incomingServer><incomingServer type="imap">`),
			"exchange ews.example.org:443 tls u password" + sends, imap + sends}, // Exchange is none of the services here
		{"no outgoing server", all("outgoingServer", "otherServer"), "nothing", ""},
		{"no incoming server", all("incomingServer", "otherServer"), "nothing", ""},
		{"no identifier", one(` id="example.org"`, ""), "nothing", ""},
		{"an identifier that is no host", one(`id="example.org"`, `id="Example Mail!"`), "nothing", ""},
		{"no domain", one("<domain>example.org</domain>", ""), "nothing", ""},
		{"another domain alone", one("<domain>example.org", "<domain>example.net"), imap + sends, ""},
		{"two providers", one("</emailProvider>", `</emailProvider><emailProvider id="example.net"><domain>example.net</domain><incomingServer type="imap"/></emailProvider>`), imap + sends, ""},
		{"a first provider without servers", one("<emailProvider", `<emailProvider id="example.net"><domain>example.net</domain></emailProvider><emailProvider`), "nothing", ""},

		{"authentication that nobody knows", one("password-cleartext", "mind-reading"), pop + sends, ""},
		{"one that nobody knows, then a password", one(auth, "<authentication>mind-reading</authentication>"+auth), imap + sends, ""},
		{"authentication in capitals", one("password-cleartext", "PASSWORD-CLEARTEXT"), pop + sends, ""},
		{"no authentication", one(auth, ""), pop + sends, ""},
		{"no authentication for sending", strings.Replace(good, "465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username>"+auth, "465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username>", 1), "nothing", ""},
		{"words of the first version", one("password-cleartext", "secure"), strings.Replace(imap, "password", "encrypted-password", 1) + sends, ""},
		{"GSSAPI first", one(auth, "<authentication>GSSAPI</authentication>"+auth), strings.Replace(imap, "password", "gssapi", 1) + sends, ""},
		{"a certificate of the client", one("password-cleartext", "TLS-client-cert"), pop + sends, ""},
		{"OAuth2 at a host that it does not know", one("password-cleartext", "OAuth2"), pop + sends, ""},
		{"the same, then a password", one(auth, "<authentication>OAuth2</authentication>"+auth), imap + sends, ""},
		{"OAuth2 at a host that it knows", strings.Replace(one("imap.example.org", "imap.gmail.com"), auth, "<authentication>OAuth2</authentication>"+auth, 1),
			"imap imap.gmail.com:993 tls user@example.org oauth2" + sends, ""},
		{"sending without a login", strings.Replace(good, "465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username>"+auth, "465</port><socketType>SSL</socketType><username>u</username><authentication>none</authentication>", 1),
			imap + ", submission smtp.example.org:465 tls u none", ""},

		{"encryption in small letters", one("SSL", "ssl"), pop + sends, ""},
		{"encryption with space", one("SSL", " SSL "), pop + sends, ""},
		{"encryption that nobody knows, then one that is known", one("<socketType>SSL", "<socketType>QUIC</socketType><socketType>STARTTLS</socketType><socketType>SSL"), strings.Replace(imap, "tls", "starttls", 1) + sends, ""},
		{"no encryption said", one("<socketType>SSL</socketType>", ""), pop + sends, ""},
		{"none", one("SSL", "plain"), strings.Replace(imap, "tls", "none", 1) + sends, ""},
		{"a port with space", one("993", " 993\n"), imap + sends, ""},
		{"a port out of range", one("993", "99993"), pop + sends, ""},
		{"a port that is none", one("993", "imaps"), pop + sends, ""},
		{"two ports", one("<port>993</port>", "<port>993</port><port>143</port>"), imap + sends, ""},
		{"two hosts", one("<hostname>", "<hostname>first.example.org</hostname><hostname>"), strings.Replace(imap, "imap.", "first.", 1) + sends, ""},
		{"a host with space", one("imap.example.org", " imap.example.org\n"), imap + sends, ""},
		{"a host in capitals", one("imap.example.org", "IMAP.Example.ORG"), imap + sends, ""},
		{"a host with a placeholder", one("imap.example.org", "imap.%EMAILDOMAIN%"), imap + sends, ""},
		{"an internationalised host", one("imap.example.org", "b\u00fccher.example.org"), pop + sends, ""},
		{"a host with an underscore", one("imap.example.org", "my_imap.example.org"), pop + sends, ""},
		{"a host that is none", one("imap.example.org", "imap example"), pop + sends, ""},
		{"an address of IPv4", one("imap.example.org", "192.0.2.1"), strings.Replace(imap, "imap.example.org", "192.0.2.1", 1) + sends, ""},
	} {
		t.Run(file.name, func(t *testing.T) {
			w.serves(map[string]webPage{ownPage: {"application/xml", file.text}})
			got := tb.finds("user@example.org")
			if got.takes() != file.want {
				t.Errorf("Thunderbird: %s %s\nwant:        %s", got.takes(), got.Error, file.want)
			}
			if asked := w.requests(); !slices.Contains(asked, ownPage) {
				t.Errorf("asked for %q", asked)
			}
			if ours, want := wouldTake(file.text, "user@example.org"), cmp.Or(file.ours, file.want); ours != want {
				t.Errorf("discover --as thunderbird: %s\nwant:                      %s", ours, want)
			}
		})
	}
}

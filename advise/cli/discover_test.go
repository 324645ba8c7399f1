package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// internet is what a search meets, and the embedded mail host under its own
// name.
type internet struct {
	*testkit.Internet
	t    *testing.T
	mail *mailhost.Host
	ca   string // file of the web hosts' and the mail host's issuers

	mu    sync.Mutex
	heard func(mailhost.Event) // every line at the mail host; may be nil
}

func newInternet(t *testing.T, scenario string) *internet {
	t.Helper()
	n := &internet{Internet: testkit.NewInternet(t, testkit.Today()), t: t, ca: filepath.Join(t.TempDir(), "ca.pem")}
	n.mail = testkit.Host(t, mailhost.Config{Scenario: scenario, Log: func(e mailhost.Event) {
		n.mu.Lock()
		heard := n.heard
		n.mu.Unlock()
		if heard != nil {
			heard(e)
		}
	}})
	maps.Copy(n.Connect, n.mail.Connect())
	if err := os.WriteFile(n.ca, slices.Concat(n.CA, n.mail.CAPEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	return n
}

// hear has every line at the mail host told.
func (n *internet) hear(heard func(mailhost.Event)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.heard = heard
}

// zone adds records, one a line.
func (n *internet) zone(lines ...string) *internet {
	n.t.Helper()
	n.Zone(lines...)
	return n
}

// srv publishes the embedded host for a domain.
func (n *internet) srv(domain string) *internet {
	return n.zone(
		"_imaps._tcp."+domain+". 60 IN SRV 0 1 993 "+mailhost.Name+".", "_pop3s._tcp."+domain+". 60 IN SRV 10 1 995 "+mailhost.Name+".",
		"_submissions._tcp."+domain+". 60 IN SRV 0 1 465 "+mailhost.Name+".")
}

// file serves a text at a URL.
func (n *internet) file(url, body string) *internet {
	n.t.Helper()
	return n.slowFile(url, body, func() {})
}

// slowFile serves a text once wait has returned.
func (n *internet) slowFile(url, body string, wait func()) *internet {
	n.t.Helper()
	n.Handle(url, func(w http.ResponseWriter, r *http.Request) {
		wait()
		if strings.HasSuffix(r.URL.Path, ".xml") {
			w.Header().Set("Content-Type", "text/xml")
		}
		io.WriteString(w, body)
	})
	return n
}

// autoconfig publishes a file at the domain's own host, with the user name given.
func (n *internet) autoconfig(domain, user string) *internet {
	n.t.Helper()
	return n.slowAutoconfig(domain, user, func() {})
}

func (n *internet) slowAutoconfig(domain, user string, wait func()) *internet {
	n.t.Helper()
	return n.slowFile("https://autoconfig."+domain+"/mail/config-v1.1.xml", autoconfigFile(domain, mailhost.Name, user), wait)
}

func autoconfigFile(domain, host, user string) string {
	server := func(tag, kind, port string) string {
		return "<" + tag + ` type="` + kind + `"><hostname>` + host + "</hostname><port>" + port + "</port><socketType>SSL</socketType><username>" +
			user + "</username><authentication>password-cleartext</authentication></" + tag + ">"
	}
	return `<clientConfig version="1.1"><emailProvider id="` + domain + `"><domain>` + domain + "</domain>" +
		server("incomingServer", "imap", "993") + server("incomingServer", "pop3", "995") + server("outgoingServer", "smtp", "465") +
		"</emailProvider></clientConfig>"
}

// run runs the program in this internet; typed is what a person at a terminal
// types, "" where nobody sits there.
func (n *internet) run(typed string, args ...string) (status int, stdout, stderr string) {
	n.t.Helper()
	args = append(args, "--resolver", n.Address, "--ca-file", n.ca)
	args = append(args, connectFlags(n.Connect)...)
	var out, err bytes.Buffer
	s := Streams{In: strings.NewReader(typed), Out: &out, Err: &err, Env: func(string) string { return "" }, Now: testkit.Today}
	if typed != "" {
		s.ReadPassword = func(context.Context) (string, error) { return mailhost.Password, nil }
	}
	status = Main(n.t.Context(), args, s)
	return status, out.String(), err.String()
}

// document runs the program with -o json and reads what it writes.
func (n *internet) document(status int, args ...string) advise.Document {
	n.t.Helper()
	got, stdout, stderr := n.run("", append(args, "-o", "json")...)
	var d advise.Document
	if err := json.Unmarshal([]byte(stdout), &d); err != nil || got != status {
		n.t.Fatalf("%v: status %d, want %d, %v\n%s%s", args, got, status, err, stdout, stderr)
	}
	return d
}

// sent returns all that web hosts were sent, a line each.
func (n *internet) sent() string {
	var lines []string
	for _, r := range n.Requests() {
		lines = append(lines, r.Method+" "+r.URL+" "+r.Body)
	}
	return strings.Join(lines, "\n")
}

func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
}

// logins returns what came of the logins, one word an endpoint.
func logins(d advise.Document) string {
	var out []string
	for _, p := range d.Probes {
		word := "none"
		if p.Login != nil {
			word = string(p.Login.Status)
			if p.Login.Reason != "" {
				word = string(p.Login.Reason)
			}
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func TestDiscover(t *testing.T) {
	n := newInternet(t, "default").srv("example.test").autoconfig("example.test", "%EMAILADDRESS%")
	status, stdout, stderr := n.run("", "discover", "user@example.test")
	if status != StatusOK || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	says(t, stdout, mailhost.Name, "https://autoconfig.example.test 3 services full", "SRV records of example.test (not signed) 3 services none",
		"Your address was sent to no one.", "The domain prefers IMAP to POP3 (SRV priority 0 before 10)", "What programs find",
		"mailadvisor probe user@example.test")
	if sent := n.sent(); strings.Contains(sent, "user") {
		t.Errorf("somebody was sent the address: %s", sent)
	}

	d := n.document(StatusOK, "discover", "example.test")
	if len(d.Probes) != 0 || len(d.Findings) != 0 || d.Target.Domain != "example.test" || len(d.Discovery.Followed()) != 3 {
		t.Errorf("%+v", d)
	}
	_, stdout, _ = n.run("", "discover", "user@example.test", "-o", "jsonl")
	if strings.Count(stdout, "\n") != 1 {
		t.Errorf("jsonl has %d lines", strings.Count(stdout, "\n"))
	}
}

func TestDiscoverOnATerminal(t *testing.T) {
	n := newInternet(t, "default").srv("example.org")
	var out, err bytes.Buffer
	status := Main(t.Context(), []string{"discover", "user@example.org", "--resolver", n.Address, "--no-third-party"},
		Streams{In: strings.NewReader(""), Out: &out, Err: &err, Env: func(string) string { return "" }, Now: testkit.Today, ErrTerminal: true})
	if status != StatusOK || !strings.Contains(err.String(), "SRV: "+mailhost.Name+" 993") || strings.Contains(err.String(), "\n") {
		t.Errorf("status %d, progress %q", status, err.String())
	}
	says(t, out.String(), "Not asked (--no-third-party): ISPDB")
}

func TestDiscoverRefuses(t *testing.T) {
	n := newInternet(t, "default")
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"discover"}, StatusUsage, "discover takes one address or domain"},
		{[]string{"discover", "a@example.org", "b@example.org"}, StatusUsage, "not b@example.org as well"},
		{[]string{"discover", "imaps://mail.example.org"}, StatusUsage, "not an address or a domain"},
		{[]string{"discover", "192.0.2.1"}, StatusUsage, "192.0.2.1"},
		{[]string{"discover", "user@"}, StatusUsage, "user@"},
		{[]string{"discover", "user@example.org", "--as", "thunderbrid"}, StatusUsage, "is it thunderbird?"},
		{[]string{"discover", "user@example.org", "--as", "outlook", "--no-network"}, StatusUsage, "exclude each other"},
	} {
		status, stdout, stderr := n.run("", c.args...)
		if status != c.status || stdout != "" {
			t.Errorf("%v: status %d, want %d\n%s", c.args, status, c.status, stdout)
		}
		says(t, stderr, c.want)
	}
	status, stdout, _ := n.run("", "discover", "user@example.org")
	if status != StatusFailed {
		t.Errorf("nothing found: status %d", status)
	}
	says(t, stdout, "Nothing found")
	n.Address = "127.0.0.1:1"
	if status, stdout, _ = n.run("", "discover", "user@example.org"); status != StatusUnable {
		t.Errorf("no name server: status %d", status)
	}
	says(t, stdout, "no name server answered")
}

func TestAs(t *testing.T) {
	n := newInternet(t, "default").srv("example.org").autoconfig("example.org", "%EMAILADDRESS%")
	status, stdout, _ := n.run("", "discover", "user@example.org", "--as", "thunderbird")
	if status != StatusOK {
		t.Errorf("status %d\n%s", status, stdout)
	}
	says(t, stdout, "Thunderbird finds "+mailhost.Name+" (IMAP) for example.org, by autoconfig: reading and sending work.",
		"autoconfig 3 services taken", "Thunderbird never asks SRV")

	d := n.document(StatusOK, "discover", "user@example.org", "--as", "aerc")
	if len(d.Probes) != 1 && len(d.Probes) != 2 || d.Probes[0].Status != result.OK || d.Probes[0].Login != nil && d.Probes[0].Login.Status != result.LoginNotTried {
		t.Errorf("%+v", d.Probes)
	}

	status, stdout, _ = n.run("", "discover", "user@example.org", "--as", "outlook")
	if status != StatusOK {
		t.Errorf("status %d", status)
	}
	says(t, stdout, "What Outlook finds for example.org is not known", "not asked (--send-address)")

	status, stdout, _ = n.run("", "discover", "user@example.org", "--as", "delta-chat", "--lang", "fr")
	says(t, stdout, "Delta Chat trouve "+mailhost.Name)
	if status != StatusOK {
		t.Errorf("status %d", status)
	}
}

// Trust A is used as it is.
func TestTrustedDiscovery(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").srv(domain).autoconfig(domain, "%EMAILADDRESS%")
	d := n.document(StatusOK, "advise", mailhost.User, "--password-file", passwordFile(t), "--devices", "2")
	if logins(d) != "ok ok ok" || d.Settings == nil || d.Settings.Incoming == nil || d.Settings.Incoming.Username != mailhost.User {
		t.Errorf("logins %q, settings %+v", logins(d), d.Settings)
	}
}

// Trust B asks once on a terminal; without one, and for trust C, it wants the flag.
func TestUntrustedDiscovery(t *testing.T) {
	foreign := newInternet(t, "default").autoconfig("example.net", "%EMAILADDRESS%")
	unsigned := newInternet(t, "default").srv("example.net")
	address := "user@example.net"
	for name, n := range map[string]*internet{"B": foreign, "C": unsigned} {
		d := n.document(StatusOK, "probe", address, "--user", mailhost.User, "--password-file", passwordFile(t))
		if want := strings.TrimSpace(strings.Repeat("untrusted-discovery ", 3)); logins(d) != want {
			t.Errorf("%s: logins %q, want %q", name, logins(d), want)
		}
		_, stdout, stderr := n.run("", "probe", address, "--user", mailhost.User, "--password-file", passwordFile(t))
		says(t, stderr, "--trust-discovered", mailhost.Name)
		says(t, stdout, "not tried")
		d = n.document(StatusOK, "probe", address, "--user", mailhost.User, "--password-file", passwordFile(t), "--trust-discovered")
		if logins(d) != "ok ok ok" {
			t.Errorf("%s, with the flag: logins %q", name, logins(d))
		}
	}

	_, stdout, stderr := foreign.run("yes\n", "probe", address, "--user", mailhost.User)
	says(t, stderr, "autoconfig names "+mailhost.Name+" for example.net. That belongs to "+mailhost.Domain, "Send your password there?")
	says(t, stdout, "accepted")
	if strings.Count(stderr, "Send your password") != 1 {
		t.Errorf("asked more than once:\n%s", stderr)
	}
	_, stdout, stderr = foreign.run("no\n", "probe", address, "--user", mailhost.User)
	says(t, stderr, "No login at "+mailhost.Name)
	if strings.Contains(stderr, "Password for") || strings.Contains(stdout, "accepted") {
		t.Errorf("a password was asked for, or sent:\n%s%s", stderr, stdout)
	}
	_, stdout, stderr = unsigned.run("yes\n", "probe", address, "--user", mailhost.User)
	says(t, stderr, "nothing that is signed or verified names it", "--trust-discovered")
	if strings.Contains(stderr, "Send your password") || strings.Contains(stdout, "accepted") {
		t.Errorf("level C was asked for:\n%s%s", stderr, stdout)
	}
}

// The user name is the one that the source says, unless --user.
func TestDiscoveredUserName(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").autoconfig(domain, "%EMAILLOCALPART%")
	_, _, stderr := n.run("x\n", "settings", mailhost.User, "--client", "other")
	local, _, _ := strings.Cut(mailhost.User, "@")
	says(t, stderr, "User name "+local+", as autoconfig says", "Password for "+local)
	d := n.document(StatusOK, "settings", mailhost.User, "--client", "other", "--timeout", "20s")
	if d.Target.User != local || d.Settings.Incoming.Username != local || d.Settings.Outgoing.Username != local {
		t.Errorf("target %+v, settings %+v", d.Target, d.Settings)
	}
	d = n.document(StatusOK, "settings", mailhost.User, "--user", "someone", "--client", "other")
	if d.Settings.Incoming.Username != "someone" {
		t.Errorf("settings %+v", d.Settings.Incoming)
	}
}

// What is printed to publish is found again, by every mail program that looks
// for it, once it is served.
func TestPublish(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default")
	status, stdout, stderr := n.run("", "settings", domain, "--publish")
	if status != StatusOK {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	says(t, stdout, "For "+domain+", from what answered in this run: "+mailhost.Name, "config-v1.1.xml", "_imaps._tcp."+domain+".")

	dir := t.TempDir()
	if status, stdout, stderr = n.run("", "settings", domain, "--publish", "all", "--write", dir); status != StatusOK {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	n.file("https://autoconfig."+domain+"/mail/config-v1.1.xml", read("config-v1.1.xml"))
	n.file("https://autodiscover."+domain+"/autodiscover/autodiscover.xml", read("autodiscover.xml"))
	n.file("https://ua-auto-config."+domain+"/.well-known/user-agent-configuration.json", read("user-agent-configuration.json"))
	zone := read(domain+".zone") + read("ua-auto-config."+domain+".zone")
	n.zone(strings.Split(strings.TrimSpace(zone), "\n")...)

	d := n.document(StatusOK, "discover", mailhost.User, "--send-address")
	if len(d.Discovery.Disagreements) != 0 {
		t.Errorf("disagreements %+v", d.Discovery.Disagreements)
	}
	for _, name := range []string{"autoconfig", "autodiscover", "srv", "pacc"} {
		i := slices.IndexFunc(d.Discovery.Sources, func(s result.Source) bool { return s.Name == name })
		if s := d.Discovery.Sources[i]; s.Status != result.SourceOK || len(s.Services) != 3 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	for name, v := range d.Discovery.As {
		if v.Incoming == nil || v.Incoming.Host != mailhost.Name {
			t.Errorf("%s finds %+v", name, v)
		}
	}

	// What is printed is what would be written, to the byte.
	for _, name := range []string{domain + ".mobileconfig", "config-v1.1.xml", "autodiscover.xml", "user-agent-configuration.json", domain + ".zone"} {
		_, printed, _ := n.run("", "settings", domain, "--publish", map[string]string{
			domain + ".mobileconfig": "mobileconfig", "config-v1.1.xml": "autoconfig", "autodiscover.xml": "autodiscover",
			"user-agent-configuration.json": "pacc", domain + ".zone": "srv"}[name])
		if printed != read(name) {
			t.Errorf("%s is printed otherwise:\n%s", name, printed)
		}
	}
	if !strings.Contains(read(domain+".mobileconfig"), "\t") {
		t.Error("no tab in the profile: nothing is shown of them")
	}

	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"settings", domain, "--publish", "autoconf"}, StatusUsage, "is it autoconfig?"},
		{[]string{"settings", "imaps://" + domain, "--publish", "srv"}, StatusUsage, "a domain that mail addresses end in"},
		{[]string{"settings", "--publish", "srv"}, StatusUsage, "example.org --publish all"},
		{[]string{"settings", "--publish"}, StatusUsage, "example.org --publish all"},
		{[]string{"settings", domain, "--publish="}, StatusUsage, "Choose one of autoconfig"},
		{[]string{"settings", "nowhere.test", "--publish"}, StatusFailed, "nothing to publish for nowhere.test"},
		{[]string{"settings", "--publish", "nowhere.test"}, StatusFailed, "nothing to publish for nowhere.test"},
		{[]string{"settings", "nowhere.test", "--publish", "srv"}, StatusFailed, "nothing to publish for nowhere.test"},
		{[]string{"settings", domain, "--publish", "srv", "--write", dir}, StatusUsage, domain + ".zone"},
	} {
		status, _, stderr := n.run("", c.args...)
		if status != c.status {
			t.Errorf("%v: status %d, want %d", c.args, status, c.status)
		}
		says(t, stderr, c.want)
	}
	status, _, stderr = n.run("", "settings", domain, "--publish", "autodiscover", "--lang", "fr")
	if status != StatusOK {
		t.Errorf("status %d", status)
	}
	says(t, stderr, "Répondez ceci aux requêtes POST")
}

// A provider's terms are said before its password is asked for.
func TestHintsBeforeTheLogin(t *testing.T) {
	n := newInternet(t, "default")
	_, _, stderr := n.run("x\n", "probe", "user@gmail.com")
	hint, prompt := strings.Index(stderr, "Gmail: mail programs need an app password"), strings.Index(stderr, "Password for user@gmail.com")
	if hint < 0 || prompt < hint {
		t.Errorf("hint at %d, prompt at %d:\n%s", hint, prompt, stderr)
	}
	_, _, stderr = n.run("x\n", "probe", "user@free.fr")
	says(t, stderr, "User name user, as provider table says", "Password for user (")
	status, stdout, _ := n.run("", "discover", "user@gmail.com", "--no-network", "--lang", "fr")
	if status != StatusOK {
		t.Errorf("status %d", status)
	}
	says(t, stdout, "mot de passe d’application", "Rien n’a été demandé par le réseau")
}

// The embedded host is found by its address as any other, with nobody asked
// but itself.
func TestDiscoverDemo(t *testing.T) {
	n := newInternet(t, "default")
	n.Address = "127.0.0.1:1" // nobody may be asked
	status, stdout, stderr := n.run("", "discover", "--demo")
	if status != StatusOK || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	says(t, stdout, mailhost.Name+" reads and sends mail for "+mailhost.Domain, "SRV records of "+mailhost.Domain, "mailadvisor probe --demo")
	d := n.document(StatusOK, "discover", "someone@"+mailhost.Domain, "--demo=imap-only", "--as", "evolution")
	if !slices.Equal(d.Discovery.NotOffered, []result.Service{result.POP3}) || len(d.Probes) != 2 || d.Probes[0].Status != result.OK {
		t.Errorf("not offered %v, probes %+v", d.Discovery.NotOffered, d.Probes)
	}
	for _, c := range [][2]string{{"user@example.org", "addresses of example.test alone"}, {"", "no scenario"}} {
		args := []string{"discover", "--demo=nope"}
		if c[0] != "" {
			args = []string{"discover", c[0], "--demo"}
		}
		status, stdout, stderr := n.run("", args...)
		if status != StatusUsage || stdout != "" {
			t.Errorf("%v: status %d\n%s", args, status, stdout)
		}
		says(t, stderr, c[1])
	}
	file := policyFile(t, "defaults: {require: {published-works: true, published-agrees: true, published-by: [autoconfig, srv], published-dns: {imaps: "+mailhost.Name+":993}}}")
	d = n.document(StatusOK, "check", "--demo", "--policy", file)
	if got := told(d); strings.Count(got, "pass published-works") != 6 || strings.Contains(got, "unknown") {
		t.Error(got)
	}
	d = n.document(StatusFailed, "check", "--demo=fault:refused", "--policy", file)
	if got := told(d); !strings.Contains(got, "fail published-works "+mailhost.Name+" (refused (published by autoconfig and SRV))") {
		t.Error(got)
	}
}

// A stored search is shown as the search was, in any language.
func TestRenderedSearch(t *testing.T) {
	n := newInternet(t, "default").srv("example.test").autoconfig("example.test", "%EMAILADDRESS%")
	for _, c := range []struct {
		address        string
		status, nagios int
		nagiosWord     string
	}{{"user@example.test", StatusOK, 0, "MAIL OK"}, {"user@example.net", StatusFailed, 2, "MAIL CRITICAL"}} {
		_, stored, _ := n.run("", "discover", c.address, "-o", "json")
		file := place(t, t.TempDir(), "search.json", stored)
		render := func(args ...string) (int, string) {
			var out, err bytes.Buffer
			status := Main(t.Context(), append([]string{"render", file}, args...), Streams{Out: &out, Err: &err, Env: func(string) string { return "" }})
			if err.Len() > 0 {
				t.Error(err.String())
			}
			return status, out.String()
		}
		for lang, heading := range map[string]string{"en": "Who was asked", "fr": "Sources interrogées"} {
			status, shown := render("--lang", lang)
			if status != c.status || strings.Contains(shown, "IMAP") != (status == StatusOK) {
				t.Errorf("%s: status %d\n%s", c.address, status, shown)
			}
			says(t, shown, heading, "https://autoconfig."+strings.TrimPrefix(c.address, "user@"))
		}
		if status, shown := render("-o", "nagios"); status != c.nagios || !strings.HasPrefix(shown, c.nagiosWord) {
			t.Errorf("status %d: %s", status, shown)
		}
	}
}

// Every source of the table has its words, and those where somebody publishes
// are named among the publishers.
func TestEverySourceHasItsWords(t *testing.T) {
	nobody := []string{"provider", "mx-provider", "guess"} // our own table, and no word at all
	for _, source := range discover.Sources() {
		for _, lang := range locale.Languages() {
			p, err := locale.New(lang)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"screen.discover.by.", "screen.discover.place."} {
				if !p.Has(id + source) {
					t.Errorf("%s: %s is missing", lang, id+source)
				}
			}
		}
		if named := len(diagnose.Publishers([]string{source})) > 0; named == slices.Contains(nobody, source) {
			t.Errorf("%s: publisher() of package diagnose names it: %v; it must, where a domain publishes there, and else it stands in nobody", source, named)
		}
	}
}

package discover

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// everywhere returns a world in which every source would have an answer.
func everywhere(t *testing.T) *world {
	w := newWorld(t)
	for _, address := range []string{autoconfigAddress, wellKnownAddress, httpAddress, ispdbAddress,
		"https://autoconfig.provider.test/mail/config-v1.1.xml", "https://live.thunderbird.net/autoconfig/v1.1/provider.test"} {
		w.file(address, ownFile())
	}
	return w.file(paccAddress, paccJSON).file(poxAddress, poxXML(poxIMAP)).file(poxDomainAddress, poxXML(poxIMAP)).
		file("https://ad.provider.test/autodiscover/autodiscover.xml", poxXML(poxIMAP)).
		zone("example.test. MX 10 mx1.provider.test.", "_autodiscover._tcp.example.test. SRV 0 0 443 ad.provider.test.",
			"_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.", "mail.example.test. A 192.0.2.1")
}

// told returns every word that left: what web hosts and the name server were
// sent.
func (w *world) told() string {
	var b strings.Builder
	for _, r := range w.Requests() {
		b.WriteString(strings.Join([]string{r.Method, r.URL, r.Host, r.Body, r.Referer}, " ") + "\n")
	}
	return b.String() + strings.Join(w.Asked(), "\n")
}

// Without leave, no source sees the address: neither in a URL nor in a body,
// a header or a DNS name.
func TestTheAddressStaysHere(t *testing.T) {
	w := everywhere(t)
	d := w.find("some.body@example.test", overHTTP)
	if told := w.told(); strings.Contains(told, "some.body") || strings.Contains(told, "some%2Ebody") {
		t.Error("the local part was sent:\n", told)
	}
	for _, s := range d.Sources {
		if s.SentAddress {
			t.Errorf("%s says that it sent the address", s.Name)
		}
		if strings.HasPrefix(s.Name, "autodiscover") && s.Reason != result.SkipAddress {
			t.Errorf("%s: %s %s", s.Name, s.Status, s.Reason)
		}
		if third := s.Name == "ispdb" || s.Name == "mx-ispdb" || s.Name == "mx-autoconfig"; s.ThirdParty != third {
			t.Errorf("%s: third party %v", s.Name, s.ThirdParty)
		}
	}
	for _, r := range w.Requests() {
		if r.Method != http.MethodGet || r.Body != "" || r.Referer != "" {
			t.Errorf("more than a question: %+v", r)
		}
	}
}

// With leave, Autodiscover gets the address and nothing else of the person.
func TestTheAddressIsSentWithLeave(t *testing.T) {
	w := everywhere(t)
	d := w.find("some.body@example.test", sendAddress)
	posts := 0
	for _, r := range w.Requests() {
		if r.Method == http.MethodPost {
			posts++
			if !strings.Contains(r.Body, "<EMailAddress>some.body@example.test</EMailAddress>") {
				t.Errorf("body %q", r.Body)
			}
		} else if strings.Contains(r.URL, "some.body") && !strings.Contains(r.URL, autodiscoverJSON) {
			t.Errorf("not needed there: %s", r.URL)
		}
	}
	if posts != 3 {
		t.Errorf("%d requests with the address, want 3", posts)
	}
	for _, s := range d.Sources {
		if s.SentAddress != strings.HasPrefix(s.Name, "autodiscover") {
			t.Errorf("%s: sent the address: %v", s.Name, s.SentAddress)
		}
	}
}

// Some hosts refuse a question without the address. It follows only with
// leave, not to another place, and what a redirect asks for is not told where
// it came from.
func TestAutoconfigThatWantsTheAddress(t *testing.T) {
	wants := func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("emailaddress") == "" {
			http.Error(rw, "who?", http.StatusBadRequest)
			return
		}
		http.Redirect(rw, r, "https://setup.example.test/file.xml", http.StatusFound)
	}
	w := newWorld(t).handle(autoconfigAddress, wants).file("https://setup.example.test/file.xml", ownFile())
	if s := source(t, w.find("some+body@example.test"), "autoconfig"); s.Status != result.SourceNone || s.Reason != result.SkipAddress {
		t.Errorf("without leave: %+v", s)
	}
	s := source(t, w.find("some+body@example.test", sendAddress), "autoconfig")
	if s.Status != result.SourceOK || !s.SentAddress || strings.Contains(s.Asked, "some") {
		t.Errorf("with leave: %+v", s)
	}
	asked := ""
	for _, r := range w.Requests() {
		if strings.Contains(r.Host, "setup") && (r.Referer != "" || strings.Contains(r.URL, "some")) {
			t.Errorf("told on: %+v", r)
		}
		asked += r.URL + "\n"
	}
	if !strings.Contains(asked, "?emailaddress=some%2Bbody%40example.test") {
		t.Error(asked)
	}
}

// With no third party, web hosts beyond the domain are not even looked up.
func TestNoThirdParty(t *testing.T) {
	w := everywhere(t)
	d := w.find("user@example.test", noThirdParty, sendAddress, overHTTP)
	for _, r := range w.Requests() {
		if host := strings.TrimSuffix(r.Host, ":443"); host != "example.test" && !strings.HasSuffix(host, ".example.test") {
			t.Errorf("asked %s", r.URL)
		}
	}
	for _, q := range w.Asked() {
		if strings.Contains(q, "thunderbird") || strings.HasPrefix(q, "autoconfig.provider") {
			t.Errorf("looked up %s", q)
		}
	}
	for _, s := range d.Sources {
		if s.ThirdParty {
			t.Errorf("%s says that it told a third party", s.Name)
		}
	}
	if source(t, d, "autoconfig").Status != result.SourceOK {
		t.Error("the domain's own host was not asked")
	}
}

// Without a network, the table alone: nothing is asked, not even the DNS.
func TestNoNetwork(t *testing.T) {
	w := everywhere(t)
	d := w.find("user@free.fr", func(o *Options) { o.NoNetwork = true })
	if told := w.told(); told != "" {
		t.Error(told)
	}
	if len(d.Endpoints) != 3 || d.Provider == nil || d.As != nil {
		t.Errorf("%+v", d)
	}
	for _, s := range d.Sources {
		if s.Name != "provider" && (s.Status != result.SourceSkip || s.Reason != result.SkipNetwork) {
			t.Errorf("%+v", s)
		}
	}
	for _, e := range d.Endpoints {
		if e.NameExists != nil {
			t.Errorf("%s: whether it exists was not checked", e.Host)
		}
	}
}

// A public suffix is nobody's domain: no name below it is asked.
func TestPublicSuffix(t *testing.T) {
	w := newWorld(t)
	d := w.find("user@co.uk", sendAddress, overHTTP)
	for _, q := range w.Asked() {
		if name, _, _ := strings.Cut(q, " "); strings.HasSuffix(name, ".co.uk") && !strings.HasPrefix(name, "_") {
			t.Errorf("asked %s", q)
		}
	}
	for _, name := range []string{"autoconfig", "pacc", "autodiscover", "autoconfig-http", "guess"} {
		if s := source(t, d, name); s.Reason != result.SkipPublicSuffix {
			t.Errorf("%s: %s %s", name, s.Status, s.Reason)
		}
	}
}

// A mail host right below a public suffix stands for no domain above it.
func TestNeverAboveAPublicSuffix(t *testing.T) {
	w := newWorld(t).zone("example.test. MX 10 mx.co.uk.")
	w.find("user@example.test", sendAddress)
	for _, q := range w.Asked() {
		if name, _, _ := strings.Cut(q, " "); name == "co.uk" || name == "autoconfig.co.uk" {
			t.Errorf("asked %s", q)
		}
	}
}

// A host that never answers costs the time for all sources and no more, and
// what the others said is there.
func TestDeadHost(t *testing.T) {
	w := newWorld(t).file(wellKnownAddress, ownFile())
	w.Connect["autoconfig.example.test:443"] = []string{testkit.Mute(t)}
	w.Silence("_imaps._tcp.example.test.")
	d := w.find("user@example.test", func(o *Options) { o.Timeout = 500 * time.Millisecond })
	for _, name := range []string{"autoconfig", "srv"} {
		s := source(t, d, name)
		if s.Status != result.SourceFail || s.Failure.Kind != result.Timeout || !s.Failure.Temporary {
			t.Errorf("%s: %+v %+v", name, s, s.Failure)
		}
	}
	if got := lines(d); len(got) != 2 || !strings.Contains(got[0], "A well-known imap") {
		t.Error(got)
	}
	if d.FirstMS <= 0 || d.FirstMS >= d.AllMS {
		t.Errorf("first after %v ms, all after %v ms", d.FirstMS, d.AllMS)
	}
}

// Whoever watches may end the search at the first good answer.
func TestObserve(t *testing.T) {
	w := newWorld(t).file(wellKnownAddress, ownFile())
	w.Connect["autoconfig.example.test:443"] = []string{testkit.Mute(t)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var seen []string
	o := w.options()
	o.Observe = func(s result.Source, found []result.Candidate) {
		seen = append(seen, s.Name)
		if len(found) > 0 {
			if s.Name != "well-known" || found[0].Trust != result.TrustA || found[0].Username != "user@example.test" {
				t.Errorf("%+v %+v", s, found)
			}
			cancel()
		}
	}
	d, err := Find(ctx, typed(t, "user@example.test"), o)
	if err != nil {
		t.Fatal(err)
	}
	// A folder of the database is asked only where one was named.
	if len(seen) != len(Sources())-1 || !slices.Contains(seen, "autoconfig") {
		t.Error(seen)
	}
	if f := source(t, d, "autoconfig").Failure; f == nil || f.Kind != result.Canceled {
		t.Errorf("%+v", f)
	}
}

// What goes wrong below a request has its kind.
func TestFailures(t *testing.T) {
	cases := []struct {
		domain string
		world  func(*world)
		want   result.Kind
	}{
		{testkit.WrongName, func(w *world) {
			w.file("https://"+testkit.WrongName+"/.well-known/autoconfig/mail/config-v1.1.xml", ownFile())
		}, result.CertNameMismatch},
		{"example.test", func(w *world) { w.Connect["example.test:443"] = []string{testkit.Closed(t)} }, result.Refused},
		{"example.test", func(w *world) { w.Connect["example.test:443"] = []string{w.HTTP} }, result.SpeaksPlaintext},
		{"example.test", func(w *world) { w.file(wellKnownAddress, ownFile()); w.roots = nil }, result.CertUnknownIssuer},
	}
	for _, c := range cases {
		t.Run(string(c.want), func(t *testing.T) {
			w := newWorld(t)
			c.world(w)
			s := source(t, w.find(c.domain), "well-known")
			if s.Failure == nil || s.Failure.Kind != c.want {
				t.Errorf("%+v %+v", s, s.Failure)
			}
		})
	}
}

// A certificate is judged by the clock that is given.
func TestExpiredCertificate(t *testing.T) {
	w := newWorld(t).file(wellKnownAddress, ownFile())
	d := w.find("example.test", func(o *Options) {
		o.Now = func() time.Time { return testkit.Today().AddDate(1, 0, 0) }
	})
	if f := source(t, d, "well-known").Failure; f == nil || f.Kind != result.CertExpired {
		t.Errorf("%+v", f)
	}
}

// What cannot be a domain is said at once.
func TestNoDomain(t *testing.T) {
	for _, domain := range []string{"", "192.0.2.1", "2001:db8::1"} {
		if _, err := Find(t.Context(), result.Target{Domain: domain}, Options{NoNetwork: true}); !errors.Is(err, ErrNoDomain) {
			t.Errorf("%q: %v", domain, err)
		}
	}
}

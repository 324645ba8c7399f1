package discover

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// world is a name server and every web host of a test, on loopback. It writes
// down all that it is asked.
type world struct {
	t     *testing.T
	roots *x509.CertPool
	web   *httptest.Server
	plain *httptest.Server // http
	names string           // the name server's address

	mu       sync.Mutex
	records  []dns.RR
	silent   []string // names that the name server never answers
	broken   []string // names that it answers with SERVFAIL
	signed   bool     // answers have the AD bit
	files    map[string]http.HandlerFunc
	connect  map[string][]string
	queries  []string
	requests []request
}

// request is what a web host was sent.
type request struct{ method, url, host, body, referer string }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, files: map[string]http.HandlerFunc{}, connect: map[string][]string{}}
	w.startDNS()
	w.startWeb()
	return w
}

// zone adds records, one a line, as a zone file has them.
func (w *world) zone(lines ...string) *world {
	w.t.Helper()
	for _, l := range lines {
		rr, err := dns.NewRR(l)
		if err != nil {
			w.t.Fatal(err)
		}
		w.records = append(w.records, rr)
	}
	return w
}

// file serves a text at a URL.
func (w *world) file(address, text string) *world {
	return w.handle(address, w.text(text))
}

func (w *world) text(text string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { io.WriteString(rw, text) }
}

func (w *world) handle(address string, h http.HandlerFunc) *world {
	w.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.files[address] = h
	w.host(u.Scheme, u.Hostname())
	return w
}

// host lets a web host exist; what it does not serve is not found.
func (w *world) host(scheme, name string) *world {
	if scheme == "http" {
		w.connect[name+":80"] = []string{w.plain.Listener.Addr().String()}
	} else {
		w.connect[name+":443"] = []string{w.web.Listener.Addr().String()}
	}
	return w
}

// find runs a search in the world.
func (w *world) find(target string, change ...func(*Options)) *result.Discovery {
	w.t.Helper()
	o := w.options()
	for _, c := range change {
		c(&o)
	}
	d, err := Find(w.t.Context(), typed(w.t, target), o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock() // what the servers wrote is there for the test
	defer w.mu.Unlock()
	return d
}

// options are those of a search in the world as it is now.
func (w *world) options() Options {
	w.mu.Lock() // what the test wrote is there for the servers
	defer w.mu.Unlock()
	return Options{Resolver: w.names, Roots: w.roots, Connect: w.connect, Timeout: 10 * time.Second}
}

func (w *world) startDNS() {
	var packets net.PacketConn
	stream, err := net.Listen("tcp", "127.0.0.1:0")
	for range 20 { // the port may be taken on the other side
		if err != nil {
			break
		}
		w.names = stream.Addr().String()
		if packets, err = net.ListenPacket("udp", w.names); err == nil {
			break
		}
		stream.Close()
		stream, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil || packets == nil {
		w.t.Fatal("no port for a name server: ", err)
	}
	for _, s := range []*dns.Server{{PacketConn: packets}, {Listener: stream}} {
		s.Handler = dns.HandlerFunc(w.answerDNS)
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go s.ActivateAndServe()
		<-ready
		w.t.Cleanup(func() { s.Shutdown() })
	}
}

func (w *world) answerDNS(rw dns.ResponseWriter, m *dns.Msg) {
	w.mu.Lock()
	defer w.mu.Unlock()
	q := m.Question[0]
	name := strings.ToLower(q.Name)
	w.queries = append(w.queries, strings.TrimSuffix(name, ".")+" "+dns.TypeToString[q.Qtype])
	if slices.Contains(w.silent, name) {
		return
	}
	a := new(dns.Msg).SetReply(m)
	a.AuthenticatedData = w.signed
	if slices.Contains(w.broken, name) {
		a.Rcode = dns.RcodeServerFailure
		a.SetEdns0(1232, false)
		a.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeSignatureExpired, ExtraText: "too old"}}
		rw.WriteMsg(a)
		return
	}
	exists := false
	for _, rr := range w.records {
		owner := strings.ToLower(rr.Header().Name)
		if below, ok := strings.CutPrefix(owner, "*"); owner != name && !(ok && strings.HasSuffix(name, below) && !w.has(name)) {
			continue
		}
		exists = true
		if rr.Header().Rrtype == q.Qtype {
			rr = dns.Copy(rr)
			rr.Header().Name = q.Name
			a.Answer = append(a.Answer, rr)
		}
	}
	if !exists {
		a.Rcode = dns.RcodeNameError
	}
	if _, udp := rw.RemoteAddr().(*net.UDPAddr); udp {
		a.Truncate(1232)
	}
	rw.WriteMsg(a)
}

func (w *world) has(name string) bool {
	return slices.ContainsFunc(w.records, func(rr dns.RR) bool { return strings.EqualFold(rr.Header().Name, name) })
}

func (w *world) startWeb() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	now := time.Now()
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Test CA"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, &key.PublicKey, key)
	if err != nil {
		w.t.Fatal(err)
	}
	ca, _ = x509.ParseCertificate(der)
	w.roots = x509.NewCertPool()
	w.roots.AddCert(ca)

	w.web = httptest.NewUnstartedServer(http.HandlerFunc(w.answerWeb))
	w.web.Config.ErrorLog = log.New(io.Discard, "", 0)
	w.web.TLS = &tls.Config{GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
		name := h.ServerName
		if name == "badcert.example.test" {
			name = "another.example.test"
		}
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(2), DNSNames: []string{name}, NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, key)
		return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
	}}
	w.web.StartTLS()
	w.t.Cleanup(w.web.Close)
	w.plain = httptest.NewServer(http.HandlerFunc(w.answerWeb))
	w.t.Cleanup(w.plain.Close)
}

func (w *world) answerWeb(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	w.mu.Lock()
	w.requests = append(w.requests, request{r.Method, scheme + "://" + r.Host + r.URL.String(), r.Host, string(body), r.Referer()})
	h := w.files[scheme+"://"+r.Host+r.URL.Path]
	w.mu.Unlock()
	if h == nil {
		http.NotFound(rw, r)
		return
	}
	h(rw, r)
}

// source is what a search says of one source.
func source(t *testing.T, d *result.Discovery, name string) result.Source {
	t.Helper()
	i := slices.IndexFunc(d.Sources, func(s result.Source) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no source %q", name)
	}
	return d.Sources[i]
}

// lines are the endpoints of a search, one a line: trust, sources, service,
// address, security, and > where it is followed.
func lines(d *result.Discovery) []string {
	var out []string
	for _, e := range d.Endpoints {
		mark := "  "
		if e.Followed {
			mark = "> "
		}
		out = append(out, mark+e.Trust+" "+strings.Join(e.Sources, ",")+" "+string(e.Service)+" "+e.Address()+" "+string(e.Security))
	}
	return out
}

// autoconfigXML is a file with the servers given as "type host port socket user".
func autoconfigXML(servers ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="example.test"><domain>example.test</domain>`)
	for _, s := range servers {
		f := strings.Fields(s)
		tag := "incomingServer"
		if f[0] == "smtp" {
			tag = "outgoingServer"
		}
		b.WriteString("<" + tag + ` type="` + f[0] + `"><hostname>` + f[1] + "</hostname><port>" + f[2] + "</port><socketType>" + f[3] +
			"</socketType><username>" + f[4] + "</username><authentication>password-cleartext</authentication></" + tag + ">")
	}
	return b.String() + "</emailProvider></clientConfig>"
}

// typed is an address or a domain as a person types it.
func typed(t testing.TB, text string) result.Target {
	t.Helper()
	parsed, err := probe.ParseTarget(text)
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Target.Address == "" {
		parsed.Target.Domain = parsed.Target.Host
	}
	return parsed.Target
}

package discover

import (
	"crypto/x509"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// world is the internet of a test, and the authorities that a search in it
// trusts.
type world struct {
	*testkit.Internet
	t     *testing.T
	roots *x509.CertPool
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{testkit.NewInternet(t, testkit.Today()), t, x509.NewCertPool()}
	w.roots.AppendCertsFromPEM(w.CA)
	return w
}

// zone adds records, one a line, as a zone file has them.
func (w *world) zone(lines ...string) *world {
	w.t.Helper()
	w.Zone(lines...)
	return w
}

// file serves a text at a URL.
func (w *world) file(address, text string) *world {
	return w.handle(address, func(rw http.ResponseWriter, _ *http.Request) { io.WriteString(rw, text) })
}

func (w *world) handle(address string, h http.HandlerFunc) *world {
	w.t.Helper()
	w.Handle(address, h)
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
	return d
}

// options returns those of a search in the world as it is now.
func (w *world) options() Options {
	return Options{Resolver: w.Address, Roots: w.roots, Connect: w.Connect, Now: testkit.Today, Timeout: 10 * time.Second}
}

// source returns what a search says of one source.
func source(t *testing.T, d *result.Discovery, name string) result.Source {
	t.Helper()
	i := slices.IndexFunc(d.Sources, func(s result.Source) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no source %q", name)
	}
	return d.Sources[i]
}

// lines returns the endpoints of a search, one a line: trust, sources, service,
// address, security, and > where it is followed.
func lines(d *result.Discovery) []string {
	var out []string
	for _, e := range d.Endpoints {
		mark := "  "
		if e.Followed {
			mark = "> "
		}
		out = append(out, mark+string(e.Trust)+" "+strings.Join(e.Sources, ",")+" "+string(e.Service)+" "+e.Address()+" "+string(e.Security))
	}
	return out
}

// autoconfigXML returns a file with the servers given as "type host port socket
// user".
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

// typed returns an address or a domain as a person types it.
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

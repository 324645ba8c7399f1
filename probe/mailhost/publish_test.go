package mailhost

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// srv asks a name server for the SRV records of a label.
func srv(t *testing.T, server, label string) []string {
	t.Helper()
	m, err := dns.Exchange(new(dns.Msg).SetQuestion("_"+label+"._tcp."+Domain+".", dns.TypeSRV), server)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, rr := range m.Answer {
		out = append(out, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return out
}

// The domain publishes what the host offers, and says of the rest that it is
// not offered.
func TestPublish(t *testing.T) {
	h, err := Start(t.Context(), Config{Scenario: "imap-only", Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.Publish()
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string]string{"imaps": "0 1 993 " + Name + ".", "pop3s": "0 0 0 .", "pop3": "0 0 0 .", "submissions": "0 1 465 " + Name + "."} {
		if got := srv(t, p.Resolver, label); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %s", label, got, want)
		}
	}
	if m, err := dns.Exchange(new(dns.Msg).SetQuestion("elsewhere.test.", dns.TypeA), p.Resolver); err != nil || m.Rcode != dns.RcodeNameError {
		t.Errorf("another name: %v, %v", m, err)
	}

	web := p.Connect["autoconfig."+Domain+":443"]
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: h.Roots(), ServerName: "autoconfig." + Domain, Time: func() time.Time { return testNow }},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, web[0])
		},
	}}
	defer client.CloseIdleConnections()
	r, err := client.Get("https://autoconfig." + Domain + "/mail/config-v1.1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	file, err := io.ReadAll(r.Body)
	if err != nil || strings.Count(string(file), "<hostname>"+Name+"</hostname>") != 4 || strings.Contains(string(file), "pop3") {
		t.Errorf("%v\n%s", err, file)
	}

	h.Close()
	if _, err := net.Dial("tcp", web[0]); err == nil {
		t.Error("the web host outlives the mail host")
	}
	if _, err := h.Publish(); err == nil {
		t.Error("a host that has ended publishes")
	}
}

// What anybody sends to the name server is answered or left, and ends nothing.
func FuzzNames(f *testing.F) {
	zone := (&Host{}).zone()
	for _, name := range []string{"_imaps._tcp." + Domain + ".", Domain + ".", "."} {
		packet, err := new(dns.Msg).SetQuestion(name, dns.TypeSRV).Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packet)
	}
	f.Add([]byte("no question"))
	f.Fuzz(func(t *testing.T, packet []byte) {
		question := new(dns.Msg)
		if question.Unpack(packet) != nil || len(question.Question) != 1 {
			return
		}
		if a := answerFrom(zone, question); a.Id != question.Id || !a.Response {
			t.Errorf("%v is no answer to %v", a, question)
		}
	})
}

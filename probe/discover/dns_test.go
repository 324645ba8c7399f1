package discover

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe/result"
)

// The next name server is asked where one does not answer.
func TestNextNameServer(t *testing.T) {
	closed, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	w := newWorld(t).zone("example.test. MX 10 mx1.example.test.")
	r := &resolver{servers: []string{closed.LocalAddr().String(), w.options().Resolver}}
	got, f := r.ask(t.Context(), "example.test", dns.TypeMX)
	if f != nil || len(got.records) != 1 {
		t.Errorf("%+v %+v", got, f)
	}
	r.servers = r.servers[:1]
	if _, f := r.ask(t.Context(), "example.test", dns.TypeMX); f == nil || f.Kind != result.NameLookupFailed || !strings.HasPrefix(f.Detail, "example.test: ") {
		t.Errorf("%+v", f)
	}
	r.servers = nil
	if _, f := r.ask(t.Context(), "example.test", dns.TypeMX); f == nil || f.Kind != result.LocalError {
		t.Errorf("%+v", f)
	}
}

// An answer to another question is none, whatever it says.
func TestAnswerToAnotherQuestion(t *testing.T) {
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &dns.Server{PacketConn: packets, Handler: dns.HandlerFunc(func(rw dns.ResponseWriter, m *dns.Msg) {
		m.Question[0].Name = "other.test."
		rr, _ := dns.NewRR("other.test. MX 1 evil.test.")
		a := new(dns.Msg).SetReply(m)
		a.Answer = []dns.RR{rr}
		rw.WriteMsg(a)
	})}
	ready := make(chan struct{})
	s.NotifyStartedFunc = func() { close(ready) }
	go s.ActivateAndServe()
	<-ready
	defer s.Shutdown()
	r := &resolver{servers: []string{packets.LocalAddr().String()}}
	if got, f := r.ask(t.Context(), "example.test", dns.TypeMX); f == nil {
		t.Errorf("%+v", got)
	}
}

// A search that is interrupted does not wait for a silent name server.
func TestInterruptedLookup(t *testing.T) {
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	go func() {
		silent.ReadFrom(make([]byte, 512)) // the question is out
		cancel()
	}()
	r := &resolver{servers: []string{silent.LocalAddr().String()}}
	if _, f := r.ask(ctx, "example.test", dns.TypeMX); f == nil || f.Kind != result.Canceled {
		t.Errorf("%+v", f)
	}
}

// A name server that never answers is a failure of every source that needs
// it, never "nothing there".
func TestSilentNameServer(t *testing.T) {
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	w := newWorld(t)
	w.names = silent.LocalAddr().String()
	d := w.find("user@example.test", sendAddress, overHTTP, func(o *Options) { o.Timeout = 300 * time.Millisecond })
	for _, s := range d.Sources {
		if s.Name != "provider" && (s.Status != result.SourceFail || s.Failure == nil) {
			t.Errorf("%+v", s)
		}
	}
	if d.FirstMS != 0 || len(d.Endpoints) != 0 || d.Wildcard {
		t.Errorf("%+v", d)
	}
}

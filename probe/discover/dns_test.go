package discover

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// The next name server is asked where one does not answer.
func TestNextNameServer(t *testing.T) {
	w := newWorld(t).zone("example.test. MX 10 mx1.example.test.")
	r := &resolver{servers: []string{testkit.Closed(t), w.options().Resolver}}
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
	names := testkit.DNS(t, func(rw dns.ResponseWriter, m *dns.Msg) {
		m.Question[0].Name = "other.test."
		rr, _ := dns.NewRR("other.test. MX 1 evil.test.")
		a := new(dns.Msg).SetReply(m)
		a.Answer = []dns.RR{rr}
		rw.WriteMsg(a)
	})
	r := &resolver{servers: []string{names}}
	if got, f := r.ask(t.Context(), "example.test", dns.TypeMX); f == nil {
		t.Errorf("%+v", got)
	}
}

// A search that is interrupted does not wait for a silent name server.
func TestInterruptedLookup(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	silent := testkit.DNS(t, func(dns.ResponseWriter, *dns.Msg) { cancel() }) // the question is out
	r := &resolver{servers: []string{silent}}
	if _, f := r.ask(ctx, "example.test", dns.TypeMX); f == nil || f.Kind != result.Canceled {
		t.Errorf("%+v", f)
	}
}

// A name server that never answers is a failure of every source that needs
// it, never "nothing there".
func TestSilentNameServer(t *testing.T) {
	w := newWorld(t)
	w.Address = testkit.Mute(t)
	d := w.find("user@example.test", sendAddress, overHTTP, func(o *Options) { o.Timeout = 300 * time.Millisecond })
	for _, s := range d.Sources {
		if s.Name != "provider" && (s.Status != result.SourceFail || s.Failure == nil) {
			t.Errorf("%s: %s (%s): where no name server answers, it has failed, with a failure: %+v", s.Name, s.Status, s.Reason, s.Failure)
		}
	}
	if d.FirstMS != 0 || len(d.Endpoints) != 0 || d.Wildcard {
		t.Errorf("%+v", d)
	}
}

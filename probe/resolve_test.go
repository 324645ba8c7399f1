package probe

import (
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe/result"
)

// nameServer answers for example.test from a zone of addresses by name; a
// name with an empty list exists without an address.
func nameServer(t *testing.T, zone map[string][]string) (address string, asked *atomic.Int32) {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked = new(atomic.Int32)
	server := &dns.Server{PacketConn: pc, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		asked.Add(1)
		answer := new(dns.Msg).SetReply(q)
		answer.Authoritative = true
		list, exists := zone[q.Question[0].Name]
		if !exists {
			answer.Rcode = dns.RcodeNameError
		}
		for _, text := range list {
			ip := netip.MustParseAddr(text)
			head := dns.RR_Header{Name: q.Question[0].Name, Class: dns.ClassINET, Ttl: 60, Rrtype: dns.TypeA}
			switch {
			case ip.Is4() && q.Question[0].Qtype == dns.TypeA:
				answer.Answer = append(answer.Answer, &dns.A{Hdr: head, A: ip.AsSlice()})
			case ip.Is6() && q.Question[0].Qtype == dns.TypeAAAA:
				head.Rrtype = dns.TypeAAAA
				answer.Answer = append(answer.Answer, &dns.AAAA{Hdr: head, AAAA: ip.AsSlice()})
			}
		}
		w.WriteMsg(answer)
	})}
	go server.ActivateAndServe()
	t.Cleanup(func() { server.Shutdown() })
	return pc.LocalAddr().String(), asked
}

func TestResolve(t *testing.T) {
	server, _ := nameServer(t, map[string][]string{
		"both.example.test.":  {"192.0.2.1", "192.0.2.2", "2001:db8::1"},
		"four.example.test.":  {"192.0.2.1"},
		"empty.example.test.": {},
	})
	for _, tt := range []struct {
		host, family string
		want         []string
		kind         result.Kind
	}{
		{"both.example.test", "", []string{"192.0.2.1", "192.0.2.2", "2001:db8::1"}, ""},
		{"both.example.test", "ipv6", []string{"2001:db8::1"}, ""},
		{"both.example.test", "ipv4", []string{"192.0.2.1", "192.0.2.2"}, ""},
		{"four.example.test", "ipv6", nil, result.NoAddress},
		{"empty.example.test", "", nil, result.NoAddress},
		{"missing.example.test", "", nil, result.NameUnknown},
		{"192.0.2.7", "", []string{"192.0.2.7"}, ""},
		{"192.0.2.7", "ipv6", nil, result.NoAddress},
		{"2001:db8::7", "ipv6", []string{"2001:db8::7"}, ""},
	} {
		r := newResolver(Options{Resolver: server, Family: tt.family})
		addrs, _, f := r.endpoint(t.Context(), result.Endpoint{Service: result.IMAP, Host: tt.host, Port: 993})
		var got []string
		for _, a := range addrs {
			got = append(got, a.Addr().String())
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s %s: %v, want %v", tt.host, tt.family, got, tt.want)
		}
		if tt.kind != "" && (f == nil || f.Kind != tt.kind || f.Step != result.StepResolve) || tt.kind == "" && f != nil {
			t.Errorf("%s %s: %v, want %s", tt.host, tt.family, f, tt.kind)
		}
	}
}

// A run looks a host up once, for all its endpoints.
func TestResolveOnce(t *testing.T) {
	server, asked := nameServer(t, map[string][]string{"mail.example.test.": {"127.0.0.1"}})
	o := Options{Resolver: server, StepLimits: quick}
	report := visitAll(t, o, result.DefaultEndpoints("mail.example.test")...)
	if n := asked.Load(); n != 2 { // A and AAAA
		t.Errorf("%d questions", n)
	}
	for _, p := range report.Probes {
		if len(p.Paths) != 1 || p.Paths[0].StepNamed(result.StepResolve) == nil {
			t.Errorf("%s: paths %+v", p.Address(), p.Paths)
		}
	}
}

// A resolver that does not answer is not a name that does not exist.
func TestDeadResolver(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0") // receives, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer pc.Close()
	o := Options{Resolver: pc.LocalAddr().String(), StepLimits: Limits{Resolve: 200 * time.Millisecond}}
	report := visitAll(t, o, result.DefaultEndpoints("mail.example.test")[0])
	if f := report.Probes[0].Failure; f == nil || f.Kind != result.NameLookupFailed || !f.Temporary {
		t.Errorf("%+v", f)
	}
	if report.Interrupted {
		t.Error("a step's limit is not the end of the run")
	}
}

func TestConnectStandsIn(t *testing.T) {
	r := newResolver(Options{Connect: map[string][]string{"mail.example.test:993": {"127.0.0.1:1993", "::1"}}})
	e := result.Endpoint{Host: "mail.example.test", Port: 993}
	addrs, found, f := r.endpoint(t.Context(), e)
	want := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:1993"), netip.MustParseAddrPort("[::1]:993")}
	if !slices.Equal(addrs, want) || found != nil || f != nil {
		t.Errorf("%v %v %v", addrs, found, f)
	}
}

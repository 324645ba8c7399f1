package probe

import (
	"fmt"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

func TestResolve(t *testing.T) {
	names := testkit.NewNames(t,
		"both.example.test. A 192.0.2.1", "both.example.test. A 192.0.2.2", "both.example.test. AAAA 2001:db8::1",
		"four.example.test. A 192.0.2.1",
		`empty.example.test. TXT "no address"`,
	)
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
		r := newResolver(Options{Resolver: names.Address, Family: tt.family})
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
	names := testkit.NewNames(t, "mail.example.test. A 127.0.0.1")
	o := Options{Resolver: names.Address, StepLimits: quick}
	report := visitAll(t, o, result.DefaultEndpoints("mail.example.test")...)
	if asked := names.Asked(); len(asked) != 2 { // A and AAAA
		t.Errorf("asked %q", asked)
	}
	for _, p := range report.Probes {
		if len(p.Paths) != 1 || p.Paths[0].StepNamed(result.StepResolve) == nil {
			t.Errorf("%s: paths %+v", p.Address(), p.Paths)
		}
	}
}

// A resolver that does not answer is not a name that does not exist.
func TestDeadResolver(t *testing.T) {
	o := Options{Resolver: testkit.Mute(t), StepLimits: Limits{Resolve: 200 * time.Millisecond}}
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

// An answer with thousands of addresses leads to no more connections than one
// with some, and always to the same ones; the report says that there are more.
func TestFewAddresses(t *testing.T) {
	var records []string
	for i := range 40 {
		records = append(records, fmt.Sprintf("mail.example.test. A 127.1.%d.%d", (i*7)%40, i))
	}
	for i := range 3 {
		records = append(records, fmt.Sprintf("mail.example.test. AAAA ::1:%d", i+1))
	}
	var first []netip.AddrPort
	for range 3 {
		slices.Reverse(records)
		names := testkit.NewNames(t, records...)
		r := newResolver(Options{Resolver: names.Address})
		addrs, found, f := r.endpoint(t.Context(), result.Endpoint{Service: result.IMAP, Host: "mail.example.test", Port: 993})
		if f != nil || len(addrs) != maxAddresses+3 || r.omittedOf(found) != 40-maxAddresses {
			t.Fatalf("%v: %d addresses, %d omitted", f, len(addrs), r.omittedOf(found))
		}
		if first == nil {
			first = addrs
		}
		if !slices.Equal(addrs, first) {
			t.Errorf("%v, and before %v", addrs, first)
		}
	}
	names := testkit.NewNames(t, records...)
	// Of the other family nothing was asked for, and nothing left out.
	for family, want := range map[string]struct{ paths, omitted int }{"ipv4": {maxAddresses, 40 - maxAddresses}, "ipv6": {3, 0}} {
		report := visitAll(t, Options{Resolver: names.Address, StepLimits: quick, Family: family}, result.DefaultEndpoints("mail.example.test")[0])
		if p := report.Probes[0]; len(p.Paths) != want.paths || p.AddressesOmitted != want.omitted || report.AddressesOmitted() != want.omitted {
			t.Errorf("%s: %d paths, %d omitted", family, len(p.Paths), p.AddressesOmitted)
		}
	}
}

// An answer that is lost, or an error, costs the addresses of its own family
// alone, and the report says of which it knows nothing.
func TestOneFamilyUnanswered(t *testing.T) {
	e := result.Endpoint{Service: result.IMAP, Host: "mail.example.test", Port: 993}
	for _, tt := range []struct {
		name, family string
		spoil        func(*testkit.Names)
		want         []string
		unanswered   string
		kind         result.Kind
	}{
		{"AAAA lost", "", func(n *testkit.Names) { n.Silence("mail.example.test. AAAA") }, []string{"192.0.2.1"}, "ipv6", ""},
		{"A lost", "", func(n *testkit.Names) { n.Silence("mail.example.test. A") }, []string{"2001:db8::1"}, "ipv4", ""},
		{"AAAA fails", "", func(n *testkit.Names) { n.Break("mail.example.test. AAAA") }, []string{"192.0.2.1"}, "ipv6", ""},
		{"the one lost is wanted", "ipv6", func(n *testkit.Names) { n.Silence("mail.example.test. AAAA") }, nil, "ipv6", result.NameLookupFailed},
		{"both fail", "", func(n *testkit.Names) { n.Break("mail.example.test.") }, nil, "", result.NameLookupFailed},
		{"neither", "", func(*testkit.Names) {}, []string{"192.0.2.1", "2001:db8::1"}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			names := testkit.NewNames(t, "mail.example.test. A 192.0.2.1", "mail.example.test. AAAA 2001:db8::1")
			tt.spoil(names)
			r := newResolver(Options{Resolver: names.Address, Family: tt.family, StepLimits: Limits{Resolve: 400 * time.Millisecond}})
			addrs, found, f := r.endpoint(t.Context(), e)
			var got []string
			for _, a := range addrs {
				got = append(got, a.Addr().String())
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) || (f == nil) != (tt.kind == "") || f != nil && f.Kind != tt.kind {
				t.Errorf("%v, %v; want %v, %q", got, f, tt.want, tt.kind)
			}
			lost := ""
			if found.unanswered != nil {
				lost = found.unanswered.Family
			}
			if lost != tt.unanswered {
				t.Errorf("unanswered %q, want %q", lost, tt.unanswered)
			}
		})
	}
}

// A question whose answer got lost is asked once more.
func TestLookupAskedAgain(t *testing.T) {
	var asked atomic.Int32
	address := testkit.DNS(t, func(w dns.ResponseWriter, question *dns.Msg) {
		a := new(dns.Msg).SetReply(question)
		a.Authoritative = true
		if question.Question[0].Qtype == dns.TypeA {
			if asked.Add(1) == 1 {
				return
			}
			rr, _ := dns.NewRR("mail.example.test. A 192.0.2.1")
			a.Answer = append(a.Answer, rr)
		}
		w.WriteMsg(a)
	})
	r := newResolver(Options{Resolver: address, StepLimits: Limits{Resolve: 2 * time.Second}})
	addrs, found, f := r.endpoint(t.Context(), result.Endpoint{Service: result.IMAP, Host: "mail.example.test", Port: 993})
	if f != nil || len(addrs) != 1 || found.unanswered != nil {
		t.Errorf("%v, %+v, %v", addrs, found, f)
	}
}

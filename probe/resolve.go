package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// resolver looks every host up once a run, all its addresses of both families.
type resolver struct {
	dns     *net.Resolver
	server  string // "" the system's
	connect map[string][]string
	family  string
	limit   time.Duration
	wait    func(context.Context) (free func(), err error) // for a file to be free; nil for none

	mu    sync.Mutex
	hosts map[string]func() lookup
}

// maxAddresses is how many addresses of each family are connected to. The
// largest providers publish some four; one answer can hold thousands.
const maxAddresses = 8

// lookup is what became of one name.
type lookup struct {
	addrs   []netip.Addr   // of each family maxAddresses at most
	omitted map[string]int // addresses beyond, by family
	// unanswered is the one family whose addresses are not known, where those
	// of the other are.
	unanswered *result.Unanswered
	took       time.Duration
	failure    *result.Failure
}

func newResolver(o Options) *resolver {
	return &resolver{
		dns: hostname.Server(o.Resolver), server: o.Resolver, connect: o.Connect, family: o.Family,
		limit: o.StepLimits.Of(result.StepResolve), hosts: map[string]func() lookup{},
	}
}

// endpoint returns every address to dial for an endpoint, with the step's
// lookup; an endpoint that [Options.Connect] names, or whose host is an
// address, has none.
func (r *resolver) endpoint(ctx context.Context, e result.Endpoint) ([]netip.AddrPort, *lookup, *result.Failure) {
	if given, ok := r.connect[e.Address()]; ok {
		addrs, err := parseConnect(given, e.Port)
		if err != nil {
			return nil, nil, stepFailure(result.StepResolve, result.LocalError, err.Error())
		}
		return r.ofFamily(addrs, e.Host, nil)
	}
	if ip, err := netip.ParseAddr(e.Host); err == nil {
		return r.ofFamily([]netip.AddrPort{netip.AddrPortFrom(ip.Unmap(), uint16(e.Port))}, e.Host, nil)
	}
	found := r.host(ctx, e.Host)
	if found.failure != nil {
		return nil, &found, found.failure
	}
	var addrs []netip.AddrPort
	for _, ip := range found.addrs {
		addrs = append(addrs, netip.AddrPortFrom(ip, uint16(e.Port)))
	}
	return r.ofFamily(addrs, e.Host, &found)
}

// ofFamily keeps the addresses of the family that was asked for.
func (r *resolver) ofFamily(all []netip.AddrPort, host string, found *lookup) ([]netip.AddrPort, *lookup, *result.Failure) {
	var addrs []netip.AddrPort
	for _, a := range all {
		if r.family == "" || r.family == familyOf(a.Addr()) {
			addrs = append(addrs, a)
		}
	}
	if len(addrs) == 0 {
		if found != nil && found.unanswered != nil && found.unanswered.Family == r.family {
			return nil, found, &found.unanswered.Failure
		}
		return nil, found, stepFailure(result.StepResolve, result.NoAddress, fmt.Sprintf("%s has no %s address", host, r.family))
	}
	return addrs, found, nil
}

// host looks a name up, once.
func (r *resolver) host(ctx context.Context, host string) lookup {
	r.mu.Lock()
	once, ok := r.hosts[host]
	if !ok {
		once = sync.OnceValue(func() lookup { return r.ask(ctx, host) })
		r.hosts[host] = once
	}
	r.mu.Unlock()
	return once()
}

// ask asks for the addresses of each family apart, so that an answer that is
// lost, or an error, costs those of its own family alone (RFC 8305 section 3).
func (r *resolver) ask(run context.Context, host string) lookup {
	if r.wait != nil { // a question is a file, too
		free, err := r.wait(run)
		if err != nil {
			return lookup{failure: stepFailure(result.StepResolve, wire.Canceled(run).Kind, wire.Canceled(run).Detail)}
		}
		defer free()
	}
	ctx, cancel := context.WithTimeout(run, r.limit)
	defer cancel()
	start := time.Now()
	families := []string{"ipv4", "ipv6"}
	answers := make([]answer, len(families))
	var asking sync.WaitGroup
	for i, family := range families {
		asking.Go(func() { answers[i] = r.askFor(ctx, family, host) })
	}
	asking.Wait()
	l := lookup{took: time.Since(start)}
	var addrs []netip.Addr
	var unknown, failed *result.Failure
	for i, a := range answers {
		addrs = append(addrs, a.addrs...)
		if a.err == nil {
			continue
		}
		f := classifyLookup(run, a.err)
		if f.Kind == result.NameUnknown {
			unknown = f
			continue
		}
		f = stepFailure(result.StepResolve, f.Kind, f.Detail)
		if failed == nil {
			failed = f
		}
		l.unanswered = &result.Unanswered{Family: families[i], Failure: *f}
	}
	switch {
	case failed != nil && (len(addrs) == 0 || failed.Kind != result.NameLookupFailed):
		l.failure = failed
	case len(addrs) > 0:
		l.addrs, l.omitted = few(addrs)
	case unknown != nil && r.exists(ctx, host):
		l.failure = stepFailure(result.StepResolve, result.NoAddress, "the name exists, without an address")
	case unknown != nil:
		l.failure = stepFailure(result.StepResolve, unknown.Kind, unknown.Detail)
	default:
		l.failure = stepFailure(result.StepResolve, result.NoAddress, "an answer without an address")
	}
	if l.failure != nil {
		l.unanswered = nil
	}
	return l
}

// answer is what the name server said of one family.
type answer struct {
	addrs []netip.Addr
	err   error
}

// askFor asks for the addresses of one family, and once more where half the
// time brought no answer: a packet can be lost.
func (r *resolver) askFor(ctx context.Context, family, host string) answer {
	var network string
	switch family {
	case "ipv4":
		network = "ip4"
	case "ipv6":
		network = "ip6"
	}
	half, cancel := context.WithTimeout(ctx, r.limit/2)
	defer cancel()
	addrs, err := r.dns.LookupNetIP(half, network, host)
	if err != nil && half.Err() != nil && ctx.Err() == nil {
		addrs, err = r.dns.LookupNetIP(ctx, network, host)
	}
	if other := new(net.AddrError); errors.As(err, &other) {
		return answer{} // a file of hosts has the name, with addresses of the other family
	}
	return answer{addrs, err}
}

// few keeps [maxAddresses] of each family, the same ones however a name server
// turns its answers round.
func few(addrs []netip.Addr) (kept []netip.Addr, omitted map[string]int) {
	of := map[string]int{}
	for i, a := range addrs {
		addrs[i] = a.Unmap()
		of[familyOf(addrs[i])]++
	}
	if max(of["ipv4"], of["ipv6"]) <= maxAddresses {
		return addrs, nil
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	clear(of)
	omitted = map[string]int{}
	for _, a := range addrs {
		family := familyOf(a)
		if of[family]++; of[family] <= maxAddresses {
			kept = append(kept, a)
		} else {
			omitted[family]++
		}
	}
	return kept, omitted
}

// omittedOf counts the addresses that a lookup left out of those that were
// asked for.
func (r *resolver) omittedOf(l *lookup) (n int) {
	for family, omitted := range l.omitted {
		if r.family == "" || r.family == family {
			n += omitted
		}
	}
	return n
}

// exists asks whether a name without an address exists at all, which the
// system's resolver does not tell (RFC 2308: NXDOMAIN or NODATA). Where
// nobody can be asked, it is taken not to.
func (r *resolver) exists(ctx context.Context, host string) bool {
	server := r.server
	if server == "" {
		config, err := dns.ClientConfigFromFile("/etc/resolv.conf")
		if err != nil || len(config.Servers) == 0 {
			return false
		}
		server = net.JoinHostPort(config.Servers[0], config.Port)
	}
	question := new(dns.Msg).SetQuestion(dns.Fqdn(host), dns.TypeA)
	answer, _, err := new(dns.Client).ExchangeContext(ctx, question, server)
	return err == nil && answer.Rcode == dns.RcodeSuccess
}

// parseConnect reads the addresses that stand in for a name: an address, or
// an address and a port.
func parseConnect(given []string, port int) ([]netip.AddrPort, error) {
	var addrs []netip.AddrPort
	for _, s := range given {
		if ap, err := netip.ParseAddrPort(s); err == nil {
			addrs = append(addrs, ap)
		} else if ip, err := netip.ParseAddr(s); err == nil {
			addrs = append(addrs, netip.AddrPortFrom(ip, uint16(port)))
		} else {
			return nil, fmt.Errorf("%q is not an address or address:port", s)
		}
	}
	if len(addrs) == 0 {
		return nil, errors.New("no address to connect to")
	}
	return addrs, nil
}

func familyOf(a netip.Addr) string {
	if a.Is4() || a.Is4In6() {
		return "ipv4"
	}
	return "ipv6"
}

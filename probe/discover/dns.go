package discover

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// resolver asks a name server for records that the standard library does not
// know, and whether it validated them.
type resolver struct {
	servers []string // "ip:port"; empty where the system names none
	trustAD bool
	hosts   *net.Resolver // for addresses: it reads the hosts file too
}

// The patience with one name server, and how often all of them are asked
// again: an answer over UDP can get lost.
const (
	dnsTry    = 1500 * time.Millisecond
	dnsRounds = 2
)

func newResolver(o Options) *resolver {
	r := &resolver{trustAD: o.TrustAD, hosts: hostname.Server(o.Resolver)}
	if o.Resolver != "" {
		r.servers = []string{o.Resolver}
	} else if config, err := dns.ClientConfigFromFile("/etc/resolv.conf"); err == nil {
		for _, s := range config.Servers {
			r.servers = append(r.servers, net.JoinHostPort(s, config.Port))
		}
	}
	return r
}

// reply is what a name server says of a name. A name that does not exist, or
// has no such record, is an answer without records, not an error.
type reply struct {
	records   []dns.RR
	validated bool
}

// texts returns the texts of its TXT records, each put together from its
// pieces.
func (r reply) texts() []string {
	var out []string
	for _, rr := range r.records {
		if txt, ok := rr.(*dns.TXT); ok {
			out = append(out, strings.Join(txt.Txt, ""))
		}
	}
	return out
}

// ask sends one question, to the next server where one does not answer.
func (r *resolver) ask(ctx context.Context, name string, kind uint16) (reply, *result.Failure) {
	if len(r.servers) == 0 {
		return reply{}, failure(result.LocalError, "the system names no name server")
	}
	question := new(dns.Msg).SetQuestion(dns.Fqdn(name), kind)
	question.AuthenticatedData = true // RFC 6840 section 5.7: the answer shall say whether it was validated
	question.SetEdns0(1232, false)
	var last *result.Failure
	for range dnsRounds {
		for _, server := range r.servers {
			m, err := exchange(ctx, question, server)
			switch {
			case err != nil && over(ctx):
				return reply{}, classify(ctx, cmp.Or(ctx.Err(), context.DeadlineExceeded))
			case err != nil:
				last = unasked(name, classify(ctx, err))
			case m.Rcode == dns.RcodeSuccess, m.Rcode == dns.RcodeNameError:
				return reply{m.Answer, m.AuthenticatedData && r.believes(server)}, nil
			default:
				last = failure(result.NameLookupFailed, "%s: %s%s", name, dns.RcodeToString[m.Rcode], extended(m))
			}
		}
	}
	return reply{}, last
}

// unasked returns why no name server could be asked about a name. What this
// machine cannot do is not the fault of one.
func unasked(name string, f *result.Failure) *result.Failure {
	kind := result.NameLookupFailed
	if f.Kind == result.LocalError {
		kind = f.Kind
	}
	return failure(kind, "%s: %v", name, f.Detail)
}

// over reports whether the time is over: a read can end at its deadline a
// moment before the context knows.
func over(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(end)
}

// exchange asks over UDP, and over TCP where the answer does not fit.
func exchange(ctx context.Context, question *dns.Msg, server string) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, dnsTry)
	defer cancel()
	m, err := exchangeOver(ctx, "udp", question, server)
	if err == nil && m.Truncated {
		return exchangeOver(ctx, "tcp", question, server)
	}
	return m, err
}

func exchangeOver(ctx context.Context, network string, question *dns.Msg, server string) (*dns.Msg, error) {
	c := &dns.Client{Net: network, Timeout: dnsTry}
	conn, err := c.DialContext(ctx, server)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	m, _, err := c.ExchangeWithConnContext(ctx, question.Copy(), conn)
	switch {
	case err != nil && over(ctx):
		return nil, failure(result.Timeout, "no answer from %s", server)
	case err != nil:
		return nil, err
	}
	q := question.Question[0]
	if len(m.Question) != 1 || m.Question[0].Qtype != q.Qtype || !strings.EqualFold(m.Question[0].Name, q.Name) {
		return nil, failure(result.NameLookupFailed, "the answer is to another question")
	}
	return m, nil
}

// validates reports whether signatures are checked: an answer about the root,
// which has been signed since 2010, then says so.
func (r *resolver) validates(ctx context.Context) bool {
	answer, f := r.ask(ctx, ".", dns.TypeNS)
	return f == nil && answer.validated
}

// believes reports whether the AD bit of a server counts. Over plain UDP
// anybody on the way can set it; to a loopback address there is no way.
func (r *resolver) believes(server string) bool {
	ap, err := netip.ParseAddrPort(server)
	return r.trustAD || err == nil && ap.Addr().Unmap().IsLoopback()
}

// extended returns what a server adds to a failure (RFC 8914), such as a
// signature that has expired.
func extended(m *dns.Msg) string {
	opt := m.IsEdns0()
	if opt == nil {
		return ""
	}
	for _, o := range opt.Option {
		if e, ok := o.(*dns.EDNS0_EDE); ok {
			return " (" + dns.ExtendedErrorCodeToString[e.InfoCode] + ": " + e.ExtraText + ")"
		}
	}
	return ""
}

// addresses looks a host up, in the hosts file too. The final dot keeps the
// system's search list away: it would send the name to other domains.
func (r *resolver) addresses(ctx context.Context, host string) ([]netip.Addr, *result.Failure) {
	found, err := r.hosts.LookupNetIP(ctx, "ip", dns.Fqdn(host))
	if err != nil {
		return nil, classify(ctx, err)
	}
	for i, a := range found {
		found[i] = a.Unmap()
	}
	return found, nil
}

// tlsaName is where the certificates of a port are published (RFC 6698
// section 3).
func tlsaName(host string, port int) string {
	return "_" + strconv.Itoa(port) + "._tcp." + host
}

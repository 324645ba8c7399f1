// Package https asks web servers on behalf of a run: with its certificates, its
// resolver, and the addresses that stand in for names. Who publishes settings
// (package discover) and who issues tokens (package signin) are asked by it.
package https

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// Options say whom to trust, and where to connect. The zero value is the
// system's word for all of it.
type Options struct {
	Resolver *net.Resolver       // nil is the system's
	Connect  map[string][]string // "host:port" -> addresses (with a port or not) to dial instead
	Roots    *x509.CertPool      // nil is the system's
	Now      func() time.Time    // today, for certificates; nil is time.Now
	// Allow is asked before each address is dialled, whatever name or redirect led
	// there; nil allows all.
	Allow func(netip.Addr) error
}

// maxHeader bounds the header of an answer, in octets.
const maxHeader = 64 << 10

// Client sends requests. It keeps no connection, follows no redirect by itself,
// sends no Referer and no cookie, and uses no proxy. The length of a body and
// the time of a request are for its caller to bound.
func Client(o Options) *http.Client {
	dialer := &net.Dialer{Resolver: o.Resolver, Control: o.control}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				return dialStandIn(ctx, dialer, o.Connect, network, address)
			},
			TLSClientConfig:        &tls.Config{RootCAs: o.Roots, Time: o.Now},
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: maxHeader,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// control is asked by a dialer for each address.
func (o Options) control(_, address string, _ syscall.RawConn) error {
	if o.Allow == nil {
		return nil
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	return o.Allow(to.Addr().Unmap())
}

// dialStandIn connects to the addresses that stand in for a name, or else to
// those of the name, without the system's search list.
func dialStandIn(ctx context.Context, d *net.Dialer, connect map[string][]string, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	given, ok := connect[address]
	if !ok {
		if _, err := netip.ParseAddr(host); err != nil {
			host = dns.Fqdn(host)
		}
		return d.DialContext(ctx, network, net.JoinHostPort(host, port))
	}
	for _, a := range given {
		if _, err := netip.ParseAddrPort(a); err != nil {
			a = net.JoinHostPort(a, port)
		}
		var conn net.Conn
		if conn, err = d.DialContext(ctx, network, a); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

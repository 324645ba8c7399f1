// Package mailhost is a whole mail host in one process, on loopback: IMAP,
// POP3 and message submission, each with implicit TLS and with STARTTLS, and
// a certificate of a private CA that is made at its start.
//
// It serves three purposes: the demo that a person runs without a mail
// account of their own, the tests of the prober, and a table of faults
// ([Faults]): every row is one way in which a host can be broken, slow or
// hostile, with the failure that a reader of it must report.
//
// It speaks IMAP4rev1 (RFC 3501) with ID, QUOTA, SPECIAL-USE, LIST-STATUS,
// STATUS=SIZE, ESEARCH, IDLE, SASL-IR and LITERAL+; POP3 (RFC 1939) with CAPA,
// STLS and AUTH; submission (RFC 6409) with STARTTLS and AUTH. What it
// announces, it does; it announces nothing else, and as on real hosts that
// differs before TLS, after it and after login.
//
// The host is read-only: messages are numbers, sizes, dates and flags without
// a text, and every command that would change something is refused. Nothing
// of it outlives the context given to [Start]. It knows no other package of
// the project, so that what it says is no echo of what its readers expect.
package mailhost

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Host is a running mail host.
type Host struct {
	config    Config
	scenario  Scenario
	fault     Fault
	mailbox   *mailbox
	started   time.Time
	authority *authority
	accounts  *accounts
	issuer    *issuer // nil where the host takes passwords

	offered []Endpoint
	refused map[string][]string // by key, for what is not offered
	tls     map[string]*tls.Config

	cancel    context.CancelFunc
	done      context.Context
	running   sync.WaitGroup
	listeners []net.Listener
	held      []net.Conn

	mu     sync.Mutex
	conns  map[net.Conn]struct{} // nil once the host has ended
	count  int
	seen   record
	locked bool // a POP3 session holds the maildrop (RFC 1939 section 4)
}

// Start makes a host and lets it listen. It ends, with all its connections,
// when ctx ends or at [Host.Close]. Errors: an unknown scenario or fault, or
// a port that is taken.
func Start(ctx context.Context, c Config) (*Host, error) {
	scenario, fault, issuerFault, err := lookup(c.Scenario)
	if err != nil {
		return nil, err
	}
	if c.Now.IsZero() {
		c.Now = time.Now()
	}
	h := &Host{
		config: c, scenario: scenario, fault: fault, started: time.Now(),
		refused: map[string][]string{}, tls: map[string]*tls.Config{},
		conns: map[net.Conn]struct{}{}, seen: newRecord(),
	}
	h.mailbox = newMailbox(scenario, c.Messages, c.Now)
	if c.Without != nil {
		h.mailbox.remove(c.Without)
	}
	if h.accounts, err = newAccounts(); err != nil {
		return nil, err
	}
	if h.authority, err = newAuthority(c.Now); err != nil {
		return nil, err
	}
	h.done, h.cancel = context.WithCancel(ctx)
	if err := h.listen(); err != nil {
		h.Close()
		return nil, err
	}
	if scenario.Tokens {
		if h.issuer, err = h.startIssuer(issuerFault); err != nil {
			h.Close()
			return nil, err
		}
	}
	ended := h.done.Done()
	h.running.Go(func() { <-ended; h.shut() })
	return h, nil
}

// Close ends the host and waits until all of it has ended.
func (h *Host) Close() error {
	h.cancel()
	h.shut()
	h.running.Wait()
	return nil
}

// shut closes whatever a goroutine of the host can be waiting for.
func (h *Host) shut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.listeners {
		l.Close()
	}
	for _, c := range h.held {
		c.Close()
	}
	for c := range h.conns {
		c.Close()
	}
	h.conns = nil
}

// listen opens every endpoint, or an address that refuses in its place.
func (h *Host) listen() error {
	var accept []func() // begun once nothing of the host changes any more
	for _, e := range endpoints() {
		fault := h.faultOf(e.Key)
		if !h.scenario.offers(e.Key) || fault.refuse {
			addrs, err := h.refuse()
			if err != nil {
				return err
			}
			h.refused[e.Key] = addrs
			continue
		}
		config, err := h.authority.config(fault.certificate, fault.maxTLS, fault.suites)
		if err != nil {
			return fmt.Errorf("making the certificate of %s: %w", e.Key, err)
		}
		h.tls[e.Key] = config
		listeners, err := listenBoth()
		if err != nil {
			return fmt.Errorf("listening for %s: %w", e.Key, err)
		}
		h.listeners = append(h.listeners, listeners...)
		for _, l := range listeners {
			e.Addrs = append(e.Addrs, l.Addr().String())
		}
		h.offered = append(h.offered, e)
		for _, l := range listeners {
			accept = append(accept, func() { h.accept(l, e) })
		}
	}
	for _, f := range accept {
		h.running.Go(f)
	}
	return nil
}

// accept serves what connects to l until l is closed.
func (h *Host) accept(l net.Listener, e Endpoint) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		id, open := h.admit(conn)
		if !open {
			conn.Close()
			return
		}
		h.running.Go(func() { h.serve(conn, e, id) })
	}
}

// Serve holds one conversation over a connection that was made elsewhere, in
// memory for one, and closes it; key is the [Endpoint]'s. It returns when the
// conversation is over, at once where the host has ended or does not offer
// the endpoint.
func (h *Host) Serve(key string, conn net.Conn) {
	for _, e := range h.offered {
		if e.Key != key {
			continue
		}
		if id, open := h.admit(conn); open {
			h.serve(conn, e, id)
			return
		}
	}
	conn.Close()
}

// admit counts a connection; it says whether the host is still open.
func (h *Host) admit(conn net.Conn) (id int, open bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.conns == nil {
		return 0, false
	}
	h.conns[conn] = struct{}{}
	h.count++
	return h.count, true
}

func (h *Host) serve(conn net.Conn, e Endpoint, id int) {
	newSession(h, e, conn, id).serve()
	conn.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, conn)
}

// faultOf returns the host's fault where it applies to an endpoint, or no
// fault.
func (h *Host) faultOf(key string) Fault {
	for _, k := range h.fault.Services {
		if k == key {
			return h.fault
		}
	}
	return Fault{}
}

// Endpoints lists what the host listens for, with the real addresses.
func (h *Host) Endpoints() []Endpoint {
	return append([]Endpoint(nil), h.offered...)
}

// Connect maps "mail.example.test:993" and the five other names of a mail
// host, and the host of its issuer, to the real addresses. What the scenario does not offer is mapped to
// addresses that refuse connections.
func (h *Host) Connect() map[string][]string {
	m := map[string][]string{}
	for _, e := range endpoints() {
		if addrs := h.refused[e.Key]; addrs != nil {
			m[net.JoinHostPort(Name, strconv.Itoa(e.DefaultPort))] = append([]string(nil), addrs...)
		}
	}
	for _, e := range h.offered {
		m[net.JoinHostPort(Name, strconv.Itoa(e.DefaultPort))] = append([]string(nil), e.Addrs...)
	}
	if h.issuer != nil {
		m[IssuerHost+":443"] = []string{h.issuer.address}
	}
	return m
}

// Roots holds the CA that signed the host's certificate.
func (h *Host) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(h.authority.root.leaf)
	return pool
}

// CAPEM returns that CA as a PEM file.
func (h *Host) CAPEM() []byte { return h.authority.pem() }

// log hands each line of text to the configured Log.
func (h *Host) log(e Event, text string) {
	if h.config.Log == nil {
		return
	}
	for line := range strings.Lines(text) {
		e.Line = strings.TrimRight(line, "\r\n")
		h.config.Log(e)
	}
}

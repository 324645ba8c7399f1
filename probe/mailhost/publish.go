package mailhost

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Published is where the domain of a host can be asked what it publishes.
type Published struct {
	Resolver string              // a name server, "127.0.0.1:53053": it knows [Domain] alone
	Connect  map[string][]string // as [Host.Connect], with the web host of the domain
}

// Publish lets [Domain] publish the host as a domain should: SRV records of
// what is offered and of what is not (RFC 6186, RFC 8314 section 5.1), an MX
// record, and an autoconfig file at its own web host. It ends with the host.
func (h *Host) Publish() (Published, error) {
	const webHost = "autoconfig." + Domain
	names, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(loopback[0])})
	if err != nil {
		return Published{}, fmt.Errorf("listening for names: %w", err)
	}
	if !h.keep(names) {
		return Published{}, net.ErrClosed
	}
	config, err := h.authority.config(certificate{name: webHost}, 0, nil)
	if err != nil {
		return Published{}, fmt.Errorf("making the certificate of %s: %w", webHost, err)
	}
	web, err := tls.Listen("tcp4", net.JoinHostPort(loopback[0], "0"), config)
	if err != nil {
		return Published{}, fmt.Errorf("listening for %s: %w", webHost, err)
	}
	files := http.NewServeMux()
	files.HandleFunc("GET "+webHost+"/mail/config-v1.1.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		io.WriteString(w, h.autoconfig())
	})
	server := &http.Server{Handler: files, ReadTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	zone := h.zone()
	h.running.Go(func() { serveNames(names, zone) })
	h.running.Go(func() { server.Serve(web) })
	h.running.Go(func() { <-h.done.Done(); server.Close() })
	connect := h.Connect()
	maps.Copy(connect, map[string][]string{webHost + ":443": {web.Addr().String()}})
	return Published{Resolver: names.LocalAddr().String(), Connect: connect}, nil
}

// keep notes what has to be closed with the host; false where it has ended.
func (h *Host) keep(c net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.conns == nil {
		c.Close()
		return false
	}
	h.held = append(h.held, c)
	return true
}

// zone returns what the domain publishes in the DNS.
func (h *Host) zone() []dns.RR {
	header := func(name string, kind uint16) dns.RR_Header {
		return dns.RR_Header{Name: dns.Fqdn(name), Rrtype: kind, Class: dns.ClassINET, Ttl: 60}
	}
	out := []dns.RR{
		&dns.MX{Hdr: header(Domain, dns.TypeMX), Preference: 10, Mx: dns.Fqdn(Name)},
		&dns.A{Hdr: header(Name, dns.TypeA), A: net.ParseIP(loopback[0])},
	}
	for _, e := range endpoints() {
		srv := &dns.SRV{Hdr: header("_"+e.Key+"._tcp."+Domain, dns.TypeSRV), Target: "."}
		if h.scenario.offers(e.Key) {
			srv.Weight, srv.Port, srv.Target = 1, uint16(e.DefaultPort), dns.Fqdn(Name)
			if e.Service == "pop3" {
				srv.Priority = 10 // the domain prefers IMAP (RFC 6186 section 3.4)
			}
		}
		out = append(out, srv)
	}
	return out
}

// serveNames answers over UDP from a zone until the connection is closed.
func serveNames(conn *net.UDPConn, zone []dns.RR) {
	packet := make([]byte, dns.MaxMsgSize)
	for {
		n, from, err := conn.ReadFromUDP(packet)
		if err != nil {
			return
		}
		question := new(dns.Msg)
		if question.Unpack(packet[:n]) != nil || question.Response || len(question.Question) != 1 {
			continue
		}
		if answer, err := answerFrom(zone, question).Pack(); err == nil {
			conn.WriteToUDP(answer, from)
		}
	}
}

// answerFrom returns the answer of a name server that knows a zone and nothing
// else.
func answerFrom(zone []dns.RR, m *dns.Msg) *dns.Msg {
	q := m.Question[0]
	a := new(dns.Msg).SetReply(m)
	a.Authoritative = true
	a.Rcode = dns.RcodeNameError
	for _, rr := range zone {
		if strings.EqualFold(rr.Header().Name, q.Name) {
			a.Rcode = dns.RcodeSuccess
			if rr.Header().Rrtype == q.Qtype {
				a.Answer = append(a.Answer, rr)
			}
		}
	}
	return a
}

// autoconfig returns the domain's file for mail programs: what it offers, TLS
// from the first byte before STARTTLS.
func (h *Host) autoconfig() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\">\n <emailProvider id=%q>\n  <domain>%s</domain>\n", Domain, Domain)
	for _, security := range []string{"tls", "starttls"} {
		for _, e := range endpoints() {
			if e.Security != security || !h.scenario.offers(e.Key) {
				continue
			}
			tag, kind, socket, auth := "incomingServer", e.Service, "SSL", "password-cleartext"
			if h.scenario.Tokens {
				auth = "OAuth2"
			}
			if e.Service == "submission" {
				tag, kind = "outgoingServer", "smtp"
			}
			if security == "starttls" {
				socket = "STARTTLS"
			}
			fmt.Fprintf(&b, "  <%s type=%q>\n   <hostname>%s</hostname>\n   <port>%d</port>\n   <socketType>%s</socketType>\n"+
				"   <username>%%EMAILADDRESS%%</username>\n   <authentication>%s</authentication>\n  </%s>\n",
				tag, kind, Name, e.DefaultPort, socket, auth, tag)
		}
	}
	return b.String() + " </emailProvider>\n</clientConfig>\n"
}

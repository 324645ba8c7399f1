package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
)

// limitWindow is the time in which the runs of one visitor are counted.
const limitWindow = 10 * time.Minute

// limited refuses a visitor who asks too often, and else counts the run.
func (s *Server) limited(r *http.Request) *run.Problem {
	if s.o.Config == nil {
		return nil
	}
	who, now := visitorOf(r), s.o.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	var recent []time.Time
	for _, t := range s.taken[who] {
		if now.Sub(t) < limitWindow {
			recent = append(recent, t)
		}
	}
	if len(recent) >= s.o.Config.Runs {
		s.taken[who] = recent
		return run.Unable("web-often", locale.Args{"runs": s.o.Config.Runs})
	}
	s.taken[who] = append(recent, now)
	return nil
}

// visitorOf returns the address that a visitor comes from: of IPv6 the network,
// as one person has all of it. Behind a proxy on this machine it is what the
// proxy says last.
func visitorOf(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	ip, err := netip.ParseAddr(host)
	if err == nil && ip.IsLoopback() {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if from, wrong := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); wrong == nil {
			ip = from
		}
	}
	if err != nil {
		return host
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if net, wrong := ip.Prefix(64); wrong == nil {
			return net.String()
		}
	}
	return ip.String()
}

// takesPasswords reports whether a visitor may sign in: beyond this machine over
// TLS alone.
func (s *Server) takesPasswords(r *http.Request) bool {
	c := s.o.Config
	return c == nil || c.Passwords && (r.TLS != nil || !s.o.Public)
}

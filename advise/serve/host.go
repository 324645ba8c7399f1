package serve

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// atHome refuses, where only this machine can connect, requests for a host of
// another name: a page in a browser here can have its own name lead to
// loopback, and would then read as its own what it is answered (DNS rebinding).
// An address, and localhost, cannot be such a name.
func (s *Server) atHome(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.public && !ofThisMachine(r.Host) {
			http.Error(w, s.o.Words.T("serve.refused.host", locale.Args{"value": tell.Clean(r.Host)}), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ofThisMachine reports whether a Host header has an address, or localhost and
// what is below it (RFC 6761 section 6.3).
func ofThisMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

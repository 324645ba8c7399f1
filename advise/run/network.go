package run

import (
	"crypto/x509"
	"net"
	"net/netip"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Connections reads where to connect instead of looking a name up, each
// HOST:PORT=ADDRESS:PORT, for [probe.Options]. The error is a [*Problem].
func Connections(entries []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, entry := range entries {
		from, to, ok := strings.Cut(entry, "=")
		if !ok || !isHostPort(from) || !isAddressPort(to) {
			return nil, Usage("connect", locale.Args{"value": entry})
		}
		out[strings.ToLower(from)] = append(out[strings.ToLower(from)], to)
	}
	return out, nil
}

func isHostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" {
		return false
	}
	_, ok := result.ParsePort(port)
	return ok
}

func isAddressPort(s string) bool {
	at, err := netip.ParseAddrPort(s)
	return err == nil && at.Port() > 0
}

// Resolver reads a name server, ADDRESS or ADDRESS:PORT; "" is the system's.
// The error is a [*Problem].
func Resolver(s string) (string, error) {
	if ip, err := netip.ParseAddr(s); err == nil {
		return net.JoinHostPort(ip.String(), "53"), nil
	} else if s != "" && !isAddressPort(s) {
		return "", Usage("resolver", locale.Args{"value": s})
	}
	return s, nil
}

// Roots reads a file of trusted issuers, in PEM; nil stands for the system's
// own, where the name is "". The error is a [*Problem].
func Roots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := ReadFile(file)
	if err != nil {
		return nil, FileProblem("ca-file", file, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, Usage("ca-file-empty", locale.Args{"file": file})
	}
	return pool, nil
}

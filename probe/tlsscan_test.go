package probe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"net"
	"slices"
	"testing"

	"mailadvisor/probe/result"
)

// tlsServer speaks POP3 over TLS as configured.
func tlsServer(t *testing.T, config *tls.Config) result.Endpoint {
	a := &authority{t: t}
	leaf := a.issue("localhost", nil, nil, must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t))
	config.Certificates = []tls.Certificate{{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}}
	port := listen(t, func(conn net.Conn) {
		secured := tls.Server(conn, config)
		if secured.Handshake() == nil {
			announces("+OK hi\r\n", map[string]string{"CAPA": "-ERR\r\n", "QUIT": "+OK\r\n"})(secured)
		}
	})
	return result.Endpoint{Service: result.POP3, Host: "127.0.0.1", Port: port, Security: result.TLS}
}

func TestTLSScan(t *testing.T) {
	weak := []uint16{tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256}
	for _, tt := range []struct {
		name   string
		config *tls.Config
		want   []string
	}{
		{"of today", &tls.Config{MinVersion: tls.VersionTLS12}, []string{}},
		{"old versions", &tls.Config{MinVersion: tls.VersionTLS10}, []string{"TLS 1.0", "TLS 1.1"}},
		{"weak suites", &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: weak},
			[]string{"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := tlsServer(t, tt.config)
			path := visitAll(t, Options{StepLimits: quick, TLSScan: true}, e).Probes[0].Paths[0]
			if path.TLS == nil || path.TLS.Weak == nil || !slices.Equal(path.TLS.Weak, tt.want) {
				t.Errorf("%+v, want %v", path.TLS, tt.want)
			}
			path = visitAll(t, Options{StepLimits: quick}, e).Probes[0].Paths[0]
			if path.TLS.Weak != nil {
				t.Errorf("not asked for, and yet: %v", path.TLS.Weak)
			}
		})
	}
}

func TestTLSScanBehindSTARTTLS(t *testing.T) {
	_, o := host(t, "")
	o.TLSScan = true
	for _, p := range visitAll(t, o).Probes {
		for _, path := range p.Paths {
			if path.TLS == nil || path.TLS.Weak == nil {
				t.Errorf("%s [%s] was not scanned", p.Address(), path.Address)
			}
		}
	}
}

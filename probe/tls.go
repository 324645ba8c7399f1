package probe

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// startTLS does the handshake, as the step tls. It goes through whatever the
// certificate is, because its facts are wanted where it is bad; the state
// says whether it was verified, and a credential waits for that.
//
// The failure is that of the handshake. Problems of the certificate are in
// the state alone.
func startTLS(ctx context.Context, c *wire.Conn, e result.Endpoint, small bool, suites []uint16, roots *x509.CertPool, now time.Time) (*result.TLSState, *result.Failure) {
	upgraded := e.Security == result.StartTLS
	c.Begin(result.StepTLS, "")
	var state *result.TLSState
	asked := false
	config := &tls.Config{
		ServerName:             serverName(e.Host),
		MinVersion:             tls.VersionTLS12, // RFC 8996
		SessionTicketsDisabled: true,
		Time:                   func() time.Time { return now },
		InsecureSkipVerify:     true, // VerifyConnection does it, and finds every problem
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked = true
			return &tls.Certificate{}, nil // there is none
		},
		VerifyConnection: func(cs tls.ConnectionState) error {
			state = describeTLS(cs)
			state.Problems = verifyChain(cs.PeerCertificates, e.Host, roots, now)
			state.Verified = len(state.Problems) == 0
			return nil
		},
	}
	if suites != nil { // of TLS 1.2, which alone has a choice of key exchanges in them
		config.MaxVersion, config.CipherSuites = tls.VersionTLS12, suites
	}
	if small { // a key share of ML-KEM alone has more than 1,200 octets
		config.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384}
	}
	verified := func(tls.ConnectionState) bool { return state.Verified }
	_, err := c.Handshake(ctx, config, verified)
	if state != nil {
		state.ClientCertificate = asked
	}
	if err != nil {
		if f := c.Failure(); f != nil {
			return state, c.End(f)
		}
		return state, c.End(classifyTLS(ctx, err, e.Service, upgraded))
	}
	if len(state.Problems) > 0 {
		first := state.Problems[0]
		return state, c.End(newFailure(first.Kind, first.Detail))
	}
	return state, c.End(nil)
}

// serverName returns the name to send (RFC 6066 section 3): none for an
// address.
func serverName(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	return strings.TrimSuffix(host, ".")
}

func describeTLS(cs tls.ConnectionState) *result.TLSState {
	state := &result.TLSState{
		Version:  tls.VersionName(cs.Version),
		Cipher:   tls.CipherSuiteName(cs.CipherSuite),
		Problems: []result.Problem{},
	}
	for _, cert := range cs.PeerCertificates {
		state.Chain = append(state.Chain, describeCertificate(cert))
	}
	return state
}

func describeCertificate(cert *x509.Certificate) result.Certificate {
	sum := sha256.Sum256(cert.Raw)
	d := result.Certificate{
		Subject:   foreign.Clean(cert.Subject.String()),
		Issuer:    foreign.Clean(cert.Issuer.String()),
		NotBefore: cert.NotBefore.UTC(),
		NotAfter:  cert.NotAfter.UTC(),
		Key:       keyName(cert),
		Signature: cert.SignatureAlgorithm.String(),
		SHA256:    hex.EncodeToString(sum[:]),
	}
	for _, name := range cert.DNSNames {
		d.Names = append(d.Names, foreign.Clean(name))
	}
	for _, ip := range cert.IPAddresses {
		d.Names = append(d.Names, ip.String())
	}
	return d
}

func keyName(cert *x509.Certificate) string {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return cert.PublicKeyAlgorithm.String()
}

package probe

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

// issued is a certificate with its key.
type issued struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// authority issues certificates for a test, whose today is fixed.
type authority struct {
	t      *testing.T
	serial int64
}

var today = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (a *authority) issue(cn string, parent *issued, change func(*x509.Certificate), key crypto.Signer) *issued {
	a.t.Helper()
	a.serial++
	template := &x509.Certificate{
		SerialNumber: big.NewInt(a.serial),
		Subject:      pkix.Name{CommonName: cn},
		NotBefore:    today.AddDate(0, 0, -30),
		NotAfter:     today.AddDate(0, 0, 60),
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if strings.HasPrefix(cn, "CA ") {
		template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
		template.ExtKeyUsage = nil
		template.NotBefore, template.NotAfter = today.AddDate(-1, 0, 0), today.AddDate(5, 0, 0)
	} else {
		template.DNSNames = []string{cn}
	}
	if change != nil {
		change(template)
	}
	if key == nil {
		key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(a.t)
	}
	signer := &issued{template, key}
	if parent != nil {
		signer = parent
	}
	der := must(x509.CreateCertificate(rand.Reader, template, signer.cert, key.Public(), signer.key))(a.t)
	return &issued{must(x509.ParseCertificate(der))(a.t), key}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestVerifyChain(t *testing.T) {
	a := &authority{t: t}
	root := a.issue("CA root", nil, nil, nil)
	middle := a.issue("CA middle", root, nil, nil)
	oldMiddle := a.issue("CA old middle", root, func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -1) }, nil)
	stranger := a.issue("CA stranger", nil, nil, nil)
	const name = "mail.example.org"

	weak := must(rsa.GenerateKey(rand.Reader, 1024))(t)
	p224 := must(ecdsa.GenerateKey(elliptic.P224(), rand.Reader))(t)
	expired := func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -1) }
	early := func(c *x509.Certificate) { c.NotBefore = today.AddDate(0, 0, 1) }
	aia := func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.example.org/middle.cer"} }
	sha1 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }
	noName := func(c *x509.Certificate) { c.DNSNames = nil }
	client := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	all := func(changes ...func(*x509.Certificate)) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			for _, change := range changes {
				change(c)
			}
		}
	}

	for _, tt := range []struct {
		name   string
		host   string
		leaf   string
		by     *issued // nil: by itself
		change func(*x509.Certificate)
		key    crypto.Signer
		sent   []*issued // behind the leaf
		want   string
	}{
		{"sound", name, name, middle, nil, nil, []*issued{middle}, ""},
		{"sound, with its root", name, name, middle, nil, nil, []*issued{middle, root}, ""},
		{"sound, in the wrong order", name, name, middle, nil, nil, []*issued{root, middle}, ""},
		{"wildcard", name, "*.example.org", middle, nil, nil, []*issued{middle}, ""},
		{"root's dot", name + ".", name, middle, nil, nil, []*issued{middle}, ""},
		{"wildcard is one label", name, "*.org", middle, nil, nil, []*issued{middle}, "cert-name-mismatch"},
		{"an address", "192.0.2.1", name, middle, func(c *x509.Certificate) { c.IPAddresses = []net.IP{{192, 0, 2, 1}} }, nil, []*issued{middle}, ""},
		{"an address that is not named", "192.0.2.1", name, middle, nil, nil, []*issued{middle}, "cert-name-mismatch"},
		{"common name alone", name, name, middle, noName, nil, []*issued{middle}, "cert-name-mismatch"},
		{"expired", name, name, middle, expired, nil, []*issued{middle}, "cert-expired"},
		{"not yet valid", name, name, middle, early, nil, []*issued{middle}, "cert-not-yet-valid"},
		{"intermediate expired", name, name, oldMiddle, nil, nil, []*issued{oldMiddle}, "cert-expired"},
		{"self-signed", name, name, nil, nil, nil, nil, "cert-self-signed"},
		{"unknown issuer", name, name, stranger, nil, nil, []*issued{stranger}, "cert-unknown-issuer"},
		{"unknown issuer, not sent", name, name, stranger, nil, nil, nil, "cert-unknown-issuer"},
		{"incomplete", name, name, middle, aia, nil, nil, "cert-incomplete-chain"},
		{"weak RSA key", name, name, middle, nil, weak, []*issued{middle}, "cert-weak-key"},
		{"weak curve", name, name, middle, nil, p224, []*issued{middle}, "cert-weak-key"},
		{"SHA-1", name, name, middle, sha1, nil, []*issued{middle}, "cert-weak-signature"},
		{"for clients", name, name, middle, client, nil, []*issued{middle}, "cert-invalid"},

		{"expired, wrong name, self-signed", name, "localhost", nil, expired, nil, nil,
			"cert-expired cert-name-mismatch cert-self-signed"},
		{"expired, unknown issuer, weak key", name, name, stranger, expired, weak, []*issued{stranger},
			"cert-expired cert-unknown-issuer cert-weak-key"},
		{"early, wrong name, incomplete", name, "other.example.org", middle, all(early, aia), nil, nil,
			"cert-not-yet-valid cert-name-mismatch cert-incomplete-chain"},
		{"expired, SHA-1", name, name, middle, all(expired, sha1), nil, []*issued{middle}, "cert-expired cert-weak-signature"},
		{"leaf expired, intermediate expired", name, name, oldMiddle, expired, nil, []*issued{oldMiddle}, "cert-expired cert-expired"},
		{"self-signed, weak key", name, name, nil, nil, weak, nil, "cert-self-signed cert-weak-key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pool := x509.NewCertPool()
			pool.AddCert(root.cert)
			chain := []*x509.Certificate{a.issue(tt.leaf, tt.by, tt.change, tt.key).cert}
			for _, i := range tt.sent {
				chain = append(chain, i.cert)
			}
			problems := verifyChain(chain, tt.host, pool, today)
			if problems == nil {
				t.Error("no problem must be an empty list")
			}
			var kinds []string
			for _, p := range problems {
				kinds = append(kinds, string(p.Kind))
				if p.Detail == "" {
					t.Errorf("%s without a detail", p.Kind)
				}
			}
			if got := strings.Join(kinds, " "); got != tt.want {
				t.Errorf("%q, want %q: %v", got, tt.want, problems)
			}
		})
	}
	if p := verifyChain(nil, name, nil, today); len(p) != 1 || p[0].Kind != result.CertInvalid {
		t.Errorf("no certificate: %v", p)
	}
}

func TestKeyName(t *testing.T) {
	a := &authority{t: t}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for want, key := range map[string]crypto.Signer{"ECDSA P-256": nil, "Ed25519": ed} {
		cert := describeCertificate(a.issue("mail.example.org", nil, nil, key).cert)
		if cert.Key != want || len(cert.SHA256) != 64 || fmt.Sprint(cert.Names) != "[mail.example.org]" || cert.Signature == "" {
			t.Errorf("%+v, want the key %s", cert, want)
		}
	}
}

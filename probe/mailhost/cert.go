package mailhost

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

const (
	day       = 24 * time.Hour
	leafLife  = 90 * day
	clockSlip = time.Hour // certificates begin this much early and end this much late
)

// pair is a certificate with its key.
type pair struct {
	leaf *x509.Certificate
	key  crypto.Signer
}

// authority is the private CA of one host.
type authority struct {
	root         pair
	intermediate pair
	stranger     pair // a CA that nobody was told of
	now          time.Time
	served       map[certificate]tls.Certificate // one of each kind, whatever the endpoint
}

func newAuthority(now time.Time) (*authority, error) {
	a := &authority{now: now, served: map[certificate]tls.Certificate{}}
	var err error
	if a.root, err = a.issueCA("Demo Mail Host CA", pair{}); err != nil {
		return nil, err
	}
	if a.intermediate, err = a.issueCA("Demo Mail Host Issuing CA", a.root); err != nil {
		return nil, err
	}
	if a.stranger, err = a.issueCA("Unknown Demo CA", pair{}); err != nil {
		return nil, err
	}
	return a, nil
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.leaf.Raw})
}

// issueCA makes a CA certificate, signed by parent or, without one, by itself.
func (a *authority) issueCA(name string, parent pair) (pair, error) {
	key, err := newECDSA()
	if err != nil {
		return pair{}, err
	}
	t := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name, Organization: []string{"Demo Mail Host"}},
		NotBefore:             a.now.Add(-clockSlip),
		NotAfter:              a.now.Add(10 * 365 * day),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	return sign(t, key, parent)
}

// sign signs a template for key. Without a parent the key signs for itself.
func sign(t *x509.Certificate, key crypto.Signer, parent pair) (pair, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return pair{}, err
	}
	t.SerialNumber = serial
	if parent.leaf == nil {
		parent = pair{t, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent.leaf, key.Public(), parent.key)
	if err != nil {
		return pair{}, err
	}
	cert, err := x509.ParseCertificate(der)
	return pair{cert, key}, err
}

func newECDSA() (crypto.Signer, error) {
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

// certificate is how a served certificate differs from a sound one. The zero
// value is sound: ECDSA, for [Name], 90 days, signed by the host's CA.
type certificate struct {
	name       string        // another name than the host's
	begins     time.Duration // from now; 0 is now
	ends       time.Duration // from now; 0 is 90 days
	selfSigned bool
	stranger   bool // signed by a CA outside Roots, which is sent along
	incomplete bool // signed by an intermediate CA that is not sent
	clients    bool // for use by clients, not by servers
	rsaBits    int  // an RSA key of so many bits
	sha1       bool // signed with SHA-1
}

// config makes the TLS settings of one endpoint. maxTLS 0 is the newest, and
// suites nil the usual ones.
func (a *authority) config(c certificate, maxTLS uint16, suites []uint16) (*tls.Config, error) {
	chain, err := a.chain(c)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{chain}, MinVersion: tls.VersionTLS12, CipherSuites: suites}
	if maxTLS != 0 {
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, maxTLS
	}
	return config, nil
}

// everySuite returns those that are no longer in use too.
func everySuite() []uint16 {
	var ids []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, suite.ID)
	}
	return ids
}

func (a *authority) chain(c certificate) (tls.Certificate, error) {
	if chain, ok := a.served[c]; ok {
		return chain, nil
	}
	name, ends, newKey, parent := Name, leafLife, newECDSA, a.root
	if c.name != "" {
		name = c.name
	}
	if c.ends != 0 {
		ends = c.ends
	}
	if c.rsaBits > 0 {
		newKey = func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, c.rsaBits) }
	}
	switch {
	case c.selfSigned:
		parent = pair{}
	case c.stranger:
		parent = a.stranger
	case c.incomplete:
		parent = a.intermediate
	}
	key, err := newKey()
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a key: %w", err)
	}
	t := &x509.Certificate{
		Subject:     pkix.Name{CommonName: name},
		DNSNames:    []string{name},
		NotBefore:   a.now.Add(c.begins - clockSlip),
		NotAfter:    a.now.Add(ends + clockSlip),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if c.rsaBits > 0 {
		t.KeyUsage |= x509.KeyUsageKeyEncipherment
	}
	if c.incomplete {
		t.IssuingCertificateURL = []string{"http://" + Domain + "/issuing-ca.cer"}
	}
	if c.clients {
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	if c.sha1 {
		t.SignatureAlgorithm = x509.ECDSAWithSHA1
	}
	leaf, err := sign(t, key, parent)
	if err != nil {
		return tls.Certificate{}, err
	}
	chain := tls.Certificate{Certificate: [][]byte{leaf.leaf.Raw}, PrivateKey: key, Leaf: leaf.leaf}
	if c.stranger {
		chain.Certificate = append(chain.Certificate, bytes.Clone(a.stranger.leaf.Raw))
	}
	a.served[c] = chain
	return chain, nil
}

package realserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// authority is a private certificate authority and the one certificate that it
// has issued.
type authority struct {
	file  string // the authority's certificate, PEM
	chain string // the server's certificate, PEM
	key   string // the server's key, PEM
	roots *x509.CertPool
	name  string // that the server's certificate is for
}

func newAuthority(dir string, o Options) (*authority, error) {
	a := &authority{
		file:  filepath.Join(dir, "ca.pem"),
		chain: filepath.Join(dir, "leaf.pem"),
		key:   filepath.Join(dir, "leaf.key"),
		roots: x509.NewCertPool(),
		name:  o.LeafNames[0],
	}
	now := time.Now()
	notAfter := o.LeafNotAfter
	if notAfter.IsZero() {
		notAfter = now.AddDate(0, 0, 90)
	}
	// An expired certificate must once have been valid.
	notBefore := now.AddDate(0, 0, -1)
	if notAfter.Before(now) {
		notBefore = notAfter.AddDate(0, 0, -90)
	}

	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	ca := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "Example Test CA"},
		NotBefore:             notBefore.AddDate(-1, 0, 0),
		NotAfter:              now.AddDate(10, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	if ca, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	a.roots.AddCert(ca)
	if err := writePEM(a.file, "CERTIFICATE", der, 0o644); err != nil {
		return nil, err
	}

	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: o.LeafNames[0]},
		DNSNames:     o.LeafNames,
		NotBefore:    notBefore,
		NotAfter:     notAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if der, err = x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, caKey); err != nil {
		return nil, err
	}
	if err := writePEM(a.chain, "CERTIFICATE", der, 0o644); err != nil {
		return nil, err
	}
	if der, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		return nil, err
	}
	return a, writePEM(a.key, "PRIVATE KEY", der, 0o600)
}

func writePEM(name, kind string, der []byte, mode os.FileMode) error {
	return os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}

package testkit

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// WrongName is a web host whose certificate is another host's.
const WrongName = "badcert.example.test"

// Internet is what a search for mail servers meets: a name server and every web
// host, on loopback. It writes down what it is asked.
type Internet struct {
	*Names
	HTTPS, HTTP string // the addresses of all web hosts
	CA          []byte // the issuer of their certificates, in PEM

	// Issue makes a certificate of that issuer, for the name that a client asks for.
	Issue func(*tls.ClientHelloInfo) (*tls.Certificate, error)

	// Connect says which hosts exist, in the form that a search takes.
	Connect map[string][]string

	mu       sync.Mutex
	files    map[string]http.HandlerFunc // by URL, without a query
	requests []Request
}

// Request is what a web host was sent.
type Request struct{ Method, URL, Host, Body, Referer string }

// NewInternet starts one in which nothing exists. Its certificates are good at
// the given time.
func NewInternet(t testing.TB, now time.Time) *Internet {
	t.Helper()
	n := &Internet{Names: NewNames(t), Connect: map[string][]string{}, files: map[string]http.HandlerFunc{}}
	secure := httptest.NewUnstartedServer(http.HandlerFunc(n.serve))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	n.Issue = n.issuer(t, now)
	secure.TLS = &tls.Config{GetCertificate: n.Issue}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(plain.Close)
	n.HTTPS, n.HTTP = secure.Listener.Addr().String(), plain.Listener.Addr().String()
	return n
}

// Host lets the web host of a URL exist. What it does not serve is not found.
func (n *Internet) Host(address string) {
	n.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		n.t.Fatal(err)
	}
	to, port := n.HTTPS, cmp.Or(u.Port(), "443")
	if u.Scheme == "http" {
		to, port = n.HTTP, cmp.Or(u.Port(), "80")
	}
	n.Connect[u.Hostname()+":"+port] = []string{to}
}

// Handle serves a URL, at whose host there is then a web host.
func (n *Internet) Handle(address string, h http.HandlerFunc) {
	n.t.Helper()
	n.Host(address)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.files[address] = h
}

// Requests returns all that web hosts were sent so far.
func (n *Internet) Requests() []Request {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.requests)
}

func (n *Internet) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	host := "http://" + r.Host
	if r.TLS != nil {
		host = "https://" + r.Host
	}
	n.mu.Lock()
	n.requests = append(n.requests, Request{r.Method, host + r.URL.String(), r.Host, string(body), r.Referer()})
	h := n.files[host+r.URL.Path]
	n.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

// issuer makes an authority, whose certificates are for the name that a client
// asks for.
func (n *Internet) issuer(t testing.TB, now time.Time) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Test CA"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	n.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		name := hello.ServerName
		if name == WrongName {
			name = "another.example.test"
		}
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(2), DNSNames: []string{name}, NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, key)
		return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
	}
}

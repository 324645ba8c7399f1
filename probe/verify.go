package probe

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// The least key sizes of RFC 9325 section 4.5, in bits.
const (
	leastRSA   = 2048
	leastCurve = 224 + 1 // anything below P-256
)

// verifyChain finds everything that is wrong with a server's chain (leaf
// first, as sent) for the host that was asked for, in the order of
// [result.Kinds]: expiry, name, trust, strength. Each is judged as if the
// others were right, because a server that is mended one error at a time is
// mended many times. No problem means that the chain is verified.
//
// roots nil are the system's. The name is compared with subjectAltName alone
// (RFC 7817 section 3, RFC 9525 section 2).
func verifyChain(chain []*x509.Certificate, host string, roots *x509.CertPool, now time.Time) []result.Problem {
	problems := []result.Problem{}
	add := func(kind result.Kind, format string, args ...any) {
		problems = append(problems, result.Problem{Kind: kind, Detail: foreign.Text(fmt.Sprintf(format, args...))})
	}
	if len(chain) == 0 {
		add(result.CertInvalid, "the server sent no certificate")
		return problems
	}
	leaf := chain[0]
	trust, used := verifyTrust(chain, roots, now)
	if trust != nil {
		used = chain[:1]
	}
	for _, cert := range used {
		if now.After(cert.NotAfter) {
			add(result.CertExpired, "%s expired on %s", subject(cert), cert.NotAfter.UTC().Format(time.RFC3339))
		}
	}
	for _, cert := range used {
		if now.Before(cert.NotBefore) {
			add(result.CertNotYetValid, "%s is valid from %s", subject(cert), cert.NotBefore.UTC().Format(time.RFC3339))
		}
	}
	if err := leaf.VerifyHostname(serverNameOrAddress(host)); err != nil {
		add(result.CertNameMismatch, "the certificate is for %s, not for %s", namesOf(leaf), host)
	}
	if trust != nil {
		problems = append(problems, *trust)
	}
	for _, cert := range chain {
		if !selfIssued(cert) || cert == leaf { // how a root signs itself protects nothing
			if weakKey(cert) {
				add(result.CertWeakKey, "%s has the key %s", subject(cert), keyName(cert))
			}
		}
	}
	for _, cert := range chain {
		if !selfIssued(cert) && weakSignature(cert) {
			add(result.CertWeakSignature, "%s is signed with %s", subject(cert), cert.SignatureAlgorithm)
		}
	}
	return problems
}

// verifyTrust asks whether the leaf leads to a root, at a time at which the
// chain is valid. It returns the problem, or the chain that was found.
func verifyTrust(chain []*x509.Certificate, roots *x509.CertPool, now time.Time) (*result.Problem, []*x509.Certificate) {
	options := x509.VerifyOptions{
		Roots: roots, Intermediates: x509.NewCertPool(), CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, cert := range chain[1:] {
		options.Intermediates.AddCert(cert)
	}
	found, err := chain[0].Verify(options)
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		options.CurrentTime = commonTime(chain)
		found, err = chain[0].Verify(options)
	}
	if err == nil {
		return nil, found[0]
	}
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return nil, chain // never valid at one time: the expiry says it
	}
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &unknown) {
		return problem(result.CertInvalid, strings.TrimPrefix(err.Error(), "x509: ")), nil
	}
	last := climb(chain)
	switch {
	case strings.Contains(err.Error(), "insecure algorithm"):
		return nil, chain // its issuer is known: only the signature is refused, and is reported as such
	case selfIssued(chain[0]):
		return problem(result.CertSelfSigned, subject(chain[0])+" is signed with its own key"), nil
	case !selfIssued(last) && len(last.IssuingCertificateURL) > 0:
		// The missing certificate is published (RFC 5280 section 4.2.2.1),
		// as public authorities do it: the server should send it.
		return problem(result.CertIncompleteChain, "the server does not send the certificate of "+last.Issuer.String()), nil
	}
	return problem(result.CertUnknownIssuer, "the chain ends at "+last.Issuer.String()+", which is not trusted"), nil
}

func problem(kind result.Kind, detail string) *result.Problem {
	return &result.Problem{Kind: kind, Detail: foreign.Text(detail)}
}

// commonTime returns a time at which all certificates are valid, if there is
// one: the last beginning of validity.
func commonTime(chain []*x509.Certificate) time.Time {
	latest := slices.MaxFunc(chain, func(a, b *x509.Certificate) int { return a.NotBefore.Compare(b.NotBefore) })
	return latest.NotBefore
}

// climb follows the issuers within what was sent.
func climb(chain []*x509.Certificate) *x509.Certificate {
	at := chain[0]
	for range chain {
		next := slices.IndexFunc(chain, func(c *x509.Certificate) bool {
			return c != at && bytes.Equal(c.RawSubject, at.RawIssuer)
		})
		if selfIssued(at) || next < 0 {
			break
		}
		at = chain[next]
	}
	return at
}

// selfIssued reports whether a certificate is signed with its own key.
func selfIssued(cert *x509.Certificate) bool {
	return bytes.Equal(cert.RawIssuer, cert.RawSubject) &&
		(len(cert.AuthorityKeyId) == 0 || len(cert.SubjectKeyId) == 0 || bytes.Equal(cert.AuthorityKeyId, cert.SubjectKeyId))
}

func weakKey(cert *x509.Certificate) bool {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen() < leastRSA
	case *ecdsa.PublicKey:
		return key.Curve.Params().BitSize < leastCurve
	}
	return cert.PublicKeyAlgorithm == x509.DSA
}

func weakSignature(cert *x509.Certificate) bool {
	switch cert.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// serverNameOrAddress returns the host in the form of VerifyHostname.
func serverNameOrAddress(host string) string {
	if ip := net.ParseIP(host); ip != nil {
		return "[" + host + "]"
	}
	return strings.TrimSuffix(host, ".")
}

func subject(cert *x509.Certificate) string {
	if s := cert.Subject.String(); s != "" {
		return s
	}
	return namesOf(cert)
}

// namesOf lists the names that a client may compare with, shortened.
func namesOf(cert *x509.Certificate) string {
	names := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	const shown = 5
	switch {
	case len(names) == 0:
		return "no name (no subjectAltName)"
	case len(names) > shown:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return strings.Join(names, ", ")
}

package webconfig

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"path/filepath"
	"slices"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
)

// incomplete returns what the keys of TLS lack that others of them need.
func incomplete(n *config.Node) []*config.Error {
	var out []*config.Error
	for _, pair := range [][2]string{{"cert_file", "cert"}, {"key_file", "key"}} {
		if !n.Has(pair[0]) && !n.Has(pair[1]) && !n.Unread(pair[0]) && !n.Unread(pair[1]) {
			out = append(out, n.Fail("key-missing", locale.Args{"key": pair[0]}))
		}
	}
	issuers := cmp.Or(n.Get("client_ca_file"), n.Get("client_ca"))
	if issuers != nil && !n.Unread("client_auth_type") && clientAuth()[n.Word("client_auth_type")] == tls.NoClientCert {
		out = append(out, issuers.Fail("web-client-auth", nil))
	}
	return out
}

// serverTLS makes what crypto/tls needs, and reads the files that are named.
func serverTLS(n *config.Node) (*tls.Config, error) {
	cert, errCert := pemAt(n, "cert")
	key, errKey := pemAt(n, "key")
	if err := errors.Join(errCert, errKey); err != nil {
		return nil, config.Joined(slices.Concat(config.All(errCert), config.All(errKey)))
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, cmp.Or(n.Get("cert_file"), n.Get("cert")).Fail("web-pair", locale.Args{"detail": err.Error()})
	}
	c := &tls.Config{
		Certificates: []tls.Certificate{pair},
		MinVersion:   cmp.Or(versions()[n.Word("min_version")], tls.VersionTLS12),
		MaxVersion:   cmp.Or(versions()[n.Word("max_version")], tls.VersionTLS13),
		ClientAuth:   clientAuth()[n.Word("client_auth_type")],
	}
	for _, w := range config.List(n.Get("cipher_suites")) {
		c.CipherSuites = append(c.CipherSuites, suites()[w.Text])
	}
	for _, w := range config.List(n.Get("curve_preferences")) {
		c.CurvePreferences = append(c.CurvePreferences, curves()[w.Text])
	}
	if issuers := cmp.Or(n.Get("client_ca_file"), n.Get("client_ca")); issuers != nil {
		pem, err := pemAt(n, "client_ca")
		if err != nil {
			return nil, err
		}
		c.ClientCAs = x509.NewCertPool()
		if !c.ClientCAs.AppendCertsFromPEM(pem) {
			return nil, issuers.Fail("web-no-certificate", nil)
		}
	}
	if names := config.List(n.Get("client_allowed_sans")); len(names) > 0 {
		c.VerifyConnection = func(s tls.ConnectionState) error { return oneNamed(s.PeerCertificates, names) }
	}
	return c, nil
}

// pemAt returns what stands at a key, or in the file at the key with _file
// behind.
func pemAt(n *config.Node, key string) ([]byte, error) {
	name := n.Get(key + "_file")
	if name == nil {
		return []byte(n.Word(key)), nil
	}
	path := filepath.FromSlash(name.Text)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(filepath.FromSlash(name.File)), path)
	}
	content, err := run.ReadFile(path)
	if err != nil {
		reason, detail := run.ReasonOf(err)
		return nil, name.Fail("web-file", locale.Args{"file": name.Text, "reason": reason, "detail": detail})
	}
	return content, nil
}

// oneNamed refuses a client whose certificate has none of some names. A client
// without a certificate has no name; whether it must have one is the matter of
// client_auth_type.
func oneNamed(chain []*x509.Certificate, allowed []config.Node) error {
	if len(chain) == 0 {
		return nil
	}
	names := slices.Concat(chain[0].DNSNames, chain[0].EmailAddresses)
	for _, ip := range chain[0].IPAddresses {
		names = append(names, ip.String())
	}
	for _, uri := range chain[0].URIs {
		names = append(names, uri.String())
	}
	for _, n := range allowed {
		if slices.Contains(names, n.Text) {
			return nil
		}
	}
	return errors.New("the client's certificate has none of the names in client_allowed_sans")
}

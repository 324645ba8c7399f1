// Package webconfig serves HTTP as a file says that Prometheus's exporters
// share: TLS, certificates of clients, passwords, headers, and a limit of
// requests (exporter-toolkit, docs/web-configuration.md). The file is read again
// for every connection and request, so that a new certificate or password holds
// at once; while the file is wrong nobody is answered.
//
// The toolkit itself reads the same files, and tests compare the two. It brings
// libraries that prepare themselves at every start of the program, for longer
// than the rest of the start takes (docs/performance.md). Where the toolkit
// would serve without what a file seems to ask for, this package refuses the
// file: TLS settings without a certificate, a file of issuers without a
// certificate in it, an empty file.
package webconfig

import (
	"crypto/tls"
	"math"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/crypto/bcrypt"

	"mailadvisor/advise/config"
	"mailadvisor/advise/run"
)

// file is a web configuration as it is written.
type file struct {
	tls      *config.Node      // tls_server_config; nil for plain HTTP
	http2    bool              // offered where there is TLS
	headers  map[string]string // of every answer
	users    map[string]string // bcrypt hashes; empty: everybody may ask
	interval time.Duration     // between two requests; 0: any
	burst    int               // requests that may come at once all the same
}

// Check reports what is wrong with a file and with what it refers to. The error
// is a [*config.Error] with its places, or that of reading the file.
func Check(name string) error {
	_, err := checked(name)
	return err
}

// checked reads a file, and what it refers to.
func checked(name string) (*file, error) {
	f, err := read(name)
	if err != nil || f.tls == nil {
		return f, err
	}
	_, err = serverTLS(f.tls)
	return f, err
}

// read reads a file, and nothing that it refers to.
func read(name string) (*file, error) {
	content, err := run.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return parse(filepath.ToSlash(name), content)
}

func parse(name string, content []byte) (*file, error) {
	tree, wrong := fileShape().Read(name, content)
	f := &file{http2: true, headers: map[string]string{}, users: map[string]string{}, burst: 1, tls: tree.Get("tls_server_config")}
	for _, field := range fields(tree, "basic_auth_users") {
		f.users[field.Key] = field.Value.Text
		if _, err := bcrypt.Cost([]byte(field.Value.Text)); err != nil {
			wrong = append(wrong, field.Value.Fail("web-hash", nil)) // and not the word, which may be a password
		}
	}
	for _, field := range fields(tree, "rate_limit") {
		switch field.Key {
		case "interval":
			f.interval, _ = time.ParseDuration(field.Value.Text)
		case "burst":
			f.burst, _ = strconv.Atoi(field.Value.Text)
		}
	}
	for _, field := range fields(tree, "http_server_config") {
		switch field.Key {
		case "http2":
			f.http2 = field.Value.Text == "true"
		case "headers":
			for _, header := range field.Value.Read() {
				f.headers[header.Key] = header.Value.Text
			}
		}
	}
	if f.tls != nil {
		wrong = append(wrong, incomplete(f.tls)...)
	}
	if all := config.Joined(wrong); all != nil {
		return nil, all
	}
	return f, nil
}

// fields returns those of a map at a key of another; none where it is not
// there.
func fields(n *config.Node, key string) []*config.Field { return n.Get(key).Read() }

// fileShape returns the shape of a file.
func fileShape() *config.Shape {
	header := func(name string, values ...string) config.Member {
		return config.May(name, config.OneWord("The header of that name in every answer.", oneOf(values...)))
	}
	return &config.Shape{Doc: "How HTTP is served.", Keys: []config.Member{
		config.May("tls_server_config", config.Shape{Doc: "TLS.", Keys: tlsKeys()}),
		config.May("http_server_config", config.Shape{Doc: "HTTP.", Keys: []config.Member{
			config.May("http2", config.OneWord("Whether HTTP/2 is offered, with TLS. true.", config.Switch())),
			config.May("headers", config.Shape{Doc: "Headers of every answer.", Keys: []config.Member{
				header("Content-Security-Policy"), header("Strict-Transport-Security"), header("X-XSS-Protection"),
				header("X-Content-Type-Options", "nosniff"), header("X-Frame-Options", "deny", "sameorigin"),
			}}),
		}}),
		config.May("basic_auth_users", config.Shape{Doc: "Who may ask: names, and bcrypt hashes of their passwords.", Names: &config.Shape{Word: config.Text()}}),
		config.May("rate_limit", config.Shape{Doc: "How many requests are answered.", Keys: []config.Member{
			config.May("interval", config.OneWord("The time between two requests; 0 for no limit.", interval())),
			config.May("burst", config.OneWord("How many requests may come at once all the same. 1.", config.Count(math.MaxInt32))),
		}}),
	}}
}

func tlsKeys() []config.Member {
	return []config.Member{
		config.May("cert", config.OneWord("The certificate and its chain, in PEM.", config.Text())),
		config.May("key", config.OneWord("The key, in PEM.", config.Text())),
		config.May("client_ca", config.OneWord("The issuers of clients' certificates, in PEM.", config.Text())),
		config.May("cert_file", config.OneWord("The certificate and its chain: a file, relative to this one.", config.Text())),
		config.May("key_file", config.OneWord("The key: a file, relative to this one.", config.Text())),
		config.May("client_ca_file", config.OneWord("The issuers of clients' certificates: a file, relative to this one.", config.Text())),
		config.May("client_auth_type", config.OneWord("Which certificate clients must have. NoClientCert.", oneOf(config.Names(clientAuth())...))),
		config.May("client_allowed_sans", config.ListOf("Names of which a client's certificate must have one.", config.Text())),
		config.May("min_version", config.OneWord("The lowest version of TLS. TLS12.", oneOf(config.Names(versions())...))),
		config.May("max_version", config.OneWord("The highest version of TLS. TLS13.", oneOf(config.Names(versions())...))),
		config.May("cipher_suites", config.ListOf("Suites for TLS 1.2 and below.", oneOf(config.Names(suites())...))),
		config.May("curve_preferences", config.ListOf("Groups for the key exchange.", oneOf(config.Names(curves())...))),
		config.May("prefer_server_cipher_suites", config.OneWord("Read and not used, as in the toolkit.", config.Switch())),
	}
}

// oneOf is one of some words, or any text where none is named.
func oneOf(words ...string) *config.Word {
	if len(words) == 0 {
		return config.Text()
	}
	return &config.Word{ID: "text", Known: func() []string { return words }, Read: config.AsWritten}
}

// interval returns a time, or none.
func interval() *config.Word {
	return &config.Word{ID: "duration", Read: func(s string) (any, bool) {
		d, err := time.ParseDuration(s)
		return d, err == nil && d >= 0
	}}
}

func versions() map[string]uint16 {
	return map[string]uint16{"TLS10": tls.VersionTLS10, "TLS11": tls.VersionTLS11, "TLS12": tls.VersionTLS12, "TLS13": tls.VersionTLS13}
}

func curves() map[string]tls.CurveID {
	return map[string]tls.CurveID{"CurveP256": tls.CurveP256, "CurveP384": tls.CurveP384, "CurveP521": tls.CurveP521, "X25519": tls.X25519}
}

func suites() map[string]uint16 {
	out := map[string]uint16{}
	for _, s := range tls.CipherSuites() {
		out[s.Name] = s.ID
	}
	return out
}

// clientAuth returns the words for what is asked of clients: those of
// crypto/tls, and one that the toolkit keeps from its first version.
func clientAuth() map[string]tls.ClientAuthType {
	return map[string]tls.ClientAuthType{
		"NoClientCert": tls.NoClientCert, "RequestClientCert": tls.RequestClientCert,
		"RequireAnyClientCert": tls.RequireAnyClientCert, "RequireClientCert": tls.RequireAnyClientCert,
		"VerifyClientCertIfGiven": tls.VerifyClientCertIfGiven, "RequireAndVerifyClientCert": tls.RequireAndVerifyClientCert,
	}
}

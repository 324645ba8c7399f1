package webconfig

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/exporter-toolkit/web"
	"golang.org/x/crypto/bcrypt"

	"mailadvisor/advise/config"
	"mailadvisor/advise/run"
	"mailadvisor/probe/testkit"
)

// folder makes a folder with a certificate and its key (server.crt, server.key),
// another key, and the certificate of a client with its key and two names.
func folder(t testing.TB) string {
	dir := t.TempDir()
	issue := func(name string, template *x509.Certificate) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template.SerialNumber, template.BasicConstraintsValid, template.IsCA = big.NewInt(1), true, true
		template.Subject = pkix.Name{CommonName: name}
		template.NotBefore, template.NotAfter = testkit.Today().AddDate(-1, 0, 0), testkit.Today().AddDate(1, 0, 0)
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		keyDER, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, name+".crt", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
		put(t, dir, name+".key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})))
	}
	server := func() *x509.Certificate { return &x509.Certificate{DNSNames: []string{"page.example"}} }
	issue("server", server())
	issue("other", server())
	issue("client", &x509.Certificate{DNSNames: []string{"helpdesk.example"}, EmailAddresses: []string{"team@helpdesk.example"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return dir
}

func put(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contentOf(t testing.TB, dir, name string) string {
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// withTLS returns a file with TLS, and more lines of its section.
func withTLS(more ...string) string {
	out := "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"
	for _, line := range more {
		out += "  " + line + "\n"
	}
	return out
}

// swordfish returns the hash of a password.
func swordfish() string {
	hash, err := bcrypt.GenerateFromPassword([]byte("swordfish"), bcrypt.MinCost)
	if err != nil {
		panic(err)
	}
	return string(hash)
}

// A file is good here where it is good for the toolkit that other exporters
// have, but for those that would serve without what they seem to ask for.
func TestFilesAsTheToolkitReadsThem(t *testing.T) {
	dir := folder(t)
	inline := func(name string) string {
		return strings.ReplaceAll(strings.TrimSpace(contentOf(t, dir, name)), "\n", "\n    ")
	}
	for name, c := range map[string]struct {
		file     string
		wrong    string // the message of this package, "" for none
		line     int    // of it; 0 for the first
		stricter string // why the toolkit takes it all the same
	}{
		"no settings":           {file: "{}"},
		"TLS":                   {file: withTLS()},
		"TLS in the file":       {file: "tls_server_config:\n  cert: |\n    " + inline("server.crt") + "\n  key: |\n    " + inline("server.key") + "\n"},
		"passwords":             {file: "basic_auth_users:\n  alice: " + swordfish() + "\n"},
		"versions":              {file: withTLS("min_version: TLS13", "max_version: TLS13")},
		"old versions":          {file: withTLS("min_version: TLS10")},
		"suites and groups":     {file: withTLS("cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", "curve_preferences: [X25519, CurveP256]", "prefer_server_cipher_suites: false")},
		"clients":               {file: withTLS("client_auth_type: RequireAndVerifyClientCert", "client_ca_file: client.crt", "client_allowed_sans: [helpdesk.example]")},
		"clients, first word":   {file: withTLS("client_auth_type: RequireClientCert")},
		"headers":               {file: "http_server_config:\n  http2: false\n  headers:\n    X-Frame-Options: deny\n    Strict-Transport-Security: max-age=31536000\n"},
		"a limit":               {file: "rate_limit:\n  interval: 1s\n  burst: 3\n"},
		"no limit":              {file: "rate_limit:\n  interval: 0s\n"},
		"no such key":           {file: "tls_config: {}", wrong: "key"},
		"no such key of TLS":    {file: withTLS("certificate: x"), wrong: "key", line: 4},
		"no such suite":         {file: withTLS("cipher_suites: [TLS_SECRET]"), wrong: "word", line: 4},
		"no such group":         {file: withTLS("curve_preferences: [P999]"), wrong: "word", line: 4},
		"no such version":       {file: withTLS("min_version: TLS14"), wrong: "word", line: 4},
		"no such demand":        {file: withTLS("client_auth_type: Always"), wrong: "word", line: 4},
		"no such header":        {file: "http_server_config: {headers: {Server: mine}}", wrong: "key"},
		"no such frame":         {file: "http_server_config: {headers: {X-Frame-Options: maybe}}", wrong: "word"},
		"no key":                {file: "tls_server_config: {cert_file: server.crt}", wrong: "key-missing"},
		"no certificate":        {file: "tls_server_config: {key_file: server.key}", wrong: "key-missing"},
		"no file":               {file: "tls_server_config:\n  cert_file: server.crt\n  key_file: gone.key\n", wrong: "web-file", line: 3},
		"not a pair":            {file: "tls_server_config: {cert_file: server.crt, key_file: other.key}", wrong: "web-pair"},
		"no hash":               {file: "basic_auth_users: {alice: swordfish}", wrong: "web-hash"},
		"issuers unasked":       {file: withTLS("client_ca_file: client.crt"), wrong: "web-client-auth", line: 4},
		"not YAML":              {file: "tls_server_config: [", wrong: "syntax", line: 2},
		"TLS without its files": {file: "tls_server_config: {min_version: TLS13}", wrong: "key-missing", stricter: "it serves without TLS"},
		"no issuer":             {file: withTLS("client_auth_type: RequireAndVerifyClientCert", "client_ca_file: server.key"), wrong: "web-no-certificate", line: 5, stricter: "no client can ever connect"},
		"empty":                 {file: "", wrong: "empty", stricter: "it serves everybody without TLS"},
		"nobody at all":         {file: "rate_limit: {interval: 1s, burst: 0}", wrong: "form", stricter: "every request is refused"},
	} {
		t.Run(name, func(t *testing.T) {
			path := put(t, dir, "web.yaml", c.file)
			got, toolkit := Check(path), web.Validate(path)
			if want := c.wrong != "" && c.stricter == ""; (toolkit != nil) != want {
				t.Errorf("the toolkit says %v", toolkit)
			}
			var e *config.Error
			switch {
			case c.wrong == "" && got != nil:
				t.Fatalf("refused: %v", got)
			case c.wrong == "":
			case !errors.As(got, &e):
				t.Fatalf("%v, and not a place in the file", got)
			case e.Text.ID != "config.error."+c.wrong || e.Line != max(c.line, 1):
				t.Errorf("line %d: %s; want line %d: %s", e.Line, e.Text.ID, max(c.line, 1), c.wrong)
			}
		})
	}
	t.Run("all that is wrong is told", func(t *testing.T) {
		err := Check(put(t, dir, "web.yaml", "basic_auth_users: {a: one, b: two}\ntls_server_config: {min_version: TLS12}\n"))
		if all := config.All(err); len(all) != 4 {
			t.Errorf("%d errors of 4: %v", len(all), err)
		}
	})
	t.Run("no file", func(t *testing.T) {
		if err := Check(filepath.Join(dir, "gone.yaml")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%v", err)
		}
	})
}

// asked is what a client sees of a server.
type asked struct {
	Status, Proto, Body string
	Header              http.Header // without those that a server adds by itself
	Failed              bool        // before there was an answer
}

// client asks with what it has.
type client struct {
	user, password string
	versions       [2]uint16
	certificate    string // the name of a pair in the folder
	http1          bool
}

func (c client) ask(t *testing.T, dir, scheme, address string) asked {
	t.Helper()
	conf := &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "page.example", Time: testkit.Clock(), MinVersion: c.versions[0], MaxVersion: c.versions[1]}
	conf.RootCAs.AppendCertsFromPEM([]byte(contentOf(t, dir, "server.crt")))
	if c.certificate != "" {
		pair, err := tls.LoadX509KeyPair(filepath.Join(dir, c.certificate+".crt"), filepath.Join(dir, c.certificate+".key"))
		if err != nil {
			t.Fatal(err)
		}
		conf.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	transport := &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: !c.http1}
	defer transport.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, scheme+"://"+address+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.user != "" {
		r.SetBasicAuth(c.user, c.password)
	}
	resp, err := transport.RoundTrip(r)
	if err != nil {
		return asked{Failed: true}
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	for _, own := range []string{"Date", "Content-Length"} {
		resp.Header.Del(own)
	}
	return asked{Status: resp.Status, Proto: resp.Proto, Body: string(body), Header: resp.Header}
}

// handler is behind both servers.
func handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "behind the gate\n") })
}

// both serve one file, by this package and by the toolkit.
func both(t *testing.T, path string) map[string]string {
	t.Helper()
	return map[string]string{
		"ours": served(t, path, io.Discard),
		"toolkit": listening(t, func(l net.Listener, s *http.Server) error {
			return web.Serve(l, s, &web.FlagConfig{WebConfigFile: &path}, slog.New(slog.DiscardHandler))
		}),
	}
}

// served serves a file by this package.
func served(t *testing.T, path string, log io.Writer) (address string) {
	t.Helper()
	return listening(t, func(l net.Listener, s *http.Server) error {
		return Serve(l, s, path, slog.New(slog.NewTextHandler(log, nil)))
	})
}

// listening serves the handler until the end of the test.
func listening(t *testing.T, serve func(net.Listener, *http.Server) error) (address string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler(), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	done := make(chan error, 1)
	go func() { done <- serve(l, server) }()
	t.Cleanup(func() {
		server.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// A client is answered as the toolkit answers it.
func TestServesAsTheToolkitDoes(t *testing.T) {
	dir := folder(t)
	plain := client{}
	for name, c := range map[string]struct {
		file    string
		scheme  string
		clients map[string]client
		passes  string // the clients that are let in, in the order of their names
	}{
		"plain": {"{}", "http", map[string]client{"a": plain}, "a"},
		"passwords": {"basic_auth_users: {alice: " + swordfish() + "}", "http", map[string]client{
			"nobody": plain, "alice": {user: "alice", password: "swordfish"}, "wrong": {user: "alice", password: "Swordfish"},
			"stranger": {user: "bob", password: "swordfish"}, "empty": {user: "alice"}}, "alice"},
		"headers": {"http_server_config: {headers: {X-Frame-Options: deny, Content-Security-Policy: \"default-src 'self'\"}}", "http", map[string]client{"a": plain}, "a"},
		"TLS 1.2 and 1.3": {withTLS(), "https", map[string]client{"new": plain, "1.2": {versions: [2]uint16{0, tls.VersionTLS12}},
			"1.1": {versions: [2]uint16{tls.VersionTLS10, tls.VersionTLS11}}, "http1": {http1: true}}, "1.2 http1 new"},
		"TLS 1.3":     {withTLS("min_version: TLS13"), "https", map[string]client{"new": plain, "1.2": {versions: [2]uint16{0, tls.VersionTLS12}}}, "new"},
		"no HTTP/2":   {withTLS() + "http_server_config: {http2: false}", "https", map[string]client{"new": plain}, "new"},
		"TLS, no TLS": {withTLS(), "http", map[string]client{"plain": plain}, ""},
		"clients": {withTLS("client_auth_type: RequireAndVerifyClientCert", "client_ca_file: client.crt"), "https",
			map[string]client{"none": plain, "known": {certificate: "client"}, "stranger": {certificate: "other"}}, "known"},
		"named clients": {withTLS("client_auth_type: RequireAndVerifyClientCert", "client_ca_file: client.crt", "client_allowed_sans: [team@helpdesk.example]"), "https",
			map[string]client{"none": plain, "known": {certificate: "client"}}, "known"},
		"other clients": {withTLS("client_auth_type: RequireAndVerifyClientCert", "client_ca_file: client.crt", "client_allowed_sans: [someone.example]"), "https",
			map[string]client{"known": {certificate: "client"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			at := both(t, put(t, t.TempDir(), "web.yaml", absolute(c.file, dir)))
			var passes []string
			for _, who := range config.Names(c.clients) {
				ours, toolkit := c.clients[who].ask(t, dir, c.scheme, at["ours"]), c.clients[who].ask(t, dir, c.scheme, at["toolkit"])
				if diff := cmp.Diff(toolkit, ours); diff != "" {
					t.Errorf("%s is answered otherwise than by the toolkit:\n%s", who, diff)
				}
				if strings.HasPrefix(ours.Status, "200") {
					passes = append(passes, who)
				}
			}
			if got := strings.Join(passes, " "); got != c.passes {
				t.Errorf("let in: %q; want %q", got, c.passes)
			}
		})
	}
}

// absolute names the files of a folder by their whole paths.
func absolute(file, dir string) string {
	for _, key := range []string{"cert_file: ", "key_file: ", "client_ca_file: "} {
		file = strings.ReplaceAll(file, key, key+filepath.ToSlash(dir)+"/")
	}
	return file
}

// A limit of requests answers as many as it says, and then nobody.
func TestLimit(t *testing.T) {
	dir := folder(t)
	at := both(t, put(t, dir, "web.yaml", "rate_limit: {interval: 10h, burst: 2}"))
	for name, address := range at {
		var got []string
		for range 3 {
			got = append(got, client{}.ask(t, dir, "http", address).Status[:3])
		}
		if strings.Join(got, " ") != "200 200 429" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What is changed in the file holds for the next request, and a file that is
// wrong lets nobody in.
func TestFileThatChanges(t *testing.T) {
	dir := folder(t)
	var log testkit.Buffer
	path := put(t, dir, "web.yaml", withTLS()+"basic_auth_users: {alice: "+swordfish()+"}")
	at := served(t, path, &log)
	alice := client{user: "alice", password: "swordfish"}
	if got := alice.ask(t, dir, "https", at); got.Status != "200 OK" {
		t.Fatalf("at first: %+v", got)
	}
	put(t, dir, "web.yaml", withTLS()+"basic_auth_users: {bob: "+swordfish()+"}")
	if got := alice.ask(t, dir, "https", at); got.Status != "401 Unauthorized" {
		t.Errorf("without her: %+v", got)
	}
	put(t, dir, "web.yaml", "{}")
	if got := alice.ask(t, dir, "https", at); !got.Failed {
		t.Errorf("without TLS any more: %+v", got)
	}
	put(t, dir, "web.yaml", "basic_auth_users: {alice: swordfish}")
	if got := alice.ask(t, dir, "https", at); !got.Failed {
		t.Errorf("a wrong file: %+v", got)
	}
	put(t, dir, "server.crt", contentOf(t, dir, "other.crt"))
	put(t, dir, "server.key", contentOf(t, dir, "other.key"))
	put(t, dir, "web.yaml", withTLS())
	if got := (client{}).ask(t, dir, "https", at); got.Status != "200 OK" {
		t.Errorf("with another certificate: %+v", got)
	}
	plain := put(t, dir, "plain.yaml", "{}")
	at = served(t, plain, &log)
	if got := alice.ask(t, dir, "http", at); got.Status != "200 OK" {
		t.Fatalf("without TLS: %+v", got)
	}
	put(t, dir, "plain.yaml", "basic_auth_users: {alice: swordfish}")
	if got := alice.ask(t, dir, "http", at); got.Status != "500 Internal Server Error" {
		t.Errorf("a wrong file without TLS: %+v", got)
	}
	if !strings.Contains(log.String(), "web-hash") || strings.Contains(log.String(), "swordfish") {
		t.Errorf("the log: %s", log.String())
	}
}

// A name that is not there costs a hash too, which no password has.
func TestNobody(t *testing.T) {
	if cost, err := bcrypt.Cost([]byte(nobody)); err != nil || cost != bcrypt.DefaultCost {
		t.Errorf("cost %d, %v", cost, err)
	}
	if err := bcrypt.CompareHashAndPassword([]byte(nobody), nil); !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		t.Errorf("%v", err)
	}
	g := &gate{known: map[[32]byte]bool{}}
	users := map[string]string{"alice": swordfish()}
	for i := range 2 * mostKnown {
		if g.right(users, "alice", fmt.Sprint(i)) {
			t.Errorf("%d is taken as the password", i)
		}
	}
	if len(g.known) > mostKnown {
		t.Errorf("%d are kept", len(g.known))
	}
	if !g.right(users, "alice", "swordfish") || g.right(users, "alicesword", "fish") {
		t.Error("the name and the password run together")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "{}", withTLS(), withTLS("client_ca_file: x", "client_allowed_sans: [a, b]"),
		"basic_auth_users: {alice: hunter2hunter2}", "rate_limit: {interval: 1s, burst: 1}", "http_server_config: {headers: {X-Frame-Options: deny}}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := parse("web.yaml", content)
		if (got == nil) == (err == nil) {
			t.Fatalf("%v, %v", got, err)
		}
		if err != nil && len(config.All(err)) == 0 {
			t.Fatalf("an error without a place: %v", err)
		}
		for _, e := range config.All(err) {
			p := run.PolicyProblem(e)
			if p == nil || e.Line < 1 || e.Column < 1 {
				t.Fatalf("line %d, column %d", e.Line, e.Column)
			}
			if bytes.Contains(content, []byte("hunter2hunter2")) && strings.Contains(fmt.Sprint(e.Text.Args), "hunter2hunter2") && e.Text.ID == "config.error.web-hash" {
				t.Fatalf("a password is repeated: %v", e.Text)
			}
		}
	})
}

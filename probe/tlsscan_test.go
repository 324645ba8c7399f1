package probe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"mailadvisor/probe/hello"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
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

// opensslServer runs openssl s_server, which talks to nobody, on a port of its own.
func opensslServer(t *testing.T, args ...string) (address string) {
	openssl := testkit.Program(t, "openssl", "openssl")
	a := &authority{t: t}
	leaf := a.issue("localhost", nil, nil, must(rsa.GenerateKey(rand.Reader, 2048))(t))
	dir := t.TempDir()
	key := must(x509.MarshalPKCS8PrivateKey(leaf.key))(t)
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: leaf.cert.Raw}, "key.pem": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// RFC 2409 section 6.2: the prime of 1024 bits that servers took for years.
	if err := os.WriteFile(filepath.Join(dir, "dh.pem"), []byte(`-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
`), 0o600); err != nil {
		t.Fatal(err)
	}
	address = testkit.Closed(t)
	cmd := exec.Command(openssl, append([]string{"s_server", "-accept", address, "-cert", "cert.pem", "-key", "key.pem", "-quiet", "-tls1_2", "-serverpref"}, args...)...)
	cmd.Dir = dir
	stdin := must(cmd.StdinPipe())(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close(); cmd.Process.Kill(); cmd.Wait() })
	testkit.Await(t, "openssl listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return address
}

// What OpenSSL's own server chooses of the message is read as it is.
func TestLikeOpenSSL(t *testing.T) {
	dh := []string{"-dhparam", "dh.pem", "-cipher"}
	for _, tt := range []struct {
		name    string
		args    []string
		want    hello.Answer
		refused string
	}{
		{"ECDHE", []string{"-cipher", "ECDHE-RSA-AES128-GCM-SHA256"}, hello.Answer{Version: tls.VersionTLS12, Suite: 0xc02f, Renegotiation: true}, ""},
		{"DHE of 1024 bits preferred", append(dh, "DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"),
			hello.Answer{Version: tls.VersionTLS12, Suite: 0x009f, DHBits: 1024, Renegotiation: true}, ""},
		{"DHE of 1024 bits alone", append(dh, "DHE-RSA-AES128-SHA:@SECLEVEL=0"),
			hello.Answer{Version: tls.VersionTLS12, Suite: 0x0033, DHBits: 1024, Renegotiation: true}, ""},
		{"RSA alone", []string{"-cipher", "AES128-SHA"}, hello.Answer{Version: tls.VersionTLS12, Suite: 0x002f, Renegotiation: true}, ""},
		{"nothing that is offered", []string{"-cipher", "AES128-CCM"}, hello.Answer{}, "alert: handshake failure"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := must(net.Dial("tcp", opensslServer(t, tt.args...)))(t)
			defer conn.Close()
			got, err := chosen(conn, "localhost")
			refused := ""
			if err != nil {
				refused = classifyHello(t.Context(), err).Detail
			}
			if got != tt.want || refused != tt.refused {
				t.Errorf("%+v, %q, want %+v, %q", got, refused, tt.want, tt.refused)
			}
		})
	}
}

// The embedded host answers like one of another TLS library.
func TestFaultsOfOtherLibraries(t *testing.T) {
	for _, tt := range []struct {
		fault string
		want  result.TLS12
	}{
		{"weak-dh", result.TLS12{Cipher: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "DHE", DHBits: 1024, SecureRenegotiation: true}},
		{"old-renegotiation", result.TLS12{Cipher: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDHE"}},
		{"dhe-alone", result.TLS12{Cipher: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "DHE", DHBits: 2048, SecureRenegotiation: true}},
		{"rsa-alone", result.TLS12{Cipher: "TLS_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "RSA", SecureRenegotiation: true}},
		{"pss-certificate", result.TLS12{Cipher: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDHE", SecureRenegotiation: true, PSS: true}},
	} {
		_, o := host(t, "fault:"+tt.fault)
		o.TLSScan = true
		for _, p := range visitAll(t, o).Probes {
			for _, path := range p.Paths {
				if path.TLS12 == nil || *path.TLS12 != tt.want {
					t.Errorf("%s, %s: %+v, want %+v", tt.fault, p.Address(), path.TLS12, tt.want)
				}
			}
		}
	}
}

// A server with key exchange by RSA alone is read as far as its capabilities.
// Its endpoint has failed all the same, and nobody logs in over it.
func TestReadByRSA(t *testing.T) {
	h, o := host(t, "fault:rsa-alone")
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	report := visitAll(t, o)
	for _, p := range report.Probes {
		if p.Status != result.Fail || p.Login == nil || p.Login.Status != result.LoginNotTried {
			t.Errorf("%s: %s, login %+v", p.Address(), p.Status, p.Login)
		}
		for _, path := range p.Paths {
			if path.Failure == nil || path.Failure.Kind != result.TLSHandshakeFailed {
				t.Errorf("%s: %+v", p.Address(), path.Failure)
			}
			if path.Phase(result.PhaseAfterTLS) == nil || path.Greeting == "" || path.Auth == nil {
				t.Errorf("%s: its capabilities were not read", p.Address())
			}
			if path.TLS == nil || path.TLS.Cipher != "TLS_RSA_WITH_AES_256_GCM_SHA384" || !path.TLS.Verified || path.TLS.Chain[0].Key != "RSA 2048" {
				t.Errorf("%s: its handshake was not told: %+v", p.Address(), path.TLS)
			}
		}
	}
	if n := h.Logins().Total(); n.Attempts != 0 {
		t.Errorf("the host saw logins: %+v", n)
	}
}

// So it is with OpenSSL's own server, which here says nothing behind the handshake.
func TestReadByRSAFromOpenSSL(t *testing.T) {
	port := must(netip.ParseAddrPort(opensslServer(t, "-cipher", "AES128-SHA")))(t).Port()
	e := result.Endpoint{Service: result.IMAP, Host: "127.0.0.1", Port: int(port), Security: result.TLS}
	path := visitAll(t, Options{StepLimits: quick}, e).Probes[0].Paths[0]
	if path.TLS == nil || path.TLS.Cipher != "TLS_RSA_WITH_AES_128_CBC_SHA" || path.Failure == nil || path.Failure.Kind != result.TLSHandshakeFailed {
		t.Errorf("%+v, %+v", path.TLS, path.Failure)
	}
}

// A server with which this program has no cipher in common is asked once more,
// as programs with OpenSSL do; without being told to.
func TestAskedAgainAfterAHandshakeThatFailed(t *testing.T) {
	e := tlsServer(t, &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256}})
	path := visitAll(t, Options{StepLimits: quick}, e).Probes[0].Paths[0]
	want := result.TLS12{Cipher: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", KeyExchange: "ECDHE", SecureRenegotiation: true}
	if path.Failure == nil || path.Failure.Kind != result.TLSHandshakeFailed || path.TLS12 == nil || *path.TLS12 != want {
		t.Errorf("%+v, %+v", path.Failure, path.TLS12)
	}
}

// Whether the certificate of a client is wanted is seen in both versions: in
// TLS 1.3 the refusal comes behind the handshake.
func TestClientCertificateWanted(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		e := tlsServer(t, &tls.Config{MinVersion: version, MaxVersion: version, ClientAuth: tls.RequireAnyClientCert})
		path := visitAll(t, Options{StepLimits: quick}, e).Probes[0].Paths[0]
		if path.TLS == nil || !path.TLS.ClientCertificate || path.Failure == nil || path.Failure.Kind != result.TLSHandshakeFailed {
			t.Errorf("%s: %+v, %+v", tls.VersionName(version), path.TLS, path.Failure)
		}
		e = tlsServer(t, &tls.Config{MinVersion: version, MaxVersion: version, ClientAuth: tls.RequestClientCert})
		path = visitAll(t, Options{StepLimits: quick}, e).Probes[0].Paths[0]
		if path.TLS == nil || !path.TLS.ClientCertificate || path.Failure != nil && path.Failure.Kind == result.TLSHandshakeFailed {
			t.Errorf("%s, not needed: %+v, %+v", tls.VersionName(version), path.TLS, path.Failure)
		}
	}
}

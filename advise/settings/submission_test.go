package settings

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/realserver"
	"mailadvisor/probe/testkit"
)

// submission is a server that takes a message from a real program, over TLS
// alone. Sessions that bring none do not count.
type submission struct {
	t      *testing.T
	port   int
	caFile string
	got    chan received
}

// received is what a session brought that had a message.
type received struct {
	login, from, to, message string
	encrypted                bool // before the login
}

func newSubmission(t *testing.T, implicit bool) *submission {
	t.Helper()
	certificate, authority := selfSigned(t, "localhost")
	f, err := os.CreateTemp("", "ca-*.pem") // read by another user
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(f.Name()) })
	if _, err := f.Write(authority); err != nil {
		t.Fatal(err)
	}
	if err := f.Chmod(0o644); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &submission{t: t, port: l.Addr().(*net.TCPAddr).Port, caFile: f.Name(), got: make(chan received, 8)}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(testkit.Patience))
				if implicit {
					s.talk(tls.Server(conn, config), config, implicit)
				} else {
					s.talk(conn, config, implicit)
				}
			}()
		}
	}()
	return s
}

// received waits for the message.
func (s *submission) received() received {
	s.t.Helper()
	select {
	case got := <-s.got:
		return got
	case <-time.After(testkit.Patience):
		s.t.Fatal("no message is sent")
		return received{}
	}
}

// took waits for a message to the one friend, from the account of a server,
// with its password, over an encrypted connection.
func (s *submission) took(t *testing.T, account *realserver.Server) {
	t.Helper()
	s.tookFrom(t, account.User(), account.Password(), account.User())
}

func (s *submission) tookFrom(t *testing.T, user, password, from string) {
	t.Helper()
	if got := s.received(); !strings.HasSuffix(got.login, "\x00"+user+"\x00"+password) || !got.encrypted || got.to != "friend@example.net" || got.from != from {
		t.Errorf("the server got %+v", got)
	}
}

func (s *submission) talk(conn net.Conn, config *tls.Config, encrypted bool) {
	var got received
	taken := false
	lines := bufio.NewScanner(conn)
	say := func(reply string) { fmt.Fprintf(conn, "%s\r\n", reply) }
	say("220 localhost ESMTP")
	for lines.Scan() {
		line := lines.Text()
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			if encrypted {
				say("250-localhost\r\n250 AUTH PLAIN")
			} else {
				say("250-localhost\r\n250 STARTTLS")
			}
		case "STARTTLS":
			say("220 go ahead")
			conn = tls.Server(conn, config)
			lines, encrypted = bufio.NewScanner(conn), true
		case "AUTH":
			_, response, initial := strings.Cut(rest, " ")
			if !initial { // RFC 4954 section 4
				say("334 ")
				lines.Scan()
				response = lines.Text()
			}
			login, err := base64.StdEncoding.DecodeString(response)
			if err != nil {
				s.t.Errorf("AUTH %s: %v", rest, err)
			}
			got.login, got.encrypted = string(login), encrypted
			say("235 accepted")
		case "MAIL":
			got.from = between(rest)
			say("250 ok")
		case "RCPT":
			got.to = between(rest)
			say("250 ok")
		case "DATA":
			say("354 go ahead")
			for lines.Scan() && lines.Text() != "." {
				got.message += lines.Text() + "\n"
			}
			say("250 taken")
			if !taken { // a program may stay connected
				taken = true
				s.got <- got
			}
		case "QUIT":
			say("221 bye")
			return
		default:
			say("500 unknown")
		}
	}
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// selfSigned makes a certificate for hosts, and the authority that it is of:
// Thunderbird takes no server's certificate that is an authority's.
func selfSigned(t *testing.T, names ...string) (tls.Certificate, []byte) {
	t.Helper()
	issue := func(template, parent *x509.Certificate, signer *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if signer == nil {
			signer = key
		}
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
		template.BasicConstraintsValid = true
		der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
		if err != nil {
			t.Fatal(err)
		}
		return der, key
	}
	// NSS takes no two certificates of one number and issuer.
	ca := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "Example Test CA of sending"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}
	root, rootKey := issue(ca, ca, nil)
	leaf, leafKey := issue(&x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, KeyUsage: x509.KeyUsageDigitalSignature}, ca, rootKey)
	return tls.Certificate{Certificate: [][]byte{leaf}, PrivateKey: leafKey}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})
}

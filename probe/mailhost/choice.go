package mailhost

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"math/big"
	"slices"
)

// choice is what a server chooses of TLS 1.2 that crypto/tls cannot: it is
// said and not done, so the handshake ends there.
type choice struct {
	suite         uint16 // 0x009f is DHE-RSA-AES256-GCM-SHA384
	bits          int    // of the prime, for DHE
	renegotiation bool   // secure renegotiation is known (RFC 5746)
	alone         bool   // clients that do not offer DHE find no cipher in common
	pss           bool   // the certificate's key is for RSASSA-PSS alone
}

// choosing tells clients that offer DHE, as those with OpenSSL do, what the
// fault's choice is. With others TLS 1.2 goes on as usual, if it may.
func (s *session) choosing(config *tls.Config) *tls.Config {
	c := s.fault.likeOpenSSL
	config = config.Clone()
	config.MaxVersion = tls.VersionTLS12
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		switch {
		case slices.Contains(hello.CipherSuites, 0x009f):
			s.raw.Write(c.flight())
		case c.alone:
			s.raw.Write([]byte{21, 3, 3, 0, 2, 2, 40}) // alert handshake_failure
		default:
			return nil, nil
		}
		return nil, errEnd
	}
	return config
}

// flight returns the server's answer (RFC 5246 section 7.3): hello,
// certificate, key exchange, done. There is no signature in it, and a
// certificate where its key is what matters.
func (c choice) flight() []byte {
	hello := append([]byte{3, 3}, make([]byte, 32+1)...) // random, no session
	hello = binary.BigEndian.AppendUint16(hello, c.suite)
	hello = append(hello, 0)
	if c.renegotiation {
		hello = append(hello, 0, 5, 0xff, 1, 0, 1, 0)
	}
	var out []byte
	message := func(kind byte, body []byte) {
		out = append(out, kind, 0, byte(len(body)>>8), byte(len(body)))
		out = append(out, body...)
	}
	message(2, hello)
	message(11, certificates(c.leaf()))
	if c.bits > 0 {
		prime := slices.Repeat([]byte{0xff}, c.bits/8)
		var exchange []byte
		for _, number := range [][]byte{prime, {2}, prime} {
			exchange = binary.BigEndian.AppendUint16(exchange, uint16(len(number)))
			exchange = append(exchange, number...)
		}
		message(12, exchange)
	}
	message(14, nil)
	return append([]byte{22, 3, 3, byte(len(out) >> 8), byte(len(out))}, out...)
}

// leaf returns a certificate with an RSA key for RSASSA-PSS alone, which
// crypto/x509 does not make: the kind of the key is written over. Nobody has
// the key.
func (c choice) leaf() []byte {
	if !c.pss {
		return nil
	}
	issuer, err := newECDSA()
	if err != nil {
		return nil
	}
	odd := new(big.Int).SetBit(big.NewInt(1), 2047, 1)
	t := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{Name}}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &rsa.PublicKey{N: odd, E: 65537}, issuer)
	if err != nil {
		return nil
	}
	usual := []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1} // 1.2.840.113549.1.1.1
	alone := slices.Concat(usual[:10], []byte{10})
	return bytes.Replace(der, usual, alone, 1)
}

// certificates returns the list of a Certificate message with one or none.
func certificates(leaf []byte) []byte {
	sized := func(data []byte) []byte {
		return append([]byte{0, byte(len(data) >> 8), byte(len(data))}, data...)
	}
	if leaf == nil {
		return sized(nil)
	}
	return sized(sized(leaf))
}

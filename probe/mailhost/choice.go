package mailhost

import (
	"crypto/tls"
	"encoding/binary"
	"slices"
)

// choice is what a server chooses of TLS 1.2 that crypto/tls cannot: it is
// said and not done, so the handshake ends there.
type choice struct {
	suite         uint16 // 0x009f is DHE-RSA-AES256-GCM-SHA384
	bits          int    // of the prime, for DHE
	renegotiation bool   // secure renegotiation is known (RFC 5746)
	alone         bool   // clients that do not offer DHE find no cipher in common
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

// flight is the server's answer (RFC 5246 section 7.3): hello, certificate,
// key exchange, done. There is no certificate in it, and no signature.
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
	message(11, []byte{0, 0, 0})
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

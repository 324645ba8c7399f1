package hello

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// Answer is what a server chose.
type Answer struct {
	Version       uint16 // as crypto/tls counts: 0x0303 is TLS 1.2
	Suite         uint16
	DHBits        int  // the length of the prime; 0 where the suite has none
	Renegotiation bool // the server knows secure renegotiation
	PSS           bool // the key of its certificate is for RSASSA-PSS alone (RFC 4055 section 1.2)
}

// Named returns the suite of the answer, if it was offered.
func (a Answer) Named() (Suite, bool) {
	for _, s := range Suites() {
		if s.ID == a.Suite {
			return s, true
		}
	}
	return Suite{}, false
}

// Alert is a refusal: the number of a TLS alert (RFC 8446 section 6).
type Alert uint8

// Error makes an Alert an error.
func (a Alert) Error() string { return fmt.Sprintf("alert %d", uint8(a)) }

// ErrNotTLS says that what came is no handshake of TLS.
var ErrNotTLS = errors.New("the answer is no handshake of TLS")

// maxOctets bounds what is read of an answer: certificates are most of it.
const maxOctets = 128 << 10

// Records and messages (RFC 5246 sections 6.2.1 and 7.4).
const (
	recordAlert     = 21
	recordHandshake = 22

	typeClientHello = 1
	typeServerHello = 2
	typeCertificate = 11
	typeKeyExchange = 12
	typeDone        = 14
)

// Read reads the answer to the first message, no further than it has to: to
// the server's key exchange where the suite has one in finite fields, else to
// its certificate, if it sends one. The error is an [Alert], [ErrNotTLS], or that
// of the reader.
func Read(from io.Reader) (Answer, error) {
	m := &messages{from: from}
	kind, body, err := m.next()
	switch {
	case err != nil:
		return Answer{}, err
	case kind != typeServerHello:
		return Answer{}, ErrNotTLS
	}
	a, ok := serverHello(body)
	if !ok {
		return Answer{}, ErrNotTLS
	}
	s, _ := a.Named()
	for {
		kind, body, err := m.next()
		if kind == typeCertificate {
			a.PSS = onlyPSS(body)
		}
		switch {
		case s.Exchange != DHE:
			return a, nil
		case err != nil:
			return Answer{}, err
		case kind == typeKeyExchange:
			prime, _, ok := cut(2, body) // dh_p (RFC 5246 section 7.4.3)
			if a.DHBits = length(prime); !ok || a.DHBits == 0 {
				return Answer{}, ErrNotTLS
			}
			return a, nil
		case kind == typeDone:
			return Answer{}, ErrNotTLS
		}
	}
}

// onlyPSS reports whether the first certificate of a message (RFC 5246 section
// 7.4.2) has a key of the kind id-RSASSA-PSS.
func onlyPSS(body []byte) bool {
	list, _, _ := cut(3, body)
	leaf, _, _ := cut(3, list)
	cert, err := x509.ParseCertificate(leaf)
	if err != nil {
		return false
	}
	id := []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10} // 1.2.840.113549.1.1.10
	key := cert.RawSubjectPublicKeyInfo
	return bytes.Contains(key[:min(len(key), 24)], id)
}

// messages puts the messages together that stand in records, cut and joined as
// the server likes.
type messages struct {
	from io.Reader
	held []byte
	read int
}

func (m *messages) next() (kind byte, body []byte, err error) {
	for {
		if len(m.held) >= 4 {
			size := int(m.held[1])<<16 | int(m.held[2])<<8 | int(m.held[3])
			if size > maxOctets {
				return 0, nil, ErrNotTLS
			}
			if len(m.held) >= 4+size {
				kind, body = m.held[0], m.held[4:4+size]
				m.held = m.held[4+size:]
				return kind, body, nil
			}
		}
		if err := m.record(); err != nil {
			return 0, nil, err
		}
	}
}

// record reads one more record of the handshake.
func (m *messages) record() error {
	var head [5]byte
	if _, err := io.ReadFull(m.from, head[:]); err != nil {
		return err
	}
	size := int(binary.BigEndian.Uint16(head[3:]))
	m.read += len(head) + size
	switch {
	case head[0] != recordAlert && head[0] != recordHandshake, head[1] != 3, size == 0, size > 1<<14, m.read > maxOctets:
		return ErrNotTLS
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(m.from, data); err != nil {
		return err
	}
	switch {
	case head[0] == recordHandshake:
		m.held = append(m.held, data...)
	case size != 2:
		return ErrNotTLS
	case data[0] == 2 || data[1] == 0: // fatal, or close_notify
		return Alert(data[1])
	}
	return nil // a warning, such as unrecognized_name (RFC 6066 section 3)
}

// serverHello reads a ServerHello (RFC 5246 section 7.4.1.3).
func serverHello(body []byte) (a Answer, ok bool) {
	if len(body) < 34 {
		return a, false
	}
	a.Version = binary.BigEndian.Uint16(body)
	_, rest, ok := cut(1, body[34:]) // the session
	if !ok || len(rest) < 3 {
		return a, false
	}
	a.Suite = binary.BigEndian.Uint16(rest)
	if rest = rest[3:]; len(rest) == 0 {
		return a, true // without extensions, as old servers answer
	}
	extensions, rest, ok := cut(2, rest)
	if !ok || len(rest) > 0 {
		return a, false
	}
	for len(extensions) > 0 {
		if len(extensions) < 2 {
			return a, false
		}
		id := binary.BigEndian.Uint16(extensions)
		if _, extensions, ok = cut(2, extensions[2:]); !ok {
			return a, false
		}
		a.Renegotiation = a.Renegotiation || id == extRenegotiation
	}
	return a, true
}

// cut takes off what stands behind its length, in so many octets.
func cut(octets int, data []byte) (head, rest []byte, ok bool) {
	if len(data) < octets {
		return nil, nil, false
	}
	size := 0
	for _, b := range data[:octets] {
		size = size<<8 | int(b)
	}
	if data = data[octets:]; len(data) < size {
		return nil, nil, false
	}
	return data[:size], data[size:], true
}

// length returns that of a number, in bits.
func length(number []byte) int {
	for i, b := range number {
		if b != 0 {
			return 8*(len(number)-i-1) + bits.Len8(b)
		}
	}
	return 0
}

// Package hello begins TLS 1.2 as programs with OpenSSL do, and reads how the
// server answers, up to its key exchange. crypto/tls offers no finite-field
// Diffie-Hellman (DHE), and does not tell whether the server knows secure
// renegotiation (RFC 5746): both decide whether other programs can connect.
//
// Nothing is encrypted, and no certificate is looked at: the handshake is
// never finished.
package hello

import (
	"crypto/rand"
	"encoding/binary"
)

// The key exchanges of [Suite].
const (
	ECDHE = "ECDHE" // elliptic curves, ephemeral
	DHE   = "DHE"   // finite fields, ephemeral
	RSA   = "RSA"   // by the key of the certificate, without forward secrecy
)

// Suite is a cipher suite that is offered.
type Suite struct {
	ID       uint16
	Name     string // the IANA name
	Exchange string
}

// Suites returns the cipher suites of TLS 1.2 that OpenSSL 3 offers where
// nothing is set, in its order (openssl ciphers -s -tls1_2).
func Suites() []Suite {
	return []Suite{
		{0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", ECDHE},
		{0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", ECDHE},
		{0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", DHE},
		{0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", ECDHE},
		{0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", ECDHE},
		{0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", DHE},
		{0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", ECDHE},
		{0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ECDHE},
		{0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", DHE},
		{0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", ECDHE},
		{0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", ECDHE},
		{0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", DHE},
		{0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", ECDHE},
		{0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", ECDHE},
		{0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", DHE},
		{0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", ECDHE},
		{0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", ECDHE},
		{0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", DHE},
		{0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", ECDHE},
		{0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", ECDHE},
		{0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", DHE},
		{0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", RSA},
		{0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", RSA},
		{0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", RSA},
		{0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", RSA},
		{0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", RSA},
		{0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", RSA},
	}
}

// scsv says that the client knows secure renegotiation (RFC 5746 section 3.3).
const scsv = 0x00ff

// The extensions that matter here (RFC 8446 section 4.2, RFC 5746).
const (
	extServerName    = 0
	extGroups        = 10
	extPointFormats  = 11
	extSignatures    = 13
	extMasterSecret  = 23
	extRenegotiation = 0xff01
)

// Client returns the record with the first message (RFC 5246 section 7.4.1.2)
// for a server of this name; "" sends none.
func Client(name string) []byte {
	body := []byte{3, 3}
	random := make([]byte, 32)
	rand.Read(random) // it does not fail
	body = append(body, random...)
	body = append(body, 0) // no session to resume
	var suites []byte
	for _, s := range Suites() {
		suites = binary.BigEndian.AppendUint16(suites, s.ID)
	}
	suites = binary.BigEndian.AppendUint16(suites, scsv)
	body = append(body, vector(2, suites)...)
	body = append(body, 1, 0) // no compression

	var extensions []byte
	add := func(id uint16, data []byte) {
		extensions = binary.BigEndian.AppendUint16(extensions, id)
		extensions = append(extensions, vector(2, data)...)
	}
	if name != "" {
		add(extServerName, vector(2, append([]byte{0}, vector(2, []byte(name))...)))
	}
	add(extPointFormats, vector(1, []byte{0}))
	add(extGroups, vector(2, []byte{0, 29, 0, 23, 0, 30, 0, 25, 0, 24})) // X25519, P-256, X448, P-521, P-384
	add(extMasterSecret, nil)
	add(extSignatures, vector(2, []byte{4, 3, 5, 3, 6, 3, 8, 7, 8, 8, 8, 9, 8, 10, 8, 11, 8, 4, 8, 5, 8, 6,
		4, 1, 5, 1, 6, 1, 3, 3, 3, 1, 2, 3, 2, 1})) // ECDSA, EdDSA, RSA-PSS, RSA; SHA-224 and SHA-1 last
	body = append(body, vector(2, extensions)...)

	message := append([]byte{typeClientHello}, vector(3, body)...)
	return append([]byte{recordHandshake, 3, 1}, vector(2, message)...)
}

// Bye returns the record that ends it: close_notify (RFC 5246 section 7.2.1).
func Bye() []byte { return []byte{recordAlert, 3, 3, 0, 2, 1, 0} }

// vector is data behind its length, in so many octets.
func vector(octets int, data []byte) []byte {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(data)))
	return append(length[8-octets:8:8], data...)
}

package hello

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
)

// Whoever reads the first message with crypto/tls finds all of it.
func TestClientIsReadByOthers(t *testing.T) {
	for _, name := range []string{"mail.example.org", ""} {
		here, there := net.Pipe()
		var got *tls.ClientHelloInfo
		done := make(chan struct{})
		go func() {
			defer close(done)
			tls.Server(there, &tls.Config{GetConfigForClient: func(info *tls.ClientHelloInfo) (*tls.Config, error) {
				got = info
				return nil, errors.New("enough")
			}}).Handshake()
			there.Close()
		}()
		here.Write(Client(name))
		io.Copy(io.Discard, here)
		<-done
		if got == nil {
			t.Fatal("not read")
		}
		var want []uint16
		for _, s := range Suites() {
			want = append(want, s.ID)
		}
		if got.ServerName != name || !slices.Equal(got.CipherSuites, append(want, scsv)) || !slices.Contains(got.SupportedVersions, tls.VersionTLS12) || slices.Contains(got.SupportedVersions, tls.VersionTLS13) {
			t.Errorf("%q: %+v", name, got)
		}
	}
}

// The names of the suites are those of crypto/tls, where it knows them.
func TestSuites(t *testing.T) {
	known := 0
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		for _, mine := range Suites() {
			if mine.ID == s.ID {
				known++
				if mine.Name != s.Name {
					t.Errorf("%04x: %s, want %s", s.ID, mine.Name, s.Name)
				}
			}
		}
	}
	if known < 10 {
		t.Errorf("only %d suites compared", known)
	}
}

// messageOf returns a message of the handshake.
func messageOf(kind byte, body ...byte) []byte { return append([]byte{kind}, vector(3, body)...) }

// records cuts a flight into records of so many octets.
func records(octets int, flight ...[]byte) []byte {
	var out []byte
	for part := range slices.Chunk(slices.Concat(flight...), octets) {
		out = append(append(out, recordHandshake, 3, 3), vector(2, part)...)
	}
	return out
}

func serverHelloOf(suite uint16, extensions ...byte) []byte {
	body := append([]byte{3, 3}, make([]byte, 32+1)...)
	body = append(body, byte(suite>>8), byte(suite), 0)
	if extensions != nil {
		body = append(body, vector(2, extensions)...)
	}
	return messageOf(typeServerHello, body...)
}

func exchangeOf(prime ...byte) []byte { return messageOf(typeKeyExchange, vector(2, prime)...) }

func TestRead(t *testing.T) {
	known := []byte{0xff, 1, 0, 1, 0}
	short := append([]byte{0, 0x80}, make([]byte, 126)...) // a leading zero does not count: 1016 bits
	long := append([]byte{0x80}, make([]byte, 127)...)
	certificate := messageOf(11, make([]byte, 3000)...)
	warning := []byte{recordAlert, 3, 3, 0, 2, 1, 112}
	for _, tt := range []struct {
		name   string
		answer []byte
		want   Answer
		err    error
	}{
		{"ECDHE", records(1<<14, serverHelloOf(0xc02f, known...)), Answer{Version: 0x303, Suite: 0xc02f, DHBits: 0, Renegotiation: true}, nil},
		{"no extensions", records(1<<14, serverHelloOf(0x002f)), Answer{Version: 0x303, Suite: 0x002f, DHBits: 0, Renegotiation: false}, nil},
		{"another extension", records(1<<14, serverHelloOf(0x002f, 0, 23, 0, 0)), Answer{Version: 0x303, Suite: 0x002f, DHBits: 0, Renegotiation: false}, nil},
		{"DHE", records(1<<14, serverHelloOf(0x009f, known...), certificate, exchangeOf(long...)), Answer{Version: 0x303, Suite: 0x009f, DHBits: 1024, Renegotiation: true}, nil},
		{"DHE in small records", records(7, serverHelloOf(0x009f, known...), certificate, exchangeOf(short...)), Answer{Version: 0x303, Suite: 0x009f, DHBits: 1016, Renegotiation: true}, nil},
		{"a warning first", slices.Concat(warning, records(99, serverHelloOf(0x002f))), Answer{Version: 0x303, Suite: 0x002f, DHBits: 0, Renegotiation: false}, nil},
		{"DHE without a key exchange", records(1<<14, serverHelloOf(0x009f), messageOf(typeDone)), Answer{}, ErrNotTLS},
		{"a prime of nothing", records(1<<14, serverHelloOf(0x009f), exchangeOf(0, 0)), Answer{}, ErrNotTLS},
		{"refused", []byte{recordAlert, 3, 3, 0, 2, 2, 40}, Answer{}, Alert(40)},
		{"plaintext", []byte("* OK hello there\r\n"), Answer{}, ErrNotTLS},
		{"another message", records(1<<14, certificate), Answer{}, ErrNotTLS},
		{"a huge message", records(1<<14, []byte{typeServerHello, 0xff, 0, 0}), Answer{}, ErrNotTLS},
		{"an empty record", []byte{recordHandshake, 3, 3, 0, 0}, Answer{}, ErrNotTLS},
		{"cut", records(1<<14, serverHelloOf(0xc02f))[:20], Answer{}, io.ErrUnexpectedEOF},
		{"nothing", nil, Answer{}, io.EOF},
		{"extensions cut", records(1<<14, serverHelloOf(0xc02f, 0xff, 1, 0, 9)), Answer{}, ErrNotTLS},
	} {
		got, err := Read(bytes.NewReader(tt.answer))
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %+v, %v, want %+v, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
}

// An answer without an end is left.
func TestReadIsBounded(t *testing.T) {
	from := &endless{block: records(1<<14, messageOf(11, make([]byte, 1<<14-4)...))}
	from.first = records(1<<14, serverHelloOf(0x009f))
	if _, err := Read(from); !errors.Is(err, ErrNotTLS) {
		t.Error(err)
	}
	if from.given > 2*maxOctets {
		t.Errorf("%d octets read", from.given)
	}
}

type endless struct {
	first, block, left []byte
	given              int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.given == 0 {
		e.left = e.first
	} else if len(e.left) == 0 {
		e.left = e.block
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	e.given += n
	return n, nil
}

func FuzzRead(f *testing.F) {
	f.Add(records(50, serverHelloOf(0x009f, 0xff, 1, 0, 1, 0), messageOf(11, 0, 0, 0), exchangeOf(0x80, 0)))
	f.Add(records(1<<14, serverHelloOf(0xc02f)))
	f.Add([]byte{recordAlert, 3, 3, 0, 2, 2, 40})
	f.Add([]byte("+OK ready\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Read(bytes.NewReader(data))
		s, _ := a.Named()
		if err != nil && a != (Answer{}) || err == nil && (s.Exchange == DHE) != (a.DHBits > 0) || a.DHBits > 8*len(data) {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

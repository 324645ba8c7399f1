package mailhost

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
)

const maxLine = 64 << 10 // octets of one line that a client may send

var (
	errEnd      = errors.New("the session is over")
	errLineLong = errors.New("the line is too long")
)

// session is one connection, in any protocol.
type session struct {
	host      *Host
	endpoint  Endpoint
	fault     Fault // the zero Fault where none applies here
	id        int
	raw       net.Conn
	conn      net.Conn // raw, or TLS over it
	r         *bufio.Reader
	w         *bufio.Writer
	encrypted bool
}

func newSession(h *Host, e Endpoint, conn net.Conn, id int) *session {
	s := &session{host: h, endpoint: e, fault: h.faultOf(e.Key), id: id, raw: conn}
	s.use(conn)
	return s
}

// use reads and writes over conn from now on.
func (s *session) use(conn net.Conn) {
	s.conn = conn
	s.r = bufio.NewReaderSize(conn, maxLine)
	s.w = bufio.NewWriterSize(conn, 16<<10)
}

// serve holds the whole conversation.
func (s *session) serve() {
	if done, err := s.deviate(atConnect, ""); done || err != nil {
		return
	}
	if (s.endpoint.Security == "tls") != s.fault.swapTLS {
		if s.encrypt() != nil {
			return
		}
	}
	protocols := map[string]func(*session) error{
		"imap": serveIMAP, "pop3": servePOP3, "submission": serveSMTP,
	}
	if protocols[s.endpoint.Service](s) == nil {
		s.w.Flush()
		if c, ok := s.conn.(*tls.Conn); ok {
			c.CloseWrite()
		}
	}
}

// encrypt begins TLS on the connection.
func (s *session) encrypt() error {
	if done, err := s.deviate(atHandshake, ""); done || err != nil {
		return errEnd
	}
	config := s.host.tls[s.endpoint.Key]
	if s.fault.smallHello {
		config = s.onlySmall(config)
	}
	if s.fault.wantsClient {
		config = config.Clone()
		config.ClientAuth, config.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12 // where the handshake itself fails
	}
	if s.fault.likeOpenSSL != nil {
		config = s.choosing(config)
	}
	conn := tls.Server(s.raw, config)
	if err := conn.HandshakeContext(s.host.done); err != nil {
		var plain tls.RecordHeaderError
		if errors.As(err, &plain) && plain.Conn != nil {
			s.raw.Write([]byte{21, 3, 1, 0, 2, 2, 70}) // alert protocol_version, as OpenSSL sends it
		}
		return err
	}
	s.encrypted = true
	s.use(conn)
	return nil
}

// onlySmall resets at a first message that holds post-quantum key shares, and
// is so too large for one packet.
func (s *session) onlySmall(config *tls.Config) *tls.Config {
	config = config.Clone()
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if !slices.Contains(hello.SupportedCurves, tls.X25519MLKEM768) {
			return nil, nil
		}
		if c, ok := s.raw.(*net.TCPConn); ok {
			c.SetLinger(0)
		}
		s.raw.Close()
		return nil, errEnd
	}
	return config
}

// say writes a text whose lines end with CRLF. It goes out before the next
// read that has to wait.
func (s *session) say(format string, args ...any) {
	s.write(fmt.Sprintf(format, args...))
}

func (s *session) write(text string) {
	s.host.log(Event{Key: s.endpoint.Key, Conn: s.id, TLS: s.encrypted}, text)
	s.w.WriteString(text) // an error stays with the writer and ends the next read
}

// line reads a line, without its end. What was said before is sent first,
// unless more input is there already: a pipeline is answered in one piece.
func (s *session) line() (string, error) {
	if s.r.Buffered() == 0 {
		if err := s.w.Flush(); err != nil {
			return "", err
		}
	}
	line, err := s.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errLineLong
	}
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(string(line), "\r\n")
	s.host.log(Event{Key: s.endpoint.Key, Conn: s.id, TLS: s.encrypted, FromClient: true}, text)
	return text, nil
}

// startTLS ends the plaintext part behind a positive answer that was said.
// What a client sends before TLS is up would be read as if it had come
// encrypted, so its session ends (RFC 3501 section 6.2.1).
func (s *session) startTLS() error {
	if s.r.Buffered() > 0 {
		return errEnd
	}
	if done, err := s.deviate(atUpgrade, ""); done || err != nil {
		return err
	}
	if err := s.w.Flush(); err != nil {
		return err
	}
	return s.encrypt()
}

// lacks tells whether the scenario or the fault takes a capability away.
func (s *session) lacks(capability string) bool {
	return slices.Contains(s.host.scenario.Without, capability) || slices.Contains(s.fault.without, capability)
}

// capabilities returns a list without what this host lacks, and with what its
// fault adds.
func (s *session) capabilities(list ...string) []string {
	return append(slices.DeleteFunc(list, s.lacks), s.fault.with[s.endpoint.Service]...)
}

// mechanisms returns what AUTH takes in the present phase.
func (s *session) mechanisms() []string {
	if !s.mayLogin() {
		return nil
	}
	if s.fault.mechanisms != nil {
		return s.fault.mechanisms
	}
	if s.host.scenario.Tokens {
		return tokenMechanisms()
	}
	return mechanisms()
}

// mayLogin tells whether credentials are taken: over TLS, unless something
// on the way has taken away the words that say so.
func (s *session) mayLogin() bool { return s.encrypted || s.lacks("LOGINDISABLED") }

// passwordCommand tells whether IMAP's LOGIN and POP3's USER are offered.
func (s *session) passwordCommand() bool {
	return slices.ContainsFunc(s.mechanisms(), func(m string) bool { return slices.Contains(takesPassword(), m) })
}

// authEnd is how an AUTH command ended.
type authEnd int

const (
	authAccepted  authEnd = iota
	authRejected          // the credentials are wrong
	authCancelled         // the client sent "*"
	authGarbled           // a response was not base64
	authUnknown           // the mechanism is not offered
)

// authenticate runs the SASL exchange of an AUTH command: args are the
// mechanism and, where the client sent one, the initial response; prompt
// stands before every challenge ("+ ", "334 "). The error is the connection's.
func (s *session) authenticate(args []string, prompt string) (authEnd, error) {
	mechanism := strings.ToUpper(args[0])
	if !slices.Contains(s.mechanisms(), mechanism) || slices.Contains(s.fault.unserved, mechanism) {
		return authUnknown, nil
	}
	step := s.host.begin(mechanism)
	if step == nil {
		return authUnknown, nil
	}
	var response []byte
	var err error
	if len(args) > 1 && args[1] != "=" { // "=" is an empty one (RFC 4959 section 3)
		if response, err = base64.StdEncoding.DecodeString(args[1]); err != nil {
			return authGarbled, nil
		}
	} else if len(args) > 1 {
		response = []byte{}
	}
	for {
		challenge, v := step(response)
		if v != goOn {
			s.noteLogin(mechanism, v == accepted && !s.fault.rejects())
			if v == accepted {
				return authAccepted, nil
			}
			return authRejected, nil
		}
		s.say("%s%s\r\n", prompt, base64.StdEncoding.EncodeToString(challenge))
		line, err := s.line()
		if err != nil {
			return authCancelled, err
		}
		if line == "*" {
			return authCancelled, nil
		}
		if response, err = base64.StdEncoding.DecodeString(line); err != nil {
			return authGarbled, nil
		}
		if response == nil {
			response = []byte{}
		}
	}
}

package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hello"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// scan tries handshakes that a server of today refuses: versions before TLS
// 1.2 (RFC 8996), then the cipher suites that [tls.InsecureCipherSuites]
// lists, one after another as the server chooses them. It returns what was
// accepted, empty and not nil where nothing was.
func (j *journey) scan() []string {
	accepted := []string{}
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		if _, ok := j.offer(version, version, nil); ok {
			accepted = append(accepted, tls.VersionName(version))
		}
	}
	var suites []uint16
	for _, s := range tls.InsecureCipherSuites() {
		suites = append(suites, s.ID)
	}
	for len(suites) > 0 {
		chosen, ok := j.offer(tls.VersionTLS12, tls.VersionTLS12, suites)
		at := slices.Index(suites, chosen)
		if !ok || at < 0 {
			break
		}
		accepted = append(accepted, tls.CipherSuiteName(chosen))
		suites = slices.Delete(suites, at, at+1)
	}
	return accepted
}

// offer makes one handshake on a connection of its own.
func (j *journey) offer(least, most uint16, suites []uint16) (chosen uint16, ok bool) {
	o, f := j.another()
	defer o.c.Close()
	if f != nil {
		return 0, false
	}
	o.c.Begin(result.StepTLS, "")
	state, err := o.c.Handshake(j.ctx, &tls.Config{
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384}, // small
		ServerName:       serverName(j.e.Host), MinVersion: least, MaxVersion: most, CipherSuites: suites,
		InsecureSkipVerify: true, // nothing is sent, and what is asked is not whose certificate it is
	}, nil)
	o.c.End(err)
	return state.CipherSuite, err == nil
}

// another goes to the address once more, to where TLS begins. Its connection
// is the caller's to close.
func (j *journey) another() (*journey, *result.Failure) {
	o := &journey{run: j.run, ctx: j.ctx, addr: j.addr, e: j.e}
	o.c = j.run.newConn(j.ctx, j.e, j.addr, func(Event) {})
	if f := o.connect(); f != nil {
		return o, f
	}
	o.s = newSession(o.c, o.e)
	if j.e.Security != result.StartTLS {
		return o, nil
	}
	if f := o.greeting(); f != nil {
		return o, f
	}
	return o, o.upgrade()
}

// likeOpenSSL sends the first message of TLS 1.2 that programs with OpenSSL 3
// send, on a connection of its own, and returns what the server chose. It is
// nil where the server could not be asked.
func (j *journey) likeOpenSSL() *result.TLS12 {
	o, f := j.another()
	defer o.c.Close()
	if f != nil {
		return nil
	}
	o.c.Begin(result.StepTLS, "")
	answer, err := chosen(o.c.Beneath(), serverName(j.e.Host))
	if err != nil {
		return &result.TLS12{Failure: o.c.End(classifyHello(j.ctx, err))}
	}
	o.c.End(nil)
	suite, _ := answer.Named()
	return &result.TLS12{Cipher: suite.Name, KeyExchange: suite.Exchange, DHBits: answer.DHBits, SecureRenegotiation: answer.Renegotiation, PSS: answer.PSS}
}

// chosen returns the server's choice, of what was offered.
func chosen(conn net.Conn, name string) (hello.Answer, error) {
	if _, err := conn.Write(hello.Client(name)); err != nil {
		return hello.Answer{}, err
	}
	answer, err := hello.Read(conn)
	if err != nil {
		return hello.Answer{}, err
	}
	conn.Write(hello.Bye()) // whether it arrives does not matter
	switch _, offered := answer.Named(); {
	case answer.Version != tls.VersionTLS12:
		return hello.Answer{}, newFailure(result.TLSVersionRefused, "the server chose "+tls.VersionName(answer.Version))
	case !offered:
		return hello.Answer{}, newFailure(result.TLSHandshakeFailed, "the server chose a cipher that was not offered")
	}
	return answer, nil
}

// classifyHello names why a server chose nothing.
func classifyHello(ctx context.Context, err error) *result.Failure {
	var alert hello.Alert
	switch {
	case errors.As(err, &alert):
		err = fmt.Errorf("remote error: %w", tls.AlertError(alert)) // as crypto/tls says it
		return newFailure(foreign.HandshakeKind(err), foreign.Alert(err))
	case errors.Is(err, hello.ErrNotTLS):
		return newFailure(result.TLSHandshakeFailed, err.Error())
	}
	return wire.Classify(ctx, err)
}

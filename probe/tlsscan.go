package probe

import (
	"crypto/tls"
	"slices"

	"mailadvisor/probe/result"
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
	o := &journey{run: j.run, ctx: j.ctx, addr: j.addr, e: j.e}
	o.c = j.run.newConn(j.ctx, j.e, j.addr, func(Event) {})
	defer o.c.Close()
	if o.connect() != nil {
		return 0, false
	}
	o.s = newSession(o.c, o.e)
	if j.e.Security == result.StartTLS && (o.greeting() != nil || o.upgrade() != nil) {
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

package probe

import (
	"context"
	"net/netip"

	"mailadvisor/probe/result"
)

// This file is how the connections of a run come to know the secret that they
// have to hide. Where it is asked for while they are under way, what was
// recorded before cannot hold what nobody has sent; but a server that learned
// it in another run could say it, so all of that is swept too.

// newConn makes a connection of the run.
func (r *run) newConn(ctx context.Context, e result.Endpoint, addr netip.AddrPort, observe func(Event)) *conn {
	r.knowing.Lock()
	defer r.knowing.Unlock()
	c := newConn(ctx, e, addr, r.o.StepLimits, newRecorder(e, addr.String(), r.secret, r.out), observe)
	if !r.known {
		r.conns = append(r.conns, c)
	}
	return c
}

// know tells every connection the secret of a login, where there is one.
func (r *run) know(cr *Credential) {
	r.knowing.Lock()
	defer r.knowing.Unlock()
	if cr != nil {
		r.secret = cr.Secret
	}
	for _, c := range r.conns {
		c.hide(r.secret)
	}
	r.known, r.conns = true, nil
	r.out.release(r.secret)
}

// hide has the connection hide a secret from now on.
func (c *conn) hide(secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rec.redact.hide(secret)
}

// hideIn sweeps a secret out of what a report recorded before it was known.
func hideIn(report *result.Report, secret string) {
	r := newRedactor(result.IMAP, secret)
	for _, p := range report.Probes {
		for _, path := range p.Paths {
			for _, step := range path.Steps {
				for i, line := range step.Lines {
					step.Lines[i] = r.text(line)
				}
			}
		}
	}
}

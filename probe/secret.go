package probe

import (
	"context"
	"net/netip"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// This file is how the connections of a run come to know the secret that they
// have to hide. Where it is asked for while they are under way, what was
// recorded before cannot hold what nobody has sent; but a server that learned
// it in another run could say it, so all of that is swept too.

// newConn makes a connection of the run.
func (r *run) newConn(ctx context.Context, e result.Endpoint, addr netip.AddrPort, observe func(Event)) *wire.Conn {
	r.knowing.Lock()
	defer r.knowing.Unlock()
	c := wire.New(ctx, wire.Config{Endpoint: e, Address: addr, Limits: r.o.StepLimits, Patience: r.patience(), Secret: r.secret, Transcript: r.out, Observe: observe})
	if !r.known {
		r.conns = append(r.conns, c)
	}
	return c
}

// patience returns how long a slow answer is waited for where the person asked
// for that: up to the end of the run, less a rest in which the report is made and
// other endpoints finish. It returns nil where nobody asked.
func (r *run) patience() func() time.Duration {
	if !r.o.Patient {
		return nil
	}
	rest := min(r.timeout/10, mostRest)
	return func() time.Duration { return r.clock.left() - rest }
}

// mostRest bounds the rest of a run for which no slow server is waited.
const mostRest = 5 * time.Second

// proved keeps what was sent as proofs of the secret, for the end of the run.
func (r *run) proved(c *wire.Conn) {
	r.knowing.Lock()
	defer r.knowing.Unlock()
	r.proofs = append(r.proofs, c.Proofs()...)
}

// know tells every connection the secret of a login, where there is one.
func (r *run) know(cr *Credential) {
	r.knowing.Lock()
	defer r.knowing.Unlock()
	if cr != nil {
		r.secret = cr.Secret
	}
	for _, c := range r.conns {
		c.Hide(r.secret)
	}
	r.known, r.conns = true, nil
	r.out.Release(r.secret)
}

package wire

import (
	"errors"
	"os"
	"time"

	"mailadvisor/probe/result"
)

// lastLook is how long after its last answer a server that ends the
// connection behind it is waited for.
const lastLook = 3 * time.Millisecond

// maxUnasked is how much of what a server says unasked is read before it is
// spoken to, in octets.
const maxUnasked = 4 << 10

// Ended looks, between two commands, whether the server has ended the
// connection already, so that nothing is sent into the void: it returns what
// became of the connection, or nil. What the server said unasked stays to be
// read. Links in memory are not looked at.
func (c *Conn) Ended() *result.Failure {
	if f := c.Failure(); f != nil {
		return f
	}
	if c.tcp.RemoteAddr().Network() != "tcp" {
		return nil
	}
	const least = 50 * time.Microsecond
	c.tcp.SetReadDeadline(time.Now().Add(max(least, lastLook-time.Since(c.heard))))
	defer c.tcp.SetReadDeadline(time.Time{})
	said := make([]byte, 512)
	for len(c.in) < maxUnasked {
		n, err := c.app.Read(said)
		c.in = append(c.in, said[:n]...)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return c.broken(err)
		}
	}
	return nil
}

// TakeLines returns the lines that crossed the connection outside of a step.
func (c *Conn) TakeLines() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rec.take()
}

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

// Ended looks, between two commands, whether the server has ended the
// connection already, so that nothing is sent into the void: it returns what
// became of the connection, or nil. What the server said unasked stays to be
// read. Links in memory are not looked at.
func (c *Conn) Ended() *result.Failure {
	if f := c.Failure(); f != nil || len(c.in) > 0 {
		return f
	}
	if c.tcp.RemoteAddr().Network() != "tcp" {
		return nil
	}
	const least = 50 * time.Microsecond
	c.tcp.SetReadDeadline(time.Now().Add(max(least, lastLook-time.Since(c.heard))))
	defer c.tcp.SetReadDeadline(time.Time{})
	said := make([]byte, 512)
	n, err := c.app.Read(said)
	c.in = append(c.in, said[:n]...)
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return c.broken(err)
}

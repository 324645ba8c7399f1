package wire

import (
	"time"

	"mailadvisor/probe/result"
)

// afterwards is how long it is waited for more behind a line that is an answer
// in all but its form.
const afterwards = 2 * time.Second

// Suppose says what the line that came last means if nothing follows it: the
// connection then ends for this cause, long before the limit of the step.
func (c *Conn) Suppose(f *result.Failure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open && c.supposed == nil {
		c.supposed = time.AfterFunc(min(afterwards, c.limits.Of(c.step)/2), func() { c.Abort(f) })
	}
}

// goesOn forgets what was supposed: more came, or the step is over. It is
// called with the lock held.
func (c *Conn) goesOn() {
	if c.supposed != nil {
		c.supposed.Stop()
		c.supposed = nil
	}
}

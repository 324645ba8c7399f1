package testkit

import (
	"net"
	"testing"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// Says returns a connection whose server says what is given, reads nothing, and
// closes. The step greeting is under way.
func Says(t testing.TB, e result.Endpoint, said string) *wire.Conn {
	ours, theirs := net.Pipe()
	go func() {
		theirs.Write([]byte(said))
		theirs.Close()
	}()
	const limit = 10 * time.Second
	c := wire.New(t.Context(), wire.Config{Endpoint: e, Limits: wire.Limits{Greeting: limit, Command: limit, Login: limit, Usage: limit}})
	c.Attach(sink{ours})
	t.Cleanup(func() { c.Close() })
	c.Begin(result.StepGreeting, "")
	return c
}

// sink swallows what is written.
type sink struct{ net.Conn }

func (sink) Write(p []byte) (int, error) { return len(p), nil }

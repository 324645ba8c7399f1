package imap

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// A wait for an answer, and a call of the library, end with the limit of the
// step, also where nobody reads from the connection any more: a library that
// blocks costs the session and no more.
func TestSilentLibrary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		c := wire.New(t.Context(), wire.Config{Limits: wire.Limits{Usage: time.Second}})
		c.Attach(ours)
		defer c.Close()
		c.Begin(result.StepMailbox, "")
		k := &Client{conn: c, wall: &wall{Conn: c}}
		begun := time.Now()
		command := k.send("LIST", []string{"LIST"}, func(*response) {}, func() {})
		if f := c.End(command.Wait()); f == nil || f.Kind != result.Timeout || f.Step != result.StepMailbox {
			t.Errorf("%+v", f)
		}
		never := make(chan struct{})
		defer close(never)
		if err := k.guarded(func() error { <-never; return nil }); err == nil {
			t.Error("a call that does not return has no error")
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%v", took)
		}
		if err := k.guarded(func() error { panic("a bug") }); err == nil {
			t.Error("a panic has no error")
		}
	})
}

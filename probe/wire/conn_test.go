package wire

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"mailadvisor/probe/result"
)

// endlessly returns a server that says one thing over and over.
func endlessly(t *testing.T, service result.Service, said string) *Conn {
	ours, theirs := net.Pipe()
	said = strings.Repeat(said, 1+4096/len(said))
	go func() {
		for {
			if _, err := io.WriteString(theirs, said); err != nil {
				return
			}
		}
	}()
	c := New(t.Context(), Config{Endpoint: result.Endpoint{Service: service}})
	c.Attach(ours)
	t.Cleanup(func() { c.Close() })
	return c
}

// serverCloses returns a connection that its server has ended.
func serverCloses(t *testing.T) *Conn {
	ours, theirs := net.Pipe()
	theirs.Close()
	c := New(t.Context(), Config{})
	c.Attach(ours)
	t.Cleanup(func() { c.Close() })
	c.Begin(result.StepGreeting, "")
	return c
}

func TestBudgets(t *testing.T) {
	for _, said := range []string{"x", "* OK more\r\n", strings.Repeat("x", MaxLine) + "\r\n", "\r\n", "* X {99999999999}\r\n"} {
		c := endlessly(t, result.IMAP, said)
		c.Begin(result.StepCapabilities, "")
		var err error
		for err == nil {
			_, err = c.ReadLine()
		}
		if f := c.End(err); f == nil || f.Kind != result.TooLarge || f.Step != result.StepCapabilities {
			t.Errorf("lines of %.10q: %+v", said, f)
		}

		c = endlessly(t, result.IMAP, said)
		c.Begin(result.StepMailbox, "")
		_, err = io.Copy(io.Discard, struct{ io.Reader }{c})
		if f := c.End(err); f == nil || f.Kind != result.TooLarge {
			t.Errorf("octets of %.10q: %+v", said, f)
		}
	}
}

func TestRaisedBudget(t *testing.T) {
	c := endlessly(t, result.POP3, "1 1000\r\n")
	c.Begin(result.StepMailbox, "")
	c.Raise(4 * MaxStepBytes)
	var octets int
	for range 2 * MaxStepBytes / len("1 1000\r\n") {
		line, err := c.ReadLine()
		if err != nil {
			t.Fatalf("after %d octets: %v", octets, err)
		}
		octets += len(line) + 2
	}
	c.End(nil)
	if lines := c.TakeSteps()[0].Lines; len(lines) > MaxRecorded+1 {
		t.Errorf("%d lines are kept", len(lines))
	}
}

// The first cause stays, whatever a library makes of it; a server's answer
// outweighs the end of the connection behind it, but no limit.
func TestCauses(t *testing.T) {
	answer := result.NewFailure(result.AuthRejected, "no")
	for _, tt := range []struct {
		name  string
		cause result.Kind
		err   error
		want  result.Kind
	}{
		{"nothing", "", nil, ""},
		{"an answer", "", answer, result.AuthRejected},
		{"an answer, then the end", result.Closed, answer, result.AuthRejected},
		{"success, then the end", result.Closed, nil, ""},
		{"a limit", result.Timeout, answer, result.Timeout},
		{"the library's error", result.Reset, io.ErrUnexpectedEOF, result.Reset},
		{"the library's own error", "", io.ErrUnexpectedEOF, result.Malformed},
	} {
		c := serverCloses(t)
		if tt.cause != "" {
			c.Abort(result.NewFailure(tt.cause, ""))
			c.Abort(result.NewFailure(result.LocalError, "a second cause"))
		}
		var got result.Kind
		if f := c.End(tt.err); f != nil {
			got = f.Kind
			if f.Step != result.StepGreeting {
				t.Errorf("%s: step %q", tt.name, f.Step)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A step ends at its own time limit, however the server spreads what it says.
func TestStepLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		c := New(t.Context(), Config{})
		c.Attach(ours)
		defer c.Close()
		c.Begin(result.StepLogin, "")
		_, err := c.ReadLine()
		if f := c.End(err); f == nil || f.Kind != result.Timeout || f.Step != result.StepLogin || !f.Temporary {
			t.Errorf("%+v", f)
		}
		if took := c.TakeSteps()[0].TookMS; took != result.Milliseconds(defaultLoginLimit) {
			t.Errorf("took %v ms", took)
		}
	})
}

func TestNoLineBreakIsSent(t *testing.T) {
	c := serverCloses(t)
	for _, line := range []string{"USER a\r\nDELE 1", "a\nb", "a\x00b"} {
		if err := c.WriteLine(line); err == nil {
			t.Errorf("%q was sent", line)
		}
	}
}

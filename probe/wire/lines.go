package wire

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"time"

	"mailadvisor/probe/result"
)

// This file is what crosses a conn: lines for this package, octets for the
// protocol libraries, both counted and recorded.

// ReadLine returns the next line without its end (CRLF, or a bare LF).
func (c *Conn) ReadLine() (string, error) {
	line, err := c.nextLine()
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	c.note(line)
	c.mu.Unlock()
	s := string(line)
	return s, c.literal(s)
}

// EachLine reads lines as they come, up to one that is a dot and nothing else,
// and keeps none of them but those that the report shows: an answer may have
// any number.
func (c *Conn) EachLine(call func(line []byte)) error {
	if len(c.room) < streamRoom {
		c.room = make([]byte, streamRoom)
		c.in = c.room[:copy(c.room, c.in)]
	}
	c.mu.Lock()
	received, end := c.rec.answer()
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		end()
		c.mu.Unlock()
	}()
	for {
		line, err := c.nextLine()
		if err != nil {
			return err
		}
		c.mu.Lock()
		received(line)
		c.mu.Unlock()
		if string(line) == "." {
			return nil
		}
		call(line)
	}
}

// nextLine returns the next line, up to the call after it.
func (c *Conn) nextLine() ([]byte, error) {
	for {
		if end := bytes.IndexByte(c.in, '\n'); end >= 0 {
			line := bytes.TrimSuffix(c.in[:end], []byte("\r"))
			c.in = c.in[end+1:]
			return line, nil
		}
		if len(c.in) > MaxLine {
			return nil, c.tooLarge("a line without an end")
		}
		const least = 512
		if cap(c.in)-len(c.in) < least {
			if len(c.room)-len(c.in) < least {
				c.room = make([]byte, 2*max(least, len(c.in)))
			}
			c.in = c.room[:copy(c.room, c.in)]
		}
		n, err := c.receive(c.in[len(c.in):cap(c.in)])
		c.in = c.in[:len(c.in)+n]
		if err != nil && n == 0 {
			c.mu.Lock()
			c.partIn = bytes.Clone(c.in[:min(len(c.in), MaxLine)])
			c.mu.Unlock()
			return nil, err
		}
	}
}

// receive reads from the connection and counts.
func (c *Conn) receive(p []byte) (int, error) {
	if f := c.Failure(); f != nil {
		return 0, f
	}
	n, err := c.app.Read(p)
	c.heard = time.Now()
	c.mu.Lock()
	c.budget -= int64(n)
	over := c.open && c.budget < 0
	c.mu.Unlock()
	if over {
		return 0, c.tooLarge("more than a session of this kind has to say")
	}
	if err != nil {
		return n, c.broken(err)
	}
	return n, nil
}

func (c *Conn) tooLarge(what string) error {
	c.Abort(result.NewFailure(result.TooLarge, what))
	return c.Failure()
}

// literal refuses an IMAP literal that is announced as larger than all that
// the step may receive.
func (c *Conn) literal(line string) error {
	if c.endpoint.Service != result.IMAP || !strings.HasSuffix(line, "}") {
		return nil
	}
	digits := strings.TrimRight(line[strings.LastIndexByte(line, '{')+1:len(line)-1], "+")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	c.mu.Lock()
	left := c.budget
	c.mu.Unlock()
	if n, ok := LiteralSize([]byte(line)); ok && int64(n) <= left {
		return nil
	}
	return c.tooLarge("a literal of " + digits + " octets")
}

func (c *Conn) note(line []byte) {
	if len(c.lines)+len(c.early) >= maxLines {
		c.budget = 0 // short lines take more memory than their octets
	}
	if c.passed {
		c.early = append(c.early, string(line))
		return
	}
	c.lines = append(c.lines, string(line))
	if c.first += len(line); c.split && c.first > MaxStepBytes {
		c.budget = 0
	}
	c.passed = c.split && len(line) > 0 && line[0] != '*' && line[0] != '+'
	c.rec.received(line)
}

// WriteLine sends a line; it adds the CRLF.
func (c *Conn) WriteLine(s string) error { return c.WriteFlight(s) }

// WriteFlight sends lines at once, to save round trips. Those behind the first
// are recorded in the step that follows, where their answers are read.
func (c *Conn) WriteFlight(now string, later ...string) error {
	lines := append([]string{now}, later...)
	flight := strings.Join(lines, "\r\n") + "\r\n"
	if strings.ContainsAny(strings.Join(lines, ""), "\r\n\x00") {
		return result.NewFailure(result.LocalError, "a command must not hold a line break")
	}
	c.mu.Lock()
	if slices.ContainsFunc(lines, func(line string) bool { return !c.rec.allows([]byte(line)) }) {
		c.mu.Unlock()
		return c.forbidden()
	}
	c.rec.sent([]byte(now))
	c.ahead = append(c.ahead, later...)
	c.mu.Unlock()
	return c.send([]byte(flight))
}

// forbidden ends the connection before a command that is not on the closed
// list is sent. It is a mistake of this program, or of a library in it.
func (c *Conn) forbidden() error {
	c.Abort(result.NewFailure(result.LocalError, "a command that is not on the list of those that change nothing was not sent"))
	return c.Failure()
}

func (c *Conn) send(p []byte) error {
	if f := c.Failure(); f != nil {
		return f
	}
	if _, err := c.app.Write(p); err != nil {
		return c.broken(err)
	}
	return nil
}

// Prepare has the next Read return text that no server sent: the greeting
// that a library expects, long since read.
func (c *Conn) Prepare(text string) { c.synthetic = []byte(text) }

// Buffered is what was received and not read.
func (c *Conn) Buffered() []byte { return c.in }

// Read is for the protocol libraries.
func (c *Conn) Read(p []byte) (int, error) {
	if len(c.synthetic) > 0 {
		n := copy(p, c.synthetic)
		c.synthetic = c.synthetic[n:]
		return n, nil
	}
	lines := c.endpoint.Service == result.POP3
	if lines && len(c.in) == 0 {
		buf := make([]byte, len(p))
		n, err := c.receive(buf)
		if n == 0 {
			return 0, err
		}
		c.in = buf[:n]
	}
	n := copy(p, c.in)
	if n == 0 {
		var err error
		if n, err = c.receive(p); n == 0 {
			return 0, err
		}
	} else if end := bytes.IndexByte(p[:n], '\n'); lines && end >= 0 {
		n = end + 1 // the next line may answer a command of the next step
	}
	c.in = c.in[min(n, len(c.in)):]
	c.mu.Lock()
	c.partIn = append(c.partIn, p[:n]...)
	var whole []string
	for {
		end := bytes.IndexByte(c.partIn, '\n')
		if end < 0 {
			break
		}
		line := bytes.TrimSuffix(c.partIn[:end], []byte("\r"))
		c.note(line)
		whole = append(whole, string(line))
		c.partIn = c.partIn[end+1:]
	}
	long := len(c.partIn) > MaxLine
	c.mu.Unlock()
	if long {
		return 0, c.tooLarge("a line without an end")
	}
	for _, line := range whole {
		if err := c.literal(line); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Write is for the protocol libraries. What they send goes out by whole lines,
// each of them checked before. go-imap sends an empty response of a SASL
// exchange as "=", which is the form of an initial response alone (RFC 4959)
// and breaks SCRAM: it goes out as an empty line.
func (c *Conn) Write(p []byte) (int, error) {
	out := p
	if string(p) == "=\r\n" {
		out = []byte("\r\n")
	}
	c.mu.Lock()
	c.partOut = append(c.partOut, out...)
	var whole []byte
	allowed := true
	for allowed {
		end := bytes.IndexByte(c.partOut, '\n')
		if end < 0 {
			break
		}
		line := bytes.TrimSuffix(c.partOut[:end], []byte("\r"))
		if allowed = c.rec.allows(line); allowed {
			if c.asked {
				c.ahead = append(c.ahead, string(line))
			} else {
				c.rec.sent(line)
				c.asked = c.split
			}
			whole = append(whole, c.partOut[:end+1]...)
			c.partOut = c.partOut[end+1:]
		}
	}
	c.mu.Unlock()
	if !allowed {
		return 0, c.forbidden()
	}
	if err := c.send(whole); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *Conn) LocalAddr() net.Addr  { return c.tcp.LocalAddr() }
func (c *Conn) RemoteAddr() net.Addr { return c.tcp.RemoteAddr() }

// The deadlines of the libraries are swallowed: a step has its own.
func (c *Conn) SetDeadline(time.Time) error      { return nil }
func (c *Conn) SetReadDeadline(time.Time) error  { return nil }
func (c *Conn) SetWriteDeadline(time.Time) error { return nil }

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
	return string(line), c.literal(line)
}

// EachLine reads lines as they come, up to one that is a dot and nothing else,
// and keeps none of them but those that the report shows: an answer may have
// any number.
func (c *Conn) EachLine(call func(line []byte)) error {
	if len(c.room) < streamRoom {
		c.room = make([]byte, streamRoom)
		c.in = c.room[:copy(c.room, c.in)]
	}
	for {
		line, err := c.nextLine()
		if err != nil {
			return err
		}
		c.mu.Lock()
		c.rec.received(line)
		c.mu.Unlock()
		if string(line) == "." {
			return nil
		}
		call(line)
	}
}

// RawLine returns the next line with its end, up to the call after it.
func (c *Conn) RawLine() ([]byte, error) {
	line, err := c.wholeLine()
	if err != nil {
		return nil, err
	}
	text := trimEnd(line)
	c.mu.Lock()
	c.note(text)
	c.mu.Unlock()
	return line, c.literal(text)
}

// nextLine returns the next line without its end, up to the call after it.
func (c *Conn) nextLine() ([]byte, error) {
	line, err := c.wholeLine()
	return trimEnd(line), err
}

// trimEnd takes the end of a line away, CRLF or a bare LF.
func trimEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

func (c *Conn) wholeLine() ([]byte, error) {
	searched := 0
	for {
		if end := bytes.IndexByte(c.in[searched:], '\n'); end >= 0 {
			line := c.in[:searched+end+1]
			c.in = c.in[searched+end+1:]
			return line, nil
		}
		if len(c.in) > MaxLine {
			return nil, c.tooLarge("a line without an end")
		}
		searched = len(c.in)
		const least = 512
		if cap(c.in)-len(c.in) < least {
			if len(c.room)-len(c.in) < least {
				c.room = make([]byte, 2*max(least, len(c.in), c.least()))
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

// least returns how much room a line gets from the beginning.
func (c *Conn) least() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream {
		return streamRoom
	}
	return 0
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
func (c *Conn) literal(line []byte) error {
	if c.endpoint.Service != result.IMAP || !bytes.HasSuffix(line, []byte("}")) {
		return nil
	}
	digits := strings.TrimRight(string(line[bytes.LastIndexByte(line, '{')+1:len(line)-1]), "+")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	c.mu.Lock()
	left := c.budget
	c.mu.Unlock()
	if n, ok := LiteralSize(line); ok && int64(n) <= left {
		return nil
	}
	return c.tooLarge("a literal of " + digits + " octets")
}

func (c *Conn) note(line []byte) {
	c.goesOn()
	if c.count++; c.count >= maxLines && !c.stream {
		c.budget = 0 // short lines take more memory than their octets
	}
	c.last = append(c.last[:0], line[:min(len(line), maxShown)]...)
	if !c.stream {
		c.lines = append(c.lines, string(line))
	}
	if c.passed {
		c.rec.early(line)
		return
	}
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

// Buffered returns what was received and not read.
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
	for {
		end := bytes.IndexByte(c.partIn, '\n')
		if end < 0 {
			break
		}
		c.note(trimEnd(c.partIn[:end+1]))
		c.partIn = c.partIn[end+1:]
	}
	long := len(c.partIn) > MaxLine
	c.mu.Unlock()
	if long {
		return 0, c.tooLarge("a line without an end")
	}
	return n, nil
}

// Write is for the protocol libraries. What they send goes out by whole lines,
// each of them checked before.
func (c *Conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.partOut = append(c.partOut, p...)
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

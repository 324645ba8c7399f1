package imap

import (
	"errors"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

// A Command was sent, or is about to be.
type Command struct {
	wall  *wall
	name  string
	tag   string
	kinds []string             // of responses that answer it
	take  func(*response)      // one of these; called with the wall's lock held
	wants func(*response) bool // reports whether it is one of these; nil: every one of its kinds

	ours   bool        // the library does not know of it
	more   chan string // what is behind a "+", where the command goes on with it; nil: it does not
	agreed func()      // called where the server says OK, by who reads; nil: nothing

	done chan struct{}
	err  error // once it is done
}

// takes reports whether a response can be the command's answer.
func (c *Command) takes(r *response) bool {
	if !slices.Contains(c.kinds, r.kind) || c.wants != nil && !c.wants(r) {
		return false
	}
	return r.tag == "" || r.tag == c.tag
}

// completed notes how the server ended the command.
func (c *Command) completed(status, text string) {
	if status != "OK" {
		no := &imap.Error{Type: imap.StatusResponseType(status), Text: text}
		if code, behind, closed := strings.Cut(strings.TrimPrefix(text, "["), "]"); closed && strings.HasPrefix(text, "[") {
			code, _, _ = strings.Cut(code, " ")
			no.Code, no.Text = imap.ResponseCode(code), strings.TrimSpace(behind)
		}
		c.err = no
	}
	close(c.done)
}

// Wait waits for the end of the command: its completion, or that of the
// connection, at the limit of the step or of the run. The error is nil, that
// of [SaidNo], or the first cause of the connection's end.
func (c *Command) Wait() error {
	select {
	case <-c.done:
		return c.err
	case <-c.wall.Done():
	}
	c.wall.mu.Lock()
	defer c.wall.mu.Unlock()
	c.kinds = nil // whatever still comes is nobody's
	select {
	case <-c.done: // at the same time
		return c.err
	default:
	}
	if f := c.wall.Failure(); f != nil {
		return f
	}
	return result.NewFailure(result.Closed, "the connection was closed")
}

// SaidNo reports a server's NO or BAD, after which the session goes on.
func SaidNo(err error) bool {
	var no *imap.Error
	return errors.As(err, &no)
}

// Refused makes a server's NO or BAD to a command behind the login a failure;
// other errors stay what they are.
func Refused(err error) error {
	var no *imap.Error
	if !errors.As(err, &no) {
		return err
	}
	f := result.NewFailure(result.ProtocolError, no.Text)
	f.Code = string(no.Code)
	f.Temporary = no.Code == imap.ResponseCodeUnavailable || no.Code == imap.ResponseCodeInUse || no.Code == imap.ResponseCodeLimit
	return f
}

// nonsense returns the failure of an answer that cannot be true.
func nonsense(what string) error { return result.NewFailure(result.Malformed, what) }

// NotOpened makes a server's NO or BAD to a command that looks into a mailbox
// a failure: what its words and its code mean there; other errors stay what
// they are.
func NotOpened(err error) error {
	var no *imap.Error
	if !errors.As(err, &no) {
		return err
	}
	return protocol.NotOpened(result.IMAP, protocol.Refusal{Code: strings.ToUpper(string(no.Code)), Text: no.Text})
}

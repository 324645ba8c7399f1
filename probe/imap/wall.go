package imap

import (
	"bytes"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// maxResponse is how much of one untagged response is read, in octets. What is
// behind it is received, counted, and thrown away.
const maxResponse = 256 << 10

// A wall stands between a server and go-imap. The library ends a connection at
// whatever it cannot parse, unfolds ranges, nests with what it reads, and
// blocks on answers that nobody waits for. So it is given the completions of
// its commands, continuation requests, and lists of capabilities, each made
// fit for it; every other response is read here, and goes to the command that
// asked for it.
type wall struct {
	*wire.Conn
	out []byte // for the library
	buf []byte // the response under way
	bye string // the line with which the server ended the session

	login string // the tag of the library's LOGIN

	mu      sync.Mutex
	next    *Command   // about to be sent
	pending []*Command // sent, and not completed, in their order
}

// Read hands the library what it may see. It is called from the library's own
// goroutine, which thereby reads for everybody.
func (w *wall) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		if err := w.read(); err != nil {
			return 0, err
		}
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

// Write reads the tag of the command that is being sent, and sends it.
func (w *wall) Write(p []byte) (int, error) {
	tag, rest := wire.CutWord(p)
	word, _ := wire.CutWord(rest)
	name := strings.ToUpper(string(bytes.TrimRight(word, "\r\n")))
	w.mu.Lock()
	switch next := w.next; {
	case name == "LOGIN" && next == nil:
		w.login = string(tag)
	case next != nil && name == next.name:
		next.tag, w.next = string(tag), nil
		w.pending = append(w.pending, next)
	}
	w.mu.Unlock()
	if n, err := w.Conn.Write(itemsInOrder(p)); err != nil {
		return n, err
	}
	return len(p), nil
}

// listed is a list of items that a command asks for, of which none is a list.
var listed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\([A-Z0-9. ]+\)`) })

// itemsInOrder returns a command with the items that it asks for in the order of the
// alphabet: the library writes them in another one each time.
func itemsInOrder(line []byte) []byte {
	if bytes.ContainsAny(line, `"{`) && !bytes.Contains(line, []byte(` "" "*" RETURN (`)) { // a name stands there
		return line
	}
	return listed().ReplaceAllFunc(line, func(list []byte) []byte {
		items := strings.Fields(string(list[1 : len(list)-1]))
		slices.Sort(items)
		return []byte("(" + strings.Join(items, " ") + ")")
	})
}

// continued gives a continuation request to the command of ours that goes on
// with it, or to the library.
func (w *wall) continued(line []byte) error {
	w.mu.Lock()
	i := slices.IndexFunc(w.pending, func(c *Command) bool { return c.more != nil })
	var more chan string
	if i >= 0 {
		more = w.pending[i].more
	}
	w.mu.Unlock()
	if more == nil {
		w.hand(line)
		return nil
	}
	select {
	case more <- strings.TrimSpace(string(line[1:])):
	default: // it asks on and on
		w.Abort(result.NewFailure(result.Malformed, string(line)))
		return w.Failure()
	}
	return nil
}

// Close returns how the library gives up a connection whose answers it cannot
// read.
func (w *wall) Close() error {
	w.Unreadable()
	return w.Conn.Close()
}

var _ net.Conn = (*wall)(nil)

// read takes in one response. Nothing is read behind a BYE, after which some
// servers leave the connection open.
func (w *wall) read() error {
	if w.bye != "" {
		w.Abort(Parting(w.bye))
		return w.Failure()
	}
	line, err := w.RawLine()
	if err != nil {
		return err
	}
	line = bytes.TrimRight(line, "\r\n")
	head, rest := wire.CutWord(line)
	word, text := wire.CutWord(rest)
	switch kind := strings.ToUpper(string(word)); {
	case len(bytes.TrimSpace(line)) == 0:
	case line[0] == '+':
		return w.continued(line)
	case string(head) != "*":
		switch ours := w.complete(string(head), kind, string(text)); {
		case ours:
		case kind == "OK" && w.login != "" && w.login == string(head):
			// Else the library asks for them, at a moment of its own.
			w.hand([]byte(w.login + " OK [CAPABILITY IMAP4rev1]"))
		default:
			w.hand(readable(line))
		}
	case kind == "BYE":
		w.bye = string(line)
	case kind == "OK" && bytes.HasPrefix(bytes.ToUpper(text), []byte("[CAPABILITY")), kind == "CAPABILITY":
		w.hand(readable(line))
	case kind == "BAD":
		w.Suppose(unanswered(string(text)))
	case IsStatus(kind):
	default:
		return w.data(line, rest)
	}
	return nil
}

// hand gives a line to the library.
func (w *wall) hand(line []byte) {
	w.out = append(append(w.out[:0], line...), "\r\n"...)
}

// data reads the rest of a response that goes on in literals, and gives it to
// the command that waits for it.
func (w *wall) data(line, rest []byte) error {
	w.buf = append(w.buf[:0], rest...)
	size, more := wire.LiteralSize(line)
	for more {
		w.add("\r\n")
		for left := size; ; {
			line, err := w.RawLine()
			if err != nil {
				return err
			}
			if left >= len(line) {
				w.add(string(line))
				left -= len(line)
				continue
			}
			// The line goes on behind the literal.
			behind := bytes.TrimRight(line[left:], "\r\n")
			w.add(string(line[:left]))
			w.add(string(behind))
			size, more = wire.LiteralSize(behind)
			break
		}
	}
	w.deliver(newResponse(string(w.buf)))
	return nil
}

// add keeps a piece of the response, or as much of it as is read.
func (w *wall) add(piece string) {
	w.buf = append(w.buf, piece[:min(len(piece), max(0, maxResponse-len(w.buf)))]...)
}

// deliver gives a response to the first command that asked for it.
func (w *wall) deliver(r *response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.pending {
		if c.takes(r) {
			c.take(r)
			return
		}
	}
}

// complete ends the command of a tag, and reports whether it is one that the
// library does not know of.
func (w *wall) complete(tag, status, text string) (ours bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.pending, func(c *Command) bool { return c.tag == tag })
	if i < 0 {
		return false
	}
	c := w.pending[i]
	w.pending = slices.Delete(w.pending, i, i+1)
	if status == "OK" && c.agreed != nil {
		c.agreed() // before the next octet is read
	}
	c.completed(status, text)
	return c.ours
}

// readable leaves out of a line what the library would end the connection at:
// capabilities that are no atoms, and every other response code, of which it
// needs none.
func readable(line []byte) []byte {
	tag, rest, _ := bytes.Cut(line, []byte(" "))
	word, rest, _ := bytes.Cut(rest, []byte(" "))
	switch {
	case strings.EqualFold(string(word), "CAPABILITY"):
		return slices.Concat(tag, []byte(" "), word, onlyAtoms(rest))
	case !IsStatus(string(word)):
		return line
	}
	if code, coded := bytes.CutPrefix(rest, []byte("[")); coded {
		inner, behind, closed := bytes.Cut(code, []byte("]"))
		rest = bytes.TrimLeft(behind, " ")
		if name, caps, _ := bytes.Cut(inner, []byte(" ")); closed && string(name) == "CAPABILITY" {
			rest = slices.Concat([]byte("["), name, onlyAtoms(caps), []byte("]"), behind)
		}
	}
	if rest = bytes.TrimRight(rest, " "); len(rest) == 0 { // no text, no space
		return slices.Concat(tag, []byte(" "), word)
	}
	return slices.Concat(tag, []byte(" "), word, []byte(" "), rest)
}

// onlyAtoms returns a list of capabilities without those that are no atoms,
// each with a space before it.
func onlyAtoms(caps []byte) []byte {
	var kept []byte
	for word := range bytes.SplitSeq(caps, []byte(" ")) {
		if isAtom(string(word)) {
			kept = append(append(kept, ' '), word...)
		}
	}
	return kept
}

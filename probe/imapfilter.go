package probe

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// lenient is the connection as go-imap may read it. The library ends a
// connection at any untagged response that it cannot parse ("* QUOTA """,
// "SIZE NIL", a type it does not know, an empty line), although the answer to
// its command follows. The filter withholds the responses that this package
// reads from the recorded lines itself, and hands on the rest.
func lenient(c *wire.Conn) net.Conn {
	return &imapFilter{Conn: c, in: bufio.NewReaderSize(c, wire.MaxLine)}
}

type imapFilter struct {
	*wire.Conn
	in      *bufio.Reader
	out     []byte // read, and not yet handed on
	inside  bool   // the next octets belong to the response before them
	drop    bool   // that response is withheld
	literal int    // octets of its literal still to come
	bye     string // what the server said as it ended the session
}

func (f *imapFilter) Read(p []byte) (int, error) {
	for len(f.out) == 0 {
		if err := f.next(); err != nil && len(f.out) == 0 {
			return 0, err
		}
	}
	n := copy(p, f.out)
	f.out = f.out[n:]
	return n, nil
}

// Close is how the library gives up a connection whose answers it cannot read.
func (f *imapFilter) Close() error {
	f.Unreadable()
	return f.Conn.Close()
}

// next reads a line, or a piece of a literal. Nothing is read behind a BYE,
// after which some servers leave the connection open.
func (f *imapFilter) next() error {
	if f.bye != "" {
		f.Abort(newFailure(result.Closed, f.bye))
		return f.Failure()
	}
	var part []byte
	var err error
	if f.literal > 0 {
		part = make([]byte, min(f.literal, wire.MaxLine))
		var n int
		n, err = f.in.Read(part)
		part = part[:n]
		f.literal -= n
	} else {
		part, err = f.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		}
		if !f.inside {
			f.drop = !parsable(part)
			if len(part) >= 5 && strings.EqualFold(string(part[:5]), "* BYE") {
				f.bye = strings.TrimSpace(string(part))
			}
		}
		line, whole := bytes.CutSuffix(part, []byte("\n"))
		var announced bool
		f.literal, announced = wire.LiteralSize(bytes.TrimSuffix(line, []byte("\r")))
		if begins := !f.inside; begins && whole {
			if isStatus(line) {
				f.literal, announced = 0, false
			}
			part = readable(part)
		}
		f.inside = !whole || announced
	}
	if !f.drop {
		f.out = part
	}
	return err
}

// parsable says whether the library is given a response, by its first line.
func parsable(line []byte) bool {
	rest, untagged := bytes.CutPrefix(line, []byte("* "))
	if !untagged {
		return len(bytes.TrimSpace(line)) > 0
	}
	word, rest := wire.CutWord(bytes.TrimRight(rest, "\r\n"))
	switch strings.ToUpper(string(word)) {
	case "NO", "BAD", "BYE", "PREAUTH", "CAPABILITY", "SEARCH", "ESEARCH":
		return true
	case "OK":
		// Of the codes, the library needs the capabilities alone.
		return !bytes.HasPrefix(rest, []byte("[")) || bytes.HasPrefix(bytes.ToUpper(rest), []byte("[CAPABILITY"))
	}
	switch kind, _ := wire.CutWord(rest); strings.ToUpper(string(kind)) {
	case "EXISTS", "RECENT", "EXPUNGE", "FETCH":
		return len(word) > 0 && bytes.Trim(word, "0123456789") == nil
	}
	return false
}

// readable leaves out of a line what the library would end the connection at:
// capabilities that are no atoms, and every other response code, of which it
// needs none.
func readable(line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	end := line[len(text):]
	tag, rest, _ := bytes.Cut(text, []byte(" "))
	word, rest, _ := bytes.Cut(rest, []byte(" "))
	switch {
	case strings.EqualFold(string(word), "CAPABILITY"):
		return slices.Concat(tag, []byte(" "), word, onlyAtoms(rest), end)
	case !isStatus(line):
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
		return slices.Concat(tag, []byte(" "), word, end)
	}
	return slices.Concat(tag, []byte(" "), word, []byte(" "), rest, end)
}

// isStatus tells a status response by its second word.
func isStatus(line []byte) bool {
	_, rest, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(" "))
	word, _, _ := bytes.Cut(rest, []byte(" "))
	return statusWord(string(word))
}

// onlyAtoms is a list of capabilities without those that are no atoms, each
// with a space before it.
func onlyAtoms(caps []byte) []byte {
	var kept []byte
	for word := range bytes.SplitSeq(caps, []byte(" ")) {
		if isAtom(string(word)) {
			kept = append(append(kept, ' '), word...)
		}
	}
	return kept
}

package pop3

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/tally"
	"mailadvisor/probe/wire"
)

const (
	// maxPOP3List is how many messages are listed with their sizes; of more,
	// STAT alone tells. LIST is there all the same where it was sent in one
	// flight with STAT.
	maxPOP3List = 50_000
	// pop3LineBytes is what LIST costs a message, in octets.
	pop3LineBytes = 24
	// pop3ListBytes bounds LIST, whatever STAT says: some two million messages.
	pop3ListBytes = 32 << 20
	// maxListedSizes is how many sizes of LIST are kept, evenly spaced.
	maxListedSizes = 20_000
)

// Usage reads the maildrop, which over POP3 is INBOX alone: how much it holds
// (STAT), how large messages are (LIST), and whether UIDL really works, on
// which leaving mail on the server depends. POP3 tells no dates and no quota.
//
// count says that every message is to be counted, to tell what takes the room:
// by LIST, of which nothing but sizes is known.
func (s *Session) Usage(now time.Time, count bool) result.Account {
	a := result.Account{Service: result.POP3, Host: s.endpoint.Host, From: s.endpoint.Port}
	s.c.Begin(result.StepMailbox, "")
	var t *tally.Tally
	if count {
		t = tally.New(result.UsageByList, now)
		s.inbox = t.Folder(tally.Folder{Name: "INBOX", Kind: result.KindMail})
	}
	m, err := s.maildrop(&a)
	a.MailboxFailure = s.c.End(err)
	if t != nil && m.Messages != nil {
		s.inbox.Total, s.inbox.TotalBytes = *m.Messages, m.Bytes
		a.Usage = t.Usage()
	}
	if m.Messages != nil {
		a.Mailbox = m
	}
	return a
}

func (s *Session) maildrop(a *result.Account) (*result.Mailbox, error) {
	m := &result.Mailbox{}
	lines, err := s.command("STAT", false)
	if isRefusal(err) {
		return m, notOpened(err)
	} else if err != nil {
		return m, err
	}
	_, text, _ := Status(lines[0])
	numbers := leadingNumbers(text)
	if len(numbers) == 0 {
		return m, result.NewFailure(result.Malformed, lines[0])
	}
	m.Messages = &numbers[0]
	if len(numbers) > 1 {
		m.Bytes = &numbers[1]
	} else if words := strings.Fields(text); len(words) > 1 {
		a.NoteUntrue("STAT", words[1])
	}
	asked := slices.Contains(s.ahead, "LIST")
	if asked || *m.Messages > 0 && (*m.Messages <= maxPOP3List || s.inbox != nil) {
		s.c.Raise(wire.MaxStepBytes + min(*m.Messages*pop3LineBytes, pop3ListBytes))
		m.LargeBytes, err = s.list(a)
		switch over := s.c.Failure(); {
		case isRefusal(err) && *m.Messages > 0:
			a.InboxFailure = s.c.Shown(notOpened(err))
		case err == nil || isRefusal(err):
		case *m.Messages > maxPOP3List && over != nil && (over.Kind == result.TooLarge || over.Kind == result.Timeout):
			return m, nil // what LIST and UIDL would tell is not checked
		default:
			return m, err
		}
	}
	// One message is enough to see it work; an empty maildrop answers with
	// an empty list.
	one := asked || *m.Messages > 0
	command := "UIDL"
	if one {
		command = "UIDL 1"
	}
	lines, err = s.command(command, !one)
	works, understood := err == nil, true
	if works && one {
		works, understood = named(lines[0])
	}
	switch {
	case err != nil && !isRefusal(err):
		return m, err
	case !understood:
		return m, result.NewFailure(result.Malformed, lines[0])
	case !works && a.InboxFailure != nil: // nothing of the maildrop opens
	case works || *m.Messages > 0 || !one: // else there was no message to see it with
		m.UIDL = &works
	}
	return m, nil
}

// named reports whether an answer to "UIDL 1" names the message (RFC 1939
// section 7): "+OK", its number, and a name; and whether it is one at all. What
// says anything else may belong to another command.
func named(line string) (works, understood bool) {
	_, text, _ := Status(line)
	words := strings.Fields(text)
	understood = len(words) == 0 || strings.TrimLeft(words[0], "0") == "1"
	return understood && len(words) > 1, understood
}

// notOpened returns what a -ERR to a command that looks into the maildrop
// means.
func notOpened(err error) *result.Failure {
	f := err.(*result.Failure)
	return protocol.NotOpened(result.POP3, protocol.SplitCode(f.Detail))
}

// list reads the sizes as they come (RFC 1939 section 5), and tells that of a
// large message.
func (s *Session) list(a *result.Account) (*int64, error) {
	if _, err := s.command("LIST", false); err != nil {
		return nil, err
	}
	var sizes spaced
	if err := s.c.EachLine(func(line []byte) {
		if number, octets, ok := listedSize(line); ok {
			sizes.add(octets)
			if s.inbox != nil {
				s.inbox.Add(tally.Message{Number: number, Size: octets})
			}
		} else if words := bytes.Fields(line); len(words) > 1 {
			a.NoteUntrue("LIST", string(words[1]))
		}
	}); err != nil {
		return nil, err
	}
	return protocol.LargeBytes(sizes.kept), nil
}

// spaced keeps values of a list whose length is not known, evenly spaced:
// every one, every second, every fourth and so on.
type spaced struct {
	kept []int64
	n    int // seen
	step int // between those that are kept
}

func (s *spaced) add(v int64) {
	if len(s.kept) == maxListedSizes {
		for i := range maxListedSizes / 2 {
			s.kept[i] = s.kept[2*i]
		}
		s.kept = s.kept[:maxListedSizes/2]
		s.step *= 2
	}
	s.step = max(s.step, 1)
	if s.n%s.step == 0 {
		s.kept = append(s.kept, v)
	}
	s.n++
}

// usageFlight returns the commands of usage as they are sent where nobody waits
// for the answer to STAT.
func usageFlight() []string { return []string{"STAT", "LIST", "UIDL 1"} }

// command sends a command with the library, unless it was sent ahead, and
// returns the lines of its answer as they were recorded. A -ERR is a Failure.
func (s *Session) command(line string, multi bool) ([]string, error) {
	before := len(s.c.Lines())
	err := s.exchange(line, multi)
	lines := s.c.Lines()[before:]
	if len(lines) == 0 {
		if s.refused != nil && err != nil {
			return nil, s.refused
		}
		return nil, err
	}
	s.refused = nil
	switch ok, text, valid := Status(lines[0]); {
	case !valid:
		return nil, result.NewFailure(result.Malformed, lines[0])
	case !ok:
		return nil, protocol.WithCode(result.NewFailure(result.ProtocolError, text), protocol.ResponseCode(text))
	case multi && err != nil:
		return nil, err // the end of the answer is missing
	}
	return lines, nil
}

func (s *Session) exchange(line string, multi bool) error {
	if len(s.ahead) > 0 && s.ahead[0] == line {
		s.ahead = s.ahead[1:]
	} else if err := s.client.Send(line); err != nil {
		return err
	}
	_, err := s.client.ReadOne()
	if err == nil && multi {
		_, err = s.client.ReadAll()
	}
	return err
}

// isRefusal reports a -ERR, at which the session goes on.
func isRefusal(err error) bool {
	f, ok := err.(*result.Failure)
	return ok && f.Kind == result.ProtocolError
}

// listedSize returns the number and the octets in a line of LIST (RFC 1939
// section 5).
func listedSize(line []byte) (number, octets int64, ok bool) {
	first := true
	for word := range bytes.FieldsSeq(line) {
		n, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil || n < 0 || n > protocol.MaxSize {
			return 0, 0, false
		}
		if !first {
			return number, n, true
		}
		first, number = false, n
	}
	return 0, 0, false
}

// leadingNumbers returns the numbers that a text begins with: not negative, and
// at most [protocol.MaxSize].
func leadingNumbers(text string) []int64 {
	var numbers []int64
	for word := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || n < 0 || n > protocol.MaxSize {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}

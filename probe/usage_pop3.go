package probe

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/result"
)

// maxPOP3List is how many messages are listed with their sizes; of more, STAT
// alone tells.
const maxPOP3List = 50_000

// pop3LineBytes is what LIST costs a message, in octets.
const pop3LineBytes = 24

// usage reads the maildrop, which over POP3 is INBOX alone: how much it holds
// (STAT), how large messages are (LIST), and whether UIDL really works, on
// which leaving mail on the server depends. POP3 tells no dates and no quota.
func (s *pop3Session) usage(context.Context) (result.Account, []result.Step) {
	a := result.Account{Service: result.POP3, Host: s.endpoint.Host, From: s.endpoint.Port}
	s.c.begin(result.StepMailbox, "")
	m, err := s.maildrop()
	a.MailboxFailure = s.c.end(err)
	if m.Messages != nil {
		a.Mailbox = m
	}
	return a, s.c.takeSteps()
}

func (s *pop3Session) maildrop() (*result.Mailbox, error) {
	m := &result.Mailbox{}
	lines, err := s.command("STAT", false)
	if err != nil {
		return m, err
	}
	_, text, _ := pop3Status(lines[0])
	numbers := leadingNumbers(text)
	if len(numbers) == 0 {
		return m, newFailure(result.Malformed, lines[0])
	}
	m.Messages = &numbers[0]
	if len(numbers) > 1 {
		m.Bytes = &numbers[1]
	}
	asked := slices.Contains(s.ahead, "LIST")
	if asked || *m.Messages > 0 && *m.Messages <= maxPOP3List {
		s.c.raise(maxStepBytes + *m.Messages*pop3LineBytes)
		if lines, err = s.command("LIST", true); err == nil {
			m.LargeBytes = largeBytes(listedSizes(undot(lines[1:])))
		} else if !isRefusal(err) {
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
	_, err = s.command(command, !one)
	switch works := err == nil; {
	case !works && !isRefusal(err):
		return m, err
	case works || *m.Messages > 0 || !one: // else there was no message to see it with
		m.UIDL = &works
	}
	return m, nil
}

// usageFlight are the commands of usage as they are sent where nobody waits
// for the answer to STAT.
func usageFlight() []string { return []string{"STAT", "LIST", "UIDL 1"} }

// command sends a command with the library, unless it was sent ahead, and
// returns the lines of its answer as they were recorded. A -ERR is a Failure.
func (s *pop3Session) command(line string, multi bool) ([]string, error) {
	before := len(s.c.raw())
	err := s.exchange(line, multi)
	lines := s.c.raw()[before:]
	if len(lines) == 0 {
		return nil, err
	}
	switch ok, text, valid := pop3Status(lines[0]); {
	case !valid:
		return nil, newFailure(result.Malformed, lines[0])
	case !ok:
		return nil, withCode(newFailure(result.ProtocolError, text), responseCode(text))
	case multi && err != nil:
		return nil, err // the end of the answer is missing
	}
	return lines, nil
}

func (s *pop3Session) exchange(line string, multi bool) error {
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

// listedSizes are the octets in the lines of LIST (RFC 1939 section 5).
func listedSizes(lines []string) []int64 {
	var octets []int64
	for _, line := range lines {
		if numbers := leadingNumbers(line); len(numbers) > 1 {
			octets = append(octets, numbers[1])
		}
	}
	return octets
}

// leadingNumbers are the numbers that a text begins with: not negative, and
// below 2^53.
func leadingNumbers(text string) []int64 {
	var numbers []int64
	for word := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || n < 0 || n > maxNumber {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}

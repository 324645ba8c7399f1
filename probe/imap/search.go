package imap

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mailadvisor/probe/protocol"
)

// A Search counts messages. What the server lists is counted as it comes, and
// ranges are never unfolded.
type Search struct {
	*Command
	Count int64 // messages found
	First int64 // the lowest number of these, or 0

	first, last int64  // what was searched; last 0: to the end
	wrong       string // a number that no message has
}

// Wait waits for the answer. exists is how many messages the mailbox holds:
// an answer that finds more, or others, is refused.
func (s *Search) Wait(exists int64) error {
	if err := s.Command.Wait(); err != nil {
		return err
	}
	last := s.last
	if last == 0 || last > exists {
		last = exists
	}
	searched := max(0, last-max(1, s.first)+1)
	switch {
	case s.wrong != "":
		return nonsense("SEARCH names the message " + s.wrong)
	case s.Count > searched:
		return nonsense(fmt.Sprintf("SEARCH finds %d of %d messages", s.Count, searched))
	case s.Count > 0 && (s.First < s.first || s.First > last):
		return nonsense(fmt.Sprintf("SEARCH finds message %d of %d to %d", s.First, max(1, s.first), last))
	}
	return nil
}

func (s *Search) take(r *response) {
	if r.kind == "SEARCH" {
		s.takeList(r.text)
		return
	}
	s.takeExtended(r.args())
}

// takeList reads numbers up to whatever else follows them.
func (s *Search) takeList(text string) {
	for word := range strings.FieldsSeq(text) {
		if word[0] == '(' { // MODSEQ, RFC 7162 section 3.1.5
			return
		}
		s.add(word, word)
	}
}

// takeExtended reads UID, and pairs of a name and a value (RFC 4731). Where
// several responses come, the last counts.
func (s *Search) takeExtended(args []value) {
	s.Count, s.First = 0, 0
	counted := false
	for i := 0; i+1 < len(args); i++ {
		name, v := strings.ToUpper(args[i].text), args[i+1]
		switch name {
		case "UID":
			continue
		case "COUNT":
			n, ok := v.number(math.MaxInt64)
			if s.Count, counted = n, true; !ok {
				s.wrong = v.text
			}
		case "MIN":
			n, ok := v.number(maxMessages)
			if s.First = n; !ok || n == 0 {
				s.wrong = v.text
			}
		case "ALL":
			if counted {
				break
			}
			for stretch := range strings.SplitSeq(v.text, ",") {
				low, high, ranged := strings.Cut(stretch, ":")
				if !ranged {
					high = low
				}
				s.add(low, high)
			}
		}
		i++
	}
	if s.Count > 0 && s.First == 0 { // it was asked for, and not told
		s.First = max(1, s.first)
	}
}

// add counts the numbers from low to high.
func (s *Search) add(low, high string) {
	from, err1 := strconv.ParseUint(low, 10, 32)
	to, err2 := strconv.ParseUint(high, 10, 32)
	if from > to {
		from, to = to, from
	}
	if err1 != nil || err2 != nil || from == 0 {
		if s.wrong == "" {
			s.wrong = strings.Clone(low)
		}
		return
	}
	s.Count = protocol.Add(s.Count, int64(to-from)+1)
	if s.First == 0 || int64(from) < s.First {
		s.First = int64(from)
	}
}

package imap

import (
	"strconv"
	"strings"
)

// Marks are the messages of a stretch that a SEARCH finds, a bit each. What is
// outside of the stretch is left out.
type Marks struct {
	*Command
	first, last int64
	bits        []uint64
	told        bool // an answer came, or all of it without a word
}

// Wait waits for the answer.
func (m *Marks) Wait() error {
	err := m.Command.Wait()
	m.told = m.told || err == nil // some servers do not say that there is none
	return err
}

// Has reports whether a message was found.
func (m *Marks) Has(number int64) bool {
	if number < m.first || number > m.last || m.bits == nil {
		return false
	}
	at := number - m.first
	return m.bits[at/64]&(1<<(at%64)) != 0
}

func (m *Marks) take(r *response) {
	m.told = true
	if r.kind == "SEARCH" {
		for word := range strings.FieldsSeq(r.text) {
			if word[0] == '(' { // MODSEQ, RFC 7162 section 3.1.5
				return
			}
			m.mark(word, word)
		}
		return
	}
	args := r.args()
	for i := 0; i+1 < len(args); i++ {
		if !strings.EqualFold(args[i].text, "ALL") {
			continue
		}
		for stretch := range strings.SplitSeq(args[i+1].text, ",") {
			low, high, ranged := strings.Cut(stretch, ":")
			if !ranged {
				high = low
			}
			m.mark(low, high)
		}
		i++
	}
}

// mark marks the messages from low to high, as far as they are searched for.
func (m *Marks) mark(low, high string) {
	a, err1 := strconv.ParseUint(low, 10, 32)
	b, err2 := strconv.ParseUint(high, 10, 32)
	if err1 != nil || err2 != nil {
		return
	}
	if m.bits == nil {
		m.bits = make([]uint64, (m.last-m.first)/64+1)
	}
	for n := max(int64(min(a, b)), m.first); n <= min(int64(max(a, b)), m.last); n++ {
		at := n - m.first
		m.bits[at/64] |= 1 << (at % 64)
	}
}

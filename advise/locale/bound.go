package locale

import (
	"slices"
	"strings"
	"sync"
)

// Bound reports whether a word never parts from the one before it, at the end
// of a line: a unit, a noun or a month from its number, a year from its month,
// the number of a port or a line from its name, and the sign between two menus
// from the first of them. Before may be more
// than one word, and word may have marks behind it.
func Bound(before, word string) bool {
	before = strings.TrimLeft(before[strings.LastIndexByte(before, ' ')+1:], "([")
	word, _, _ = strings.Cut(word, Narrow) // a French mark behind it
	bare := strings.TrimRight(word, ".,;:)]")
	switch {
	case word == ">":
		return before != ""
	case digitAtEnd(before):
		return slices.Contains(behindNumbers(), bare) || slices.Contains(monthNames(), bare) || slices.Contains(monthNames(), bare+".")
	}
	if bare == "" || strings.Trim(bare, "0123456789") != "" {
		return false
	}
	return len(bare) == 4 && slices.Contains(monthNames(), before) || slices.Contains([]string{"port", "line", "ligne"}, before)
}

// Words splits a text at the spaces that a line may end at.
func Words(text string) []string {
	words := strings.Split(text, " ")
	out := words[:1:1]
	for _, word := range words[1:] {
		if last := &out[len(out)-1]; Bound(*last, word) {
			*last += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}

// behindNumbers are the units and nouns that stand behind a number, in each
// language.
var behindNumbers = sync.OnceValue(func() []string {
	return append(Nouns(), strings.Fields(`s ms bytes kB MB GB TB octets ko Mo Go To % h min j
		day days week weeks month months year years hour hours minute minutes second seconds bits
		jour jours semaine semaines mois an ans heure heures seconde secondes`)...)
})

// monthNames are the months, in each language, in full and as tables have them.
var monthNames = sync.OnceValue(func() []string {
	var out []string
	for _, style := range styles() {
		out = append(append(out, style.months[:]...), style.short[:]...)
	}
	return out
})

func digitAtEnd(text string) bool {
	return text != "" && '0' <= text[len(text)-1] && text[len(text)-1] <= '9' || text == "1er"
}

// Package nearest guesses which word was meant by one that is not known:
//
//	nearest.Word("thunderbrid", []string{"mutt", "thunderbird"}) // "thunderbird"
//	nearest.Word("outlook", []string{"mutt", "thunderbird"})     // "": none is close
//
// A refusal names that word and changes nothing: it is for the person to type.
package nearest

import (
	"slices"
	"strings"
)

// Word returns the word that was probably meant, or "" where none is close: it
// differs by the fewest single-letter edits or swapped neighbours (Damerau
// 1964), a third of the letters at most; or it is the one word that what was
// typed is a part of. Before both comes the one word that is made of the same
// parts in another order, each begun or whole: "cert-expired" for
// "expired-certificate". Very short words are close to all.
func Word(typed string, words []string) string {
	const shortest, longest = 4, 64
	if len(typed) < shortest || len(typed) > longest {
		return ""
	}
	if other := reordered(typed, words); other != "" {
		return other
	}
	best, least := "", 1+len(typed)/3
	for _, w := range words {
		if d := edits(typed, w); d < least {
			best, least = w, d
		}
	}
	if best != "" {
		return best
	}
	for _, w := range words {
		switch {
		case !strings.Contains(w, typed) || w == best:
		case best != "":
			return "" // of several
		default:
			best = w
		}
	}
	return best
}

// reordered is the one word that has a part for each of the several parts of
// what was typed, in another order; "" where there is none, or several.
func reordered(typed string, words []string) string {
	parts := partsOf(typed)
	if len(parts) < 2 {
		return ""
	}
	slices.Sort(parts)
	found := ""
	for _, w := range words {
		own := partsOf(w)
		if w == typed || len(own) != len(parts) {
			continue
		}
		slices.Sort(own)
		if !slices.EqualFunc(parts, own, func(a, b string) bool { return strings.HasPrefix(b, a) }) {
			continue
		}
		if found != "" {
			return ""
		}
		found = w
	}
	return found
}

func partsOf(word string) []string {
	return strings.FieldsFunc(word, func(r rune) bool { return r == '-' || r == ':' })
}

// Slip returns the word that what was typed differs from by one slip of the
// hand: one letter more, less or other, or two neighbours swapped; the first of
// several. "" where there is none, and where what stands before the first dot
// is short and not the same.
func Slip(typed string, words []string) string {
	const shortest = 5
	found := ""
	for _, w := range words {
		if w == typed {
			return ""
		}
		if len(typed) < len(w)-1 || len(typed) > len(w)+1 || edits(typed, w) != 1 {
			continue
		}
		a, _, _ := strings.Cut(typed, ".")
		b, _, _ := strings.Cut(w, ".")
		if a != b && max(len(a), len(b)) < shortest {
			continue
		}
		if found == "" {
			found = w // and go on: what was typed may be a word itself
		}
	}
	return found
}

// edits counts the letters to insert, delete, replace, or swap with the next.
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

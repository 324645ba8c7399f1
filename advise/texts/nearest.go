package texts

import (
	"cmp"
	"slices"
	"strings"
)

// nearestShown is how many meanings are named where no row knows a text.
const nearestShown = 3

// nearest returns the meanings whose rows share the most telling words with a
// text. A word that many rows have tells little.
func (t *text) nearest() []Meaning {
	words := wordsOf(t.folded)
	if len(words) == 0 {
		return nil
	}
	rows := table()
	often := map[string]int{}
	of := make([]map[string]bool, len(rows))
	for i, r := range rows {
		of[i] = map[string]bool{}
		for _, p := range r.Patterns {
			for w := range wordsOf(p) {
				of[i][w] = true
			}
		}
		for w := range of[i] {
			often[w]++
		}
	}
	type score struct {
		meaning Meaning
		points  float64
	}
	best := map[Meaning]float64{}
	for i, r := range rows {
		points, shared := 0.0, 0
		for w := range words {
			if of[i][w] {
				points += 1 / float64(often[w])
				shared++
			}
		}
		if shared > 1 {
			best[r.Means] = max(best[r.Means], points)
		}
	}
	var scores []score
	for m, p := range best {
		if p >= 0.2 { // one word that five rows at most have
			scores = append(scores, score{m, p})
		}
	}
	slices.SortFunc(scores, func(a, b score) int {
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.meaning, b.meaning))
	})
	var out []Meaning
	for _, s := range scores[:min(nearestShown, len(scores))] {
		out = append(out, s.meaning)
	}
	return out
}

// wordsOf returns the words of a folded text that can tell something.
func wordsOf(folded string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(folded, func(r rune) bool { return !isWord(r) && r != '-' }) {
		if len(w) > 3 && !isCommon(w) && len(words) < 2000 {
			words[w] = true
		}
	}
	return words
}

// isCommon reports whether a word stands in any error text.
func isCommon(word string) bool {
	switch word {
	case "mail", "email", "e-mail", "server", "serveur", "with", "from", "your", "this", "that", "error", "erreur", "message",
		"does", "could", "have", "been", "please", "account", "compte", "pour", "votre", "dans", "avec", "nicht", "failed",
		"address", "adresse", "because", "again", "time", "more":
		return true
	}
	return false
}

package cli

// nearest is the candidate that differs from what was typed by the fewest
// single-letter edits, or "" where none is close: a third of its length, and
// at least one letter in common.
func nearest(typed string, candidates []string) string {
	best, least := "", 1+max(1, len(typed)/3)
	for _, c := range candidates {
		if d := edits(typed, c); d < least {
			best, least = c, d
		}
	}
	return best
}

// edits is the Levenshtein distance of two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

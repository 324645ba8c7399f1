package cli

import "strings"

// appleLanguage returns the first language in what macOS says of its settings:
// a list between parentheses with one on each line, or one alone.
func appleLanguage(said string) string {
	first, _, _ := strings.Cut(strings.Trim(said, "( \t\r\n"), "\n")
	return strings.Trim(first, "\"', \t\r")
}

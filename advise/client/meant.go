package client

import (
	"slices"
	"strings"
)

// Meant finds a program by what people call it: its name, or one of its
// aliases, in any letters, with spaces or without.
func Meant(typed string) (Row, bool) {
	word := strings.ToLower(strings.Join(strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(" _-\u00a0", r) }), "-"))
	if row, ok := Lookup(word); ok {
		return row, true
	}
	for _, row := range Table() {
		if slices.Contains(row.Aliases, word) {
			return row, true
		}
	}
	return Row{}, false
}

// Named returns the name in [Table] of what a person called a program, or the
// same word where none is meant.
func Named(typed string) string {
	if row, ok := Meant(typed); ok {
		return row.Name
	}
	return typed
}

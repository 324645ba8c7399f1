package client

import "testing"

// Every name that is suggested is that of a program which is still made.
func TestSuggested(t *testing.T) {
	lists := [][]string{Suggested(), OnPhones(), OnDesktops(), {Mirror, Usual}}
	for _, row := range Table() {
		lists = append(lists, row.OfKind())
	}
	for _, list := range lists {
		for _, name := range list {
			if row, ok := Lookup(name); !ok || row.Use == Gone {
				t.Errorf("%s is no program to suggest", name)
			}
		}
	}
	for _, name := range OnPhones() {
		if row, _ := Lookup(name); !row.OnPhones() {
			t.Errorf("%s does not run on telephones alone", name)
		}
	}
}

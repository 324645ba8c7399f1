package render_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A French screen has a narrow space before ; : ! and ?, whichever part of the
// program put the sign there: the messages have a test of their own. What came
// over the wire, commands, and the lines for a ticket stay as they are.
func TestFrenchMarks(t *testing.T) {
	screens, err := filepath.Glob("testdata/*.fr.txt")
	if err != nil || len(screens) == 0 {
		t.Fatalf("no French screens: %v", err)
	}
	bare := regexp.MustCompile(`[\p{L}%»)][;:!?]( |$)`)
	foreign := regexp.MustCompile(`[SC]: |mailadvisor |://|::|^ *[^ ]*\.example`)
	for _, name := range screens {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		ticket := false
		for i, line := range strings.Split(string(text), "\n") {
			ticket = strings.HasPrefix(line, "Pour un ticket") || ticket && line != ""
			if !ticket && bare.MatchString(line) && !foreign.MatchString(line) {
				t.Errorf("%s:%d: no space before a mark: %s", name, i+1, line)
			}
		}
	}
}

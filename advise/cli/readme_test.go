package cli

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// TestDocumentsAreRun runs every command that stands behind "$ " in a console
// block of a document, and wants the output that stands below it; and every
// "go run ." of a shell block. Figures of time differ from run to run and are
// not compared.
func TestDocumentsAreRun(t *testing.T) {
	testkit.IPv6(t)  // on which the host that is shown listens too
	t.Chdir("../..") // where a reader types them
	for _, name := range readmes() {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fresh, commands := runConsole(t, string(content))
		if commands == 0 {
			t.Errorf("%s shows no command", name)
		}
		testkit.Golden(t, name, keepTimes(fresh, string(content)))
	}
}

// readmes returns the README of each language, the English one first.
func readmes() []string { return []string{"README.md", "docs/fr/README.md"} }

// Every language's README shows the same commands in the same order, those of
// another language in it; and names the main ways in.
func TestReadmesAgree(t *testing.T) {
	comment, lang := regexp.MustCompile(` +#.*$`), regexp.MustCompile(` --lang [a-z]+`)
	var first []string
	for _, name := range readmes() {
		content, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		var commands []string
		block := ""
		for line := range strings.Lines(string(content)) {
			line = strings.TrimRight(line, "\n")
			command, shown := strings.CutPrefix(line, "$ ")
			switch {
			case strings.HasPrefix(line, "```"):
				block = strings.TrimPrefix(line, "```")
			case block == "sh", block == "console" && shown:
				commands = append(commands, strings.TrimSpace(comment.ReplaceAllString(lang.ReplaceAllString(command, ""), "")))
			}
			if block == "console" && shown && name != readmes()[0] && !lang.MatchString(line) {
				t.Errorf("%s: %s prints another language", name, line)
			}
		}
		if first == nil {
			first = commands
		}
		if !slices.Equal(commands, first) {
			t.Errorf("%s has other commands:\n%s\nwant\n%s", name, strings.Join(commands, "\n"), strings.Join(first, "\n"))
		}
	}
	for _, way := range []string{"discover ", "advise user@example.org --ask", "web", "-o html", "explain ", "--sign-in", "review", "usage ", "check "} {
		if !slices.ContainsFunc(first, func(c string) bool { return strings.Contains(c, way) }) {
			t.Errorf("no command of the README shows %q", way)
		}
	}
}

var (
	times  = regexp.MustCompile(`[0-9.,]+[ \x{202f}](ms|s)\b`)
	spaces = regexp.MustCompile(` +`) // a column is as wide as its times
)

func withoutTimes(s string) string {
	return spaces.ReplaceAllString(times.ReplaceAllString(s, "#"), " ")
}

// keepTimes returns a document that was written anew, with the figures of time
// of the stored one wherever nothing else of a line has changed: what is run
// again for one change shows that change alone.
func keepTimes(fresh, stored string) string {
	old := map[string][]string{}
	for line := range strings.Lines(stored) {
		key := withoutTimes(line)
		old[key] = append(old[key], line)
	}
	var out strings.Builder
	for line := range strings.Lines(fresh) {
		key := withoutTimes(line)
		if same := old[key]; len(same) > 0 {
			line, old[key] = same[0], same[1:]
		}
		out.WriteString(line)
	}
	return out.String()
}

func TestKeepTimes(t *testing.T) {
	const stored = "IMAP  2 ms\nPOP3  12 ms\nsame\n"
	for _, c := range [][2]string{
		{"IMAP  31 ms\nPOP3   4 ms\nsame\n", stored},
		{"IMAP  31 ms\nnew  5 ms\nPOP3   4 ms\n", "IMAP  2 ms\nnew  5 ms\nPOP3  12 ms\n"},
	} {
		if got := keepTimes(c[0], stored); got != c[1] {
			t.Errorf("%q, want %q", got, c[1])
		}
	}
}

// runConsole returns the document with the output of its commands, and how
// many there are.
func runConsole(t *testing.T, doc string) (string, int) {
	var out strings.Builder
	inside, commands := false, 0
	lines := strings.SplitAfter(doc, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if strings.HasPrefix(line, "```") {
			inside = strings.TrimSpace(line) == "```console"
		}
		command, isCommand := strings.CutPrefix(line, "$ ")
		out.WriteString(line)
		if rest, ok := strings.CutPrefix(line, "go run . "); ok {
			runHere(t, strings.Fields(rest))
			commands++
		}
		if !inside || !isCommand {
			continue
		}
		for strings.HasSuffix(command, "\\\n") && i+1 < len(lines) {
			i++
			out.WriteString(lines[i])
			command = strings.TrimSuffix(command, "\\\n") + strings.TrimSpace(lines[i]) + "\n"
		}
		shown := 0
		for j := i + 1; j < len(lines) && !strings.HasPrefix(lines[j], "```") && !strings.HasPrefix(lines[j], "$ "); j++ {
			shown++
		}
		args := strings.Fields(command)
		switch {
		case len(args) > 3 && args[0] == "go" && args[1] == "run" && args[2] == ".":
			args = args[3:]
		case len(args) > 0 && args[0] == "mailadvisor":
			args = args[1:]
		default:
			continue
		}
		commands++
		printed := runHere(t, args)
		if shown > 0 {
			out.WriteString(printed)
			if i+shown+1 < len(lines) && strings.HasPrefix(lines[i+shown+1], "$ ") {
				out.WriteString("\n")
			}
			i += shown
		}
	}
	return out.String(), commands
}

// runHere runs the program on the day of all scripts and returns what it
// prints on a terminal without colours, which is what documents show. Only
// commands that fail nothing are shown in documents.
func runHere(t *testing.T, args []string) string {
	var stdout, stderr bytes.Buffer
	status := Main(t.Context(), args, Streams{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Env: func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }, Now: testkit.Today,
		OutTerminal: true, OutColumns: 80,
	})
	complains := strings.Contains(stderr.String(), "mailadvisor:") // the words beside a file do not
	if status > StatusFailed || complains || stdout.Len() == 0 {
		t.Errorf("mailadvisor %s: status %d\n%s", strings.Join(args, " "), status, stderr.String())
	}
	return stdout.String()
}

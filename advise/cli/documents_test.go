package cli

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

var (
	// commandNamed is a command of this program in a text: on a line of its
	// own, in backticks, or behind the path of where it is installed.
	commandNamed = regexp.MustCompile("(?:^|[`\"$>(|=/:#-]|- )[ \t]*(?:mailadvisor|go run \\.) ([^`]*)")
	flagNamed    = regexp.MustCompile("`(--[a-z][a-z0-9.-]*)[^`]*`")
	commandEnds  = regexp.MustCompile(`\s(#|\||>|<|;|&&|\|\|)(\s|$)|\)"?$`)
	ownFile      = regexp.MustCompile(`^(docs|advise|probe)/`)
)

// TestDocumentsNameWhatExists parses every command that a document or a shipped
// example names: its name, its flags, the form that it asks for and the files
// of this project that it reads are there.
func TestDocumentsNameWhatExists(t *testing.T) {
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	top := os.DirFS("../..")
	root := (&app{words: words}).root([]string{"help", "everything"})
	var p profiles
	p.flags(root)
	named := 0
	read := func(name string) {
		text, err := fs.ReadFile(top, name)
		if err != nil {
			t.Fatal(err)
		}
		joined := strings.ReplaceAll(string(text), "\\\n", " ")
		block := false
		for line := range strings.Lines(joined) {
			prose := strings.HasSuffix(name, ".md")
			shown := block || !prose || strings.HasPrefix(line, "    ")
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "```") {
				block = !block
			}
			for _, m := range commandNamed.FindAllStringSubmatch(line, -1) {
				if !shown && !strings.HasPrefix(strings.TrimSpace(m[0]), "`") {
					continue
				}
				named += namedBy(t, root, top, name, m[1])
			}
			if !prose {
				continue
			}
			for _, m := range flagNamed.FindAllStringSubmatch(line, -1) {
				flag := strings.TrimPrefix(m[1], "--")
				if !slices.ContainsFunc(append(root.Commands(), root), func(c *cobra.Command) bool { return lookup(c, flag) != nil }) {
					t.Errorf("%s names %s, which no command takes", name, m[1])
				}
			}
		}
	}
	read("README.md")
	for _, dir := range []string{"docs", ".github", ".gitlab"} {
		if err := fs.WalkDir(top, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if slices.Contains([]string{".md", ".yml", ".yaml", ".service", ".sh", ".cfg", ".desktop"}, path.Ext(name)) || d.Name() == "Containerfile" {
				read(name)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if named < 200 {
		t.Errorf("the documents name %d commands: they are no longer found", named)
	}
}

// namedBy checks one command of a document and returns how many it was.
func namedBy(t *testing.T, root *cobra.Command, top fs.FS, name, line string) int {
	if i := commandEnds.FindStringIndex(line); i != nil {
		line = line[:i[0]]
	}
	args := strings.Fields(strings.NewReplacer("'", "", `"`, "").Replace(line))
	args = args[:cmp.Or(slices.Index(args, "#")+1, len(args)+1)-1]
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && len(args[0]) < 3 {
		return 0
	}
	command := root
	if !strings.HasPrefix(args[0], "-") {
		found, _, err := root.Find(args)
		if err != nil || found == root {
			t.Errorf("%s: %q is no command: mailadvisor %s", name, args[0], line)
			return 1
		}
		command, args = found, args[1:]
	}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if ownFile.MatchString(arg) {
			if _, err := fs.Stat(top, arg); err != nil {
				t.Errorf("%s: %v: mailadvisor %s", name, err, line)
			}
		}
		if len(arg) < 2 || arg[0] != '-' {
			continue
		}
		flagName, value, has := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		var flag *pflag.Flag
		if strings.HasPrefix(arg, "--") {
			flag = lookup(command, flagName)
		} else {
			flag = command.Flags().ShorthandLookup(flagName[:1])
		}
		if flag == nil {
			t.Errorf("%s: %s is no flag of %q: mailadvisor %s", name, arg, command.Name(), line)
			continue
		}
		if !has && flag.NoOptDefVal == "" {
			if i++; i >= len(args) {
				t.Errorf("%s: --%s lacks its value: mailadvisor %s", name, flag.Name, line)
				continue
			}
			value = args[i]
		}
		form, _, _ := strings.Cut(value, "=")
		if _, known := render.FormatNamed(form); flag.Name == "output" && !known {
			t.Errorf("%s: %q is no form: mailadvisor %s", name, form, line)
		}
	}
	return 1
}

// lookup returns a flag of a command or of the whole program; nil for none.
func lookup(c *cobra.Command, name string) *pflag.Flag {
	return cmp.Or(c.Flags().Lookup(name), c.InheritedFlags().Lookup(name))
}

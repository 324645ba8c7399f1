package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// screenCommands are command lines whose screens are held to the rules: every
// command that writes for people, with what makes its screen another one.
func screenCommands(t *testing.T) []string {
	var out []string
	add := func(lines ...string) { out = append(out, lines...) }
	for _, name := range storedReports(t) {
		add("render " + name)
	}
	profiles, err := os.ReadDir("../client/testdata/profiles")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profiles {
		if p.IsDir() {
			add("review ../client/testdata/profiles/" + p.Name() + " --no-network")
		}
	}
	for i, row := range client.Table() { // TestProviderScreens has the providers
		if row.Use != client.Gone {
			add("settings user@" + []string{"outlook.com", "yahoo.com", "free.fr"}[i%3] + " --no-network --client " + row.Name)
		}
	}
	for _, rule := range diagnose.Rules() {
		add("explain " + rule.ID)
	}
	for _, kind := range result.Kinds() {
		add("explain " + string(kind.Kind))
	}
	for _, domain := range []string{"outlook.com", "yahoo.com", "gmx.de"} {
		add("discover user@"+domain+" --no-network -v", "advise user@"+domain+" --no-network --devices 2 -v", "settings user@"+domain+" --no-network --client printer")
	}
	for _, topic := range []string{"", "pop", "quota", "backup", "oauth", "hotmail", "552", "0x800CCC0E", "webalert"} {
		add("explain " + topic)
	}
	for _, needs := range []string{
		"--devices 1 --quota 100MB --used 61MB --mail-per-day 40 --old-mail one-computer", "--devices 2 --server-copy forbidden --quota 1GB --used 100MB", "--devices 2 --pop no --imap no",
		"--device phone:iphone --device pc:thunderbird --device tablet --shared --metered --offline all --disk 1GB --quota 20GB --used 5GB --mail-per-day 50",
	} {
		add("advise "+needs+" -v", "advise "+needs+" --compare")
	}
	add("settings --list", "settings --list -v", "demo --list", "settings user@free.fr --no-network --publish all", "check --policy ../../docs/examples/policy.yaml --dry-run",
		"probe --help", "settings --help", "check --help", "prob", "probe --devices 3", "settings user@free.fr --client nothing", "advise --quota 5")
	return out
}

// Every screen keeps its width and the rules of its language, in a narrow
// window, the usual one, and wider ones: what a line breaks, and what is said
// twice, shows in any of them.
func TestScreens(t *testing.T) {
	for i, line := range screenCommands(t) {
		for _, lang := range locale.Languages() {
			wide := []int{80, 120, 200}[i%3]
			shown := func(columns int, more ...string) string {
				var out, errs bytes.Buffer
				Main(t.Context(), slices.Concat(strings.Fields(line), []string{"--lang", lang}, more), Streams{
					In: strings.NewReader(""), Out: &out, Err: &errs, Now: clock, Env: func(string) string { return "" }, OutColumns: columns, ErrColumns: columns,
				})
				return errs.String() + out.String()
			}
			typed := map[string]bool{} // lines of files, which are never folded
			if strings.HasPrefix(line, "settings ") || strings.HasPrefix(line, "review ") {
				written := shown(0, "-o", "json")
				if at := strings.IndexByte(written, '{'); at >= 0 {
					written = written[at:]
				}
				var d any
				if json.NewDecoder(strings.NewReader(written)).Decode(&d) == nil {
					typedLines(typed, "", d)
				}
			}
			said := func(columns int, screen string) string {
				var kept strings.Builder
				for l := range strings.Lines(screen) {
					if bare := strings.TrimSpace(l); bare != "" && typed[bare] {
						l = ".\n"
					}
					kept.WriteString(l)
				}
				wellSet(t, line+", "+lang+", "+strconv.Itoa(columns)+" columns", min(columns, 100), kept.String())
				return kept.String()
			}
			whole := said(wide, shown(wide))
			unbroken(t, line+", "+lang, said(40, shown(40)), whole)
			if lang == "fr" {
				speaksFrench(t, line, whole)
			}
		}
	}
}

// typedLines collects the lines of files that a document holds, and those that a
// review writes into one.
func typedLines(into map[string]bool, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if name, _ := v["name"].(string); k != "content" || !strings.HasSuffix(name, ".txt") { // what a person reads is folded
				typedLines(into, k, x)
			}
		}
	case []any:
		for _, x := range v {
			typedLines(into, key, x)
		}
	case string:
		if key == "content" || key == "write" || key == "text" && strings.Contains(v, "\n  ") { // a command in a note
			for l := range strings.SplitSeq(v, "\n") {
				if key != "text" || strings.HasPrefix(l, "  ") {
					into[strings.TrimSpace(l)] = true
				}
			}
		}
	}
}

// unbroken wants no word of the narrow screen to be cut that fits on a line.
func unbroken(t *testing.T, name, narrow, wide string) {
	t.Helper()
	whole := map[string]bool{}
	for _, w := range strings.Fields(wide) {
		whole[w] = true
	}
	lines := strings.Split(narrow, "\n")
	for i := range lines[1:] {
		a, b := strings.Fields(lines[i]), strings.Fields(lines[i+1])
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		head, tail := a[len(a)-1], b[0]
		if !whole[head] && whole[head+tail] && len(head+tail) <= 40 {
			t.Errorf("%s: %q is cut behind %q", name, head+tail, head)
		}
	}
}

// notOurs is what a server, a program or a file says, and what is typed.
var notOurs = regexp.MustCompile(`(?m)^   Preuves.*\n(?:^ {4,}.*\n)*|password = …|On This Computer|The Bat!|FROM=TO|«[^»]*»|"[^"]*"|“[^”]*”|--[a-z-]+|^ *mailadvisor( .*)?$|^ *[SC]: .*$|https?://\S+|\S+@\S+|\b[\w-]+(\.[\w-]+)+\b|\b[a-z0-9]+(-[a-z0-9]+)+\b|\([^)]*\)`)

// speaksFrench wants a French screen to have no English in it, but for what is
// quoted, and the marks of French.
func speaksFrench(t *testing.T, name, screen string) {
	t.Helper()
	text := notOurs.ReplaceAllString(screen, "")
	if bad := english.FindString(text); bad != "" {
		at := strings.Index(text, bad)
		t.Errorf("%s: %q in %q", name, bad, text[max(0, at-40):min(len(text), at+60)])
	}
	if bad := ordinary.FindString(text); bad != "" {
		t.Errorf("%s: %q", name, bad)
	}
}

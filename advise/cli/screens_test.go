package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
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
	add("usage --demo=full-trash", "usage --demo=pop-only", "usage --demo=full-trash -v", "advise --demo --compare --devices 2", "probe --demo=fault:wrong-name", "discover --demo",
		"check --demo=fault:lenient-tls --policy ../../docs/examples/policy.yaml --tls-scan", "probe --demo -v --transcript", "settings --demo --client iphone --protocol pop3", "settings --demo --client other --write "+t.TempDir(), "settings --demo --qr")
	long := strings.NewReplacer("mail.example.test", "incoming-and-outgoing.mail-platform-of-the-northern-region.production.example.test",
		"user@example.test", "genevieve.de-la-fontaine-montmorency+bookkeeping@secretariat.example.test")
	dir := t.TempDir()
	for name, line := range map[string]string{"usage": "usage --demo=full-trash", "advice": "advise --demo=small-quota --devices 2", "trouble": "probe --demo=fault:incomplete-chain", "refused": "probe --demo=fault:auth-rejected"} {
		_, report, _ := asTyped(t, append(strings.Fields(line), "-o", "json")...)
		add("render " + place(t, dir, name+".json", long.Replace(report)))
	}
	for _, name := range []string{"bad-day", "cyrus-full", "published-apart"} {
		report, err := os.ReadFile(filepath.Join(reportsDir, name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		add("render " + place(t, dir, name+".json", long.Replace(string(report))))
	}
	for i, row := range client.Table() {
		if i%6 == 0 && row.Use != client.Gone {
			add("settings genevieve.de-la-fontaine-montmorency+bookkeeping@outlook.com --no-network --client " + row.Name)
		}
	}
	add("settings --list", "settings --list -v", "demo --list", "settings user@free.fr --no-network --publish all", "check --policy ../../docs/examples/policy.yaml --dry-run",
		"probe --help", "settings --help", "check --help", "prob", "probe --devices 3", "settings user@free.fr --client nothing", "advise --quota 5")
	return out
}

// Every screen keeps its width and the rules of its language, in a narrow
// window, the usual one, and wider ones: what a line breaks, and what is said
// twice, shows in any of them.
func TestScreens(t *testing.T) {
	reader := new(proofreader)
	for i, line := range screenCommands(t) {
		if testkit.Raced && i%9 != 0 {
			continue
		}
		for _, lang := range locale.Languages() {
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
				reader.wellSet(t, line+", "+lang+", "+strconv.Itoa(columns)+" columns", min(columns, 100), kept.String())
				return kept.String()
			}
			whole := said(80, shown(80))
			leadsSomewhere(t, line+", "+lang, whole)
			namesPrograms(t, line+", "+lang, whole)
			wide := 120 + i%2*80
			rowsHold(t, line+", "+lang, said(wide, shown(wide)))
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

var (
	numbered = regexp.MustCompile(`(?m)^ *(?:\p{L}[\p{L} ’'-]* {2,})?(\d{1,2})\. `) // behind its label, or on a line of its own
	stepNo   = regexp.MustCompile(`(?i)\b(?:steps?|étapes?) (\d{1,2})\b`)
	pointing = regexp.MustCompile(`(?i)\b(as below|ci-dessous|comme suit|the table below|the list below)\b`)
	row      = regexp.MustCompile(`(?m)^ {2,}\S.*\S {2,}\S`) // of a table
	backward = regexp.MustCompile(`(?i)\b(the table above|the line above|as above|ci-dessus|du tableau)\b`)
	jsonFile = regexp.MustCompile(`(--against|>) (\w+\.json)`)
)

// leadsSomewhere wants a screen to speak of nothing of its own that is not
// there: steps are counted from 1 without a gap, a step that is named is among
// them, a table that stands below stands below, and a file that is read was
// written before.
func leadsSomewhere(t *testing.T, name, screen string) {
	t.Helper()
	most, last := 0, 0
	for _, m := range numbered.FindAllStringSubmatch(screen, -1) {
		n, _ := strconv.Atoi(m[1])
		if n != 1 && n != last+1 {
			t.Errorf("%s: the step %d follows %d", name, n, last)
		}
		last, most = n, max(most, n)
	}
	for _, m := range stepNo.FindAllStringSubmatch(screen, -1) {
		if n, _ := strconv.Atoi(m[1]); n > most {
			t.Errorf("%s: %q, and there are %d", name, m[0], most)
		}
	}
	for _, at := range pointing.FindAllStringIndex(screen, -1) {
		if !row.MatchString(screen[at[1]:]) {
			t.Errorf("%s: %q, and nothing stands there", name, screen[at[0]:at[1]])
		}
	}
	for _, at := range backward.FindAllStringIndex(screen, -1) {
		if !row.MatchString(screen[:at[0]]) {
			t.Errorf("%s: %q, and nothing stands there", name, screen[at[0]:at[1]])
		}
	}
	files := map[string]bool{}
	for _, m := range jsonFile.FindAllStringSubmatch(strings.Join(strings.Fields(screen), " "), -1) {
		if m[1] == ">" {
			files[m[2]] = true
		} else if !files[m[2]] && strings.HasPrefix(name, "review") {
			t.Errorf("%s: %s is read, and was not written", name, m[2])
		}
	}
}

// namesPrograms wants programs, devices and strategies by their names, and not by
// the words of flags and files, but for where those are typed or listed.
func namesPrograms(t *testing.T, name, screen string) {
	t.Helper()
	if strings.HasPrefix(name, "settings --list") || strings.Contains(name, "--help") || strings.HasPrefix(name, "review") {
		return
	}
	var ids []string
	for _, row := range client.Table() {
		if strings.Contains(row.Name, "-") {
			ids = append(ids, regexp.QuoteMeta(row.Name))
		}
	}
	for _, s := range []choose.Strategy{choose.IMAPWindow, choose.IMAPArchive, choose.IMAPBackup, choose.POPRemove, choose.POPKeepDays, choose.POPKeepAll} {
		ids = append(ids, string(s))
	}
	text := typedWords.ReplaceAllString(screen, "")
	if bad := regexp.MustCompile(`(?m)(^|[ "«(])(` + strings.Join(ids, "|") + `)($|[ ",.»)])`).FindString(text); bad != "" {
		at := strings.Index(text, bad)
		t.Errorf("%s: %q in %q", name, bad, text[max(0, at-50):min(len(text), at+50)])
	}
}

var typedWords = regexp.MustCompile(`(?m)--[a-z-]+[ \n]+\S+|^ *mailadvisor .*$(\n {6,}.*)*|settings --client \S+|explain \S+|\S+, (with|avec) --client`)

// rowsHold wants the rows of a table on a wide screen to stay in their columns:
// nothing stands alone in the last one below.
func rowsHold(t *testing.T, name, screen string) {
	t.Helper()
	lines := strings.Split(screen, "\n")
	for i := 1; i < len(lines); i++ {
		bare := strings.TrimLeft(lines[i], " ")
		if in := len(lines[i]) - len(bare); in > 60 && !strings.Contains(bare, "  ") && strings.Contains(strings.TrimSpace(lines[i-1]), "  ") {
			t.Errorf("%s: %q stands alone below\n%s", name, bare, lines[i-1])
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
	text := notOurs.ReplaceAllString(screen, "_")
	if bad := english.FindString(text); bad != "" {
		at := strings.Index(text, bad)
		t.Errorf("%s: %q in %q", name, bad, text[max(0, at-40):min(len(text), at+60)])
	}
	if bad := ordinary.FindString(text); bad != "" {
		t.Errorf("%s: %q", name, bad)
	}
}

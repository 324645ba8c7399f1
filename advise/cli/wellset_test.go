package cli

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// A proofreader holds text to the rules of how it is set. What it has read
// once it does not read again: the screens of all faults share most lines.
type proofreader struct{ read sync.Map }

// isNew reports whether it has not read the text at that width.
func (p *proofreader) isNew(columns int, text string) bool {
	type key struct {
		columns int
		text    string
	}
	_, known := p.read.LoadOrStore(key{columns, text}, true)
	return !known
}

// everyScreen writes every screen of a report in one language, narrow and usual:
// what is wrong, the advice, the comparison, the settings, and what a policy
// says of it.
func (p *proofreader) everyScreen(t *testing.T, r *result.Report, held *policy.Policy, words *locale.Printer) {
	t.Helper()
	devices := 3
	probed := advise.Make(r, nil, words, advise.Probe)
	advised := advise.Make(r, &choose.Needs{Devices: &devices}, words, advise.Advise)
	checked := run.Hold(r, held, r.Target.Input, nil, words)
	for _, columns := range []int{40, 80} {
		o := render.TextOptions{Width: columns, Command: "mailadvisor advise"}
		name := func(what string) string {
			return what + " in " + words.Lang() + ", " + strconv.Itoa(columns) + " columns"
		}
		for view, d := range map[string]*advise.Document{
			render.ViewProbe: probed, render.ViewAdvise: advised, render.ViewCompare: advised, render.ViewSettings: advised,
		} {
			var b bytes.Buffer
			o.View = view
			if err := render.Text(&b, d, words, o); err != nil {
				t.Errorf("%s: %v", name(view), err)
			}
			p.wellSet(t, name(view), columns, b.String())
		}
		var b bytes.Buffer
		if err := render.Encode(render.NewCheck(&b, words, o, func() render.CheckRun { return render.CheckRun{} }), checked); err != nil {
			t.Errorf("%s: %v", name("check"), err)
		}
		p.wellSet(t, name("check"), columns, b.String())
	}
	if words.Lang() == "fr" {
		p.inFrench(t, advised)
	}
}

// settingRules are what no screen may show, each with its name.
var settingRules = sync.OnceValue(func() map[string]*regexp.Regexp {
	var plural []string
	for _, noun := range locale.Nouns() {
		if strings.HasSuffix(noun, "s") && noun != "s" && noun != "ms" {
			plural = append(plural, noun)
		}
	}
	const months = "January|February|March|April|May|June|July|August|September|October|November|December|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
	units := strings.Join(append(locale.Nouns(), strings.Fields("ms kB MB GB ko Mo Go octets bytes day days jour jours %")...), "|") + "|" + months
	return map[string]*regexp.Regexp{
		"a number parted from its unit":    regexp.MustCompile(`(?m)(^|[ (])[\d.,\x{202f}]+\n *(` + units + `)\b`),
		"a year parted from its month":     regexp.MustCompile(`\b(` + months + `)\n *20\d\d\b`),
		"a menu that begins with its sign": regexp.MustCompile(`(?m)^ *> ["«]`),
		"one of several":                   regexp.MustCompile(`(?m)(^|[^\d.,:\x{202f}] )1 (` + strings.Join(plural, "|") + `)\b`),
		"what was not filled in":           regexp.MustCompile(`‹[^›]*›|\{\{|%!|<no value>|<nil>`),
		"a blank at the end of a line":     regexp.MustCompile(`(?m)[ \t]+$`),
		"a French mark that begins a line": regexp.MustCompile(`(?m)^ *([;»]|[?%]( ?[^ \w]|$)|: |![^ ])`),
	}
})

// wellSet wants a screen to keep its width, but for one word that is longer and
// what is typed, and the rules of both languages, which reach over two lines.
func (p *proofreader) wellSet(t *testing.T, name string, columns int, screen string) {
	t.Helper()
	if strings.Contains(screen, "\n\n\n") {
		t.Errorf("%s: two empty lines:\n%s", name, screen)
	}
	lines := strings.Split(screen, "\n")
	for i, line := range lines {
		pair := strings.Join(lines[i:min(i+2, len(lines))], "\n")
		if !p.isNew(columns, pair) {
			continue
		}
		word := strings.TrimSuffix(strings.TrimSpace(line), ` \`)
		command := strings.HasPrefix(word, "--") || strings.HasPrefix(word, "mailadvisor ") && !strings.Contains(word, " --") // it is folded at its flags alone
		if utf8.RuneCountInString(line) > columns && strings.Contains(word, " ") && !command {
			t.Errorf("%s: %d columns of %d: %q", name, utf8.RuneCountInString(line), columns, line)
		}
		for rule, pattern := range settingRules() {
			if bad := pattern.FindString(pair); bad != "" {
				t.Errorf("%s: %s: %q", name, rule, bad)
			}
		}
	}
}

var (
	foreign  = regexp.MustCompile(`«[^»]*»|--[a-z-]+( [a-z]+)?|"[^"]*"|mailadvisor [a-z ]+`)
	english  = regexp.MustCompile(`(?i)\b(the|and|with|this|not|server|password|from|your|have|does|could|mailbox|which)\b`)
	ordinary = regexp.MustCompile(`[^\s\x{202f}] (?:[;?!%»]|:(?:[^:0-9]|$))|« |\pL'\pL|\d\.\d+ ?(Mo|Go|ko|s)\b`)
)

// inFrench wants what is said of findings and of an advice to be French, in its
// own marks; what is quoted is a server's or a program's.
func (p *proofreader) inFrench(t *testing.T, d *advise.Document) {
	t.Helper()
	said := []string{d.Sentence.Text}
	for _, f := range d.Findings {
		said = append(said, f.Title, f.Risk, f.Fix.User, f.Fix.Admin)
		for _, c := range f.Causes {
			said = append(said, c.Text)
		}
	}
	if a := d.Advice; a != nil {
		said = append(said, a.Summary, a.Backup.Text)
		for _, r := range a.Reasons {
			said = append(said, r.Text)
		}
		for _, c := range a.Consequences {
			said = append(said, c.Text.Text)
		}
		for _, p := range a.Plans {
			said = append(said, p.Title.Text)
			for _, step := range p.Steps {
				said = append(said, step.Text)
			}
		}
	}
	for _, text := range said {
		if !p.isNew(0, text) {
			continue
		}
		text = foreign.ReplaceAllString(text, "")
		if bad := english.FindString(text); bad != "" {
			t.Errorf("%q in %q", bad, text)
		}
		if bad := ordinary.FindString(text); bad != "" {
			t.Errorf("%q in %q", bad, text)
		}
	}
}

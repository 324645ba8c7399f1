package diagnose

import (
	"bytes"
	"fmt"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Shown is a run of the program that yields a finding, for documentation.
type Shown struct {
	Command string // as a person types it
	Output  string // what it prints of the finding
	Miss    string // a command whose run does not tell the finding
}

// FindingsDoc is docs/findings.md: every rule with its words, and a run that
// yields it.
func FindingsDoc(p *locale.Printer, shown func(id string) Shown) []byte {
	var b bytes.Buffer
	b.WriteString("# Findings\n\n" +
		"What `mailadvisor` can say of a mail host. Generated from the table of rules in `advise/diagnose`, the messages in\n" +
		"`advise/locale`, and runs of the program: a test runs every command below and compares what it prints. Figures of\n" +
		"time differ from run to run. The figures in the other texts are an example.\n\n" +
		"A finding is `fail` (something does not work, or a password is in danger: exit status 1), `warn` (it works, but not for\n" +
		"long or not for everyone), `pass`, or `unknown` (not checked, or what was seen does not decide). A note tells something\n" +
		"worth knowing where nothing is to be mended. `mailadvisor explain ID` tells the same on a terminal.\n\n" +
		"A command with `--demo` runs against the embedded mail host; `-4` keeps its output the same on machines without IPv6.\n" +
		"One with `render` shows a stored report of what no machine can show on its own, such as an address from which nothing\n" +
		"comes back.\n\n")
	all := Groups(p)
	for _, g := range all {
		fmt.Fprintf(&b, "**%s**: ", g.Name)
		for i, d := range g.Rules {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "[%s](#%s)", d.ID, d.ID)
		}
		b.WriteString("\n\n")
	}
	for _, g := range all {
		for _, d := range g.Rules {
			writeRule(&b, d, shown(d.ID))
		}
	}
	b.WriteString("\n## What has no finding\n\n")
	for _, k := range Kinds(p) {
		if k.Unspoken != "" {
			fmt.Fprintf(&b, "- `%s`: %s\n", k.Kind, k.Unspoken)
		}
	}
	for _, n := range noRule() {
		fmt.Fprintf(&b, "- %s: %s\n", n.what, n.why)
	}
	return b.Bytes()
}

func writeRule(b *bytes.Buffer, d Description, shown Shown) {
	fmt.Fprintf(b, "\n## %s\n\n%s. %s\n\n", d.ID, inline(d.Name), inline(d.Meaning))
	fmt.Fprintf(b, "```console\n$ %s\n%s```\n\n", shown.Command, shown.Output)
	fmt.Fprintf(b, "- Severity: %s. Acts first: the %s. Looks at: %s. Since: %s.%s\n", d.Severity, d.Acts, d.Scope, d.Since, after(" By: ", d.RFC))
	if len(d.Depends) > 0 {
		fmt.Fprintf(b, "- Silent where one of these speaks: %s\n", strings.Join(d.Depends, ", "))
	}
	if len(d.Kinds) > 0 {
		fmt.Fprintf(b, "- Failure kinds: %s\n", joinKinds(d.Kinds))
	}
	if len(d.CauseTexts) > 0 {
		b.WriteString("- Causes it may name:\n")
		for _, c := range d.CauseTexts {
			fmt.Fprintf(b, "  - %s\n", inline(c))
		}
	}
	fmt.Fprintf(b, "- Risk: %s\n- For you: %s\n- For the admin: %s\n", inline(d.Risk), inline(d.Fix.User), inline(d.Fix.Admin))
	fmt.Fprintf(b, "- Not told by: `%s`\n", shown.Miss)
}

// FailuresDoc is docs/failures.md: the closed list of failure kinds.
func FailuresDoc(p *locale.Printer) []byte {
	var b bytes.Buffer
	b.WriteString("# Failure kinds\n\n" +
		"The closed list of `failure.kind` in a report. Generated from `result.Kinds` and the messages in `advise/locale`; a test\n" +
		"compares it. A failure also names its step, the raw cause, the server's own code, and whether it may pass by itself.\n" +
		"`mailadvisor explain KIND` tells the same on a terminal. An example is a finding of that kind, with a command and what\n" +
		"it prints: a test runs each.\n")
	for _, k := range Kinds(p) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n- Causes: %s\n", k.Kind, inline(k.Meaning), inline(k.Causes))
		step := k.Step
		if step == "" {
			step = "any"
		}
		temporary := "no"
		if k.Temporary {
			temporary = "yes"
		}
		fmt.Fprintf(&b, "- Step: %s. May pass by itself: %s.%s\n", step, temporary, after(" By: ", k.Source))
		if k.Unspoken != "" {
			fmt.Fprintf(&b, "- Finding: none. %s\n", k.Unspoken)
		} else {
			links := make([]string, len(k.Findings))
			for i, id := range k.Findings {
				links[i] = fmt.Sprintf("[%s](findings.md#%s)", id, id)
			}
			fmt.Fprintf(&b, "- Example: %s\n", strings.Join(links, ", "))
		}
	}
	return b.Bytes()
}

func joinKinds(kinds []result.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// after is a part of a sentence that is left out where it is empty.
func after(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s + "."
}

// inline makes a text safe in a line of Markdown.
func inline(s string) string {
	return strings.NewReplacer("\n", " ", "*", `\*`, "<", "&lt;", "_", `\_`).Replace(s)
}

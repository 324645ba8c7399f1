package render

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailadvisor/advise"
)

// TAP, the Test Anything Protocol, version 14: a test point a check, with a
// YAML block where there is something to tell. What is to be mended and does
// not fail is a point with the directive TODO, which readers show and do not
// count; what was not checked has the directive SKIP. The plan comes last, so
// that points are written as documents come.

type tap struct {
	w io.Writer
	s *screen
	n int // points written

	bailed bool // no plan follows
}

func newTAP(w io.Writer, s *screen) Encoder { return &tap{w: w, s: s} }

func (e *tap) Begin() error {
	_, err := io.WriteString(e.w, "TAP version 14\n")
	return err
}

func (e *tap) Write(d *advise.Document) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n", sentence(d))
	for _, c := range e.s.checks(d) {
		e.n++
		e.point(&out, c)
	}
	_, err := io.WriteString(e.w, out.String())
	return err
}

func (e *tap) End() error {
	if e.bailed {
		return nil
	}
	plan := "1.." + strconv.Itoa(e.n)
	if e.n == 0 {
		plan += " # SKIP " + e.s.words.T("report.no-documents", nil)
	}
	_, err := io.WriteString(e.w, plan+"\n")
	return err
}

func (e *tap) point(out *strings.Builder, c check) {
	result, directive := "ok", ""
	switch c.outcome {
	case broken, errored:
		result = "not ok"
	case warned:
		result, directive = "not ok", " # TODO "+e.s.status(c.outcome)
	case unknown, excepted:
		directive = " # SKIP " + e.s.status(c.outcome)
	}
	name := strings.Join(nonEmpty(c.host, c.place, c.address, c.id), " ")
	fmt.Fprintf(out, "%s %d - %s%s\n", result, e.n, tapText(name), directive)
	if c.outcome != passed {
		e.diagnostics(out, c)
	}
}

// diagnostics writes the YAML block of a point, in the little YAML that every
// reader of TAP knows: strings as in JSON, and lines as they are.
func (e *tap) diagnostics(out *strings.Builder, c check) {
	out.WriteString("  ---\n")
	key := func(name, value string) {
		if value != "" {
			fmt.Fprintf(out, "  %s: %s\n", name, yamlString(value))
		}
	}
	key("message", c.title)
	key("outcome", string(c.outcome))
	key("severity", c.severity)
	if a := c.assertion; a != nil {
		key("at", Clean(a.File)+":"+strconv.Itoa(a.Line)+":"+strconv.Itoa(a.Column))
	}
	for _, d := range e.s.details(c) {
		name := strings.ReplaceAll(d.id, "-", "_")
		if d.id != "evidence" {
			key(name, strings.Join(d.lines, " "))
			continue
		}
		fmt.Fprintf(out, "  %s: |\n", name)
		for i, l := range d.lines {
			if i == 0 {
				l = strings.TrimLeft(l, " ") // it says how far the others are indented
			}
			fmt.Fprintf(out, "    %s\n", l)
		}
	}
	out.WriteString("  ...\n")
}

// tapText escapes what would begin a directive.
func tapText(s string) string { return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(s) }

func yamlString(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // a string is always marshalled
	}
	return string(b)
}

// nonEmpty are the strings that say something.
func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

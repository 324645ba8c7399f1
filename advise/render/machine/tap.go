package machine

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/tell"
)

// TAP, the Test Anything Protocol, version 14: a test point a check, with a
// YAML block where there is something to tell. What is to be mended and does
// not fail is a point with the directive TODO, which readers show and do not
// count; what was not checked has the directive SKIP. The plan comes last, so
// that points are written as documents come.

type tap struct {
	w    io.Writer
	tell tell.Teller
	n    int // points written

	bailed bool // no plan follows
}

// NewTAP returns the encoder of the format tap.
func NewTAP(w io.Writer, t tell.Teller) tell.Encoder { return &tap{w: w, tell: t} }

func (e *tap) Begin() error {
	_, err := io.WriteString(e.w, "TAP version 14\n")
	return err
}

func (e *tap) Write(d *advise.Document) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n", tell.Sentence(d))
	for _, c := range e.tell.Checks(d) {
		e.n++
		e.point(&out, c)
	}
	_, err := io.WriteString(e.w, out.String())
	return err
}

func (e *tap) Interrupt(why string) error {
	e.bailed = true
	_, err := io.WriteString(e.w, "Bail out! "+why+"\n")
	return err
}

func (e *tap) End() error {
	if e.bailed {
		return nil
	}
	plan := "1.." + strconv.Itoa(e.n)
	if e.n == 0 {
		plan += " # SKIP " + e.tell.Words.T("report.no-documents", nil)
	}
	_, err := io.WriteString(e.w, plan+"\n")
	return err
}

func (e *tap) point(out *strings.Builder, c tell.Check) {
	result, directive := "ok", ""
	switch c.Outcome {
	case tell.Broken, tell.Errored:
		result = "not ok"
	case tell.Warned:
		result, directive = "not ok", " # TODO "+e.tell.Status(c.Outcome)
	case tell.Unknown, tell.Excepted:
		directive = " # SKIP " + e.tell.Status(c.Outcome)
	}
	name := strings.Join(tell.NonEmpty(c.Host, c.Place, c.Address, c.ID), " ")
	fmt.Fprintf(out, "%s %d - %s%s\n", result, e.n, tapText(name), directive)
	if c.Outcome != tell.Passed {
		e.diagnostics(out, c)
	}
}

// diagnostics writes the YAML block of a point, in the little YAML that every
// reader of TAP knows: strings as in JSON, and lines as they are.
func (e *tap) diagnostics(out *strings.Builder, c tell.Check) {
	out.WriteString("  ---\n")
	key := func(name, value string) {
		if value != "" {
			fmt.Fprintf(out, "  %s: %s\n", name, yamlString(value))
		}
	}
	key("message", c.Title)
	key("outcome", string(c.Outcome))
	key("severity", string(c.Severity))
	if a := c.Assertion; a != nil {
		key("at", tell.Clean(a.File)+":"+strconv.Itoa(a.Line)+":"+strconv.Itoa(a.Column))
	}
	for _, d := range e.tell.Details(c) {
		name := strings.ReplaceAll(string(d.ID), "-", "_")
		if d.ID != tell.Evidence {
			key(name, strings.Join(d.Lines, " "))
			continue
		}
		fmt.Fprintf(out, "  %s: |\n", name)
		for i, l := range d.Lines {
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

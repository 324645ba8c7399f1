package render

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"mailadvisor/advise"
)

// JUnit XML, as continuous integration servers read it: a test suite a
// document, a test case a check. A failure is a finding or a requirement that
// is broken; an error is a run that could not do its work; what was not
// checked is skipped. There is no standard; what is written holds to the
// schema of the Jenkins project.
//
// The name of a case is the finding's or the requirement's ID, and its class
// the host and the place, so that a server recognises it from one run to the
// next in any language.

type junitSuite struct {
	XMLName    xml.Name        `xml:"testsuite"`
	Name       string          `xml:"name,attr"`
	ID         int             `xml:"id,attr"`
	Package    string          `xml:"package,attr"`
	Timestamp  string          `xml:"timestamp,attr"` // UTC, without a zone: readers accept none
	Time       string          `xml:"time,attr"`      // seconds
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Skipped   *junitText    `xml:"skipped"`
	Error     *junitProblem `xml:"error"`
	Failure   *junitProblem `xml:"failure"`
	SystemOut *junitText    `xml:"system-out"`
}

type junitProblem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	junitText
}

// junitText is text of several lines, already escaped.
type junitText struct {
	XML string `xml:",innerxml"`
}

type junit struct {
	w io.Writer
	s *screen
	n int // suites written
}

func newJUnit(w io.Writer, s *screen) Encoder { return &junit{w: w, s: s} }

func (e *junit) Begin() error {
	_, err := io.WriteString(e.w, xml.Header+"<testsuites name=\"mailadvisor\">\n")
	return err
}

func (e *junit) Write(d *advise.Document) error {
	checks := e.s.checks(d)
	n := tally(checks)
	suite := junitSuite{
		Name: hostOf(d), ID: e.n, Package: "mailadvisor",
		Timestamp: d.StartedAt.UTC().Format("2006-01-02T15:04:05"),
		Time:      strconv.FormatFloat(d.ElapsedMS/1000, 'f', 3, 64),
		Tests:     len(checks), Failures: n[broken], Errors: n[errored], Skipped: n[unknown] + n[excepted],
		Properties: []junitProperty{
			{"verdict", string(advise.VerdictOf(d))},
			{"summary", sentence(d)},
			{"version", Clean(d.Tool.Version)},
		},
	}
	if d.Policy != nil {
		suite.Properties = append(suite.Properties, junitProperty{"policy", Clean(d.Policy.File)})
	}
	for _, c := range checks {
		suite.Cases = append(suite.Cases, e.testCase(c))
	}
	out, err := xml.MarshalIndent(suite, "  ", "  ")
	if err != nil {
		return err
	}
	e.n++
	_, err = e.w.Write(append(out, '\n'))
	return err
}

func (e *junit) End() error {
	_, err := io.WriteString(e.w, "</testsuites>\n")
	return err
}

func (e *junit) testCase(c check) junitCase {
	place := strings.ReplaceAll(c.place, ":", "-")
	if place == "" {
		place = "host"
	}
	out := junitCase{Name: c.id, ClassName: c.host + "." + place}
	if c.address != "" {
		out.Name += " " + c.address
	}
	kind := c.severity
	if kind == "" {
		kind = string(c.outcome)
	}
	lines := e.s.plainDetails(c)
	titled := append([]string{c.title}, lines...)
	switch c.outcome {
	case broken:
		out.Failure = &junitProblem{kind, c.title, textOfLines(lines)}
	case errored:
		out.Error = &junitProblem{kind, c.title, textOfLines(lines)}
	case unknown, excepted:
		titled[0] = e.s.labelled(e.s.status(c.outcome), c.title)
		text := textOfLines(titled)
		out.Skipped = &text
	case warned, noted:
		titled[0] = e.s.labelled(e.s.status(c.outcome), c.title)
		text := textOfLines(titled)
		out.SystemOut = &text
	}
	return out
}

// textOfLines escapes lines and keeps them apart: the encoder would write
// their ends as references.
func textOfLines(lines []string) junitText {
	var out strings.Builder
	for i, l := range lines {
		if i > 0 {
			out.WriteByte('\n')
		}
		// A builder returns no error; what XML cannot hold becomes U+FFFD.
		_ = xml.EscapeText(&out, []byte(strings.ToValidUTF8(l, string(utf8.RuneError))))
	}
	return junitText{out.String()}
}

package machine

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/tell"
)

// JUnit XML, as continuous integration servers read it: a test suite a
// document, a test case a check. A failure is a finding or a requirement that
// is broken; an error is a run that could not do its work; what was not
// checked is skipped. There is no standard; what is written holds to the
// schema of the Jenkins project.
//
// The name of a case is where it was looked at and the finding's or the
// requirement's ID, and its class the target and the place, so that a server
// recognises it from one run to the next in any language. The time of an
// endpoint stands at its first case.

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
	Time      string        `xml:"time,attr"` // seconds
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

// heldSuites is how many suites are held, so that their sums can stand in front
// of them; where there are more, each suite has its own alone.
const heldSuites = 200

type junit struct {
	w       io.Writer
	tell    tell.Teller
	n       int // suites
	held    bytes.Buffer
	streams bool
	sum     struct{ tests, failures, errors int }
	took    float64 // milliseconds
}

// NewJUnit returns the encoder of the format junit.
func NewJUnit(w io.Writer, t tell.Teller) tell.Encoder { return &junit{w: w, tell: t} }

func (*junit) Begin() error { return nil }

func (e *junit) Write(d *advise.Document) error {
	checks := e.tell.Checks(d)
	n := tell.Count(checks)
	suite := junitSuite{
		Name: tell.HostOf(d), Package: "mailadvisor",
		Timestamp: d.StartedAt.UTC().Format("2006-01-02T15:04:05"),
		Time:      inSeconds(d.ElapsedMS),
		Tests:     len(checks), Failures: n[tell.Broken], Errors: n[tell.Errored], Skipped: n[tell.Unknown] + n[tell.Excepted],
		Properties: []junitProperty{
			{"verdict", string(advise.VerdictOf(d))},
			{"summary", tell.Sentence(d)},
			{"target", tell.Clean(d.Target.Input)},
			{"version", tell.Clean(d.Tool.Version)},
		},
	}
	if d.Policy != nil {
		suite.Properties = append(suite.Properties, junitProperty{"policy", tell.Clean(d.Policy.File)})
	}
	took := map[string]float64{} // of each place: it stands at its first case
	for i := range d.Probes {
		p := &d.Probes[i]
		took[tell.Clean(p.Host)+" "+tell.PlaceOf(diagnose.Where{Service: p.Service, Port: p.Port})] = p.DoneMS
	}
	for _, c := range checks {
		one := e.testCase(c, suite.Name)
		at := c.Host + " " + c.Place
		one.Time = inSeconds(took[at])
		delete(took, at)
		suite.Cases = append(suite.Cases, one)
	}
	e.took += d.ElapsedMS
	return e.suite(suite)
}

// inSeconds are milliseconds as seconds.
func inSeconds(ms float64) string { return strconv.FormatFloat(ms/1000, 'f', 3, 64) }

// suite writes a suite, or holds it.
func (e *junit) suite(suite junitSuite) error {
	suite.ID = e.n
	e.n++
	e.sum.tests += suite.Tests
	e.sum.failures += suite.Failures
	e.sum.errors += suite.Errors
	out, err := xml.MarshalIndent(suite, "  ", "  ")
	if err != nil {
		return err
	}
	e.held.Write(append(out, '\n')) // a buffer takes all
	if !e.streams && e.n > heldSuites {
		e.streams = true
		if _, err := io.WriteString(e.w, xml.Header+"<testsuites name=\"mailadvisor\">\n"); err != nil {
			return err
		}
	}
	if e.streams {
		_, err = e.held.WriteTo(e.w)
	}
	return err
}

func (e *junit) Interrupt(why string) error {
	return e.suite(junitSuite{
		Name: "mailadvisor", Tests: 1, Errors: 1,
		Cases: []junitCase{{Name: tell.RunID, ClassName: "mailadvisor." + tell.RunID, Time: "0", Error: &junitProblem{string(tell.Errored), why, textOfLines(nil)}}},
	})
}

func (e *junit) End() error {
	if !e.streams {
		root := fmt.Sprintf("<testsuites name=\"mailadvisor\" tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%s\">\n",
			e.sum.tests, e.sum.failures, e.sum.errors, inSeconds(e.took))
		if _, err := io.WriteString(e.w, xml.Header+root); err != nil {
			return err
		}
		if _, err := e.held.WriteTo(e.w); err != nil {
			return err
		}
	}
	_, err := io.WriteString(e.w, "</testsuites>\n")
	return err
}

// testCase returns a check of a target.
func (e *junit) testCase(c tell.Check, target string) junitCase {
	place := strings.ReplaceAll(c.Place, ":", "-")
	if place == "" {
		place = "host"
	}
	out := junitCase{Name: strings.Join(tell.NonEmpty(c.Host, c.Place, c.Address, c.ID), " "), ClassName: target + "." + place}
	kind := string(c.Severity)
	if kind == "" {
		kind = string(c.Outcome)
	}
	lines := e.tell.PlainDetails(c)
	titled := append([]string{c.Title}, lines...)
	switch c.Outcome {
	case tell.Broken:
		out.Failure = &junitProblem{kind, c.Title, textOfLines(lines)}
	case tell.Errored:
		out.Error = &junitProblem{kind, c.Title, textOfLines(lines)}
	case tell.Unknown, tell.Excepted:
		titled[0] = e.tell.Labelled(e.tell.Status(c.Outcome), c.Title)
		text := textOfLines(titled)
		out.Skipped = &text
	case tell.Warned, tell.Noted:
		titled[0] = e.tell.Labelled(e.tell.Status(c.Outcome), c.Title)
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

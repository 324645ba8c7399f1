package machine

import (
	"bytes"
	"io"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/tell"
)

// GitLab's code quality report: an array of issues, which a merge request shows
// at the lines that they name (docs.gitlab.com, "Code Quality report format"; a
// part of what Code Climate defined). An issue is a check that is broken or
// warned of, a requirement that could not be checked, or a run that could not do
// its work.

type gitlabIssue struct {
	Description string `json:"description"`
	Check       string `json:"check_name"`
	Fingerprint string `json:"fingerprint"` // the same from one run to the next
	Severity    string `json:"severity"`    // info, minor, major, critical or blocker
	Location    struct {
		Path  string `json:"path"` // relative to the repository
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

type gitlab struct {
	w    io.Writer
	tell tell.Teller
	n    int
}

// NewGitLab returns the encoder of the format gitlab.
func NewGitLab(w io.Writer, t tell.Teller) tell.Encoder { return &gitlab{w: w, tell: t} }

func (e *gitlab) Begin() error {
	_, err := io.WriteString(e.w, "[")
	return err
}

func (e *gitlab) Write(d *advise.Document) error {
	for _, c := range e.tell.Checks(d) {
		var severity string
		switch c.Outcome {
		case tell.Errored:
			severity = "blocker"
		case tell.Broken:
			severity = "major"
		case tell.Warned:
			severity = "minor"
		}
		title := e.tell.Headline(c)
		switch {
		case c.Outcome == tell.Unknown && c.Assertion != nil: // nobody is to take it for one that holds
			severity, title = "info", e.tell.Labelled(e.tell.Status(c.Outcome), title)
		case severity == "":
			continue
		case c.Outcome == tell.Broken && c.Severity == "critical":
			severity = "critical"
		}
		if err := e.issue(title, c, severity); err != nil {
			return err
		}
	}
	return nil
}

// issue writes one issue.
func (e *gitlab) issue(title string, c tell.Check, severity string) error {
	i := gitlabIssue{Check: c.ID, Fingerprint: fingerprint(c), Severity: severity}
	i.Description = strings.Join(append([]string{title}, e.tell.PlainDetails(c, tell.Wanted, tell.Found, tell.FixAdmin)...), "\n")
	i.Location.Path = strings.Join(tell.NonEmpty(c.Host, c.Place, c.Address), "/")
	i.Location.Lines.Begin = 1
	if a := c.Assertion; a != nil && a.File != "" {
		i.Location.Path = tell.Clean(a.File)
		i.Location.Lines.Begin = max(a.Line, 1)
	}
	out := bytes.NewBufferString("\n  ")
	if e.n++; e.n > 1 {
		out = bytes.NewBufferString(",\n  ")
	}
	if err := appendIndented(out, i, "  "); err != nil {
		return err
	}
	_, err := out.WriteTo(e.w)
	return err
}

func (e *gitlab) Interrupt(why string) error {
	return e.issue(why, tell.Check{ID: tell.RunID, Host: "mailadvisor"}, "blocker")
}

func (e *gitlab) End() error {
	end := "]\n"
	if e.n > 0 {
		end = "\n]\n"
	}
	_, err := io.WriteString(e.w, end)
	return err
}

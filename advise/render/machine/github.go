package machine

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// GitHub annotations: workflow commands on standard output, one a line.
//
//	::error file=policy.yaml,line=14,title=mail.example.org pop3%3A995 certificate ends in 6 days::Wanted: …%0AFix: …
//
// GitHub shows about ten errors and ten warnings of a step. Checks of one kind
// are therefore one annotation, whatever the number of hosts, and where kinds
// are still too many the last annotation counts the rest.

const (
	annotationsShown = 10 // of one level
	hostsNamed       = 5  // in one annotation
)

type github struct {
	w       io.Writer
	tell    tell.Teller
	groups  map[string][]*annotation // by level, in order of appearance
	worst   advise.Verdict
	n       int
	inOrder tell.InOrder
	only    string // the sentence of the only document
	why     string // it was interrupted
}

// annotation is one kind of check that did not pass.
type annotation struct {
	key        string
	properties string // file and line
	title      string // of the first check
	kind       string // its ID
	message    []string
	hosts      []string // the first few
	n          int
}

// NewGitHub returns the encoder of the format github.
func NewGitHub(w io.Writer, t tell.Teller) tell.Encoder {
	return &github{w: w, tell: t, groups: map[string][]*annotation{}, worst: advise.VerdictOK}
}

func (*github) Begin() error { return nil }

func (e *github) Write(d *advise.Document) error {
	v := advise.VerdictOf(d)
	e.worst = advise.Worst(e.worst, v)
	e.n++
	e.inOrder.Add(d)
	e.only = tell.Sentence(d)
	for _, c := range e.tell.Checks(d) {
		switch c.Outcome {
		case tell.Broken, tell.Errored:
			e.keep("error", c)
		case tell.Warned:
			e.keep("warning", c)
		}
	}
	return nil
}

func (e *github) keep(level string, c tell.Check) {
	properties := ""
	if a := c.Assertion; a != nil && a.File != "" {
		properties = fmt.Sprintf("file=%s,line=%d,col=%d,", propertyText(tell.Clean(a.File)), a.Line, a.Column)
	}
	key := properties + c.ID
	list := e.groups[level]
	at := slices.IndexFunc(list, func(a *annotation) bool { return a.key == key })
	if at < 0 {
		at, list = len(list), append(list, &annotation{
			key: key, properties: properties, kind: c.ID, title: e.tell.Headline(c),
			message: e.tell.PlainDetails(c, tell.Wanted, tell.Found, tell.Reason, tell.Cause, tell.FixAdmin, tell.Recheck),
		})
		e.groups[level] = list
	}
	a := list[at]
	a.n++
	where := strings.Join(tell.NonEmpty(c.Host, c.Place, c.Address), " ")
	if len(a.hosts) < hostsNamed && !slices.Contains(a.hosts, where) {
		a.hosts = append(a.hosts, where)
	}
}

func (e *github) Interrupt(why string) error {
	e.worst, e.why = advise.VerdictUnable, why
	return nil
}

func (e *github) End() error {
	var out strings.Builder
	for _, level := range []string{"error", "warning"} {
		list := e.groups[level]
		left := 0
		if len(list) > annotationsShown {
			list, left = list[:annotationsShown-1], len(list)-annotationsShown+1
		}
		for _, a := range list {
			title, message := a.title, a.message
			if a.n > 1 {
				title = e.tell.Words.T("report.github.several", locale.Args{"id": a.kind, "n": a.n})
				message = append([]string{a.title, strings.Join(a.hosts, ", ")}, message...)
				if a.n > hostsNamed {
					message[1] += ", …"
				}
			}
			if len(message) == 0 { // an annotation without a message is not shown
				message = []string{a.title}
			}
			fmt.Fprintf(&out, "::%s %stitle=%s::%s\n", level, a.properties, propertyText(title), messageText(strings.Join(message, "\n")))
		}
		if left > 0 {
			more := e.tell.Words.T("report.github.more", locale.Args{"n": left})
			fmt.Fprintf(&out, "::%s title=%s::%s\n", level, propertyText(more), messageText(more))
		}
	}
	if e.why != "" {
		fmt.Fprintf(&out, "::error title=%s::%s\n", propertyText(e.tell.Words.T("report.verdict.unable", nil)), messageText(e.why))
	}
	summary := e.only
	if e.n != 1 {
		summary = e.tell.Words.T("report.in-order", e.inOrder.Args(locale.Args{"total": e.n}))
	}
	title := e.tell.Words.T("report.verdict."+string(e.worst), nil)
	fmt.Fprintf(&out, "::notice title=%s::%s\n", propertyText(title), messageText(summary))
	_, err := io.WriteString(e.w, out.String())
	return err
}

// messageText escapes the message of a workflow command.
func messageText(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// propertyText escapes the value of a property.
func propertyText(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(messageText(s))
}

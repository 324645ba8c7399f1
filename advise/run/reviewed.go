package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/probe/result"
)

// StoredReview reads a review that -o json wrote. The error is a [*Problem].
func StoredReview(name string) (*review.Review, error) {
	content, err := ReadFile(name)
	if err != nil {
		return nil, FileProblem("review-file", name, err)
	}
	return readReview(name, bytes.NewReader(content))
}

// readReview reads a review and nothing behind it.
func readReview(name string, from io.Reader) (*review.Review, error) {
	r, written := new(review.Review), json.NewDecoder(from)
	if err := written.Decode(r); err != nil || r.Schema != review.Schema || written.More() {
		return nil, Usage("review-form", locale.Args{"file": name}, "review -o json > review.json")
	}
	return r, nil
}

// PipedReview reads a stored review from a file, or from in for the name "-". It
// is nil where something else stands there, which in then still gives. The error
// is a [*Problem].
func PipedReview(name string, in *io.Reader) (*review.Review, error) {
	from := *in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, FileProblem("report-file", name, err)
		}
		defer file.Close()
		from = file
	}
	start := bufio.NewReader(from)
	begins, _ := start.Peek(256)
	if name == "-" {
		*in = start
	}
	schema := regexp.MustCompile(`^\s*\{\s*"schema"\s*:\s*"mailadvisor-review/`)
	if !schema.Match(begins) {
		return nil, nil
	}
	return readReview(name, start)
}

// BeforeReports returns the reports of an earlier run: of a review, or of a
// document of this program. The error is a [*Problem].
func BeforeReports(name string) ([]*result.Report, error) {
	content, err := ReadFile(name)
	if err != nil {
		return nil, FileProblem("review-file", name, err)
	}
	var kind struct {
		Schema string `json:"schema"`
	}
	if json.Unmarshal(content, &kind) == nil && strings.HasPrefix(kind.Schema, "mailadvisor-review/") {
		r, err := StoredReview(name)
		if err != nil {
			return nil, err
		}
		var out []*result.Report
		for _, rep := range r.Reports {
			if rep != nil {
				out = append(out, rep)
			}
		}
		return out, nil
	}
	var out []*result.Report
	for d, err := range Stored(name, nil) {
		if err != nil {
			return nil, err
		}
		out = append(out, reportOf(d))
	}
	return out, nil
}

// TakeReview adds to needs what a review measured, where the person said nothing.
func TakeReview(r *review.Review, n *choose.Needs) {
	m := review.Measured(r)
	if n.Devices == nil && len(n.DeviceList) == 0 && len(m.DeviceList) > 0 {
		n.DeviceList = m.DeviceList
		n.Reviewed = append(n.Reviewed, "device", "devices", "client")
	}
	if n.Offline == "" && m.Offline != "" {
		n.Offline = m.Offline
		n.Reviewed = append(n.Reviewed, "offline")
	}
}

// MeasuredReport returns what a review saw of the mailbox that it measured, or
// of a host; nil where it saw none.
func MeasuredReport(reports []*result.Report) *result.Report {
	var seen *result.Report
	for _, r := range reports {
		switch {
		case r == nil:
		case r.MainAccount() != nil:
			return r
		case seen == nil && len(r.Probes) > 0:
			seen = r
		}
	}
	return seen
}

func reportOf(d *advise.Document) *result.Report { return &d.Report }

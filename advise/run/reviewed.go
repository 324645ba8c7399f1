package run

import (
	"encoding/json"
	"strings"

	"mailadvisor/advise"
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
	r := new(review.Review)
	if err := json.Unmarshal(content, r); err != nil || r.Schema != review.Schema {
		return nil, Usage("review-form", locale.Args{"file": name}, "review -o json > review.json")
	}
	return r, nil
}

// BeforeReports are the reports of an earlier run: of a review, or of a document
// of this program. The error is a [*Problem].
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

func reportOf(d *advise.Document) *result.Report { return &d.Report }

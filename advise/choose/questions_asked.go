package choose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
)

// asAsked makes evidence of flags that nobody typed the answers that were
// given to questions.
func (n Needs) asAsked(reasons []Reason) {
	for i := range reasons {
		r := &reasons[i]
		flags, _ := r.EvidenceArgs["flags"].(string)
		if r.EvidenceID != "evidence.you" {
			continue
		}
		if n.wasReviewed(flags) {
			r.EvidenceID, r.EvidenceArgs = "evidence.reviewed", nil
			continue
		}
		if len(n.Asked) == 0 {
			continue
		}
		if args, ok := n.answers(flags); ok {
			r.EvidenceID, r.EvidenceArgs = "evidence.asked", args
		}
	}
}

// wasReviewed reports whether a review said what some flags say.
func (n Needs) wasReviewed(flags string) bool {
	if len(n.Reviewed) == 0 || flags == "" {
		return false
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(flags, "--"), " --") {
		if name, _, _ := strings.Cut(part, " "); !slices.Contains(n.Reviewed, name) {
			return false
		}
	}
	return true
}

// answers returns one or two flags as the answers to their questions.
func (n Needs) answers(flags string) (locale.Args, bool) {
	args := locale.Args{"answer": "", "second": "", "two": false}
	for i, part := range strings.Split(strings.TrimPrefix(flags, "--"), " --") {
		id, value, _ := strings.Cut(part, " ")
		if i > 1 || !slices.Contains(n.Asked, id) {
			return nil, false
		}
		key := "answer"
		if i == 1 {
			key, args["two"] = "second", true
		}
		args[key] = answerText(id, value)
	}
	return args, true
}

// answerText returns an answer as a person gave it: one of the options, or what
// was typed.
func answerText(id, value string) any {
	for _, row := range askings() {
		if row.id != id || row.kind != "word" {
			continue
		}
		if value == "" {
			value = "yes"
		}
		return locale.Text{ID: "ask." + id + ".option." + value}
	}
	if name, client, found := strings.Cut(value, ":"); id == "device" && found {
		return locale.Text{ID: "evidence.device", Args: locale.Args{"name": name, "client": client}}
	}
	return value
}

package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
)

// topics are what explain tells beside findings and failure kinds.
var topics = []string{"pop", "imap", "quota", "offline", "backup"}

func (a *app) explainCommand() *cobra.Command {
	c := a.command("explain", "explain [FINDING|TOPIC]", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("explain")...); err != nil {
			return err
		}
		switch len(args) {
		case 0:
			return a.listExplanations()
		case 1:
			return a.explain(args[0])
		}
		return usage("one-topic", locale.Args{"value": args[1]})
	})
	a.outputFlags(c)
	return c
}

// explain tells a topic, a finding or a failure kind. Where a finding and a
// failure kind have one name, the finding tells more.
func (a *app) explain(name string) error {
	name = strings.ToLower(name)
	var e render.Explanation
	known := slices.Clone(topics)
	for _, r := range diagnose.Rules() {
		known = append(known, r.ID)
	}
	kinds := diagnose.Kinds(a.words)
	kind := slices.IndexFunc(kinds, func(k diagnose.KindDescription) bool { return string(k.Kind) == name })
	finding, found := diagnose.Describe(name, a.words)
	switch {
	case slices.Contains(topics, name):
		e = render.ExplainTopic(name, a.words)
	case found:
		e = render.ExplainFinding(finding)
	case kind >= 0:
		e = render.ExplainFailure(kinds[kind], a.words)
	default:
		for _, k := range kinds {
			known = append(known, string(k.Kind))
		}
		return usage("topic", locale.Args{"value": shown(name), "near": nearest.Word(name, known)}, "explain")
	}
	if a.flags.output == "json" {
		return writeProblem(render.JSON(a.Out, e))
	}
	return writeProblem(render.Explain(a.Out, e, a.words, a.textOptions("explain")))
}

// listExplanations names all that can be explained.
func (a *app) listExplanations() error {
	groups, kinds := diagnose.Groups(a.words), diagnose.Kinds(a.words)
	if a.flags.output == "json" {
		return writeProblem(render.JSON(a.Out, explanations(groups, kinds, a.words)))
	}
	lists := []render.Pairs{{Heading: a.words.T("explain.topics", nil)}}
	for _, t := range topics {
		lists[0].Rows = append(lists[0].Rows, [2]string{t, render.ExplainTopic(t, a.words).Title})
	}
	for _, g := range groups {
		list := render.Pairs{Heading: a.words.T("explain.text.group", locale.Args{"group": g.Name})}
		for _, d := range g.Rules {
			list.Rows = append(list.Rows, [2]string{d.ID, d.Name})
		}
		lists = append(lists, list)
	}
	list := render.Pairs{Heading: a.words.T("explain.text.kinds", nil)}
	for _, k := range kinds {
		list.Rows = append(list.Rows, [2]string{string(k.Kind), k.Meaning})
	}
	return writeProblem(render.WritePairs(a.Out, append(lists, list), a.words, a.textOptions("explain")))
}

// allExplanations is all that can be explained, for a program.
type allExplanations struct {
	Topics   []render.Explanation       `json:"topics"`
	Findings []diagnose.Description     `json:"findings"`
	Failures []diagnose.KindDescription `json:"failures"`
}

func explanations(groups []diagnose.Group, kinds []diagnose.KindDescription, p *locale.Printer) allExplanations {
	all := allExplanations{Failures: kinds}
	for _, t := range topics {
		all.Topics = append(all.Topics, render.ExplainTopic(t, p))
	}
	for _, g := range groups {
		all.Findings = append(all.Findings, g.Rules...)
	}
	return all
}

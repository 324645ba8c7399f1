package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

// topics are what explain tells beside the findings.
var topics = []string{"pop", "imap", "quota", "offline", "backup"}

func (a *app) explainCommand() *cobra.Command {
	c := a.command("explain", "explain [FINDING|TOPIC]", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check("text", "json"); err != nil {
			return err
		}
		if len(args) > 1 {
			return usage("one-topic", locale.Args{"value": args[1]})
		}
		var ids []string
		for _, r := range diagnose.Rules() {
			ids = append(ids, r.ID)
		}
		if len(args) == 0 {
			return a.listExplanations(ids)
		}
		var e render.Explanation
		switch name := args[0]; {
		case slices.Contains(topics, name):
			e = render.ExplainTopic(name, a.words)
		case slices.Contains(ids, name):
			e = render.ExplainRule(diagnose.Rules()[slices.Index(ids, name)], a.words)
		default:
			near := nearest(name, append(slices.Clone(topics), ids...))
			return usage("topic", locale.Args{"value": name, "near": near}, "explain")
		}
		if a.flags.output == "json" {
			return writeProblem(render.JSON(a.Out, e))
		}
		return writeProblem(render.Explain(a.Out, e, a.words, a.textOptions("explain")))
	})
	a.outputFlags(c)
	return c
}

// listExplanations names the topics and the findings.
func (a *app) listExplanations(ids []string) error {
	var rules, subjects [][2]string
	for _, t := range topics {
		subjects = append(subjects, [2]string{t, render.ExplainTopic(t, a.words).Title})
	}
	for _, id := range ids {
		rules = append(rules, [2]string{id, a.words.T("finding."+id+".name", nil)})
	}
	if a.flags.output == "json" {
		return writeProblem(render.JSON(a.Out, map[string]any{"topics": topics, "findings": diagnose.Rules()}))
	}
	return writeProblem(render.WritePairs(a.Out, []render.Pairs{
		{Heading: a.words.T("explain.topics", nil), Rows: subjects},
		{Heading: a.words.T("explain.findings", nil), Rows: rules},
	}, a.words, a.textOptions("explain")))
}

package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise/client"
	"mailadvisor/advise/command"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/texts"
)

func (a *app) explainCommand() *cobra.Command {
	c := a.command("explain", `explain [FINDING|TOPIC|"TEXT"|-]`, func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("explain")...); err != nil {
			return err
		}
		if len(args) == 0 {
			return a.listExplanations()
		}
		if len(args) == 1 && args[0] == "-" {
			text, err := io.ReadAll(io.LimitReader(a.In, texts.MaxText+1))
			if err != nil {
				return unable("read-text", locale.Args{"detail": err.Error()})
			}
			return a.explain(string(text))
		}
		return a.explain(strings.Join(args, " "))
	})
	a.outputFlags(c)
	return c
}

// explain tells a topic, a finding, a failure kind, or what an error text means.
// Where a finding and a failure kind have one name, the finding tells more.
func (a *app) explain(typed string) error {
	name := strings.ToLower(strings.Trim(strings.TrimSpace(typed), `"'«»“”`+locale.Narrow))
	if name == "" {
		return usage("text-empty", nil, `explain "Invalid credentials"`, "explain")
	}
	var e render.Explanation
	kinds := diagnose.Kinds(a.words)
	kind := slices.IndexFunc(kinds, func(k diagnose.KindDescription) bool { return string(k.Kind) == name })
	topic, isTopic := texts.TopicOf(name)
	finding, found := diagnose.Describe(name, a.words)
	switch {
	case isTopic:
		e = render.ExplainTopic(topic, a.words)
	case found:
		e = render.ExplainFinding(finding)
	case kind >= 0:
		e = render.ExplainFailure(kinds[kind], a.words)
	default:
		return a.explainText(typed, name, kinds)
	}
	if a.flags.output == "json" {
		return writeProblem(machine.JSON(a.Out, e))
	}
	return writeProblem(render.Explain(a.Out, e, a.words, a.textOptions("explain")))
}

// explainText tells what a text means. A word or two that nothing knows were
// meant as a name.
func (a *app) explainText(typed, name string, kinds []diagnose.KindDescription) error {
	answer := texts.Explain(typed)
	if len(answer.Readings) == 0 && len(strings.Fields(name)) == 1 { // a code alone, as a server's answer has it
		answer = codeAlone(name)
	}
	if meaning := texts.Meaning(name); texts.IsMeaning(meaning) {
		answer = texts.Answer{Readings: []texts.Reading{{Meaning: meaning, By: texts.Server}}}
	}
	const mostWords = 3
	if len(answer.Readings) == 0 && len(strings.Fields(name)) <= mostWords {
		known := texts.Names()
		for _, r := range diagnose.Rules() {
			known = append(known, r.ID)
		}
		for _, k := range kinds {
			known = append(known, string(k.Kind))
		}
		near := nearest.Word(name, known)
		if near == "" {
			near = nearPart(name, known)
		}
		if row, program := client.Meant(name); program {
			return usage("topic-program", locale.Args{"value": shown(name), "client": row.Name}, "settings --list --client "+command.Quote(row.Name))
		}
		if near != "" || len(strings.Fields(name)) < 2 && !strings.ContainsAny(name, "0123456789") {
			return usage("topic", locale.Args{"value": shown(name), "near": near}, "explain")
		}
	}
	e := render.NewTextExplanation(answer, a.words)
	if a.flags.output == "json" {
		return writeProblem(machine.JSON(a.Out, e))
	}
	return writeProblem(render.ExplainText(a.Out, e, a.words, a.textOptions("explain")))
}

// codeAlone tells a code that somebody typed alone: all that it is known to mean
// in the answers of servers.
func codeAlone(name string) texts.Answer {
	var out texts.Answer
	for _, whole := range wholeCodes(name) {
		for _, r := range texts.Explain(whole).Readings {
			if !slices.ContainsFunc(out.Readings, func(told texts.Reading) bool { return told.Meaning == r.Meaning }) {
				r.Code = strings.ToUpper(name)
				out.Readings = append(out.Readings, r)
			}
		}
	}
	return out
}

// wholeCodes returns the answers of servers in which a code stands: reply codes
// of submission with the enhanced codes that go with each, the likeliest first
// (RFC 4954 section 6, RFC 3463), enhanced codes, and the response codes of
// IMAP and POP3 in brackets.
func wholeCodes(name string) []string {
	enhanced := map[string][]string{
		"421": {"4.7.0"}, "450": {"4.2.1", "4.7.1"}, "451": {"4.7.1"}, "452": {"4.2.2"}, "454": {"4.7.0"},
		"530": {"5.7.0"}, "534": {"5.7.9"}, "535": {"5.7.8"}, "550": {"5.1.1", "5.7.1", "5.7.60"}, "552": {"5.2.2", "5.3.4"},
		"553": {"5.1.3", "5.7.1"}, "554": {"5.7.1", "5.7.8"},
	}
	if codes, ok := enhanced[name]; ok {
		out := make([]string, len(codes))
		for i, code := range codes {
			out[i] = name + " " + code
		}
		return out
	}
	if code := strings.TrimLeft(name, "0123456789."); code == "" && strings.Count(name, ".") == 2 {
		return []string{name + " x"}
	}
	return []string{"NO [" + strings.ToUpper(name) + "] ."}
}

// nearPart returns the first name of which a part was meant, such as
// "starttls", or "".
func nearPart(name string, known []string) string {
	var parts, whole []string
	for _, id := range known {
		for part := range strings.SplitSeq(id, "-") {
			if len(part) > 3 {
				parts, whole = append(parts, part), append(whole, id)
			}
		}
	}
	if near := nearest.Word(name, parts); near != "" {
		return whole[slices.Index(parts, near)]
	}
	if i := slices.Index(parts, name); i >= 0 {
		return whole[i]
	}
	return ""
}

// pasted marks a text that begins with a hyphen, such as "-ERR no", as an
// argument: a flag has no white space before its value.
func pasted(args []string) []string {
	if len(args) == 0 || args[0] != "explain" {
		return args
	}
	args = slices.Clone(args)
	for i, arg := range args {
		flag, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(arg, "-") && (strings.ContainsAny(flag, " \t\n") || strings.HasPrefix(strings.ToUpper(arg), "-ERR")) {
			args[i] = " " + arg
		}
	}
	return args
}

// listExplanations names all that can be explained.
func (a *app) listExplanations() error {
	groups, kinds := diagnose.Groups(a.words), diagnose.Kinds(a.words)
	if a.flags.output == "json" {
		return writeProblem(machine.JSON(a.Out, explanations(groups, kinds, a.words)))
	}
	lists := []render.Pairs{{Heading: a.words.T("explain.topics", nil)}}
	for _, t := range texts.Topics() {
		lists[0].Rows = append(lists[0].Rows, [2]string{t.ID, render.ExplainTopic(t.ID, a.words).Title})
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
	for _, t := range texts.Topics() {
		all.Topics = append(all.Topics, render.ExplainTopic(t.ID, p))
	}
	for _, g := range groups {
		all.Findings = append(all.Findings, g.Rules...)
	}
	return all
}

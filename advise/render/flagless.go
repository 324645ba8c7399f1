package render

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// A page is for people who type no flags: what evidence calls by its flag has
// the name of its question there.

var flagWords = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`--([a-z][a-z-]*)(?:=| )?`) })

var deviceFlags = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`--device [^\s;]+(?: --device [^\s;]+)*`) })

// Evidence is what a reason rests on, without flags.
func Evidence(text string, words *locale.Printer) string {
	if !strings.Contains(text, "--") {
		return tell.Clean(text)
	}
	text = deviceFlags().ReplaceAllLiteralString(text, words.T("ask.name.own-devices", nil))
	return tell.Clean(flagWords().ReplaceAllStringFunc(text, func(flag string) string {
		id := "ask.name." + strings.TrimRight(strings.TrimLeft(flag, "-"), "= ")
		if !words.Has(id) {
			return flag
		}
		name := words.T(id, nil)
		if strings.HasSuffix(flag, " ") || strings.HasSuffix(flag, "=") {
			name += " "
		}
		return name
	}))
}

// withoutFlags is a document whose evidence names no flags.
func (s teller) withoutFlags(d *advise.Document) *advise.Document {
	if d.Advice == nil {
		return d
	}
	out, advice := *d, *d.Advice
	for _, list := range []*[]choose.Reason{&advice.First, &advice.Gates, &advice.Checked, &advice.Reasons, &advice.Traps} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i].Evidence = Evidence((*list)[i].Evidence, s.words)
		}
	}
	out.Advice = &advice
	return &out
}

package render

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// asked is the table of the sources: by trust, then those that answered before
// the silent ones. Sources that were not asked stand below it, by the reason.
func (s *screen) asked(d *result.Discovery) {
	head := func(id string) span { return s.of(s.dt("table."+id, nil), plain) }
	t := table{columns: []column{
		{head: s.of(s.dt("table.asked", nil), bold), name: s.dt("page.source", nil), spill: true},
		{head: head("answer")},
		{head: head("trust")},
		{head: head("time"), right: true},
	}}
	list := slices.DeleteFunc(slices.Clone(d.Sources), func(x result.Source) bool { return x.Status == result.SourceSkip || s.hidden(x) })
	slices.SortStableFunc(list, func(a, b result.Source) int {
		return cmp.Or(
			cmp.Compare(cmp.Or(a.Trust, "D"), cmp.Or(b.Trust, "D")),
			cmp.Compare(statusOrder(a.Status), statusOrder(b.Status)),
		)
	})
	for _, x := range list {
		l := plain
		if x.Status == result.SourceNone {
			l = dim
		}
		answer := s.answer(d, x)
		if x.Status == result.SourceFail {
			answer.text[0].look = red
		}
		t.rows = append(t.rows, []cell{s.word("  "+s.place(d, x), l), answer, s.trust(x.Trust), s.figure(s.Words.Duration(x.TookMS), plain)})
	}
	if len(list) > 0 {
		s.putTable(t)
		s.levels(d, list)
	}
	s.notAsked(d)
}

func statusOrder(status result.SourceStatus) int {
	return slices.Index([]result.SourceStatus{result.SourceOK, result.SourceNone, result.SourceFail, result.SourceSkip}, status)
}

// hidden leaves out what is said by another row: three sources go by the mail
// host, and where none of them has an answer, one is enough. That a record
// that hardly anybody publishes is missing is no news either.
func (s *screen) hidden(x result.Source) bool {
	return !s.verbose && x.Status == result.SourceNone && slices.Contains([]string{"mx-provider", "mx-ispdb", "txt-mailconf"}, x.Name)
}

// place returns where a source was asked.
func (s *screen) place(d *result.Discovery, x result.Source) string {
	args := locale.Args{"host": x.Asked, "as_of_month": "", "signed": x.DNSSEC}
	if u, err := url.Parse(x.Asked); err == nil && u.Host != "" {
		args["host"] = u.Host
	}
	if x.Name == "provider" && d.Provider != nil && d.Provider.By == "domain" {
		args["as_of_month"] = d.Provider.AsOf
	}
	return s.dt("place."+x.Name, args)
}

// answer returns what came of asking a source.
func (s *screen) answer(d *result.Discovery, x result.Source) cell {
	switch {
	case x.Status == result.SourceFail && x.Failure != nil:
		return s.word(s.failureWord(x.Failure), red)
	case x.Status == result.SourceNone && x.Reason == result.NoFile && x.HTTPStatus != 0:
		return s.word(s.dt("answer.not-found-status", locale.Args{"status": strconv.Itoa(x.HTTPStatus)}), dim)
	case x.Status == result.SourceNone && x.Name == "guess" && d.Wildcard:
		return s.word(s.dt("answer.wildcard", nil), yellow)
	case x.Status != result.SourceOK:
		return s.word(s.dt("answer."+string(x.Reason), nil), dim)
	case x.Name == "guess":
		return s.word(s.guessed(d), plain)
	case len(x.Services) == 0:
		return s.word(s.dt("answer.not-offered", nil), plain)
	}
	return s.word(s.dt("answer.services", locale.Args{"n": len(x.Services)}), plain)
}

// guessed says which of the usual names exist.
func (s *screen) guessed(d *result.Discovery) string {
	var names []string
	for _, c := range d.Endpoints {
		if !slices.Contains(c.Sources, "guess") {
			continue
		}
		label, _, _ := strings.Cut(c.Host, ".")
		label += "."
		if !slices.Contains([]string{"mail.", "imap.", "pop.", "pop3.", "smtp."}, label) {
			label = c.Host // the domain itself
		}
		if !slices.Contains(names, label) {
			names = append(names, label)
		}
	}
	slices.Sort(names)
	return s.dt("answer.exist", locale.Args{"names_list": names, "one": len(names) == 1})
}

// levels says what the words for trust mean, of those that stand in the table
// and were not told above: on one line where it fits.
func (s *screen) levels(d *result.Discovery, sources []result.Source) {
	var told result.Trust
	if followed := d.Followed(); len(followed) > 0 && !slices.ContainsFunc(followed, func(c result.Candidate) bool { return c.Trust != followed[0].Trust }) {
		told = followed[0].Trust // for all servers at once
	}
	var list []string
	for _, level := range []result.Trust{result.TrustA, result.TrustB, result.TrustC} {
		if level != told && slices.ContainsFunc(sources, func(x result.Source) bool { return x.Trust == level }) {
			list = append(list, s.dt("level."+string(level), nil))
		}
	}
	if len(list) == 0 {
		return
	}
	if one := s.of(strings.Join(list, "   "), dim); s.leaf == nil && 2+s.measure(one) <= s.width {
		s.line(indent(2), one)
		return
	}
	for _, text := range list {
		s.put([]span{indent(2)}, 4, s.of(text, dim))
	}
}

// notAsked names the sources that were left out, and what would ask them.
func (s *screen) notAsked(d *result.Discovery) {
	for _, reason := range []result.SourceReason{result.SkipAddress, result.SkipThirdParty, result.SkipHTTP, result.SkipPublicSuffix, result.SkipNetwork, result.SkipSameDomain} {
		var left []string
		for _, x := range d.Sources {
			if x.Status == result.SourceSkip && x.Reason == reason {
				left = append(left, x.Name)
			}
		}
		names := s.kinds(left)
		if len(names) == 0 || !s.verbose && (reason == result.SkipHTTP || reason == result.SkipSameDomain) {
			continue
		}
		s.put([]span{indent(2)}, 4, s.of(s.dt("skipped."+string(reason), locale.Args{"names_list": names}), dim))
	}
}

package render

import (
	"slices"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
)

// checked lists the gates that nothing stands against, and those that could
// not be checked, each with its own sign.
func (s *screen) checked(list []choose.Reason, width int) {
	for _, c := range list {
		word := "passed"
		if strings.HasSuffix(c.ID, "-unknown") || strings.HasSuffix(c.ID, "-assumed") {
			word = "unchecked"
		}
		s.reason(s.Words.T("why."+word, nil), width, c)
	}
}

// counts says what a reason counts for, and how much.
func (s *screen) counts(r choose.Reason) string {
	args := locale.Args{"points": r.Points(), "for": protocolName(r.For)}
	switch {
	case r.For != "imap" && r.For != "pop3" && r.For != "mixed":
		return s.Words.T("why.for-strategy", args)
	case r.Weight == "decisive":
		return s.Words.T("why.decides", args)
	}
	return s.Words.T("why.counts", args)
}

// protocolName returns a protocol as people write it.
func protocolName(protocol string) string {
	switch protocol {
	case "imap":
		return "IMAP"
	case "pop3":
		return "POP"
	case "mixed":
		return "POP + IMAP"
	}
	return ""
}

// sums adds up the weights, says how they decide, and names what would weigh
// elsewhere.
func (s *screen) sums(a *choose.Advice) {
	decisive := slices.ContainsFunc(a.Reasons, func(r choose.Reason) bool { return r.Weight == "decisive" })
	forced := slices.ContainsFunc(a.Gates, func(g choose.Reason) bool { return g.For == "imap" || g.For == "pop3" })
	id := "why.sum"
	switch {
	case forced:
		id = "why.sum-forced"
	case decisive:
		id = "why.sum-decisive"
	}
	s.put([]span{indent(2)}, 4, s.of(s.Words.T(id, locale.Args{"imap": a.Sums["imap"], "pop": a.Sums["pop3"]}), plain))
	if len(a.Unweighed) > 0 {
		names := make([]string, len(a.Unweighed))
		for i, u := range a.Unweighed {
			names[i] = u.Text
		}
		s.put([]span{indent(2)}, 4, s.of(s.Words.T("why.unweighed", locale.Args{"names": strings.Join(names, ", ")}), dim))
	}
}

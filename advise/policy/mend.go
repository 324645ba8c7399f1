package policy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file has what is to be done follow what is demanded: a finding knows
// ways that are right in general, and a policy can rule some of them out.

// Mend takes out of findings, which [diagnose.Finding.Fill] has filled, what a
// demand of the policy rules out, and says in its place what the demand wants.
func (r *Result) Mend(findings []diagnose.Finding, p *locale.Printer) {
	for i := range findings {
		if f := &findings[i]; f.Fix.Admin != "" && r.closes(f) {
			f.Fix.Admin = p.T("policy.fix.forbidden", nil)
		}
	}
	rows := map[string]*requirement{}
	for _, is := range requirements() {
		rows[is.id] = is
	}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		is := rows[a.ID]
		if is == nil || a.Status == Excepted {
			continue
		}
		out := a.rulesOut()
		for j := range findings {
			if f := &findings[j]; f.Fix != (diagnose.Fix{}) && (out != nil || slices.Contains(is.outdoes, f.ID)) {
				a.mend(f, is, out, p)
			}
		}
	}
}

// closes reports whether nothing may be offered at any place of a finding.
func (r *Result) closes(f *diagnose.Finding) bool {
	at := ports(f)
	if f.Where.Service == "" || len(at) == 0 {
		return false
	}
	for _, port := range at {
		if !slices.ContainsFunc(r.Assertions, func(a Assertion) bool {
			return a.ID == "forbidden" && a.Status != Excepted && covers(f, a.Where) && (a.Where.Port == 0 || strconv.Itoa(a.Where.Port) == port)
		}) {
			return false
		}
	}
	return true
}

// mend takes out of one finding what one demand rules out.
func (a *Assertion) mend(f *diagnose.Finding, is *requirement, out *regexp.Regexp, p *locale.Printer) {
	switch {
	case a.ID == "forbidden": // wherever it is said that somebody goes there
		if (a.Where.Port == 0 || a.Where.Service == f.Where.Service) && out.MatchString(f.Fix.User) {
			f.Fix.User = ""
		}
		return
	case !covers(f, a.Where):
		return
	case out != nil && out.MatchString(f.Fix.User):
		f.Fix.User = ""
	}
	if out != nil && out.MatchString(f.Fix.Admin) || a.outdoes(f, is) {
		f.Fix.Admin = a.demand(f, p)
	}
}

// demand says what is to be done by the demand: in words of its own, or in
// those of the finding.
func (a *Assertion) demand(f *diagnose.Finding, p *locale.Printer) string {
	if id := "policy.fix." + a.ID; p.Has(id) {
		return p.T(id, a.Expected.Args)
	}
	return p.T("finding."+f.ID+".admin-demanded", f.Args)
}

// outdoes reports whether one of the ways that a finding names is not enough
// for a demand: a name that nobody looks up any more is not reached by IPv6.
func (a *Assertion) outdoes(f *diagnose.Finding, is *requirement) bool {
	if !slices.Contains(is.outdoes, f.ID) {
		return false
	}
	switch a.ID {
	case "addresses":
		return strings.HasPrefix(f.ID, a.Of+"-")
	case "published-dns":
		host, port, _ := strings.Cut(text(a.Expected.Args["of"]), ":")
		return host == f.Where.Host && slices.Contains(ports(f), port)
	case "certificate-names", "quota-least":
		return a.Status == Fail
	case "findings-forbidden":
		return a.Finding == f.ID
	}
	return true
}

func text(v any) string { s, _ := v.(string); return s }

// rulesOut finds the words of which a demand wants nothing: they are those of
// protocols, the same in every language. Nil where there are none.
func (a *Assertion) rulesOut() *regexp.Regexp {
	switch a.ID {
	case "tls-floor":
		floor := slices.Index(tlsVersions(), text(a.Expected.Args["wanted"]))
		if floor <= 0 {
			return nil
		}
		return regexp.MustCompile(`\bTLS[ \x{a0}\x{202f}](` + strings.ReplaceAll(strings.Join(tlsVersions()[:floor], "|"), ".", `\.`) + `)\b`)
	case "mechanisms-forbidden", "capabilities-forbidden":
		word := strings.TrimPrefix(strings.ToUpper(a.Of), "AUTH=")
		return regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(word) + `($|[^\w-])`)
	case "forbidden":
		words := []string{strconv.Itoa(a.Where.Port)}
		if a.Where.Port == 0 {
			words = []string{map[result.Service]string{result.IMAP: "IMAP", result.POP3: "POP3?", result.Submission: "SMTP"}[a.Where.Service]}
			for _, e := range result.DefaultEndpoints("") {
				if e.Service == a.Where.Service {
					words = append(words, strconv.Itoa(e.Port))
				}
			}
		}
		return regexp.MustCompile(`\b(` + strings.Join(words, "|") + `)\b`)
	}
	return nil
}

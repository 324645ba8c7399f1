package choose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// providerFact is what is known of a provider beyond what a probe can see. It
// is keyed by the host names of its mail servers, which are its own alone.
type providerFact struct {
	id    string
	hosts []string
	holds func(*facts, decision) bool
	args  func(*facts) locale.Args
}

// The hosts of the providers that facts are known of. Microsoft takes no
// password from a program (Outlook.com and Microsoft 365, OAuth2 alone), though
// its servers announce PLAIN.
const (
	gmailIMAP, gmailPOP = "imap.gmail.com", "pop.gmail.com"
	yahooIMAP           = "imap.mail.yahoo.com"
	microsoft           = "outlook.office365.com"
)

// yahooShows is how many messages of a folder Yahoo shows over IMAP, about.
const yahooShows = 10_000

// The amounts that Gmail lets a program download in a day.
const gmailDayIMAP, gmailDayPOP = 2500 * mB, 1250 * mB

// providerFacts returns the table.
func providerFacts() []providerFact {
	usesPOP := func(_ *facts, d decision) bool { return protocolOf(d.strategy) == "pop3" || d.strategy == Mixed }
	usesIMAP := func(_ *facts, d decision) bool { return protocolOf(d.strategy) == "imap" || d.strategy == Mixed }
	return []providerFact{
		{"gmail-pop", []string{gmailPOP}, usesPOP, func(*facts) locale.Args { return locale.Args{"day_bytes": gmailDayPOP} }},
		{
			"gmail-day", []string{gmailIMAP},
			func(f *facts, d decision) bool { return usesIMAP(f, d) && f.box.used.v > gmailDayIMAP },
			func(f *facts) locale.Args {
				return locale.Args{"day_bytes": gmailDayIMAP, "days": int(f.box.used.v/gmailDayIMAP) + 1}
			},
		},
		{
			"yahoo-window", []string{yahooIMAP},
			func(f *facts, d decision) bool {
				return usesIMAP(f, d) && (f.box.messages == 0 || f.box.messages > 0.9*yahooShows)
			},
			func(*facts) locale.Args { return locale.Args{"shown": yahooShows} },
		},
	}
}

// traps returns what to beware of with this provider and this strategy.
func traps(f *facts, d decision) []Reason {
	var out []Reason
	for _, row := range providerFacts() {
		host := f.hostAmong(row.hosts)
		if host != "" && row.holds(f, d) {
			out = append(out, reason(row.id, "", "", row.args(f), evidence{"evidence.provider", locale.Args{"wire": host}}))
		}
	}
	return out
}

// hostAmong is the first of some hosts that the report has probed.
func (f *facts) hostAmong(hosts []string) string {
	for _, host := range hosts {
		if slices.Contains(f.hosts, host) {
			return host
		}
	}
	return ""
}

// oauthOnly reports whether no service takes a password from a program: by what
// the servers announce, or by what their provider has made known.
func (f *facts) oauthOnly() bool {
	if !f.imap.usable.v && !f.pop.usable.v {
		return false
	}
	announced := (f.imap.oauthOnly || !f.imap.usable.v) && (f.pop.oauthOnly || !f.pop.usable.v)
	return announced || f.known.Needs("oauth2-only") || f.hostAmong([]string{microsoft}) != ""
}

// hostsOf lists the host names of a report, as the DNS compares them.
func hostsOf(r *result.Report) []string {
	var out []string
	for _, p := range r.Probes {
		if host := strings.ToLower(strings.TrimSuffix(p.Host, ".")); !slices.Contains(out, host) {
			out = append(out, host)
		}
	}
	return out
}

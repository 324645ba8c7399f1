package texts

import (
	"slices"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/says"
)

// saidRows returns the rows of the table by which a probe reads a server's
// refusal: what it understands there, explain understands in a text. Rows that
// count at one step alone are left out: a text does not tell where it was said.
func saidRows() []row {
	var rows []row
	for _, said := range says.Rows() {
		if said.At == result.StepGreeting && said.Weak || shortAlone(said.Words) {
			continue
		}
		r := row{
			Name: "says: " + said.Words, Patterns: []string{patternOf(said.Words)}, Means: meaningOf(said), By: Server,
			Service: said.Service, Source: said.Source, AsOf: said.AsOf, Example: said.Example,
		}
		switch {
		case said.Weak || said.At != "" || said.Kind == result.AuthRejected && len(said.Reasons) == 0 || has(said, says.Form):
			r.Grade = byUsual
		case said.Kind == result.TurnedAway || said.Kind == result.AuthTemporary || strings.Contains(said.Words, "…"):
			r.Grade = byCode
		}
		rows = append(rows, r)
	}
	return rows
}

// shortAlone reports whether a row is one short word, which means little outside
// of a server's answer.
func shortAlone(words string) bool {
	return !strings.ContainsAny(words, " …-/") && len(words) < 9
}

// patternOf returns a row's words as a pattern of this package.
func patternOf(words string) string {
	parts := strings.Split(words, "…")
	for i, p := range parts {
		p = strings.TrimSpace(p)
		if open, ok := strings.CutSuffix(p, "*"); ok {
			p = fold(open) + "~"
		} else {
			p = fold(p)
		}
		parts[i] = p
	}
	return strings.Join(parts, " * ")
}

// meaningOf returns the meaning of a row of servers' words.
func meaningOf(said says.Row) Meaning {
	switch kind := said.Kind; kind {
	case result.AuthRejected:
		if has(said, says.PopFirst) {
			return "sending-needs-login"
		}
	case result.AccountDisabled:
		if has(said, says.ProtocolOff) {
			return "service-disabled"
		}
		return "account-locked"
	case result.AuthTemporary, result.Busy:
		switch {
		case has(said, says.Sessions):
			return "too-many-connections"
		case has(said, says.FailedLogins), has(said, says.Rate):
			return "too-many-logins"
		case kind == result.AuthTemporary && !said.Weak: // weak words are said of anything
			return "login-temporary"
		}
		return "server-trouble"
	case result.TurnedAway:
		return "blocked-address"
	case result.MechanismMissing, result.MechanismRefused:
		return "no-mechanism"
	case result.IDRequired:
		return "web-login-required"
	case result.MailboxRefused:
		return "mailbox-unavailable"
	case result.Referral:
		return "wrong-server"
	}
	return Meaning(said.Kind)
}

func has(said says.Row, reason string) bool { return slices.Contains(said.Reasons, reason) }

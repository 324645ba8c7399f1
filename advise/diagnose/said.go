package diagnose

import (
	"slices"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/says"
)

// This file turns a server's own words into causes, by the table that the
// prober reads them with.

// said returns what the words and the code of a failure mean.
func said(service result.Service, f *result.Failure) says.Meaning {
	codes := strings.Fields(strings.ToUpper(f.Code))
	slices.Reverse(codes) // an enhanced code says more than the basic one
	return says.Read(says.Answer{Service: service, Step: f.Step, Codes: codes, Text: f.Detail})
}

// reasonCauses returns the causes that words of servers name, by says.Reasons.
func reasonCauses() map[string]string {
	return map[string]string{
		says.Sessions: "programs-many", says.Rate: "too-often", says.FailedLogins: "failed-before", says.Listed: "address-listed",
		says.Place: "place-refused", says.ProtocolOff: "protocol-off", says.AccountOff: "account-locked", says.AppPassword: "app-password-needed",
		says.Backend: "login-backend", says.Store: "store-broken", says.Identity: "id-wanted", says.Form: "form-not-taken", says.UserName: "user-name-form",
		says.Unnamed: "address-unnamed", says.PopFirst: "collect-first", says.Rules: "password-rules",
	}
}

// named puts the causes before the usual ones that the server's words name,
// of those that the rule may name. What is usual is then less likely.
func (s *scene) named(service result.Service, f *result.Failure, usual ...Cause) []Cause {
	var causes []Cause
	for i, reason := range said(service, f).Reasons {
		id := reasonCauses()[reason]
		if reason == says.Sessions && f.Step == result.StepGreeting { // before any account is named
			id = "too-many"
		}
		if slices.Contains(s.rule.causes, id) {
			confidence := Probable
			if i == 0 {
				confidence = Sure
			}
			causes = append(causes, likely(id, confidence))
		}
	}
	words := len(causes) > 0
	for _, c := range usual {
		if slices.ContainsFunc(causes, func(known Cause) bool { return known.ID == c.ID }) {
			continue
		}
		if words && c.Confidence == Sure {
			c.Confidence = Probable
		} else if words {
			c.Confidence = Possible
		}
		causes = append(causes, c)
	}
	surestFirst(causes)
	return causes
}

// saidFirst is for rules about logins whose causes follow the server's words.
func saidFirst(usual ...Cause) func(*scene, spot) []Cause {
	return func(s *scene, sp spot) []Cause { return s.named(sp.service(), sp.loginFailure(), usual...) }
}

// turnedAway makes the function of a rule for servers that do not talk to a
// client, with the causes that their words name before the usual ones.
func turnedAway(usual ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		drafts := byKind()(s)
		for i := range drafts {
			if d := &drafts[i]; d.status == Fail {
				sp := d.spots[0]
				d.causes = s.named(sp.service(), sp.failure(), usual...)
				d.args["unnamed"] = slices.Contains(said(sp.service(), sp.failure()).Reasons, says.Unnamed)
			}
		}
		return drafts
	}
}

// sessionLimit judges logins that met a limit: of sessions, or of logins in a
// time, where the server says which.
func sessionLimit(s *scene) []draft {
	drafts := refusedLogin(saidFirst(likely("programs-many", Probable), likely("too-often", Probable), likely("too-many", Possible)))(s)
	for i := range drafts {
		if d := &drafts[i]; d.status == Fail {
			reasons := said(d.spots[0].service(), d.spots[0].loginFailure()).Reasons
			d.args["limit"] = ""
			if len(reasons) > 0 {
				d.args["limit"] = reasons[0]
			}
		}
	}
	return drafts
}

// toChange names why another password is wanted: it has ended, unless the
// server says that it does not fit its rules.
func toChange(s *scene, sp spot) []Cause {
	if causes := s.named(sp.service(), sp.loginFailure()); len(causes) > 0 {
		return causes
	}
	return []Cause{likely("password-ended", Sure)}
}

// notNow orders why a login cannot be judged now. Some servers refuse a wrong
// password with a temporary code, and their words tell it.
func notNow(s *scene, sp spot) []Cause {
	f := sp.loginFailure()
	words := says.Read(says.Answer{Service: sp.service(), Step: f.Step, Text: f.Detail})
	switch {
	case words.Kind == result.AuthRejected && strings.Contains(strings.ToLower(f.Detail), "password"):
		return []Cause{likely("password-wrong-454", Sure), likely("login-backend", Possible)}
	case words.Kind == result.AuthRejected:
		return []Cause{likely("password-wrong-454", Probable), likely("login-backend", Probable)}
	}
	usual := []Cause{likely("login-backend", Probable), likely("failed-before", Probable)}
	if words.Row == nil || !slices.Contains(words.Reasons, says.Backend) { // else they name another
		usual = append(usual, likely("password-wrong-454", Possible))
	}
	return s.named(sp.service(), f, usual...)
}

package diagnose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges the ways to log in that are offered, and what a login met.

// refusal judges a login by the kinds of the rule.
func (s *scene) refusal(sp spot) judgement {
	switch f := sp.loginFailure(); {
	case f != nil && slices.Contains(s.rule.kinds, f.Kind):
		return judgement{status: Fail}
	case sp.loggedIn():
		return judgement{status: Pass}
	}
	return judgement{}
}

// refusedLogin makes the function of a rule for what a server answered to a
// login. Only one login of a run is ever refused, but for answers that prove
// that the password was not read.
func refusedLogin(causes func(*scene, spot) []Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.spots(), s.refusal, func(d draft) draft {
			first := d.spots[0]
			f := first.loginFailure()
			user := s.report.Target.User
			local, _, whole := strings.Cut(user, "@")
			d.args = locale.Args{"code": f.Code, "coded": f.Code != "", "detail": f.Detail, "mechanism": first.probe.Login.Mechanism,
				"user": user, "local_part": local, "whole": whole, "elsewhere": len(s.acceptedElsewhere(first)) > 0,
				"once": s.logins() == 1, "server": f.Server, "withheld": first.probe.Login.Withheld, "worked": false, "works": ""}
			var others []string
			for _, m := range first.probe.Login.Refused {
				others = appendNew(others, m.Mechanism)
			}
			d.args["others_list"], d.args["others"] = others, len(others) > 0
			lines := first.wires(result.StepLogin)
			if len(lines) == 0 || len(d.spots) > 1 {
				d.seen = append(d.seen, failing(s.places(d.spots), f, len(lines) > 0))
			}
			d.seen = append(d.seen, lines...)
			for _, trait := range first.probe.Login.Traits {
				d.seen = append(d.seen, word("", "trait", locale.Args{"trait": string(trait)}))
			}
			if f.Kind != result.TokenRejected { // whose codes speak of passwords
				d.seen = append(d.seen, first.meaning()...)
			}
			if accepted := s.acceptedElsewhere(first); len(accepted) > 0 {
				d.seen = append(d.seen, word(Contrast, "accepted", locale.Args{"ports": s.ports(accepted), "mechanism": accepted[0].login().Mechanism}))
			} else if s.logins() == 1 {
				d.seen = append(d.seen, word("", "one-login", locale.Args{"others": len(s.report.Probes) - 1, "alone": len(s.report.Probes) == 1}))
			}
			d.causes = causes(s, first)
			return d
		})
	}
}

// logins counts the endpoints at which a login was made in the run.
func (s *scene) logins() int {
	n := 0
	for i := range s.report.Probes {
		if l := s.report.Probes[i].Login; l != nil && (l.Status == result.LoginOK || l.Status == result.LoginFailed) {
			n++
		}
	}
	return n
}

// acceptedElsewhere are the other endpoints of the host at which the same
// login succeeded.
func (s *scene) acceptedElsewhere(sp spot) []spot {
	return those(s.everySpot(), func(other spot) bool { return other.host() == sp.host() && other.loggedIn() })
}

func (sp spot) loggedIn() bool {
	return sp.login() != nil && sp.probe.LoggedIn()
}

// meaning says in words what the server's own code means, where it is known and
// its words do not say something else.
func (sp spot) meaning() []Seen {
	f := sp.loginFailure()
	if f == nil || f.Code == "" {
		return nil
	}
	for _, known := range codes() {
		if f.Code == known || strings.HasPrefix(f.Code, known+" ") {
			if f.Kind != result.AuthRejected && slices.Contains([]string{"AUTHENTICATIONFAILED", "AUTH", "535"}, known) {
				return nil // more than the code says that the password was not the reason
			}
			id := strings.NewReplacer("/", "-", " ", "-", ".", "-").Replace(strings.ToLower(known))
			return []Seen{word("", "code."+id, locale.Args{"code": known})}
		}
	}
	return nil
}

// codes returns the servers' codes whose meaning is told, the longest first
// (RFC 5530 section 3, RFC 3206 section 4, RFC 2449 section 8, RFC 4954 section
// 6).
func codes() []string {
	return []string{
		"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN", "NOPERM", "UNAVAILABLE",
		"INUSE", "LIMIT", "AUTH", "SYS/TEMP", "SYS/PERM", "IN-USE", "LOGIN-DELAY",
		"454", "432", "530", "534", "535", "538", "523",
	}
}

func always(causes ...Cause) func(*scene, spot) []Cause {
	return func(*scene, spot) []Cause { return causes }
}

// traitCauses returns the causes that lie in what was sent, named as
// [result.Traits].
func traitCauses() []string {
	var ids []string
	for _, trait := range result.Traits() {
		ids = append(ids, string(trait))
	}
	return ids
}

// sent returns the causes that lie in what was sent. A blank at an end is most
// often a slip of copying; the others are in some right passwords too.
func sent(traits []result.Trait) []Cause {
	var causes []Cause
	for _, trait := range traits {
		confidence := Probable
		if trait == result.UserBlanks || trait == result.PasswordBlanks {
			confidence = Sure
		}
		causes = append(causes, likely(string(trait), confidence))
	}
	return causes
}

// whyRejected orders what a refusal can mean, what lies in the credential
// itself first: see [sent]. A SCRAM exchange may also fail over the form in
// which the password is stored. Where another service of the host took the same
// two, the password is right; but each service may know the name by another
// form.
func whyRejected(s *scene, sp spot) []Cause {
	causes := sent(sp.probe.Login.Traits)
	accepted := s.acceptedElsewhere(sp)
	switch {
	case slices.ContainsFunc(accepted, func(other spot) bool { return other.service() == sp.service() }):
		causes = append(causes, likely("user-name-form", Possible), likely("app-password-needed", Possible))
	case len(accepted) > 0:
		causes = append(causes, likely("user-name-form", Probable), likely("protocol-off", Probable), likely("app-password-needed", Possible))
	case sp.loginFailure().Code == "AUTHORIZATIONFAILED": // the password was right (RFC 5530 section 3), but not at every server that says so
		causes = append(causes, likely("protocol-off", Probable), likely("user-name-form", Probable), likely("password-wrong", Possible))
	default:
		causes = append(causes, likely("password-wrong", Probable), likely("user-name-form", Probable), likely("app-password-needed", Possible))
		if strings.HasPrefix(sp.probe.Login.Mechanism, "SCRAM") {
			causes = append(causes, likely("scram-form", Probable))
			surestFirst(causes)
		}
	}
	return s.named(sp.service(), sp.loginFailure(), causes...)
}

// loginCut judges logins that were sent and got no usable answer. Only silence
// can be a slow check of the password.
func loginCut(s *scene) []draft {
	return refusedLogin(func(_ *scene, sp spot) []Cause {
		if sp.loginFailure().Kind == result.Timeout {
			return []Cause{likely("login-slow", Probable), likely("cut-as-defence", Probable)}
		}
		return []Cause{likely("cut-before-login", Probable), likely("cut-as-defence", Probable)}
	})(s)
}

// mechanismRefused judges ways to log in that are offered and not taken: a
// failure where none was left, else a word about those that were passed over.
func mechanismRefused(s *scene) []draft {
	refused := refusedLogin(saidFirst(likely("announced-not-set", Probable), likely("form-not-taken", Probable)))(s)
	failed := slices.ContainsFunc(refused, func(d draft) bool { return d.status == Fail })
	passed := judge(s.spots(), func(sp spot) judgement {
		if l := sp.login(); l != nil && sp.loggedIn() && len(l.Refused) > 0 {
			return judgement{Warn, l.Refused[0].Mechanism}
		}
		return judgement{}
	}, func(d draft) draft {
		first := d.spots[0]
		l := first.login()
		f := &l.Refused[0].Failure
		d.severity = Low
		d.args = locale.Args{"mechanism": l.Refused[0].Mechanism, "works": l.Mechanism, "worked": true, "code": f.Code, "coded": f.Code != "", "detail": f.Detail, "others_list": []string{}, "others": false}
		d.causes = s.named(first.service(), f, likely("announced-not-set", Probable), likely("form-not-taken", Probable))
		d.seen = append([]Seen{failing(first.at(), f, false)}, first.wires(result.StepLogin)...)
		return d
	})
	switch {
	case failed && len(passed) > 0:
		return append(slices.DeleteFunc(refused, func(d draft) bool { return d.status == Pass }), passed...)
	case len(passed) > 0:
		return passed
	}
	return refused
}

// offers lists the mechanisms of the last phase; known says whether it was read.
func (sp spot) offers() (mechanisms []string, command, known bool) {
	if sp.path == nil || sp.path.Status != result.OK || !sp.path.LoginRead() {
		return nil, false, false
	}
	return sp.path.Offered(), sp.path.OffersCommand(), true
}

// noMechanism judges whether there is any way to log in.
func noMechanism(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		if sp.lacksMechanism() {
			return judgement{status: Fail}
		}
		if _, _, known := sp.offers(); known {
			return judgement{status: Pass}
		}
		return judgement{}
	}, func(d draft) draft {
		mechanisms, _, _ := d.spots[0].offers()
		d.args = locale.Args{"offered_list": mechanisms, "some": len(mechanisms) > 0, "single": len(mechanisms) == 1}
		d.causes = []Cause{likely("login-switched-off", Probable), likely("login-backend", Possible)}
		if len(mechanisms) > 0 {
			d.causes = []Cause{likely("none-in-common", Sure)}
		}
		d.seen = append(d.spots[0].wires(result.StepCapabilities, "AUTH", "SASL"), d.spots[0].wires(result.StepLogin)...)
		d.seen = append(d.seen, s.offersWord(d.spots))
		return d
	})
}

func (sp spot) lacksMechanism() bool {
	if f := sp.loginFailure(); f != nil && f.Kind == result.MechanismMissing {
		return true
	}
	if l := sp.login(); l != nil && l.Reason == result.NoMechanism {
		return true
	}
	mechanisms, command, known := sp.offers()
	return known && len(mechanisms) == 0 && !command
}

// oauthOnly judges whether a password can be used at all.
func oauthOnly(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		if f := sp.loginFailure(); f != nil && f.Kind == result.OAuthRequired {
			return judgement{status: Fail}
		}
		_, _, known := sp.offers()
		switch {
		case !known || sp.loginFailure() != nil:
			return judgement{}
		case sp.path.TokensOnly():
			return judgement{status: Warn}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		mechanisms, _, _ := d.spots[0].offers()
		d.args = locale.Args{"offered_list": mechanisms, "some": len(mechanisms) > 0, "tried": d.status == Fail}
		d.causes = []Cause{likely("passwords-ended", Sure)}
		if d.status == Fail {
			d.seen = append(d.spots[0].wires(result.StepLogin), d.spots[0].meaning()...)
		} else {
			d.seen = d.spots[0].wires(result.StepCapabilities, "AUTH", "SASL")
		}
		d.seen = append(d.seen, s.offersWord(d.spots))
		return d
	})
}

// mechanismNote makes the function of a rule that notes what a list of
// mechanisms lacks.
func mechanismNote(noted func(mechanisms []string, command bool) bool, causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.spots(), func(sp spot) judgement {
			mechanisms, command, known := sp.offers()
			switch {
			case !known || len(mechanisms) == 0 && !command:
				return judgement{}
			case noted(mechanisms, command):
				return judgement{status: Warn}
			}
			return judgement{status: Pass}
		}, func(d draft) draft {
			mechanisms, _, _ := d.spots[0].offers()
			d.note, d.causes = true, causes
			d.args = locale.Args{"offered_list": mechanisms, "some": len(mechanisms) > 0}
			d.seen = []Seen{s.offersWord(d.spots)}
			return d
		})
	}
}

// offersWord tells the ways to log in that the first of these paths offers.
func (s *scene) offersWord(spots []spot) Seen {
	mechanisms, command, _ := spots[0].offers()
	return word("", "offers", locale.Args{"ports": s.ports(spots), "offered_list": mechanisms, "some": len(mechanisms) > 0, "command": command})
}

func onlyLogin(mechanisms []string, command bool) bool {
	return !command && slices.Contains(mechanisms, "LOGIN") &&
		!slices.ContainsFunc(mechanisms, func(m string) bool { return m != "LOGIN" && result.IsPassword(m) })
}

func withoutSCRAM(mechanisms []string, _ bool) bool {
	return !slices.ContainsFunc(mechanisms, result.IsSCRAM)
}

package advise

import (
	"encoding/json"
	"slices"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// Verdict is what came of a document, in a word: every format tells the same
// one, and the exit status follows from it.
type Verdict string

// The verdicts, the best first.
const (
	VerdictOK     Verdict = "ok"     // nothing is to be mended; with a policy: every requirement holds
	VerdictWarn   Verdict = "warn"   // it works, but something is to be mended, or a requirement was not checked
	VerdictFail   Verdict = "fail"   // a finding fails; with a policy: a requirement is broken
	VerdictUnable Verdict = "unable" // the run could not do its work: what is absent may only not have been reached
)

// Verdicts returns all verdicts, the best first.
func Verdicts() []Verdict { return []Verdict{VerdictOK, VerdictWarn, VerdictFail, VerdictUnable} }

// UnmarshalJSON reads a verdict. Documents of before had a sentence in its
// place, which is passed over: it is made anew.
func (v *Verdict) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '"' {
		return nil
	}
	return json.Unmarshal(b, (*string)(v))
}

// VerdictOf returns the verdict of one document. Where a policy was held
// against it, its assertions decide: what fails is one of them, unless it is
// excepted.
func VerdictOf(d *Document) Verdict {
	if d.Unable() != "" {
		return VerdictUnable
	}
	if d.Policy == nil && d.Advice == nil && d.Discovery == nil && len(d.Probes) == 0 {
		return VerdictFail // no server was found to look at
	}
	v := VerdictOK
	if d.Policy != nil {
		for i := range d.Policy.Assertions {
			switch d.Policy.Assertions[i].Status {
			case policy.Fail:
				return VerdictFail
			case policy.Unknown:
				v = VerdictWarn
			}
		}
		return v
	}
	if d.OnlySearched() && len(d.Discovery.Followed()) == 0 {
		return VerdictFail
	}
	for i := range d.Findings {
		switch f := &d.Findings[i]; {
		case f.Status == diagnose.Fail:
			return VerdictFail
		case f.Mend():
			v = VerdictWarn
		}
	}
	return v
}

// Worst returns the verdict of several documents: the worst of theirs, and
// [VerdictOK] where there are none.
func Worst(verdicts ...Verdict) Verdict {
	worst := VerdictOK
	for _, v := range verdicts {
		if v.rank() > worst.rank() {
			worst = v
		}
	}
	return worst
}

func (v Verdict) rank() int {
	switch v {
	case VerdictWarn:
		return 1
	case VerdictFail:
		return 2
	case VerdictUnable:
		return 3
	}
	return 0
}

// Unable says why a run could not do its work, in a word that its sentences are
// found by: "input" (what was given is no target), "interrupted", "lookup" (no
// name server answered), "local" (this machine failed); "" where it could.
func (d *Document) Unable() string {
	if d.Error != nil && d.Error.Usage {
		return "input"
	}
	if d.Interrupted {
		return "interrupted"
	}
	if d.OnlySearched() && len(d.Discovery.Followed()) == 0 && d.Discovery.Unresolved() != nil {
		return "lookup"
	}
	for i := range d.Probes {
		p := &d.Probes[i]
		for _, f := range []*result.Failure{p.Failure, p.LoginFailure()} {
			switch {
			case f == nil:
			case f.Kind == result.NameLookupFailed:
				return "lookup"
			case f.Kind == result.LocalError:
				return "local"
			}
		}
	}
	return ""
}

// The words of how far settings were seen to work.
const (
	SettingsSeen    = "seen"    // a login succeeded with all of them, and a mailbox opened
	SettingsUntried = "untried" // their servers answer, and no login was tried with some of them
	SettingsDoubted = "doubted" // something that they need failed
)

// SettingsSeen returns how far the settings of a document were seen to work.
func (d *Document) SettingsSeen() string {
	word := SettingsSeen
	for _, s := range []*settings.Server{d.Settings.Incoming, d.Settings.Outgoing} {
		if s == nil {
			continue
		}
		at := slices.IndexFunc(d.Probes, func(p result.Probe) bool {
			return p.Service == s.Service && p.Host == s.Host && p.Port == s.Port && p.Security == s.Security
		})
		switch {
		case at < 0 || d.Probes[at].LoginFailed() || d.closed(&d.Probes[at]):
			return SettingsDoubted
		case !d.Probes[at].LoggedIn():
			word = SettingsUntried
		}
	}
	return word
}

// closed reports whether no mailbox opened behind the logins of a service.
func (d *Document) closed(p *result.Probe) bool {
	return slices.ContainsFunc(d.Accounts, func(a result.Account) bool {
		return a.Service == p.Service && a.Host == p.Host && diagnose.Opening(&a) != nil
	})
}

package policy

import (
	"cmp"
	"strings"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Compare holds a result to an earlier one of the same policy, as of seen. What
// did not hold then either is excepted; what got worse is broken: also what
// held and could not be checked now, and an endpoint that is no longer there.
func (r *Result) Compare(before Result, seen time.Time) {
	then := locale.Args{"seen_date": seen.UTC().Format(time.DateOnly)}
	broken, held, unseen := map[matter]bool{}, map[matter]bool{}, map[matter]bool{}
	for i := range before.Assertions {
		switch a := &before.Assertions[i]; a.Status {
		case Fail, Excepted:
			broken[matterOf(a)] = true
		case Pass:
			for _, m := range matterOf(a).anywhere() {
				held[m] = true
			}
		case Unknown:
			unseen[matterOf(a)] = true
		}
	}
	there := map[diagnose.Where]bool{}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		there[endpointOf(a)] = true
		switch {
		case a.Status == Fail && broken[matterOf(a)]:
			a.Status, a.Reason = Excepted, locale.Text{ID: "policy.reason.baseline", Args: then}
		case a.Status == Unknown && held[matterOf(a).anywhere()[0]] && !unseen[matterOf(a)]:
			a.Status, a.Reason = Fail, locale.Text{ID: "policy.reason.no-longer-seen", Args: merged(then, "why", cmp.Or(a.Reason.ID, "policy.found.not-checked"), a.Reason.Args)}
			a.Title = locale.Text{ID: "policy.broken.no-longer-seen", Args: merged(a.Expected.Args, "name", "policy.name."+a.ID, a.Expected.Args)}
		}
	}
	for i := range before.Assertions {
		a := before.Assertions[i]
		if at := endpointOf(&a); a.Status == Pass && at.Port != 0 && !there[at] {
			there[at] = true // one for all that was asked of it
			a.ID, a.Of, a.Where, a.Status = "no-failure", "vanished", at, Fail
			a.Title, a.Expected, a.Found = locale.Text{ID: "policy.broken.vanished"}, locale.Text{ID: "policy.expected.no-failure"}, locale.Text{ID: "policy.found.vanished"}
			a.Reason = locale.Text{ID: "policy.reason.held", Args: then}
			r.Assertions = append(r.Assertions, a)
		}
	}
	r.judge()
}

// matter is what an assertion is about.
type matter struct {
	id, of, title string // the last tells a certificate that ends from one that has ended
	where         diagnose.Where
}

func matterOf(a *Assertion) matter {
	return matter{a.ID, strings.ToLower(a.Of), a.Title.ID, a.Where}
}

// anywhere returns the matter at every address of its endpoint, of its service
// on the host, and of the host: what could not be checked names no endpoint
// where none was left to ask.
func (m matter) anywhere() [3]matter {
	m.where.Address = ""
	service, host := m, m
	service.where.Port = 0
	host.where.Port, host.where.Service = 0, ""
	return [3]matter{m, service, host}
}

// endpointOf returns the endpoint that an assertion is about; its port is 0
// where it is about more than one.
func endpointOf(a *Assertion) diagnose.Where {
	at := a.Where
	at.Address = ""
	return at
}

// merged adds to arguments a text of its own under a key.
func merged(args locale.Args, key, id string, of locale.Args) locale.Args {
	out := locale.Args{key: locale.Text{ID: id, Args: of}}
	for k, v := range args {
		out[k] = v
	}
	return out
}

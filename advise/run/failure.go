package run

import (
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// Interrupted says why a run has no end: somebody ended it, or its own time
// limit did; and whether what was seen until then is shown.
func Interrupted(r *result.Report, limit time.Duration, shown bool) *Problem {
	args := locale.Args{"target": r.Target.Input, "limit": limit.String(), "shown": shown}
	for _, p := range r.Probes {
		if p.Failure != nil && p.Failure.Kind == result.Canceled {
			return Unable("interrupted", args)
		}
	}
	return Unable("run-limit", args)
}

// WholeFailure is the one reason why nothing at all could be seen of a
// target, where there is one: an error then says more than a table of dashes.
func WholeFailure(r *result.Report) *Problem {
	if len(r.Probes) == 0 || r.Untested != "" {
		return nil
	}
	var kind result.Kind
	for _, p := range r.Probes {
		if p.Failure == nil || kind != "" && p.Failure.Kind != kind {
			return nil
		}
		kind = p.Failure.Kind
	}
	first := r.Probes[0]
	args := locale.Args{"host": first.Host, "detail": first.Failure.Detail}
	switch kind {
	case result.NameUnknown:
		if domain := discover.DomainNamed(first.Host); domain != "" {
			return Failed("name-provider", locale.Args{"host": first.Host, "domain": domain}, "advise user@"+domain, "discover "+domain)
		}
		return Failed("name-unknown", args)
	case result.NameLookupFailed:
		return Unable("name-lookup-failed", args)
	}
	return nil
}

// LoginProblem says what a person who gave a password waits to hear first.
func LoginProblem(r *result.Report) *Problem {
	for _, p := range r.Probes {
		if p.Login == nil {
			continue
		}
		args := locale.Args{"host": p.Host, "port": p.Port, "service_name": locale.Text{ID: "screen.service.inline." + string(p.Service)}}
		if f := p.Login.Failure; p.Login.Status == result.LoginFailed && f != nil && f.Kind == result.AuthRejected {
			args["answer"] = answer(p.Service, f)
			made, accepted := 0, false
			for i := range r.Probes {
				l := r.Probes[i].Login
				if l != nil && (l.Status == result.LoginOK || l.Status == result.LoginFailed) {
					made++
				}
				accepted = accepted || l != nil && l.Status == result.LoginOK
			}
			args["others"], args["once"], args["elsewhere"] = len(r.Probes) > 1, made == 1, accepted
			return Failed("login-rejected", args)
		}
		if f := p.Login.Failure; p.Login.Status == result.LoginFailed && f != nil && f.Kind == result.TokenRejected {
			args["answer"] = answer(p.Service, &result.Failure{Code: f.Code})
			return Failed("token-rejected", args, "explain token-rejected")
		}
		if path := p.SessionPath(); p.Login.Reason == result.Unverified && path != nil && path.TLS != nil && len(r.Probes) == 1 {
			kind := path.TLS.Problems[0].Kind
			args["kind"] = string(kind)
			args["issuer"] = path.TLS.Chain[len(path.TLS.Chain)-1].Issuer
			return Failed("password-withheld", args)
		}
	}
	return nil
}

// answer returns a refusal as the server put it.
func answer(service result.Service, f *result.Failure) string {
	words := []string{f.Code, f.Detail}
	switch {
	case service == result.Submission:
	case f.Code != "":
		words[0] = "[" + f.Code + "]"
		fallthrough
	default:
		words = append([]string{map[result.Service]string{result.IMAP: "NO", result.POP3: "-ERR"}[service]}, words...)
	}
	return strings.TrimSuffix(strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "), ".")
}

package web

import (
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// unsigned says why a login that was given was not made, or not taken, and what
// to do next: what a person who gave one waits to hear first. nil where a server
// took it and none refused it.
func unsigned(d *advise.Document, words *locale.Printer) *problemView {
	l := untaken(&d.Report)
	if p := run.LoginProblem(&d.Report); p != nil {
		view := viewOf(p, words)
		if l != nil && l.Failure != nil {
			view.Finding = string(l.Failure.Kind)
		}
		return view
	}
	if l == nil || d.Interrupted && !l.MaySent() {
		return nil
	}
	kind := ""
	if l.Failure != nil {
		kind = string(l.Failure.Kind)
	}
	reason := string(l.Reason)
	why := "screen.reason." + tell.LoginReason(l, words)
	if own := "web.reason." + reason; words.Has(own) { // without what is said of a terminal
		why = own
	}
	what := "web.unsigned.withheld"
	if l.MaySent() {
		what = "web.unsigned.refused"
	}
	view := &problemView{
		What: words.T(what, locale.Args{"why": locale.Text{ID: why}}),
		Next: words.T("web.unsigned.next."+reason, nil),
	}
	if l.Failure != nil && l.Failure.Detail != "" {
		view.Why = words.T("web.unsigned.said", locale.Args{"detail": tell.Clean(l.Failure.Detail)})
	}
	if i := slices.IndexFunc(d.Findings, func(f diagnose.Finding) bool { return f.ID == kind && f.Fix.User != "" }); i >= 0 {
		view.Next, view.Finding = tell.Clean(d.Findings[i].Fix.User), kind
	}
	return view
}

// untaken returns the login of a report that no server took: the most telling
// one of those that were not. nil where a server took it, or none was given.
func untaken(r *result.Report) *result.Login {
	telling := []result.LoginReason{
		result.Rejected, result.NoAnswer, result.Unverified, result.UntrustedDiscovery, result.OtherHost, result.Plaintext, result.NoMechanism,
		result.LoginDelayed, result.EarlierFailure, result.WaitingForOther, result.NotReady, result.NoCredential,
	}
	var most *result.Login
	for i := range r.Probes {
		l := r.Probes[i].Login
		switch {
		case l == nil:
		case l.Status == result.LoginOK:
			return nil
		case most == nil || slices.Index(telling, l.Reason) < slices.Index(telling, most.Reason):
			most = l
		}
	}
	return most
}

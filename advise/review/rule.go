package review

import "mailadvisor/advise/diagnose"

// rule is one row of the table. What is said of one setting twice is said by
// the first row that speaks: those that explain others stand before them.
type rule struct {
	id       string
	status   diagnose.Status
	severity diagnose.Severity
	about    string // the setting that it speaks of; "" where several may speak
	needs    string // what it takes: "" the files alone, host, login, provider
	source   string // what it rests on
	eval     func(*scene) []draft
}

// What a rule takes.
const (
	needsHost     = "host"     // an answer of the host
	needsLogin    = "login"    // of the mailbox
	needsProvider = "provider" // that the domain's servers are published or listed
)

// RuleInfo is a row of the table as other packages may show it.
type RuleInfo struct {
	ID       string            `json:"id"`
	Status   diagnose.Status   `json:"status"`
	Severity diagnose.Severity `json:"severity"`
	Needs    string            `json:"needs,omitempty"`
	Source   string            `json:"source,omitempty"`
}

// Rules lists the rules in the order in which they are asked.
func Rules() []RuleInfo {
	var out []RuleInfo
	for _, r := range rules() {
		out = append(out, RuleInfo{ID: r.id, Status: r.status, Severity: r.severity, Needs: r.needs, Source: r.source})
	}
	return out
}

// missing reports whether a rule could not be asked for want of what it takes.
func (r rule) missing(s *scene) bool {
	for i := range s.Found.Accounts {
		rep := s.report(i)
		switch {
		case r.needs == needsHost && (rep == nil || len(rep.Probes) == 0), r.needs == needsLogin && (rep == nil || rep.MainAccount() == nil):
			return true
		case r.needs == needsProvider && (rep == nil || rep.Discovery == nil && rep.KnownProvider() == nil):
			return true
		}
	}
	return false
}

func rules() []rule {
	return []rule{
		{id: "provider-closed", status: diagnose.Fail, severity: diagnose.High, about: "connection", needs: needsProvider, eval: providerClosed},
		{id: "protocol-not-offered", status: diagnose.Fail, severity: diagnose.High, about: "connection", needs: needsProvider,
			source: "RFC 6186 section 3.4", eval: notOffered},
		{id: "host-unknown", status: diagnose.Fail, severity: diagnose.High, about: "connection", needs: needsHost, source: "RFC 1034", eval: hostUnknown},
		{id: "plain-connection", status: diagnose.Fail, severity: diagnose.Critical, about: "connection", source: "RFC 8314 section 3", eval: plainConnection},
		{id: "port-mismatch", status: diagnose.Fail, severity: diagnose.High, about: "connection", source: "RFC 8314 section 7.3", eval: portMismatch},
		{id: "service-mismatch", status: diagnose.Warn, severity: diagnose.Medium, about: "connection", eval: serviceMismatch},
		{id: "starttls-optional", status: diagnose.Warn, severity: diagnose.Medium, about: "connection", source: "RFC 8314 section 4.1", eval: startTLSOptional},
		{id: "endpoint-no-answer", status: diagnose.Fail, severity: diagnose.High, about: "connection", needs: needsHost, eval: noAnswer},
		{id: "certificate-other-name", status: diagnose.Fail, severity: diagnose.High, about: "connection", needs: needsHost, source: "RFC 6125", eval: certificateName},
		{id: "certificate-invalid", status: diagnose.Fail, severity: diagnose.High, about: "connection", needs: needsHost, source: "RFC 5280", eval: certificateInvalid},
		{id: "host-differs", status: diagnose.Warn, severity: diagnose.Medium, about: "connection", needs: needsProvider, source: "RFC 6186", eval: hostDiffers},
		{id: "sending-port-25", status: diagnose.Warn, severity: diagnose.Medium, about: "connection", source: "RFC 6409 section 3.1", eval: port25},
		{id: "certificate-unchecked", status: diagnose.Fail, severity: diagnose.High, about: "verify", source: "RFC 8314 section 4.4", eval: unverified},
		{id: "exception-not-needed", status: diagnose.Warn, severity: diagnose.Medium, about: "exception", needs: needsHost, eval: exceptionStale},
		{id: "exception-stored", status: diagnose.Warn, severity: diagnose.Low, about: "exception", eval: exceptionStored},
		{id: "oauth-unable", status: diagnose.Fail, severity: diagnose.High, about: "auth", needs: needsProvider, source: "RFC 7628", eval: oauthUnable},
		{id: "oauth-wanted", status: diagnose.Fail, severity: diagnose.High, about: "auth", needs: needsProvider, source: "RFC 7628", eval: oauthWanted},
		{id: "login-form-refused", status: diagnose.Fail, severity: diagnose.High, about: "auth", needs: needsHost, source: "RFC 4422", eval: formRefused},
		{id: "login-refused", status: diagnose.Fail, severity: diagnose.High, about: "login", needs: needsHost, source: "RFC 5530, RFC 3206", eval: loginRefused},
		{id: "sending-without-login", status: diagnose.Warn, severity: diagnose.Medium, about: "auth", source: "RFC 6409 section 4.3", eval: sendsWithoutLogin},
		{id: "user-form", status: diagnose.Fail, severity: diagnose.Medium, about: "user", needs: needsProvider, eval: userForm},
		{id: "password-readable", status: diagnose.Fail, severity: diagnose.High, about: "password", eval: passwordReadable},
		{id: "password-in-file", status: diagnose.Warn, severity: diagnose.Medium, about: "password", eval: passwordInFile},
		{id: "pop-removes-shared", status: diagnose.Fail, severity: diagnose.High, about: "keep", source: "RFC 1939 section 8", eval: popRemovesShared},
		{id: "imap-removes", status: diagnose.Fail, severity: diagnose.High, about: "keep", eval: imapRemoves},
		{id: "shortest-days-win", status: diagnose.Warn, severity: diagnose.High, about: "keep", source: "RFC 1939 section 8", eval: shortestDays},
		{id: "pop-above-expire", status: diagnose.Warn, severity: diagnose.High, about: "keep", needs: needsHost, source: "RFC 2449 section 6.7", eval: aboveExpire},
		{id: "pop-fills-quota", status: diagnose.Fail, severity: diagnose.High, about: "keep", needs: needsLogin, source: "RFC 9208", eval: fillsQuota},
		{id: "pop-for-ever", status: diagnose.Warn, severity: diagnose.Low, about: "keep", eval: popForEver},
		{id: "pop-repeats", status: diagnose.Warn, severity: diagnose.Medium, about: "repeats", source: "RFC 1939 section 7", eval: popRepeats},
		{id: "poll-too-often", status: diagnose.Warn, severity: diagnose.Medium, about: "poll", source: "RFC 2449 section 6.5", eval: pollsTooOften},
		{id: "pop-and-imap", status: diagnose.Warn, severity: diagnose.Medium, about: "twice", eval: popAndIMAP},
		{id: "account-twice", status: diagnose.Warn, severity: diagnose.Low, about: "twice", eval: accountTwice},
		{id: "deletes-for-all", status: diagnose.Warn, severity: diagnose.Medium, about: "deleted", eval: deletesForAll},
		{id: "retention-deletes", status: diagnose.Fail, severity: diagnose.High, about: "retention", eval: retention},
		{id: "trash-emptied", status: diagnose.Warn, severity: diagnose.Low, about: "trash", eval: trashEmptied},
		{id: "sent-here", status: diagnose.Warn, severity: diagnose.Medium, about: "sent", eval: sentHere},
		{id: "offline-off", status: diagnose.Warn, severity: diagnose.Medium, about: "offline", eval: offlineOff},
		{id: "disk-too-small", status: diagnose.Warn, severity: diagnose.Medium, about: "offline", needs: needsLogin, eval: diskSmall},
	}
}

package review

// rule is one row of the table. What is said of one setting twice is said by
// the first row that speaks: those that explain others stand before them.
type rule struct {
	id       string
	status   string
	severity string
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
	ID       string `json:"id"`
	Status   string `json:"status"`
	Severity string `json:"severity"`
	Needs    string `json:"needs,omitempty"`
	Source   string `json:"source,omitempty"`
}

// Rules lists the rules in the order in which they are asked.
func Rules() []RuleInfo {
	var out []RuleInfo
	for _, r := range rules() {
		out = append(out, RuleInfo{r.id, r.status, r.severity, r.needs, r.source})
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
		{"provider-closed", Fail, High, "connection", needsProvider, "", providerClosed},
		{"protocol-not-offered", Fail, High, "connection", needsProvider, "RFC 6186 section 3.4", notOffered},
		{"host-unknown", Fail, High, "connection", needsHost, "RFC 1034", hostUnknown},
		{"plain-connection", Fail, Critical, "connection", "", "RFC 8314 section 3", plainConnection},
		{"port-mismatch", Fail, High, "connection", "", "RFC 8314 section 7.3", portMismatch},
		{"service-mismatch", Warn, Medium, "connection", "", "", serviceMismatch},
		{"starttls-optional", Warn, Medium, "connection", "", "RFC 8314 section 4.1", startTLSOptional},
		{"endpoint-no-answer", Fail, High, "connection", needsHost, "", noAnswer},
		{"certificate-other-name", Fail, High, "connection", needsHost, "RFC 6125", certificateName},
		{"certificate-invalid", Fail, High, "connection", needsHost, "RFC 5280", certificateInvalid},
		{"host-differs", Warn, Medium, "connection", needsProvider, "RFC 6186", hostDiffers},
		{"sending-port-25", Warn, Medium, "connection", "", "RFC 6409 section 3.1", port25},
		{"certificate-unchecked", Fail, High, "verify", "", "RFC 8314 section 4.4", unverified},
		{"exception-not-needed", Warn, Medium, "exception", needsHost, "", exceptionStale},
		{"exception-stored", Warn, Low, "exception", "", "", exceptionStored},
		{"oauth-unable", Fail, High, "auth", needsProvider, "RFC 7628", oauthUnable},
		{"oauth-wanted", Fail, High, "auth", needsProvider, "RFC 7628", oauthWanted},
		{"login-form-refused", Fail, High, "auth", needsHost, "RFC 4422", formRefused},
		{"sending-without-login", Warn, Medium, "auth", "", "RFC 6409 section 4.3", sendsWithoutLogin},
		{"user-form", Fail, Medium, "user", needsProvider, "", userForm},
		{"password-readable", Fail, High, "password", "", "", passwordReadable},
		{"password-in-file", Warn, Medium, "password", "", "", passwordInFile},
		{"pop-removes-shared", Fail, High, "keep", "", "RFC 1939 section 8", popRemovesShared},
		{"imap-removes", Fail, High, "keep", "", "", imapRemoves},
		{"shortest-days-win", Warn, High, "keep", "", "RFC 1939 section 8", shortestDays},
		{"pop-above-expire", Warn, High, "keep", needsHost, "RFC 2449 section 6.7", aboveExpire},
		{"pop-fills-quota", Fail, High, "keep", needsLogin, "RFC 9208", fillsQuota},
		{"pop-for-ever", Warn, Low, "keep", "", "", popForEver},
		{"pop-repeats", Warn, Medium, "repeats", "", "RFC 1939 section 7", popRepeats},
		{"poll-too-often", Warn, Medium, "poll", "", "RFC 2449 section 6.5", pollsTooOften},
		{"pop-and-imap", Warn, Medium, "twice", "", "", popAndIMAP},
		{"account-twice", Warn, Low, "twice", "", "", accountTwice},
		{"deletes-for-all", Warn, Medium, "deleted", "", "", deletesForAll},
		{"retention-deletes", Fail, High, "retention", "", "", retention},
		{"trash-emptied", Warn, Low, "trash", "", "", trashEmptied},
		{"sent-here", Warn, Medium, "sent", "", "", sentHere},
		{"offline-off", Warn, Medium, "offline", "", "", offlineOff},
		{"disk-too-small", Warn, Medium, "offline", needsLogin, "", diskSmall},
	}
}

package tell

import (
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// LoginReason names the message, below screen.reason, that says why a login was
// not accepted. Of one that was refused, the kind of its failure says more where
// it has words.
func LoginReason(l *result.Login, p *locale.Printer) string {
	if f := l.Failure; (l.Reason == result.Rejected || l.Reason == result.NoAnswer) && f != nil && p.Has("screen.reason."+string(f.Kind)) {
		return string(f.Kind)
	}
	return string(l.Reason)
}

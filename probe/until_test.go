package probe

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
)

// An answer to a command that was never sent, or none at all, is the server's
// failure and not ours, and no password follows it where it comes in time. A BYE
// is met before the login, which then has nobody to talk to, or in its place.
func TestStrayAnswersBeforeTheLogin(t *testing.T) {
	for stray, kinds := range map[string][]result.Kind{
		"P9 OK stray\r\n": {result.Malformed}, "hello\r\n": {result.Malformed}, "+ go on\r\n": {result.Malformed},
		"* BYE x\r\n": {result.Closed, result.Busy},
	} {
		port := listen(t, announces("* OK [CAPABILITY IMAP4rev1] hi\r\n", map[string]string{
			"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n" + stray,
		}))
		o := Options{StepLimits: quick, InsecureLoopback: true, Credential: credential(t, "x", "127.0.0.1")}
		l := visitAll(t, o, plain(result.IMAP, port)).Probes[0].Login
		if l.Status == result.LoginOK || l.Failure != nil && !slices.Contains(kinds, l.Failure.Kind) || l.Failure == nil && l.Reason != result.NotReady {
			t.Errorf("%q: %+v", stray, l)
		}
	}
}

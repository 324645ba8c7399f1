package probe

import (
	"context"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/submission"
)

// maxAuthLine is the longest line of an AUTH exchange (RFC 4954 section 4),
// in octets with its end.
const maxAuthLine = 12288

// login logs in with AUTH (RFC 4954). It must not be called twice on a session.
func (s smtpSession) login(_ context.Context, cr *Credential, auth string) result.Login {
	offered, _ := s.Offers()
	ways, err := mechanisms(offered, false, result.Submission, auth, cr.Token)
	if err != nil {
		return nothingSent(err)
	}
	return logIn(s.Conn(), ways, func(mech string) (told, error) {
		client, err := saslClient(mech, cr, s.Endpoint())
		if err != nil {
			return told{}, newFailure(result.LocalError, err.Error())
		}
		return authenticate(client, "AUTH ", mech, maxAuthLine, s.ask)
	})
}

func (s smtpSession) ask(line string) (challenge string, done bool, err error) {
	if err := s.Conn().WriteLine(line); err != nil {
		return "", false, err
	}
	r, err := submission.ReadReply(s.Conn())
	switch {
	case err != nil:
		return "", false, err
	case r.Code == 334:
		return strings.Join(r.Lines, ""), false, nil
	case r.Code == 235:
		return "", true, nil
	}
	return "", false, smtpRefusal(r)
}

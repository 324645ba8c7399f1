package probe

import (
	"context"
	"strings"

	"mailadvisor/probe/result"
)

// maxAuthLine is the longest line of an AUTH exchange (RFC 4954 section 4),
// in octets with its end.
const maxAuthLine = 12288

// login logs in with AUTH (RFC 4954). It must not be called twice on a session.
func (s *smtpSession) login(_ context.Context, cr *Credential, auth string) result.Login {
	offered, _ := s.offers()
	ways, err := mechanisms(offered, false, result.Submission, auth, cr.Token)
	if err != nil {
		return nothingSent(err)
	}
	return logIn(s.c, ways, func(mech string) (told, error) {
		client, err := saslClient(mech, cr, s.endpoint)
		if err != nil {
			return told{}, newFailure(result.LocalError, err.Error())
		}
		return authenticate(client, mech, maxAuthLine, s.ask)
	})
}

func (s *smtpSession) ask(line string) (challenge string, done bool, err error) {
	if err := s.c.WriteLine(line); err != nil {
		return "", false, err
	}
	r, err := readReply(s.c)
	switch {
	case err != nil:
		return "", false, err
	case r.code == 334:
		return strings.Join(r.lines, ""), false, nil
	case r.code == 235:
		return "", true, nil
	}
	return "", false, smtpRefusal(r)
}

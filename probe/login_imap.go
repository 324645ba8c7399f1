package probe

import (
	"context"
	"errors"
	"time"

	"mailadvisor/probe/result"
)

// login makes one attempt, with AUTHENTICATE or LOGIN (RFC 3501 section
// 6.2). It must not be called twice on a session.
func (s *imapSession) login(_ context.Context, cr *Credential, auth string) result.Login {
	offered, command := s.offers()
	mech, err := mechanism(offered, *command, result.IMAP, auth, cr.Token)
	if err != nil {
		return nothingSent(err)
	}
	begun := time.Now()
	s.c.Begin(result.StepLogin, "")
	if mech == mechLogin && *command {
		err = s.client.Login(cr.User, cr.Secret).Wait()
	} else {
		err = s.authenticate(mech, cr)
	}
	var ours *result.Failure
	if err != nil && !errors.As(err, &ours) {
		// The library's error holds less than the lines do.
		if f := imapReply(s.c.Lines()); f != nil {
			err = f
		}
	}
	return tried(s.c, mech, begun, err)
}

func (s *imapSession) authenticate(mech string, cr *Credential) error {
	client, err := saslClient(mech, cr, s.endpoint)
	if err != nil {
		return newFailure(result.LocalError, err.Error())
	}
	if err := s.client.Authenticate(client); err != nil {
		if f := imapReply(s.c.Lines()); f != nil {
			return explain(client, f)
		}
		return err
	}
	return proven(client)
}

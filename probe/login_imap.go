package probe

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

// login logs in with AUTHENTICATE or LOGIN (RFC 3501 section 6.2). It must not
// be called twice on a session.
func (s imapSession) login(_ context.Context, cr *Credential, auth string) result.Login {
	offered, command := s.Offers()
	ways, err := mechanisms(offered, *command, result.IMAP, auth, cr.Token)
	if err != nil {
		return nothingSent(err)
	}
	return logIn(s.Conn(), ways, func(mech string) (told, error) {
		before := len(s.Conn().Lines())
		var out told
		var err error
		if mech == mechLogin && *command {
			out = told{name: true, password: true}
			err = s.Client.Login(cr.User, cr.Secret)
		} else {
			out, err = s.authenticate(mech, cr)
		}
		var ours *result.Failure
		if err != nil && (!errors.As(err, &ours) || ours.Kind == result.ProtocolError) {
			// The library's error holds less than the lines do.
			if f := imapReply(s.Conn().Lines()[before:]); f != nil {
				err = f
			}
		}
		return out, err
	})
}

func (s imapSession) authenticate(mech string, cr *Credential) (told, error) {
	inner, err := saslClient(mech, cr, s.Endpoint())
	if err != nil {
		return told{}, newFailure(result.LocalError, err.Error())
	}
	client := &teller{Client: inner, mech: mech, initial: protocol.Has(s.Caps, "SASL-IR")}
	before := len(s.Conn().Lines())
	err = s.Client.Authenticate(client)
	lines := s.Conn().Lines()[before:]
	if asked := slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "+") }); asked && !client.name {
		client.sent() // the library answers an empty challenge by itself
	}
	if err == nil {
		return client.told, proven(inner)
	}
	client.told.said = reasonOf(inner)
	if f := imapReply(lines); f != nil {
		return client.told, explain(inner, f)
	}
	return client.told, err
}

package probe

import (
	"context"
	"errors"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
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
	client, err := saslClient(mech, cr, s.Endpoint())
	if err != nil {
		return told{}, newFailure(result.LocalError, err.Error())
	}
	longest := 0
	if protocol.Has(s.Caps, "SASL-IR") { // RFC 4959
		longest = wire.MaxLine
	}
	before := len(s.Conn().Lines())
	exchange := s.Client.Authenticate()
	return authenticate(client, "", mech, longest, func(line string) (string, bool, error) {
		challenge, done, err := exchange.Ask(line)
		if err != nil {
			if f := imapReply(s.Conn().Lines()[before:]); f != nil {
				err = f // it holds more
			}
		}
		return challenge, done, err
	})
}

package probe

import (
	"context"
	"slices"

	"mailadvisor/probe/pop3"
	"mailadvisor/probe/result"
)

// maxPOP3Line is the longest AUTH command with an initial response (RFC 5034
// section 4, RFC 2449 section 4), in octets with its end.
const maxPOP3Line = 255

// login logs in with AUTH (RFC 5034), USER and PASS, or APOP (RFC 1939 section
// 7). It must not be called twice on a session.
func (s pop3Session) login(_ context.Context, cr *Credential, auth string) result.Login {
	offered, command := s.Offers()
	if s.Stamp != "" {
		offered = append(slices.Clone(offered), mechAPOP)
	}
	// A server without CAPA has USER, as all had before RFC 2449.
	ways, err := mechanisms(offered, command == nil || *command, result.POP3, auth, cr.Token)
	if err != nil {
		return nothingSent(err)
	}
	return logIn(s.Conn(), ways, func(mech string) (told, error) {
		switch mech {
		case mechUser:
			if err := s.take("USER " + cr.User); err != nil {
				return told{name: true}, err
			}
			return told{name: true, password: true, answered: true}, s.take("PASS " + cr.Secret)
		case mechAPOP:
			return told{name: true, password: true}, s.take("APOP " + cr.User + " " + apopDigest(s.Stamp, cr.Secret))
		}
		client, err := saslClient(mech, cr, s.Endpoint())
		if err != nil {
			return told{}, newFailure(result.LocalError, err.Error())
		}
		return authenticate(client, "AUTH ", mech, maxPOP3Line, s.ask)
	})
}

// take sends a line that the server takes or refuses: it has nothing to ask
// behind it.
func (s pop3Session) take(line string) error {
	challenge, done, err := s.ask(line)
	if err == nil && !done {
		return newFailure(result.Malformed, "+ "+challenge)
	}
	return err
}

// ask sends a line, and reads the answer to it.
func (s pop3Session) ask(line string) (challenge string, done bool, err error) {
	said, err := s.Cmd(line)
	if said == "" && err != nil {
		return "", false, err
	}
	if text, more := continuation(said); more {
		return text, false, nil
	}
	switch ok, _, valid := pop3.Status(said); {
	case !valid:
		return "", false, newFailure(result.Malformed, said)
	case !ok:
		return "", false, pop3Reply(said)
	}
	return "", true, nil
}

// continuation reads "+ base64"; some servers leave the space out where
// nothing follows.
func continuation(line string) (text string, ok bool) {
	if line == "+" {
		return "", true
	}
	if len(line) > 1 && line[:2] == "+ " {
		return line[2:], true
	}
	return "", false
}

package mailhost

import "strings"

func (c *imapSession) starttls(tag string, _ []node) error {
	if c.encrypted {
		c.say("%s BAD TLS is already active.\r\n", tag)
		return nil
	}
	if done, err := c.deviate(atStartTLS, tag); done || err != nil {
		return err
	}
	c.say("%s OK Begin TLS negotiation now.\r\n", tag)
	return c.startTLS()
}

// login returns the LOGIN command (RFC 3501 section 6.2.3).
func (c *imapSession) login(tag string, args []node) error {
	if !c.mayLogin() {
		c.say("* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS, but your client did it anyway."+
			" If anyone was listening, the password was exposed.\r\n"+
			"%s NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n", tag)
		c.noteLogin("LOGIN", false)
		return nil
	}
	if len(args) != 2 {
		c.say("%s BAD LOGIN takes a user name and a password.\r\n", tag)
		return nil
	}
	if !c.passwordCommand() {
		c.say("%s NO [CANNOT] LOGIN is disabled.\r\n", tag)
		return nil
	}
	ok := right(args[0].text, args[1].text)
	c.noteLogin("LOGIN", ok && !c.fault.rejects())
	return c.loginAnswer(tag, ok)
}

// auth returns the AUTHENTICATE command, with RFC 4959's initial response.
func (c *imapSession) auth(tag string, args []node) error {
	if len(args) < 1 || len(args) > 2 {
		c.say("%s BAD AUTHENTICATE takes a mechanism.\r\n", tag)
		return nil
	}
	if !c.mayLogin() {
		c.say("%s NO [PRIVACYREQUIRED] Authentication not allowed until SSL/TLS is enabled.\r\n", tag)
		if len(args) > 1 {
			c.noteLogin(strings.ToUpper(args[0].text), false)
		}
		return nil
	}
	result, err := c.authenticate(texts(args), "+ ")
	if err != nil {
		return err
	}
	switch result {
	case authCancelled:
		c.say("%s BAD Authentication aborted by client.\r\n", tag)
	case authGarbled:
		c.say("%s BAD Invalid base64 data in continued response.\r\n", tag)
	case authUnknown:
		c.say("%s NO [CANNOT] Unsupported authentication mechanism.\r\n", tag)
	default:
		return c.loginAnswer(tag, result == authAccepted)
	}
	return nil
}

func (c *imapSession) loginAnswer(tag string, ok bool) error {
	if done, err := c.deviate(atAlert, tag); done || err != nil {
		return err
	}
	if done, err := c.deviate(atLogin, tag); done || err != nil {
		return err
	}
	if !ok {
		c.say("%s NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", tag)
		return nil
	}
	c.loggedIn = true
	c.say("%s OK [CAPABILITY %s] Logged in\r\n", tag, c.capabilityList())
	return nil
}

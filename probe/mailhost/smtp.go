package mailhost

import (
	"errors"
	"strings"
)

// smtpSession is a message submission session (RFC 6409, on RFC 5321).
type smtpSession struct {
	*session
	greeted  bool // EHLO was received since the start, or since STARTTLS
	loggedIn bool
}

func serveSMTP(s *session) error {
	c := &smtpSession{session: s}
	done, err := s.deviate(atGreeting, "")
	if err != nil {
		return err
	}
	if !done {
		c.write("220 " + Name + " ESMTP Demo mail host\r\n")
	}
	for {
		line, err := c.line()
		if err != nil {
			return err
		}
		if err := c.run(line); errors.Is(err, errLogout) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// run answers one command.
func (c *smtpSession) run(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	verb := strings.ToUpper(word)
	c.noteCommand(verb)
	switch verb {
	case "EHLO":
		return c.ehlo(rest)
	case "HELO":
		c.greeted = rest != ""
		c.write("250 " + Name + "\r\n")
	case "STARTTLS":
		return c.starttls()
	case "AUTH":
		return c.auth(strings.Fields(rest))
	case "NOOP":
		c.write("250 2.0.0 Ok\r\n")
	case "RSET":
		c.write("250 2.0.0 Ok\r\n")
	case "QUIT":
		c.write("221 2.0.0 Bye\r\n")
		return errLogout
	case "MAIL":
		c.mail()
	case "RCPT", "DATA":
		c.write("503 5.5.1 Error: need MAIL command\r\n")
	default:
		c.write("502 5.5.2 Error: command not recognized\r\n")
	}
	return nil
}

// ehlo answers with the extensions of the present phase.
func (c *smtpSession) ehlo(name string) error {
	if name == "" {
		c.write("501 Syntax: EHLO hostname\r\n")
		return nil
	}
	if done, err := c.deviate(atCapability, ""); done || err != nil {
		return err
	}
	c.greeted = true
	list := []string{"PIPELINING", "SIZE 20480000"}
	if !c.encrypted {
		list = append(list, "STARTTLS")
	}
	if mechanisms := c.mechanisms(); mechanisms != nil && !c.lacks("AUTH") {
		list = append(list, "AUTH "+strings.Join(mechanisms, " "))
	}
	list = c.capabilities(append(list, "ENHANCEDSTATUSCODES", "8BITMIME")...)
	lines := append([]string{Name}, list...)
	last := len(lines) - 1
	for _, line := range lines[:last] {
		c.write("250-" + line + "\r\n")
	}
	c.write("250 " + lines[last] + "\r\n")
	return nil
}

// starttls is RFC 3207: the client says EHLO again afterwards.
func (c *smtpSession) starttls() error {
	switch {
	case c.encrypted:
		c.write("503 5.5.1 Error: TLS already active\r\n")
		return nil
	case c.lacks("STARTTLS"):
		c.write("502 5.5.1 Error: command not implemented\r\n")
		return nil
	}
	if done, err := c.deviate(atStartTLS, ""); done || err != nil {
		return err
	}
	c.write("220 2.0.0 Ready to start TLS\r\n")
	c.greeted = false
	return c.startTLS()
}

// auth is RFC 4954.
func (c *smtpSession) auth(args []string) error {
	switch {
	case !c.greeted:
		c.write("503 5.5.1 Error: send EHLO first\r\n")
		return nil
	case c.loggedIn:
		c.write("503 5.5.1 Error: already authenticated\r\n")
		return nil
	case len(args) < 1 || len(args) > 2:
		c.write("501 5.5.4 Syntax: AUTH mechanism\r\n")
		return nil
	case !c.mayLogin():
		c.write("530 5.7.0 Must issue a STARTTLS command first\r\n")
		if len(args) > 1 {
			c.noteLogin(strings.ToUpper(args[0]), false)
		}
		return nil
	}
	result, err := c.authenticate(args, "334 ")
	if err != nil {
		return err
	}
	switch result {
	case authCancelled:
		c.write("501 5.7.0 Authentication aborted\r\n")
		return nil
	case authGarbled:
		c.write("501 5.5.2 Cannot decode base64\r\n")
		return nil
	case authUnknown:
		c.write("504 5.5.4 Unsupported authentication mechanism\r\n")
		return nil
	}
	if done, err := c.deviate(atLogin, ""); done || err != nil {
		return err
	}
	if result == authRejected {
		c.write("535 5.7.8 Error: authentication failed\r\n")
		return nil
	}
	c.loggedIn = true
	c.write("235 2.7.0 Authentication successful\r\n")
	return nil
}

// mail answers MAIL FROM: it refuses every message.
func (c *smtpSession) mail() {
	switch {
	case c.loggedIn:
		c.write("550 5.7.1 The demo host takes no mail\r\n")
	case c.encrypted:
		c.write("530 5.7.0 Authentication required\r\n")
	default:
		c.write("530 5.7.0 Must issue a STARTTLS command first\r\n")
	}
}

package mailhost

import (
	"errors"
	"strconv"
	"strings"
)

// pop3Session is a POP3 session (RFC 1939).
type pop3Session struct {
	*session
	user     string // from USER, until PASS
	loggedIn bool
}

// pop3Command is a row of the command table.
type pop3Command struct {
	login int    // -1 before the login, 1 after it, 0 in both states
	needs string // the capability that it comes with
	run   func(c *pop3Session, args []string) error
}

func pop3Commands() map[string]pop3Command {
	return map[string]pop3Command{
		"CAPA": {0, "", (*pop3Session).capa},
		"NOOP": {1, "", (*pop3Session).ok},
		"QUIT": {0, "", (*pop3Session).quit},
		"STLS": {-1, "STLS", (*pop3Session).stls},
		"AUTH": {-1, "SASL", (*pop3Session).auth},
		"USER": {-1, "", (*pop3Session).userName},
		"PASS": {-1, "", (*pop3Session).pass},
		"STAT": {1, "", (*pop3Session).stat},
		"LIST": {1, "", (*pop3Session).list},
		"UIDL": {1, "UIDL", (*pop3Session).uidl},
		"RSET": {1, "", (*pop3Session).ok},
		"DELE": {1, "", (*pop3Session).readOnly},
		"RETR": {1, "", (*pop3Session).textless},
	}
}

func servePOP3(s *session) error {
	c := &pop3Session{session: s}
	defer c.unlock()
	done, err := s.deviate(atGreeting, "")
	if err != nil {
		return err
	}
	if !done {
		c.write("+OK Demo mail host ready.\r\n")
	}
	table := pop3Commands()
	for {
		line, err := c.line()
		if err != nil {
			return err
		}
		if err := c.run(table, line); errors.Is(err, errLogout) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// run answers one command.
func (c *pop3Session) run(table map[string]pop3Command, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	verb := strings.ToUpper(word)
	c.noteCommand(verb)
	row, known := table[verb]
	switch {
	case !known || row.needs != "" && c.lacks(row.needs):
		c.say("-ERR Unknown command: %s\r\n", sayable(verb))
		return nil
	case row.login > 0 && !c.loggedIn:
		c.write("-ERR Please log in first.\r\n")
		return nil
	case row.login < 0 && c.loggedIn:
		c.write("-ERR Already logged in.\r\n")
		return nil
	case row.login > 0:
		if done, err := c.deviate(atAccount, ""); done || err != nil {
			return err
		}
	}
	args := strings.Fields(rest)
	if verb == "PASS" || verb == "USER" { // the rest of the line, spaces and all
		args = []string{rest}
	}
	return row.run(c, args)
}

// capa is RFC 2449, with STLS (RFC 2595) and SASL (RFC 5034).
func (c *pop3Session) capa([]string) error {
	if done, err := c.deviate(atCapability, ""); done || err != nil {
		return err
	}
	list := []string{"UIDL", "RESP-CODES", "PIPELINING", "AUTH-RESP-CODE"}
	if !c.encrypted && !c.loggedIn {
		list = append(list, "STLS")
	}
	if !c.loggedIn {
		if c.passwordCommand() {
			list = append(list, "USER")
		}
		if mechanisms := c.mechanisms(); mechanisms != nil {
			list = append(list, "SASL "+strings.Join(mechanisms, " "))
		}
	}
	list = append(list, "EXPIRE "+c.host.scenario.Expire, "IMPLEMENTATION Demo-Mail-Host")
	c.say("+OK Capability list follows\r\n%s\r\n.\r\n", strings.Join(c.capabilities(list...), "\r\n"))
	return nil
}

func (c *pop3Session) ok([]string) error {
	c.write("+OK\r\n")
	return nil
}

// quit gives the maildrop back before it answers, so that a client that waits
// for the answer can log in again at once.
func (c *pop3Session) quit([]string) error {
	c.unlock()
	c.write("+OK Logging out.\r\n")
	return errLogout
}

func (c *pop3Session) stls([]string) error {
	if c.encrypted {
		c.write("-ERR TLS is already active.\r\n")
		return nil
	}
	if done, err := c.deviate(atStartTLS, ""); done || err != nil {
		return err
	}
	c.write("+OK Begin TLS negotiation now.\r\n")
	return c.startTLS()
}

// private refuses credentials before TLS; it tells whether it did.
func (c *pop3Session) private() bool {
	if !c.mayLogin() {
		c.write("-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n")
		return false
	}
	return true
}

func (c *pop3Session) userName(args []string) error {
	switch {
	case !c.private():
	case !c.passwordCommand():
		c.write("-ERR Unknown command: USER\r\n")
	default:
		c.user = args[0]
		c.write("+OK\r\n")
	}
	return nil
}

func (c *pop3Session) pass(args []string) error {
	if !c.private() {
		c.noteLogin("USER", false)
		return nil
	}
	if c.user == "" {
		c.write("-ERR No username given.\r\n")
		return nil
	}
	ok := right(c.user, args[0])
	c.user = ""
	c.noteLogin("USER", ok && !c.fault.rejects())
	return c.loginAnswer(ok)
}

// auth is RFC 5034; without an argument it lists the mechanisms.
func (c *pop3Session) auth(args []string) error {
	if len(args) == 0 {
		c.write("+OK\r\n")
		for _, m := range c.mechanisms() {
			c.write(m + "\r\n")
		}
		c.write(".\r\n")
		return nil
	}
	if !c.private() {
		if len(args) > 1 {
			c.noteLogin(strings.ToUpper(args[0]), false)
		}
		return nil
	}
	result, err := c.authenticate(args, "+ ")
	if err != nil {
		return err
	}
	switch result {
	case authCancelled:
		c.write("-ERR Authentication aborted by client.\r\n")
	case authGarbled:
		c.write("-ERR Invalid base64 data in continued response.\r\n")
	case authUnknown:
		c.write("-ERR Unsupported authentication mechanism.\r\n")
	default:
		return c.loginAnswer(result == authAccepted)
	}
	return nil
}

func (c *pop3Session) loginAnswer(ok bool) error {
	if done, err := c.deviate(atLogin, ""); done || err != nil {
		return err
	}
	switch {
	case !ok: // RFC 3206 section 4
		c.write("-ERR [AUTH] Authentication failed.\r\n")
	case !c.lock(): // RFC 2449 section 8.1.2
		c.write("-ERR [IN-USE] Another POP3 session holds this mailbox.\r\n")
	default:
		c.loggedIn = true
		c.write("+OK Logged in.\r\n")
	}
	return nil
}

// lock takes the maildrop for this session alone (RFC 1939 section 4).
func (c *pop3Session) lock() bool {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	if c.host.locked {
		return false
	}
	c.host.locked = true
	return true
}

func (c *pop3Session) unlock() {
	if c.loggedIn {
		c.loggedIn = false
		c.host.mu.Lock()
		c.host.locked = false
		c.host.mu.Unlock()
	}
}

// messages returns those that POP3 shows.
func (c *pop3Session) messages() []message {
	all := c.host.mailbox.inbox().messages
	if n := c.fault.popShows; n > 0 {
		all = all[len(all)-min(n, len(all)):]
	}
	return all
}

func (c *pop3Session) stat([]string) error {
	if said := c.fault.shut["INBOX"]; said != "" {
		c.say("-ERR %s\r\n", said)
		return nil
	}
	octets := int64(0)
	for _, m := range c.messages() {
		octets += int64(m.size)
	}
	c.say("+OK %d %d\r\n", len(c.messages()), octets)
	return nil
}

func (c *pop3Session) list(args []string) error {
	return c.listing(args, func(line []byte, m message) []byte {
		return strconv.AppendUint(line, uint64(m.size), 10)
	})
}

// uidl returns a message's UID and the mailbox's UIDVALIDITY: unique for ever.
func (c *pop3Session) uidl(args []string) error {
	return c.listing(args, func(line []byte, m message) []byte {
		line = append(strconv.AppendUint(line, uint64(c.host.mailbox.uidValidity), 10), '.')
		return strconv.AppendUint(line, uint64(m.uid), 10)
	})
}

// listing returns the answer to LIST and UIDL, for one message or for all.
func (c *pop3Session) listing(args []string, value func([]byte, message) []byte) error {
	messages := c.messages()
	row := func(i int) string {
		line := append(strconv.AppendInt(nil, int64(i+1), 10), ' ')
		return string(append(value(line, messages[i]), "\r\n"...))
	}
	if len(args) > 0 {
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 || n > len(messages) {
			c.write("-ERR There is no such message.\r\n")
			return nil
		}
		c.write("+OK " + row(n-1))
		return nil
	}
	c.say("+OK %d messages:\r\n", len(messages))
	for i := range messages {
		c.write(row(i))
	}
	c.write(".\r\n")
	return nil
}

func (c *pop3Session) readOnly([]string) error {
	c.write("-ERR This host takes no changes.\r\n")
	return nil
}

func (c *pop3Session) textless([]string) error {
	c.write("-ERR This host keeps no message text.\r\n")
	return nil
}

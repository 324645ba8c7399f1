package mailhost

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// imapSession is an IMAP4rev1 session (RFC 3501).
type imapSession struct {
	*session
	loggedIn   bool
	identified bool // ID came with values, after the login
	selected   *folder
}

// The states of RFC 3501 section 3, as what a command needs.
type imapState int

const (
	inAny imapState = iota
	beforeLogin
	afterLogin
	withMailbox
)

// imapCommand is a row of the command table.
type imapCommand struct {
	state imapState
	needs string // the capability that it comes with
	run   func(c *imapSession, tag string, args []node) error
}

func imapCommands() map[string]imapCommand {
	table := map[string]imapCommand{
		"CAPABILITY":   {inAny, "", (*imapSession).capability},
		"NOOP":         {inAny, "", (*imapSession).noop},
		"LOGOUT":       {inAny, "", (*imapSession).logout},
		"ID":           {inAny, "ID", (*imapSession).identify},
		"STARTTLS":     {beforeLogin, "STARTTLS", (*imapSession).starttls},
		"AUTHENTICATE": {beforeLogin, "", (*imapSession).auth},
		"LOGIN":        {beforeLogin, "", (*imapSession).login},
		"ENABLE":       {afterLogin, "ENABLE", (*imapSession).enable},
		"NAMESPACE":    {afterLogin, "NAMESPACE", (*imapSession).namespace},
		"LIST":         {afterLogin, "", (*imapSession).list},
		"LSUB":         {afterLogin, "", (*imapSession).lsub},
		"STATUS":       {afterLogin, "", (*imapSession).status},
		"GETQUOTAROOT": {afterLogin, "QUOTA", (*imapSession).getQuotaRoot},
		"GETQUOTA":     {afterLogin, "QUOTA", (*imapSession).getQuota},
		"SELECT":       {afterLogin, "", (*imapSession).examine},
		"EXAMINE":      {afterLogin, "", (*imapSession).examine},
		"IDLE":         {afterLogin, "IDLE", (*imapSession).idle},
		"FETCH":        {withMailbox, "", fetchBy(false)},
		"UID FETCH":    {withMailbox, "", fetchBy(true)},
		"SEARCH":       {withMailbox, "", searchBy(false)},
		"UID SEARCH":   {withMailbox, "", searchBy(true)},
		"CHECK":        {withMailbox, "", (*imapSession).noop},
		"CLOSE":        {withMailbox, "", (*imapSession).unselect},
		"UNSELECT":     {withMailbox, "UNSELECT", (*imapSession).unselect},
	}
	for _, verb := range []string{"APPEND", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE", "SETQUOTA"} {
		table[verb] = imapCommand{afterLogin, "", (*imapSession).readOnly}
	}
	for _, verb := range []string{"STORE", "UID STORE", "COPY", "UID COPY", "EXPUNGE"} {
		table[verb] = imapCommand{withMailbox, "", (*imapSession).readOnly}
	}
	return table
}

func serveIMAP(s *session) error {
	c := &imapSession{session: s, loggedIn: s.fault.preauth}
	done, err := s.deviate(atGreeting, "*")
	if err != nil {
		return err
	}
	if !done {
		c.say("* OK [CAPABILITY %s] Demo mail host ready.\r\n", c.capabilityList())
	}
	table := imapCommands()
	for {
		cmd, err := c.command()
		var bad *syntaxError
		switch {
		case errors.Is(err, errLineLong):
			c.write("* BYE Too long argument.\r\n")
			return c.w.Flush()
		case errors.As(err, &bad):
			c.say("%s BAD Error in IMAP command received by server: %s.\r\n", bad.tag, bad.what)
			continue
		case err != nil:
			return err
		}
		if err := c.run(table, cmd); errors.Is(err, errLogout) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

var errLogout = errors.New("the client logged out")

// run answers one command.
func (c *imapSession) run(table map[string]imapCommand, cmd command) error {
	c.noteCommand(cmd.verb)
	if done, err := c.deviate(atCommand, cmd.tag); done || err != nil {
		return err
	}
	row, known := table[cmd.verb]
	if !known || row.needs != "" && c.lacks(row.needs) {
		c.say("%s BAD Error in IMAP command %s: Unknown command.\r\n", cmd.tag, sayable(cmd.verb))
		return nil
	}
	switch {
	case row.state == beforeLogin && c.loggedIn:
		c.say("%s BAD Already logged in.\r\n", cmd.tag)
		return nil
	case row.state >= afterLogin && !c.loggedIn:
		c.say("%s BAD Please log in first.\r\n", cmd.tag)
		return nil
	case row.state == withMailbox && c.selected == nil:
		c.say("%s BAD No mailbox selected.\r\n", cmd.tag)
		return nil
	case row.state >= afterLogin:
		if done, err := c.deviate(atAccount, cmd.tag); done || err != nil {
			return err
		}
	}
	return row.run(c, cmd.tag, cmd.args)
}

// capabilityList returns what the present phase announces.
func (c *imapSession) capabilityList() string {
	list := []string{"IMAP4rev1", "SASL-IR", "ID", "ENABLE", "IDLE", "LITERAL+"}
	switch {
	case c.loggedIn:
		list = append(list, "UNSELECT", "CHILDREN", "NAMESPACE", "LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE",
			"ESEARCH", "STATUS=SIZE", "QUOTA", "QUOTA=RES-STORAGE")
		list = slices.DeleteFunc(list, func(name string) bool { return slices.Contains(c.fault.fades, name) })
	default:
		if !c.encrypted {
			list = append(list, "STARTTLS")
		}
		if !c.passwordCommand() {
			list = append(list, "LOGINDISABLED")
		}
		for _, m := range c.mechanisms() {
			list = append(list, "AUTH="+m)
		}
	}
	return strings.Join(c.capabilities(list...), " ")
}

func (c *imapSession) capability(tag string, _ []node) error {
	if done, err := c.deviate(atCapability, tag); done || err != nil {
		return err
	}
	c.say("* CAPABILITY %s\r\n%s OK Capability completed.\r\n", c.capabilityList(), tag)
	return nil
}

func (c *imapSession) noop(tag string, _ []node) error {
	c.say("%s OK Completed.\r\n", tag)
	return nil
}

func (c *imapSession) logout(tag string, _ []node) error {
	c.say("* BYE Logging out\r\n%s OK Logout completed.\r\n", tag)
	return errLogout
}

// identify is RFC 2971.
func (c *imapSession) identify(tag string, args []node) error {
	c.identified = c.identified || c.loggedIn && len(args) > 0 && len(args[0].list) > 0
	if done, err := c.deviate(atID, tag); done || err != nil {
		return err
	}
	c.say("* ID (\"name\" \"Demo Mail Host\" \"vendor\" \"mailadvisor\")\r\n%s OK ID completed.\r\n", tag)
	return nil
}

// enable is RFC 5161: nothing can be enabled here, which is a good answer.
func (c *imapSession) enable(tag string, _ []node) error {
	c.say("* ENABLED\r\n%s OK Enabled.\r\n", tag)
	return nil
}

// idle is RFC 2177. Nothing ever happens in this mailbox.
func (c *imapSession) idle(tag string, _ []node) error {
	c.write("+ idling\r\n")
	line, err := c.line()
	if err != nil {
		return err
	}
	if !strings.EqualFold(line, "DONE") {
		c.say("%s BAD Expected DONE.\r\n", tag)
		return nil
	}
	c.noteCommand("DONE")
	c.say("%s OK Idle completed.\r\n", tag)
	return nil
}

func (c *imapSession) unselect(tag string, _ []node) error {
	c.selected = nil
	c.say("%s OK Completed.\r\n", tag)
	return nil
}

// readOnly refuses whatever would change the mailbox.
func (c *imapSession) readOnly(tag string, _ []node) error {
	c.say("%s NO [CANNOT] This host takes no changes.\r\n", tag)
	return nil
}

// find returns the mailbox of a name; INBOX is it in any case of letters.
func (c *imapSession) find(name string) *folder {
	if strings.EqualFold(name, "INBOX") {
		name = "INBOX"
	}
	folders := c.host.mailbox.folders
	if i := slices.IndexFunc(folders, func(f *folder) bool { return f.Name == name }); i >= 0 {
		return folders[i]
	}
	return nil
}

// sayable returns a client's word as it may be said back: printable, and not
// long.
func sayable(s string) string {
	s = fmt.Sprintf("%+q", s)
	return s[1:min(len(s)-1, 80)]
}

package mailhost

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const quotaRoot = `"User quota"`

// The units of RFC 9208 STORAGE: 1024 octets, rounded up.
func (b *mailbox) usedUnits() int64  { return (b.used + kB - 1) / kB }
func (b *mailbox) limitUnits() int64 { return b.limit / kB }

// namespace is RFC 2342.
func (c *imapSession) namespace(tag string, _ []node) error {
	if done, err := c.deviate(atNamespace, tag); done || err != nil {
		return err
	}
	c.say("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n%s OK Namespace completed.\r\n", tag)
	return nil
}

// listOptions is what a LIST asks for besides names (RFC 5258, 5819, 6154).
type listOptions struct {
	onlySpecial, children, special bool
	status                         []string
}

// list returns the LIST command in both forms:
//
//	LIST [(SPECIAL-USE)] reference pattern|(patterns) [RETURN (options)]
func (c *imapSession) list(tag string, args []node) error {
	if done, err := c.deviate(atList, tag); done || err != nil {
		return err
	}
	var o listOptions
	extended := false
	if len(args) > 0 && args[0].isList {
		for _, option := range texts(args[0].list) {
			switch strings.ToUpper(option) {
			case "SPECIAL-USE":
				o.onlySpecial, o.special = true, true
			case "SUBSCRIBED", "RECURSIVEMATCH", "REMOTE":
			default:
				c.say("%s BAD Unknown LIST selection option.\r\n", tag)
				return nil
			}
		}
		args, extended = args[1:], true
	}
	if len(args) == 4 && strings.EqualFold(args[2].text, "RETURN") {
		if !o.read(args[3].list) {
			c.say("%s BAD Unknown LIST return option.\r\n", tag)
			return nil
		}
		args, extended = args[:2], true
	}
	if len(args) != 2 {
		c.say("%s BAD LIST takes a reference and a pattern.\r\n", tag)
		return nil
	}
	if !extended { // the plain form tells all it knows, as RFC 6154 section 2 allows
		o.children, o.special = true, true
	}
	patterns := []node{args[1]}
	if args[1].isList {
		patterns = args[1].list
	}
	c.listFolders("LIST", args[0].text, texts(patterns), o)
	c.say("%s OK List completed.\r\n", tag)
	return nil
}

// read takes the options behind RETURN; false for an unknown one.
func (o *listOptions) read(options []node) bool {
	for i := 0; i < len(options); i++ {
		switch strings.ToUpper(options[i].text) {
		case "CHILDREN":
			o.children = true
		case "SPECIAL-USE":
			o.special = true
		case "SUBSCRIBED":
		case "STATUS":
			if i++; i == len(options) || !options[i].isList || !knownStatus(texts(options[i].list)) {
				return false
			}
			o.status = texts(options[i].list)
		default:
			return false
		}
	}
	return true
}

// lsub lists the same folders: all of them are subscribed.
func (c *imapSession) lsub(tag string, args []node) error {
	if len(args) != 2 {
		c.say("%s BAD LSUB takes a reference and a pattern.\r\n", tag)
		return nil
	}
	c.listFolders("LSUB", args[0].text, []string{args[1].text}, listOptions{})
	c.say("%s OK Lsub completed.\r\n", tag)
	return nil
}

func (c *imapSession) listFolders(verb, reference string, patterns []string, o listOptions) {
	if len(patterns) == 1 && patterns[0] == "" { // asks for the delimiter alone
		c.say("* %s (\\Noselect) \"/\" \"\"\r\n", verb)
		return
	}
	for _, f := range c.host.mailbox.folders {
		fits := func(pattern string) bool { return matches(reference+pattern, f.Name) }
		if !slices.ContainsFunc(patterns, fits) || o.onlySpecial && f.Use == "" {
			continue
		}
		var attributes []string
		if o.children {
			attributes = append(attributes, `\HasNoChildren`)
		}
		if o.special && f.Use != "" && !c.lacks("SPECIAL-USE") {
			attributes = append(attributes, f.Use)
		}
		c.say("* %s (%s) \"/\" %s\r\n", verb, strings.Join(attributes, " "), f.Name)
		if o.status != nil && c.shut(f) == "" {
			c.statusLine(f, o.status)
		}
	}
}

// matches is a LIST pattern: * and % are any letters, as no name here has a
// delimiter in it. INBOX matches in any case of letters.
func matches(pattern, name string) bool {
	if pattern == "" {
		return name == ""
	}
	if pattern[0] == '*' || pattern[0] == '%' {
		rest := strings.TrimLeft(pattern, "*%")
		for i := range len(name) + 1 {
			if matches(rest, name[i:]) {
				return true
			}
		}
		return false
	}
	if strings.EqualFold(pattern, "INBOX") {
		return name == "INBOX"
	}
	return name != "" && pattern[0] == name[0] && matches(pattern[1:], name[1:])
}

// open returns a folder that may be read; nil where it has said why not.
func (c *imapSession) open(tag, name string) *folder {
	f := c.find(name)
	if f == nil {
		c.say("%s NO [NONEXISTENT] Mailbox doesn't exist.\r\n", tag)
		return nil
	}
	if said := c.shut(f); said != "" {
		c.say("%s NO %s\r\n", tag, said)
		return nil
	}
	return f
}

// status returns the STATUS command with RFC 8438's SIZE.
func (c *imapSession) status(tag string, args []node) error {
	if len(args) != 2 || !args[1].isList || !knownStatus(texts(args[1].list)) {
		c.say("%s BAD Error in IMAP command STATUS: Invalid status item.\r\n", tag)
		return nil
	}
	f := c.open(tag, args[0].text)
	if f == nil {
		return nil
	}
	c.statusLine(f, texts(args[1].list))
	c.say("%s OK Status completed.\r\n", tag)
	return nil
}

// shut returns what is said of a folder that does not open, or "".
func (c *imapSession) shut(f *folder) string {
	if c.fault.wantsID != "" && !c.identified {
		return c.fault.wantsID
	}
	return c.fault.shut[f.Name]
}

func knownStatus(items []string) bool {
	known := []string{"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "SIZE", "DELETED", "DELETED-STORAGE"}
	return !slices.ContainsFunc(items, func(item string) bool { return !slices.Contains(known, strings.ToUpper(item)) })
}

func (c *imapSession) statusLine(f *folder, items []string) {
	var values []string
	for _, item := range items {
		item = strings.ToUpper(item)
		var n int64
		switch item {
		case "MESSAGES":
			n = int64(len(f.messages))
		case "UIDNEXT":
			n = int64(f.uidNext)
		case "UIDVALIDITY":
			n = int64(c.host.mailbox.uidValidity)
		case "UNSEEN":
			n = int64(f.unseen)
		case "SIZE":
			n = f.octets
		}
		value := strconv.FormatInt(n, 10)
		if item == "SIZE" && c.fault.statusSize != "" {
			value = c.fault.statusSize
		}
		values = append(values, item+" "+value)
	}
	c.say("* STATUS %s (%s)\r\n", f.Name, strings.Join(values, " "))
}

// getQuotaRoot is RFC 9208. As on some real servers a name that does not
// exist is answered too: it would fall under the same root.
func (c *imapSession) getQuotaRoot(tag string, args []node) error {
	if len(args) != 1 {
		c.say("%s BAD GETQUOTAROOT takes a mailbox.\r\n", tag)
		return nil
	}
	if done, err := c.deviate(atQuota, tag); done || err != nil {
		return err
	}
	c.say("* QUOTAROOT %s %s\r\n%s%s OK Getquotaroot completed.\r\n", astring(args[0].text), quotaRoot, c.quota(), tag)
	return nil
}

func (c *imapSession) getQuota(tag string, args []node) error {
	if len(args) != 1 || args[0].text != strings.Trim(quotaRoot, `"`) {
		c.say("%s NO [NONEXISTENT] Quota root doesn't exist.\r\n", tag)
		return nil
	}
	if done, err := c.deviate(atQuota, tag); done || err != nil {
		return err
	}
	c.say("%s%s OK Getquota completed.\r\n", c.quota(), tag)
	return nil
}

func (c *imapSession) quota() string {
	b := c.host.mailbox
	return fmt.Sprintf("* QUOTA %s (STORAGE %d %d)\r\n", quotaRoot, b.usedUnits(), b.limitUnits())
}

// examine is EXAMINE and SELECT, which is the same where nothing can change.
func (c *imapSession) examine(tag string, args []node) error {
	if done, err := c.deviate(atExamine, tag); done || err != nil {
		return err
	}
	c.selected = nil
	if len(args) < 1 {
		c.say("%s BAD A mailbox is missing.\r\n", tag)
		return nil
	}
	f := c.open(tag, args[0].text)
	if f == nil {
		return nil
	}
	c.selected = f
	c.say("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n" +
		"* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n")
	c.say("* %d EXISTS\r\n* 0 RECENT\r\n", len(f.messages))
	if i := slices.IndexFunc(f.messages, func(m message) bool { return m.flag&seen == 0 }); i >= 0 {
		c.say("* OK [UNSEEN %d] First unseen.\r\n", i+1)
	}
	c.say("* OK [UIDVALIDITY %d] UIDs valid\r\n* OK [UIDNEXT %d] Predicted next UID\r\n"+
		"%s OK [READ-ONLY] Mailbox opened.\r\n", c.host.mailbox.uidValidity, f.uidNext, tag)
	return nil
}

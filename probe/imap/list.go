package imap

import (
	"cmp"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

const (
	// maxMailboxes is how many mailboxes of one account are kept.
	maxMailboxes = 50_000
	// maxPrefixes is how many namespaces of other users are kept.
	maxPrefixes = 64
)

// Mailboxes is what LIST, STATUS and NAMESPACE said. What is beyond the bounds
// is counted.
type Mailboxes struct {
	all    []*Mailbox
	known  map[string]*Mailbox
	others []string // prefixes of other users' and of shared mailboxes (RFC 2342)

	told              bool   // NAMESPACE named a personal one:
	prefix, delimiter string // the first

	untrue func(of, said string) // is told of numbers that cannot be true; nil: nobody

	// Omitted and OmittedNamespaces count what was told of and not read.
	Omitted, OmittedNamespaces int
}

// A Mailbox is a mailbox that LIST named (RFC 9051 section 7.3.1), with what
// STATUS said of it (RFC 9051 section 6.3.11).
type Mailbox struct {
	Name       string // decoded
	Exact      bool   // the name is sent back as the server writes it
	Raw        string // as the server writes it, where the library would write it otherwise and it can be sent; else ""
	Use        string // "\\Sent" … (RFC 6154), "" where the server says none
	Selectable bool
	Parent     string // what stands before the last hierarchy delimiter
	Delimiter  string // "" where the server has no hierarchy

	Messages, Bytes *int64 // nil where nothing was said, or nothing that is a number
	Told            bool   // STATUS spoke of it
	View            bool   // its messages are those of other folders: see [Session.markViews]

	Failure *result.Failure // why it could not be looked into

	listed bool
}

// Listed returns the mailboxes that LIST named and that hold messages of this
// account: what other namespaces hold counts against other quotas.
func (m *Mailboxes) Listed() []*Mailbox {
	var list []*Mailbox
	for _, b := range m.all {
		if b.listed && b.Selectable && !m.foreign(b.Name) {
			list = append(list, b)
		}
	}
	return list
}

// sendable reports whether the server can be asked about the mailbox.
func (b *Mailbox) sendable() bool { return b.Exact || b.Raw != "" }

func (m *Mailboxes) foreign(name string) bool {
	for _, prefix := range m.others {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func (m *Mailboxes) take(r *response) {
	args := r.args()
	switch r.kind {
	case "LIST":
		m.takeList(args)
	case "STATUS":
		m.takeStatus(args)
	case "NAMESPACE":
		m.takeNamespace(args)
	}
}

// named returns the mailbox of a name, new where there is room for one, as
// there always is for INBOX; else nil.
func (m *Mailboxes) named(name string) *Mailbox {
	if b := m.known[name]; b != nil {
		return b
	}
	if len(m.all) >= maxMailboxes && name != "INBOX" {
		m.Omitted++
		return nil
	}
	if m.known == nil {
		m.known = map[string]*Mailbox{}
	}
	b := &Mailbox{Name: strings.Clone(name)}
	m.all, m.known[b.Name] = append(m.all, b), b
	return b
}

// names reports whether LIST named a mailbox, which may be one to pass through.
func (m *Mailboxes) names(name string) bool { return m.known[name] != nil && m.known[name].listed }

// unlisted returns a mailbox that is there without being named.
func (m *Mailboxes) unlisted(name string) *Mailbox {
	b := m.named(name)
	b.listed, b.Selectable, b.Exact = true, true, true
	return b
}

// takeList reads (attributes) delimiter name. A mailbox that is named twice
// keeps the attributes of either.
func (m *Mailboxes) takeList(args []value) {
	if len(args) < 3 || !args[0].isList || args[2].isList {
		return
	}
	name, exact := mailboxName(args[2].text)
	if name == "" {
		return
	}
	b := m.named(name)
	if b == nil {
		return
	}
	twice := b.listed
	if !twice {
		b.listed, b.Selectable, b.Exact = true, true, exact
		if !exact && quotable(args[2].text) {
			b.Raw = strings.Clone(args[2].text)
		}
		if delimiter := args[1]; delimiter.str && delimiter.text != "" {
			b.Delimiter = strings.Clone(delimiter.text)
			if at := strings.LastIndex(b.Name, delimiter.text); at > 0 {
				b.Parent = b.Name[:at]
			}
		}
	}
	for _, attribute := range args[0].list {
		b.note(attribute.text, twice)
	}
}

// specialUses returns the attributes of RFC 6154 section 2 and RFC 8457.
func specialUses() []string {
	return []string{`\All`, `\Archive`, `\Drafts`, `\Flagged`, `\Important`, `\Junk`, `\Sent`, `\Trash`}
}

func (b *Mailbox) note(attribute string, twice bool) {
	if !twice && (strings.EqualFold(attribute, `\Noselect`) || strings.EqualFold(attribute, `\NonExistent`)) {
		b.Selectable = false
	}
	for _, use := range specialUses() {
		if b.Use == "" && strings.EqualFold(attribute, use) {
			b.Use = use
		}
	}
}

// takeStatus reads name (items). A mailbox that is told of twice keeps what
// either said.
func (m *Mailboxes) takeStatus(args []value) {
	if len(args) < 2 || args[0].isList {
		return
	}
	name, _ := mailboxName(args[0].text)
	b := m.named(name)
	if b == nil {
		return
	}
	b.Told = true
	items := args[1].list
	for i := 0; i+1 < len(items); i += 2 {
		item := strings.ToUpper(items[i].text)
		most, into := int64(maxMessages), &b.Messages
		switch item {
		case "MESSAGES":
		case "SIZE":
			most, into = protocol.MaxSize, &b.Bytes
		default:
			continue
		}
		if n, ok := items[i+1].number(most); ok {
			*into = &n
		} else if m.untrue != nil {
			m.untrue("STATUS "+foreign.Text(b.Name)+" "+item, items[i+1].text)
		}
	}
}

// takeNamespace reads the first personal namespace, and those behind.
func (m *Mailboxes) takeNamespace(args []value) {
	if len(args) > 0 && len(args[0].list) > 0 && !m.told {
		if entry := args[0].list[0].list; len(entry) >= 2 {
			name, _ := mailboxName(entry[0].text)
			m.told, m.prefix = true, strings.Clone(name)
			if entry[1].str {
				m.delimiter = strings.Clone(entry[1].text)
			}
		}
	}
	for _, namespace := range args[min(1, len(args)):] {
		for _, entry := range namespace.list {
			if len(entry.list) == 0 || entry.list[0].text == "" {
				continue
			}
			if len(m.others) >= maxPrefixes {
				m.OmittedNamespaces++
				continue
			}
			name, _ := mailboxName(entry.list[0].text)
			m.others = append(m.others, strings.Clone(name))
		}
	}
}

// Own returns what the names of the person's own mailboxes begin with, and what
// stands between the parts of a name (RFC 2342 section 5). A server without
// NAMESPACE shows it: where all names but INBOX stand under INBOX.
func (m *Mailboxes) Own() (prefix, delimiter string) {
	if m.told {
		return m.prefix, m.delimiter
	}
	others, under := 0, 0
	for _, b := range m.Listed() {
		delimiter = cmp.Or(delimiter, b.Delimiter)
		if b.Name == "INBOX" {
			continue
		}
		others++
		if b.Delimiter != "" && strings.HasPrefix(b.Name, "INBOX"+b.Delimiter) {
			under++
		}
	}
	if others > 0 && under == others {
		prefix = "INBOX" + delimiter
	}
	return prefix, delimiter
}

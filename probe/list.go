package probe

import "strings"

// listed is a mailbox that LIST named (RFC 9051 section 7.3.1).
type listed struct {
	name       string // decoded
	exact      bool   // the name can be sent back
	use        string // "\Sent" … (RFC 6154), "" where the server says none
	selectable bool
	parent     string // what stands before the last hierarchy delimiter
	delimiter  string // "" where the server has no hierarchy
}

// specialUses are the attributes of RFC 6154 section 2 and RFC 8457.
func specialUses() []string {
	return []string{`\All`, `\Archive`, `\Drafts`, `\Flagged`, `\Important`, `\Junk`, `\Sent`, `\Trash`}
}

// readList reads the LIST responses among the lines. A mailbox that is named
// twice keeps the attributes of either.
func readList(lines []string) []listed {
	var found []listed
	known := map[string]int{} // its index, by name
	for _, r := range responses(lines, "LIST") {
		if len(r.args) < 3 || !r.args[0].isList || r.args[2].isList {
			continue
		}
		l := listed{selectable: true}
		l.name, l.exact = mailboxName(r.args[2].text)
		if l.name == "" {
			continue
		}
		for _, attribute := range r.args[0].list {
			l.note(attribute.text)
		}
		if delimiter := r.args[1]; delimiter.str && delimiter.text != "" {
			l.delimiter = delimiter.text
			if at := strings.LastIndex(l.name, delimiter.text); at > 0 {
				l.parent = l.name[:at]
			}
		}
		if i, twice := known[l.name]; !twice {
			known[l.name] = len(found)
			found = append(found, l)
		} else if found[i].use == "" {
			found[i].use = l.use
		}
	}
	return found
}

func (l *listed) note(attribute string) {
	if strings.EqualFold(attribute, `\Noselect`) || strings.EqualFold(attribute, `\NonExistent`) {
		l.selectable = false
	}
	for _, use := range specialUses() {
		if l.use == "" && strings.EqualFold(attribute, use) {
			l.use = use
		}
	}
}

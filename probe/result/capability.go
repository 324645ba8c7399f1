package result

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// This file reads what a server announces. Nothing else does: two readings of
// one list contradict each other on one screen.

// Words are the capabilities of one phase, each as the server wrote it, with
// its arguments. They are read leniently: case does not matter (RFC 3501
// section 7.2.1, RFC 2449 section 5, RFC 5321 section 2.4), and a number that
// stands behind the name without its space is its argument ("EXPIRE3").
type Words []string

// Argument returns what follows a capability's name, "60 USER" for EXPIRE, and
// whether it is announced at all.
func (w Words) Argument(name string) (argument string, announced bool) {
	for _, line := range w {
		line = strings.TrimSpace(line)
		end := strings.IndexFunc(line, unicode.IsSpace)
		if end < 0 {
			end = len(line)
		}
		switch word := line[:end]; {
		case strings.EqualFold(word, name):
		case glued(word, name):
			end = len(name)
		default:
			continue
		}
		return strings.Join(strings.Fields(line[end:]), " "), true
	}
	return "", false
}

// glued reports whether a word is a name and a number without the space that
// belongs between them: names after which servers are seen to forget it.
func glued(word, name string) bool {
	if len(word) <= len(name) || word[len(name)] < '0' || word[len(name)] > '9' || !strings.EqualFold(word[:len(name)], name) {
		return false
	}
	return slices.Contains([]string{"EXPIRE", "LOGIN-DELAY", "SIZE"}, strings.ToUpper(name))
}

// Has reports whether a capability is announced, with or without arguments.
func (w Words) Has(name string) bool {
	_, ok := w.Argument(name)
	return ok
}

// HasAny reports whether any of several is.
func (w Words) HasAny(names ...string) bool { return slices.ContainsFunc(names, w.Has) }

// Line returns the line that announces a capability, as the server wrote it,
// and whether there is one. A capability of several words, such as "SASL
// PLAIN", wants each further word among the arguments.
func (w Words) Line(capability string) (line string, announced bool) {
	wanted := strings.Fields(capability)
	if len(wanted) == 0 {
		return "", false
	}
	for _, line := range w {
		argument, there := Words{line}.Argument(wanted[0])
		has := Words(strings.Fields(argument))
		if there && !slices.ContainsFunc(wanted[1:], func(word string) bool { return !has.Has(word) }) {
			return line, true
		}
	}
	return "", false
}

// Mechanisms returns the SASL mechanisms of a list, in capitals: each by itself
// over IMAP (RFC 9051 section 6.2.2), behind SASL over POP3 (RFC 5034), and
// behind AUTH over submission (RFC 4954), there also in the form "AUTH=" of old
// servers.
func (w Words) Mechanisms(service Service) []string {
	var out []string
	for _, line := range w {
		upper := strings.ToUpper(line)
		var names []string
		switch service {
		case IMAP:
			if name, ok := strings.CutPrefix(upper, "AUTH="); ok {
				names = []string{name}
			}
		case POP3:
			argument, _ := Words{upper}.Argument("SASL")
			names = strings.Fields(argument)
		case Submission:
			if rest, ok := strings.CutPrefix(upper, "AUTH"); ok && strings.Trim(rest[:min(1, len(rest))], " =") == "" {
				names = strings.Fields(strings.TrimLeft(rest, " ="))
			}
		}
		for _, name := range names {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// The phases in which a server announces capabilities, by their names in a step.
const (
	PhaseGreeting   = "greeting"
	PhaseBeforeTLS  = "before_tls"
	PhaseAfterTLS   = "after_tls"
	PhaseAfterLogin = "after_login"
)

// Phase returns the list of a phase; nil where it does not exist or was not
// reached.
func (c *Capabilities) Phase(name string) Words {
	switch {
	case c == nil:
	case name == PhaseGreeting:
		return c.Greeting
	case name == PhaseBeforeTLS:
		return c.BeforeTLS
	case name == PhaseAfterTLS:
		return c.AfterTLS
	case name == PhaseAfterLogin:
		return c.AfterLogin
	}
	return nil
}

// Last returns the list of the last phase that was reached and is not empty, or
// an empty one where all are; nil where none was read. A list after the login
// outweighs one before it: EXPIRE and LOGIN-DELAY may differ by user (RFC 2449
// sections 6.5 and 6.7).
func (c *Capabilities) Last() Words {
	var empty Words
	for _, phase := range []string{PhaseAfterLogin, PhaseAfterTLS, PhaseBeforeTLS} {
		list := c.Phase(phase)
		if len(list) > 0 {
			return list
		}
		if list != nil {
			empty = list
		}
	}
	return empty
}

// Capability returns what the path announces under a name, by the last list
// that was read.
func (p *Path) Capability(name string) (argument string, announced bool) {
	return p.Announced().Argument(name)
}

// Announced returns the last list that was read of a path; nil where there is
// none.
func (p *Path) Announced() Words {
	if p == nil {
		return nil
	}
	return p.Capabilities.Last()
}

// Phase returns the list of one phase of a path; nil where there is none.
func (p *Path) Phase(name string) Words {
	if p == nil {
		return nil
	}
	return p.Capabilities.Phase(name)
}

// Google reports Gmail's POP3, by a capability of its own. It announces EXPIRE
// 0 whatever the account's setting is, and keeps its copy unless that was
// changed.
func (p *Path) Google() bool { return p.Announced().Has("X-GOOGLE-RICO") }

// ExpireNever stands for EXPIRE NEVER (RFC 2449 section 6.7).
const ExpireNever = math.MaxInt32

// Expire is for how many days a POP3 server keeps a message, by its own word:
// 0 where it keeps none once it was read, [ExpireNever] where it does not
// delete. perUser says that it may differ by user; said, that it says so at all.
func (p *Path) Expire() (days int, perUser, said bool) {
	first, rest, ok := p.number("EXPIRE")
	switch {
	case !ok:
		return 0, false, false
	case strings.EqualFold(first, "NEVER"):
		return ExpireNever, false, true
	}
	n, err := strconv.Atoi(first)
	if err != nil || n < 0 {
		return 0, false, false
	}
	return min(n, ExpireNever), strings.EqualFold(rest, "USER"), true
}

// LoginDelay returns how many seconds a POP3 server wants between two logins
// (RFC 2449 section 6.5); said says that it says so.
func (p *Path) LoginDelay() (seconds int, said bool) {
	first, _, ok := p.number("LOGIN-DELAY")
	n, err := strconv.Atoi(first)
	if !ok || err != nil || n < 0 {
		return 0, false
	}
	return n, true
}

func (p *Path) number(name string) (first, rest string, announced bool) {
	argument, ok := p.Capability(name)
	first, rest, _ = strings.Cut(argument, " ")
	return first, rest, ok
}

// Offered returns the SASL mechanisms of the last phase, in capitals, as the
// registry of IANA has them; nil where no capabilities were read.
func (p *Path) Offered() []string {
	if p == nil || p.Auth == nil {
		return nil
	}
	out := []string{}
	for _, m := range p.Auth {
		out = append(out, strings.ToUpper(m))
	}
	return out
}

// Offers reports whether a path offers a SASL mechanism.
func (p *Path) Offers(mechanism string) bool {
	return slices.Contains(p.Offered(), strings.ToUpper(mechanism))
}

// OffersCommand reports whether a path offers to log in by the plain command of
// its protocol: LOGIN of IMAP, USER of POP3.
func (p *Path) OffersCommand() bool { return p != nil && p.LoginCommand != nil && *p.LoginCommand }

// LoginRead reports whether it was read how one may log in over a path.
func (p *Path) LoginRead() bool { return p != nil && (p.Auth != nil || p.LoginCommand != nil) }

// TakesPassword reports whether a path offers any way to log in with a password.
func (p *Path) TakesPassword() bool {
	return p.OffersCommand() || slices.ContainsFunc(p.Offered(), IsPassword)
}

// TakesTokens reports whether a path offers to log in with a token of OAuth 2.
func (p *Path) TakesTokens() bool { return slices.ContainsFunc(p.Offered(), IsToken) }

// TokensOnly reports whether a path takes tokens of OAuth 2, and no password.
func (p *Path) TokensOnly() bool { return p.TakesTokens() && !p.TakesPassword() }

// IsToken reports whether a mechanism carries a token of OAuth 2: that of RFC
// 7628, and Google's and Microsoft's own before it.
func IsToken(mechanism string) bool {
	return strings.EqualFold(mechanism, "OAUTHBEARER") || strings.EqualFold(mechanism, "XOAUTH2")
}

// IsSCRAM reports whether a mechanism is one of RFC 5802.
func IsSCRAM(mechanism string) bool {
	return strings.HasPrefix(strings.ToUpper(mechanism), "SCRAM-")
}

// IsPlain reports whether a mechanism sends the password itself.
func IsPlain(mechanism string) bool {
	return strings.EqualFold(mechanism, "PLAIN") || strings.EqualFold(mechanism, "LOGIN")
}

// IsPassword reports whether a mechanism takes a name and a password; the rest
// are tokens, certificates and tickets.
func IsPassword(mechanism string) bool {
	others := []string{"CRAM-MD5", "DIGEST-MD5", "NTLM", "APOP"}
	return IsPlain(mechanism) || IsSCRAM(mechanism) || slices.Contains(others, strings.ToUpper(mechanism))
}

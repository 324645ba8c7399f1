// Package protocol is what the sessions of all protocols share: the phases in
// which capabilities are told, lists of these, and which protocol a stranger
// speaks.
package protocol

import (
	"errors"
	"fmt"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// The phases of the step capabilities.
const (
	BeforeTLS  = "before_tls"
	AfterTLS   = "after_tls"
	AfterLogin = "after_login"
)

// ErrNotTold is a server's refusal to list its capabilities: a fact about an
// old server, not a failure.
var ErrNotTold = errors.New("the server has no such command")

// How much of what a server announces is read.
const (
	MaxCapabilities = 300
	MaxMechanisms   = 50
)

// Bound cuts a list that a server made. The step under way says how much of it
// was not read.
func Bound(c *wire.Conn, what string, list []string, most int) []string {
	if more := len(list) - most; more > 0 {
		c.Remark(fmt.Sprintf("%d more %s not read", more, what))
		return list[:most]
	}
	return list
}

// Distinct are words without those that came before, whatever their case.
func Distinct(words []string) []string {
	list := []string{}
	known := map[string]bool{}
	for _, w := range words {
		if name := strings.ToUpper(w); !known[name] {
			known[name] = true
			list = append(list, w)
		}
	}
	return list
}

// Keep stores a phase's answer, which is not nil where it is empty.
func Keep(p *result.Path, phase string, caps []string) {
	if p.Capabilities == nil {
		p.Capabilities = &result.Capabilities{}
	}
	list := Clean(caps)
	switch phase {
	case BeforeTLS:
		p.Capabilities.BeforeTLS = list
	case AfterTLS:
		p.Capabilities.AfterTLS = list
	case AfterLogin:
		p.Capabilities.AfterLogin = list
	}
}

// Clean makes each text of a list fit for a report.
func Clean(list []string) []string {
	cleaned := make([]string, len(list))
	for i, s := range list {
		cleaned[i] = foreign.Text(s)
	}
	return cleaned
}

// Has looks for a capability, whatever its case. One with parameters is found
// by its first word.
func Has(caps []string, name string) bool {
	for _, c := range caps {
		word, _, _ := strings.Cut(c, " ")
		if strings.EqualFold(word, name) {
			return true
		}
	}
	return false
}

// ResponseCode returns the atom in brackets that a text may begin with (RFC
// 3501 section 7.1, RFC 2449 section 8), or "".
func ResponseCode(text string) string {
	inner, ok := BracketCode(text)
	if !ok {
		return ""
	}
	code, _, _ := strings.Cut(inner, " ")
	return foreign.Text(code)
}

// BracketCode returns all that stands in the brackets that a text begins with.
func BracketCode(text string) (string, bool) {
	if !strings.HasPrefix(text, "[") {
		return "", false
	}
	inner, _, ok := strings.Cut(text[1:], "]")
	return inner, ok
}

// WithCode returns the failure with the server's own code.
func WithCode(f *result.Failure, code string) *result.Failure {
	f.Code = code
	return f
}

// Wrong returns the failure of a port that speaks something else than any of
// the expected protocols, or nil where that cannot be told.
func Wrong(first string, expected ...string) *result.Failure {
	found := Identify(first)
	if found == "" {
		return nil
	}
	for _, e := range expected {
		if e == found {
			return nil
		}
	}
	f := result.NewFailure(result.WrongProtocol, first)
	f.Found = found
	return f
}

// Identify names the protocol that a server's first octets belong to, or "".
func Identify(first string) string {
	for _, row := range []struct{ prefix, found string }{
		{"* OK", "imap"}, {"* PREAUTH", "imap"}, {"* PRE", "imap"}, {"* BYE", "imap"},
		{"+OK", "pop3"}, {"-ERR", "pop3"},
		{"220", "smtp"}, {"421", "smtp"}, {"554", "smtp"},
		{"HTTP/", "http"}, {"<!DOC", "http"}, {"<html", "http"},
		{"SSH-", "ssh"},
		{"\x16\x03", "tls"}, {"\x15\x03", "tls"},
	} {
		if strings.HasPrefix(strings.ToLower(first), strings.ToLower(row.prefix)) {
			return row.found
		}
	}
	return ""
}

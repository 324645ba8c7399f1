package discover

import (
	"strings"

	"mailadvisor/probe/result"
)

// The placeholders of the autoconfig format, which every source is read into.
const (
	wholeAddress = "%EMAILADDRESS%"
	localPart    = "%EMAILLOCALPART%"
	mailDomain   = "%EMAILDOMAIN%"
)

// expand replaces the placeholders; "" where they need an address and only a
// domain is known, or where something is left that is no name.
func (s *search) expand(template string) string {
	local := ""
	if at := strings.LastIndexByte(s.address, '@'); at > 0 {
		local = unquote(s.address[:at])
	} else if strings.Contains(template, wholeAddress) || strings.Contains(template, localPart) {
		return ""
	}
	name := strings.NewReplacer(wholeAddress, s.address, localPart, local, mailDomain, s.domain).Replace(template)
	if hasPlaceholder(name) {
		return ""
	}
	return name
}

// hasPlaceholder reports whether something is left in a text that looks like a
// placeholder: %REALNAME%, %DOMAIN%. No program knows what stands for it.
func hasPlaceholder(text string) bool {
	_, rest, found := strings.Cut(text, "%")
	for found {
		var word string
		word, rest, found = strings.Cut(rest, "%")
		if found && word != "" && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
			return true
		}
	}
	return false
}

// unquote takes the quotes off a local part: they are no part of the name
// (RFC 5321 section 4.1.2).
func unquote(local string) string {
	if len(local) < 2 || local[0] != '"' || local[len(local)-1] != '"' {
		return local
	}
	var b strings.Builder
	inner := local[1 : len(local)-1]
	for i := 0; i < len(inner); i++ {
		if inner[i] == '\\' && i+1 < len(inner) {
			i++
		}
		b.WriteByte(inner[i])
	}
	return b.String()
}

// form says what kind of user name a template is.
func (s *search) form(template string) string {
	switch {
	case template == "":
		return ""
	case template == wholeAddress, template == localPart+"@"+mailDomain,
		s.address != "" && strings.EqualFold(template, s.address):
		return result.FormAddress
	case template == localPart, s.address != "" && template == s.expand(localPart):
		return result.FormLocalPart
	}
	return result.FormOther
}

// template returns the placeholder for a form, "" for a name of another kind.
func template(form string) string {
	switch form {
	case result.FormAddress:
		return wholeAddress
	case result.FormLocalPart:
		return localPart
	}
	return ""
}

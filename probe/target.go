package probe

import (
	"cmp"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// Parsed is what a person asked about.
type Parsed struct {
	Target result.Target
	// Endpoints are those that were named, by a port or a URL. None means
	// that they are to be found: the defaults of a host, or a discovery.
	Endpoints []result.Endpoint
}

// TargetError says why a target cannot be read.
type TargetError struct {
	Kind  string // one of the Target… constants
	Input string // what was typed, without a password
}

// The kinds of a [TargetError].
const (
	TargetEmpty       = "empty"
	TargetNoDomain    = "no-domain"     // an address without what stands behind the @
	TargetNoLocalPart = "no-local-part" // an address without what stands before it

	TargetBadLocalPart = "bad-local-part" // that holds what only quotes allow (RFC 5321 section 4.1.2)
	TargetTooLong      = "too-long"       // a part of an address is (RFC 5321 section 4.5.3.1)
	TargetBadHost      = "bad-host"
	TargetPath         = "path"         // something stands behind the host and its port
	TargetBadPort      = "bad-port"     // no number from 1 to 65535
	TargetBadScheme    = "bad-scheme"   // a URL of another kind
	TargetUnknownPort  = "unknown-port" // no service is known for it: a URL names both
	TargetPassword     = "password"     // it holds one, which other users of the machine could read
)

func (e *TargetError) Error() string { return "target " + strconv.Quote(e.Input) + ": " + e.Kind }

// ParseTarget reads an address, a host, host:port, or a URL (imaps, imap,
// pop3s, pop3, submissions, submission). IPv6 addresses stand in brackets
// where a port follows; internationalised names become A-labels (RFC 5891).
// The error is a [TargetError].
func ParseTarget(s string) (Parsed, error) {
	p := Parsed{Target: result.Target{Input: s}}
	text := strings.TrimSpace(s)
	var kind string
	switch {
	case text == "":
		kind = TargetEmpty
	case strings.Contains(text, "://"):
		return parseURL(text)
	case len(text) > len(mailto) && strings.EqualFold(text[:len(mailto)], mailto):
		kind = TargetBadScheme
	case strings.Contains(text, "@"):
		kind = p.address(text)
	default:
		kind = p.hostPort(text)
	}
	if kind != "" {
		return Parsed{}, &TargetError{kind, WithoutPassword(s)}
	}
	return p, nil
}

// mailto begins a URL that a browser makes of an address (RFC 6068).
const mailto = "mailto:"

// The most octets of the parts of an address (RFC 5321 sections 4.5.3.1.1 and
// 4.5.3.1.2).
const (
	maxLocalPart = 64
	maxDomain    = 255
)

// address splits at the last @: the local part may hold one in quotes (RFC
// 5321 section 4.1.2).
func (p *Parsed) address(s string) (kind string) {
	at := strings.LastIndexByte(s, '@')
	local, domain := s[:at], s[at+1:]
	switch {
	case local == "":
		return TargetNoLocalPart
	case domain == "":
		return TargetNoDomain
	case !strings.HasPrefix(local, `"`) && strings.Contains(local, ":"):
		return TargetPassword
	case !isLocalPart(local):
		return TargetBadLocalPart
	case len(local) > maxLocalPart || len(domain) > maxDomain:
		return TargetTooLong
	}
	name, ok := hostname.Parse(domain)
	if _, err := netip.ParseAddr(name); !ok || err == nil {
		return TargetBadHost
	}
	p.Target.Address, p.Target.Domain, p.Target.User = local+"@"+name, name, local+"@"+name
	return ""
}

// isLocalPart reports whether a text can stand before the @ of an address: in
// quotes anything that is printed, a quote or a backslash behind a backslash;
// without them none of the signs with a meaning of their own. UTF-8 is allowed
// (RFC 6531 section 3.3), and so are dots wherever they stand: some providers
// gave out addresses like "a..b" before they were forbidden.
func isLocalPart(s string) bool {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }) {
		return false
	}
	inner, quoted := strings.CutPrefix(s, `"`)
	if !quoted {
		return !strings.ContainsAny(s, ` ()<>[]:;@\,"`)
	}
	for i := 0; i < len(inner); i++ {
		switch inner[i] {
		case '\\':
			i++ // whatever follows stands for itself
		case '"':
			return i > 0 && i == len(inner)-1
		}
	}
	return false // the quotes are not closed
}

func (p *Parsed) hostPort(s string) (kind string) {
	if strings.ContainsAny(s, behindHost) {
		return TargetPath
	}
	host, port, kind := splitPort(s)
	if kind != "" {
		return kind
	}
	name, ok := hostname.Parse(host)
	if !ok {
		return TargetBadHost
	}
	p.Target.Host = name
	if port == 0 {
		return ""
	}
	usual := result.DefaultEndpoints(name)
	i := slices.IndexFunc(usual, func(e result.Endpoint) bool { return e.Port == port })
	if i < 0 {
		return TargetUnknownPort
	}
	usual[i].Named = true
	p.Endpoints = usual[i : i+1]
	return ""
}

func parseURL(s string) (Parsed, error) {
	fail := func(kind string) (Parsed, error) { return Parsed{}, &TargetError{kind, WithoutPassword(s)} }
	name, rest, _ := strings.Cut(s, "://")
	usual := result.DefaultEndpoints("")
	i := slices.IndexFunc(usual, func(e result.Endpoint) bool { return strings.EqualFold(name, e.Scheme()) })
	if i < 0 {
		return fail(TargetBadScheme)
	}
	e := usual[i]
	e.Named = true
	p := Parsed{Target: result.Target{Input: WithoutPassword(s)}}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if strings.Contains(rest[:at], ":") {
			return fail(TargetPassword)
		}
		user, err := url.PathUnescape(rest[:at])
		if err != nil {
			return fail(TargetBadHost)
		}
		p.Target.User, rest = user, rest[at+1:]
	}
	rest = strings.TrimSuffix(rest, "/")
	if strings.ContainsAny(rest, behindHost) {
		return fail(TargetPath)
	}
	if strings.HasPrefix(rest, "[") {
		rest = strings.Replace(rest, "%25", "%", 1) // before the zone of an address (RFC 6874 section 2)
	}
	host, port, kind := splitPort(rest)
	if kind != "" {
		return fail(kind)
	}
	var ok bool
	if e.Host, ok = hostname.Parse(host); !ok {
		return fail(TargetBadHost)
	}
	e.Port = cmp.Or(port, e.Port)
	p.Target.Host = e.Host
	p.Endpoints = []result.Endpoint{e}
	return p, nil
}

// WithoutPassword returns what a person typed as a target, less a password in
// it: a message that repeats it is read by others, and kept in logs.
func WithoutPassword(s string) string {
	begin := 0
	if i := strings.Index(s, "://"); i >= 0 {
		begin = i + len("://")
	}
	at := strings.LastIndexByte(s, '@')
	if at < begin {
		return s
	}
	user, _, secret := strings.Cut(s[begin:at], ":")
	if !secret {
		return s
	}
	return s[:begin] + user + ":" + wire.Redacted + s[at:]
}

// behindHost are the signs that begin what may follow a host in a URL (RFC
// 3986 section 3.2), and that no target has.
const behindHost = "/?#"

// splitPort takes a port off a host; 0 where there is none.
func splitPort(s string) (host string, port int, kind string) {
	if _, err := netip.ParseAddr(s); err == nil {
		return s, 0, ""
	}
	if inner, ok := strings.CutPrefix(s, "["); ok {
		address, rest, closed := strings.Cut(inner, "]")
		if ip, err := netip.ParseAddr(address); !closed || err != nil || !ip.Is6() {
			return "", 0, TargetBadHost
		}
		if rest == "" {
			return address, 0, ""
		}
		text, ok := strings.CutPrefix(rest, ":")
		if !ok {
			return "", 0, TargetBadHost
		}
		return withPort(address, text)
	}
	host, text, ok := strings.Cut(s, ":")
	if !ok {
		return s, 0, ""
	}
	return withPort(host, text)
}

func withPort(host, text string) (_ string, port int, kind string) {
	port, ok := result.ParsePort(text)
	if !ok {
		kind = TargetBadPort
	}
	return host, port, kind
}

package texts

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// Place is what a text is about, as far as it says so.
type Place struct {
	Host    string         // of the mail server, in A-labels; "" where none stands there
	Domain  string         // of an address, where no host stands there
	Service result.Service // "" where it is not said
	Port    int            // 0 where it is not said
}

var (
	address    = lazy(`[\p{L}\p{N}._%+'=/-]+@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)`)
	dotted     = lazy(`[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+`)
	portWord   = lazy(`(?i)\bport\s*[:=]?\s*\(?(\d{2,5})\b`)
	portBehind = lazy(`^:(\d{2,5})\b`)
	link       = lazy(`(?i)\bhttps?://[^\s<>"']+`)
)

// mailLabels begin the names of mail hosts.
var mailLabels = []string{"imap", "pop", "smtp", "mail", "outlook", "ssl0", "mx", "in", "out", "mbox", "post", "exchange", "webmail", "securemail", "asmtp", "relay", "authsmtp", "mel", "box"}

// place finds the host of a text: a name that begins as mail hosts' do before
// any other, never one of a link, of an address or of a file. Where there is
// none, the domain of an address stands for it; the person's name before the @
// is dropped here.
func (t *text) place() Place {
	var p Place
	plain := link().ReplaceAllString(t.raw, " ")
	domain := ""
	if m := address().FindStringSubmatch(plain); m != nil {
		if name, ok := hostname.Parse(m[1]); ok && isPublic(name) {
			domain = name
		}
	}
	plain = address().ReplaceAllString(plain, " ")
	best := 0
	for _, at := range dotted().FindAllStringIndex(plain, -1) {
		name, ok := hostname.Parse(plain[at[0]:at[1]])
		if !ok || !isPublic(name) || isFile(name) {
			continue
		}
		if rank := rankOf(name); rank > best {
			best, p.Host = rank, name
			p.Port = 0
			if m := portBehind().FindStringSubmatch(plain[at[1]:]); m != nil {
				p.Port = portOf(m[1])
			}
		}
	}
	if p.Host == "" {
		p.Domain = domain
	}
	if m := portWord().FindStringSubmatch(plain); m != nil && p.Port == 0 {
		p.Port = portOf(m[1])
	}
	p.Service = t.service(p)
	return p
}

// isPublic reports whether a name ends in a suffix under which people register
// names, or is one of those kept for examples (RFC 2606, RFC 6761).
func isPublic(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return false
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; slices.Contains([]string{"test", "example", "localhost", "invalid"}, last) {
		return strings.Contains(name, ".") && last != "invalid"
	}
	return hostname.Registrable(name) != "" && strings.Contains(name, ".") && hostname.KnownSuffix(name) && !hostname.IsPublicSuffix(name)
}

// isFile reports whether a name is that of a program's file: it ends in letters
// that are a top-level domain too.
func isFile(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return slices.Contains([]string{"sh", "py", "pl", "rs", "so", "zip", "app", "md", "java", "cc", "ps", "ms", "to", "js", "pst", "ost"}, last) && rankOf(name) < 3
}

// rankOf returns how likely a name is a mail host's.
func rankOf(name string) int {
	first, _, _ := strings.Cut(name, ".")
	first = strings.TrimRight(first, "0123456789-")
	switch {
	case slices.Contains(mailLabels, first):
		return 4
	case strings.Contains(name, "mail") || strings.Contains(name, "imap") || strings.Contains(name, "smtp") || strings.Contains(name, "pop"):
		return 3
	case isHelp(name):
		return 0
	case strings.Count(name, ".") > 1:
		return 2
	}
	return 1
}

// isHelp reports whether a name is one of pages and services that errors name
// beside the host they are about.
func isHelp(name string) bool {
	first, _, _ := strings.Cut(name, ".")
	return slices.Contains([]string{"support", "help", "www", "docs", "learn", "postmaster", "sendersupport", "go", "aide", "assistance", "login", "accounts", "hilfe", "bugs", "bugzilla", "tools"}, first) ||
		slices.Contains([]string{"aka.ms", "spamhaus.org", "zen.spamhaus.org", "bl.spamcop.net", "prod.outlook.com"}, name) ||
		strings.HasSuffix(name, ".prod.outlook.com") || strings.HasSuffix(name, ".spamhaus.org") || strings.HasSuffix(name, ".prod.exchangelabs.com")
}

func portOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 65535 {
		return 0
	}
	return n
}

// service returns what the text speaks of: by its port, its host, then its
// words.
func (t *text) service(p Place) result.Service {
	switch p.Port {
	case 993, 143:
		return result.IMAP
	case 995, 110:
		return result.POP3
	case 465, 587, 25, 2525:
		return result.Submission
	}
	first, _, _ := strings.Cut(p.Host, ".")
	for _, said := range []*text{{folded: first}, t} {
		var named []result.Service
		for _, row := range serviceWords() {
			if slices.ContainsFunc(row.words, func(w string) bool { at, _ := said.findPart(w+"~", 0, len(said.folded)); return at >= 0 }) {
				named = append(named, row.service)
			}
		}
		if len(named) == 1 {
			return named[0]
		}
	}
	return ""
}

// serviceWords returns the words, and beginnings of words, that name one
// service.
func serviceWords() []struct {
	service result.Service
	words   []string
} {
	return []struct {
		service result.Service
		words   []string
	}{
		{result.IMAP, []string{"imap"}},
		{result.POP3, []string{"pop3", "pop ", "pop.", "pops", "-err"}},
		{result.Submission, []string{"smtp", "outgoing", "sortant", "postausgang", "saliente", "in uscita", "uitgaande", "submission"}},
	}
}

package policy

import (
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/probe/result"
)

// form is how a word of the language is written. Its ID names the message
// policy.form.ID, which says so to a person.
type form struct {
	id      string
	known   func() []string // what may stand there; nil where that is no list
	open    bool            // known is what usually stands there, and other words may
	pattern string          // as a regular expression of JSON Schema; "" for any
	read    func(s string) (any, bool)
}

// value reads a word of the form.
func (f *form) value(n *node) (any, *Error) {
	if n.kind != wordKind {
		return nil, n.fail("not-word", locale.Args{"wanted": f.wanted()})
	}
	if n.text == "" {
		return nil, n.fail("no-value", locale.Args{"wanted": f.wanted()})
	}
	if f.known != nil && !f.open {
		words := f.known()
		if !slices.Contains(words, n.text) {
			return nil, n.unknownWord(n.text, words)
		}
	}
	v, ok := f.read(n.text)
	if !ok {
		near := ""
		if f.known != nil {
			near = nearest.Word(n.text, f.known())
		}
		return nil, n.fail("form", locale.Args{"value": n.text, "wanted": f.wanted(), "near": near})
	}
	return v, nil
}

func (f *form) wanted() locale.Text { return locale.Text{ID: "policy.form." + f.id} }

// unknownWord is the error of a word that is on no list; of a long list only
// the nearest word is named.
func (p pos) unknownWord(word string, known []string) *Error {
	const most = 16
	args := locale.Args{"value": word, "near": nearest.Word(word, known), "known_list": known, "few": len(known) <= most}
	return p.fail("word", args)
}

// place is where a requirement holds: a service, at one port or at all.
type place struct {
	service result.Service
	port    int // 0: all
}

func (p place) covers(e result.Endpoint) bool {
	return p.service == e.Service && (p.port == 0 || p.port == e.Port)
}

func (p place) String() string {
	if p.port == 0 {
		return string(p.service)
	}
	return string(p.service) + ":" + strconv.Itoa(p.port)
}

// room is what must be free of a quota: a share of it, or octets.
type room struct {
	share float64
	bytes int64
}

func text(s string) (any, bool) { return s, true }

func anyText() *form {
	return &form{id: "text", read: func(s string) (any, bool) { return s, strings.TrimSpace(s) != "" }}
}

func placeForm() *form {
	return &form{id: "place", pattern: `^(imap|pop3|submission)(:[0-9]{1,5})?$`, open: true,
		known: func() []string {
			var out []string
			for _, e := range result.DefaultEndpoints("") {
				out = append(out, string(e.Service), place{e.Service, e.Port}.String())
			}
			return slices.Compact(slices.Sorted(slices.Values(out)))
		},
		read: func(s string) (any, bool) {
			service, digits, hasPort := strings.Cut(s, ":")
			p := place{service: result.Service(service)}
			if !slices.Contains([]result.Service{result.IMAP, result.POP3, result.Submission}, p.service) {
				return nil, false
			}
			if hasPort {
				n, err := strconv.ParseUint(digits, 10, 16)
				if err != nil || n == 0 {
					return nil, false
				}
				p.port = int(n)
			}
			return p, true
		}}
}

// tlsVersions are the versions of TLS as a policy writes them, oldest first.
func tlsVersions() []string { return []string{"1.0", "1.1", "1.2", "1.3"} }

func versionForm() *form {
	return &form{id: "version", known: tlsVersions, read: text}
}

func switchForm() *form {
	return &form{id: "switch", known: func() []string { return []string{"true", "false"} },
		read: func(s string) (any, bool) { return s == "true", true }}
}

const maxDays = 3650

func daysForm() *form {
	return &form{id: "days", read: func(s string) (any, bool) {
		n, err := strconv.ParseUint(s, 10, 16)
		return int(n), err == nil && n <= maxDays
	}}
}

// hostForm is a host name in A-label form, or an IP address.
func hostForm() *form {
	return &form{id: "host", read: func(s string) (any, bool) {
		if _, err := netip.ParseAddr(s); err == nil {
			return strings.ToLower(s), true
		}
		for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
			if label == "" || len(label) > 63 || strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				return nil, false
			}
		}
		return strings.ToLower(strings.TrimSuffix(s, ".")), len(s) < 255
	}}
}

func mechanismForm() *form {
	return &form{id: "mechanism", open: true, known: mechanisms, pattern: `^[A-Za-z0-9_-]{1,20}$`, // RFC 4422 section 3.1
		read: func(s string) (any, bool) {
			ok := len(s) <= 20 && strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
			return strings.ToUpper(s), ok
		}}
}

// mechanisms are the SASL mechanisms that mail servers offer, for editors.
func mechanisms() []string {
	return []string{"PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS",
		"CRAM-MD5", "DIGEST-MD5", "XOAUTH2", "OAUTHBEARER", "EXTERNAL", "GSSAPI", "NTLM", "ANONYMOUS"}
}

func capabilityForm() *form {
	return &form{id: "capability", read: func(s string) (any, bool) {
		ok := !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
		return strings.TrimSpace(s), ok && strings.TrimSpace(s) != ""
	}}
}

// severities are those of findings, the gravest first.
func severities() []string {
	return []string{diagnose.Critical, diagnose.High, diagnose.Medium, diagnose.Low, diagnose.Info}
}

func findingForm() *form {
	return &form{id: "finding", read: text, known: func() []string {
		out := severities()
		for _, r := range diagnose.Rules() {
			out = append(out, r.ID)
		}
		return out
	}}
}

// durationForm is a time as Go writes it, in milliseconds.
func durationForm() *form {
	return &form{id: "duration", pattern: `^([0-9]+(\.[0-9]+)?(ms|s|m))+$`, read: func(s string) (any, bool) {
		d, err := time.ParseDuration(s)
		return float64(d) / float64(time.Millisecond), err == nil && d > 0
	}}
}

// roomForm is a share ("10%") or a size ("500 MB"), by 1024 as mail servers
// count quota (RFC 9208).
func roomForm() *form {
	return &form{id: "room", pattern: `^[0-9]+([.,][0-9]+)? ?(%|[kKMGT]?i?[Bbo])$`, read: func(s string) (any, bool) {
		digits := strings.TrimRight(s, "%kKMGTiBbo ")
		n, err := strconv.ParseFloat(strings.Replace(digits, ",", ".", 1), 64)
		if err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
			return nil, false
		}
		unit := strings.TrimSpace(s[len(digits):])
		if unit == "%" {
			return room{share: n / 100}, n <= 100
		}
		power, ok := map[string]float64{"b": 0, "o": 0, "kb": 1, "ko": 1, "kib": 1, "mb": 2, "mo": 2, "mib": 2,
			"gb": 3, "go": 3, "gib": 3, "tb": 4, "to": 4, "tib": 4}[strings.ToLower(unit)]
		bytes := n * math.Pow(1024, power)
		return room{bytes: int64(bytes)}, ok && bytes < 1<<53
	}}
}

func dateForm() *form {
	return &form{id: "date", pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, read: func(s string) (any, bool) {
		t, err := time.Parse(time.DateOnly, s)
		return t, err == nil
	}}
}

package config

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/probe/result"
)

// Word is how a word of a file is written. Its ID names the message
// config.word.ID, which says so to a person.
type Word struct {
	ID    string
	Known func() []string // what may stand there; nil where that is no list
	Open  bool            // Known is what usually stands there, and other words may
	// Meant is the word for which another is probably a slip, or "". A slip is
	// refused, as it would find nothing.
	Meant   func(s string) string
	Pattern string // as a regular expression of JSON Schema; "" for any
	Read    func(s string) (any, bool)

	// For the schema, where the word is not simply a string.
	Type    string    // "boolean", or "integer" from 0 to Max
	Max     int       //
	Numbers []float64 // what YAML takes some words of Known for
}

// Names returns the keys of a closed list, sorted.
func Names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Value reads the word that a node holds.
func (f *Word) Value(n *Node) (any, *Error) {
	if n.Kind != WordKind {
		return nil, n.Fail("not-word", locale.Args{"wanted": f.wanted()})
	}
	if n.Text == "" {
		return nil, n.Fail("no-value", locale.Args{"wanted": f.wanted()})
	}
	if f.Known != nil && !f.Open {
		words := f.Known()
		if !slices.Contains(words, n.Text) {
			return nil, n.UnknownWord(n.Text, words)
		}
	}
	if f.Meant != nil {
		if near := f.Meant(n.Text); near != "" {
			return nil, n.Fail("word", locale.Args{"value": n.Text, "near": near, "known_list": []string{near}, "few": false})
		}
	}
	v, ok := f.Read(n.Text)
	if !ok {
		near := ""
		if f.Known != nil {
			near = nearest.Word(n.Text, f.Known())
		}
		return nil, n.Fail("form", locale.Args{"value": n.Text, "wanted": f.wanted(), "near": near})
	}
	return v, nil
}

func (f *Word) wanted() locale.Text { return locale.Text{ID: "config.word." + f.ID} }

// UnknownWord returns the error of a word that is on no list; of a long list
// only the nearest word is named.
func (p Pos) UnknownWord(word string, known []string) *Error {
	const most = 16
	args := locale.Args{"value": word, "near": nearest.Word(word, known), "known_list": known, "few": len(known) > 0 && len(known) <= most}
	return p.Fail("word", args)
}

// Place is where something holds: a service, at one port or at all.
type Place struct {
	Service result.Service
	Port    int // 0: all
}

// Covers reports whether an endpoint is at the place.
func (p Place) Covers(e result.Endpoint) bool {
	return p.Service == e.Service && (p.Port == 0 || p.Port == e.Port)
}

func (p Place) String() string {
	if p.Port == 0 {
		return string(p.Service)
	}
	return string(p.Service) + ":" + strconv.Itoa(p.Port)
}

// FamilyWord returns a family of addresses, as a report has it.
func FamilyWord() *Word {
	return &Word{ID: "family", Known: func() []string { return []string{"ipv4", "ipv6"} }, Read: AsWritten}
}

// AsWritten reads a word as it stands.
func AsWritten(s string) (any, bool) { return s, true }

// Text is any text.
func Text() *Word {
	return &Word{ID: "text", Read: func(s string) (any, bool) { return s, strings.TrimSpace(s) != "" }}
}

// PlaceWord returns a service, or a service at a port.
func PlaceWord() *Word {
	return &Word{ID: "place", Pattern: `^(imap|pop3|submission)(:[0-9]{1,5})?$`, Open: true,
		Known: func() []string {
			var out []string
			for _, e := range result.DefaultEndpoints("") {
				out = append(out, string(e.Service), Place{e.Service, e.Port}.String())
			}
			return slices.Compact(slices.Sorted(slices.Values(out)))
		},
		Read: func(s string) (any, bool) {
			service, digits, hasPort := strings.Cut(s, ":")
			p := Place{Service: result.Service(service)}
			if !slices.Contains(result.Services(), p.Service) {
				return nil, false
			}
			if hasPort {
				var ok bool
				if p.Port, ok = result.ParsePort(digits); !ok {
					return nil, false
				}
			}
			return p, true
		}}
}

// Switch is true or false.
func Switch() *Word {
	return &Word{ID: "switch", Known: func() []string { return []string{"true", "false"} },
		Read: func(s string) (any, bool) { return s == "true", true }, Type: "boolean"}
}

// Count returns a number from 1 to the most.
func Count(most int) *Word {
	return &Word{ID: "count", Type: "integer", Max: most, Read: func(s string) (any, bool) {
		n, err := strconv.Atoi(s)
		return n, err == nil && n > 0 && n <= most
	}}
}

// Host returns a host name in A-label form, or an IP address.
func Host() *Word {
	return &Word{ID: "host", Read: func(s string) (any, bool) {
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

// Duration returns a time as Go writes it, in milliseconds.
func Duration() *Word {
	return &Word{ID: "duration", Pattern: `^([0-9]+(\.[0-9]+)?(ms|s|m))+$`, Read: func(s string) (any, bool) {
		d, err := time.ParseDuration(s)
		return float64(d) / float64(time.Millisecond), err == nil && d > 0
	}}
}

package wire

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// This file finds a secret in whatever form a server says it: in another case
// of letters, backwards, escaped, as hexadecimal digits, in base64, and in one
// of these within another. A text is undone step by step, each step with the
// places in the text that it was made of.

const (
	// leastForm is how long a secret must be, in octets, for its other forms to
	// be looked for: shorter ones stand in half of all text.
	leastForm = 4
	// deepestForm is how many forms can lie within each other.
	deepestForm = 3
)

// needles returns what is looked for in a text whose letters are small.
func needles(secret string) []string {
	var list []string
	for _, s := range []string{secret, strings.ToLower(secret), strings.ToUpper(secret), latin1(secret)} {
		for _, n := range []string{s, backwards(s), rot13(s)} {
			if n = small(n); len(n) >= leastForm && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// small returns a text with ASCII letters in lower case, as long as it was.
func small(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' }) {
		return s
	}
	out := []byte(s)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

func backwards(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	if utf8.ValidString(s) {
		return string(runes)
	}
	out := []byte(s)
	slices.Reverse(out)
	return string(out)
}

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case 'A' <= r && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, s)
}

// latin1 returns a text in ISO 8859-1, or as it is where that does not have it.
func latin1(s string) string {
	var out []byte
	for _, r := range s {
		if r > 0xff || r == utf8.RuneError {
			return s
		}
		out = append(out, byte(r))
	}
	return string(out)
}

// A view is a text that was made of another, octet by octet.
type view struct {
	text string
	from []int // where each octet stands in the first text
	to   []int // where it ends there
}

// sub is a view of what stands at from to to.
func (v view) span(from, to int) span {
	if v.from == nil {
		return span{from, to}
	}
	return span{v.from[from], v.to[to-1]}
}

// builder makes a view of a view.
type builder struct {
	of   view
	text []byte
	from []int
	to   []int
}

func (b *builder) add(c byte, from, to int) {
	s := b.of.span(from, to)
	b.text, b.from, b.to = append(b.text, c), append(b.from, s.from), append(b.to, s.to)
}

func (b *builder) view() view { return view{string(b.text), b.from, b.to} }

// disclosed finds the spans of a text in which a needle stands, in any form.
func disclosed(text string, needles []string) []span {
	if len(needles) == 0 {
		return nil
	}
	f := finder{needles: needles, least: leastForm}
	f.look(view{text: text}, deepestForm)
	return f.found
}

type finder struct {
	needles []string
	least   int
	found   []span
}

func (f *finder) look(v view, depth int) {
	if len(v.text) < f.least {
		return
	}
	folded := small(v.text)
	for _, n := range f.needles {
		for at := 0; ; {
			next := strings.Index(folded[at:], n)
			if next < 0 {
				break
			}
			at += next
			f.found = append(f.found, v.span(at, at+len(n)))
			at += len(n)
		}
		f.spaced(v, folded, n)
	}
	if depth == 0 {
		return
	}
	if strings.ContainsAny(v.text, `%=\&`) {
		if u, changed := unescaped(v); changed {
			f.look(u, depth-1)
		}
	}
	f.hexadecimal(v, depth)
	f.base64(v, depth)
}

// spaced finds a needle with one and the same sign between its letters.
func (f *finder) spaced(v view, folded, n string) {
	_, first := utf8.DecodeRuneInString(n)
	for i := 0; i+len(n) < len(folded); i++ {
		if folded[i] != n[0] || i+first >= len(folded) {
			continue
		}
		between := folded[i+first]
		if between >= '0' && between <= '9' || between >= 'a' && between <= 'z' || between >= utf8.RuneSelf {
			continue
		}
		at, left := i, n
		for {
			_, width := utf8.DecodeRuneInString(left)
			if !strings.HasPrefix(folded[at:], left[:width]) {
				break
			}
			if at, left = at+width, left[width:]; left == "" {
				f.found = append(f.found, v.span(i, at))
				break
			}
			if at >= len(folded) || folded[at] != between {
				break
			}
			at++
		}
	}
}

// unescaped undoes %41, =41, \x41, \u0041, \101, &#65;, &#x41; and a backslash
// before any other sign; a soft line break of quoted-printable is nothing.
func unescaped(v view) (view, bool) {
	b := builder{of: v}
	changed := false
	s := v.text
	for i := 0; i < len(s); {
		value, length := escape(s[i:])
		if length == 0 {
			b.add(s[i], i, i+1)
			i++
			continue
		}
		changed = true
		for _, c := range []byte(value) {
			b.add(c, i, i+length)
		}
		i += length
	}
	return b.view(), changed
}

// escape reads one escape at the beginning of a text; its length is 0 where
// there is none.
func escape(s string) (value string, length int) {
	digits := func(from, most, base int) (string, int) {
		n := 0
		for n < most && from+n < len(s) && strings.IndexByte("0123456789abcdefABCDEF"[:map[int]int{8: 8, 10: 10, 16: 22}[base]], s[from+n]) >= 0 {
			n++
		}
		c, err := strconv.ParseUint(s[from:from+n], base, 32)
		if n == 0 || err != nil {
			return "", 0
		}
		if c < 0x100 && (base == 8 || most == 2) {
			return string([]byte{byte(c)}), n
		}
		return string(rune(c)), n
	}
	switch s[0] {
	case '%', '=':
		if value, n := digits(1, 2, 16); n == 2 {
			return value, 3
		}
		if s[0] == '=' && strings.HasPrefix(s[1:], "\r\n") {
			return "", 3
		}
	case '&':
		if !strings.HasPrefix(s, "&#") {
			for name, c := range map[string]string{"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": `"`, "&apos;": "'"} {
				if strings.HasPrefix(s, name) {
					return c, len(name)
				}
			}
			return "", 0
		}
		from, base := 2, 10
		if len(s) > 2 && (s[2] == 'x' || s[2] == 'X') {
			from, base = 3, 16
		}
		if value, n := digits(from, 6, base); n > 0 {
			if end := from + n; end < len(s) && s[end] == ';' {
				n++
			}
			return value, from + n
		}
	case '\\':
		if len(s) < 2 {
			return "", 0
		}
		switch s[1] {
		case 'x':
			if value, n := digits(2, 2, 16); n == 2 {
				return value, 4
			}
		case 'u', 'U':
			if value, n := digits(2, map[byte]int{'u': 4, 'U': 8}[s[1]], 16); n >= 4 {
				return value, 2 + n
			}
		case '0', '1', '2', '3', '4', '5', '6', '7':
			if value, n := digits(1, 3, 8); n > 0 {
				return value, 1 + n
			}
		}
		return s[1:2], 2
	}
	return "", 0
}

// hexadecimal undoes runs of digits, with or without one sign between pairs.
func (f *finder) hexadecimal(v view, depth int) {
	s := v.text
	for i := 0; i < len(s); {
		if !isHex(s[i]) {
			i++
			continue
		}
		begin := i
		for i < len(s) && (isHex(s[i]) || i > begin && strings.IndexByte(" :-,.x", s[i]) >= 0 && i+1 < len(s) && isHex(s[i+1])) {
			i++
		}
		if i-begin < 2*f.least {
			continue
		}
		for skip := range 2 {
			b := builder{of: v}
			for at := begin + skip; at+1 < i; {
				if !isHex(s[at]) || s[at] == '0' && s[at+1] == 'x' {
					at++
					continue
				}
				if !isHex(s[at+1]) {
					at++
					continue
				}
				c, _ := hex.DecodeString(s[at : at+2])
				b.add(c[0], at, at+2)
				at += 2
			}
			f.look(b.view(), depth-1)
		}
	}
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// base64 undoes runs of base64, wherever in them the secret begins. The whole
// run is the form.
func (f *finder) base64(v view, depth int) {
	s := v.text
	for i := 0; i < len(s); {
		if !isBase64(s[i]) {
			i++
			continue
		}
		begin := i
		for i < len(s) && isBase64(s[i]) {
			i++
		}
		if i-begin < f.least*4/3 {
			continue
		}
		run := strings.NewReplacer("-", "+", "_", "/", ",", "/").Replace(strings.TrimRight(s[begin:i], "="))
		for skip := range min(4, len(run)) {
			part := run[skip:]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			octets := lenient64(part)
			if len(octets) < f.least {
				continue
			}
			inner := finder{needles: f.needles, least: f.least}
			if inner.look(view{text: string(octets)}, depth-1); len(inner.found) > 0 {
				f.found = append(f.found, v.span(begin, i))
				break
			}
		}
	}
}

// lenient64 decodes as much as there is, whatever stands in the last bits.
func lenient64(s string) []byte {
	s = strings.ReplaceAll(s, "=", "A")
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(s)))
	n, _ := base64.RawStdEncoding.Decode(out, []byte(s))
	return out[:n]
}

package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mailadvisor/probe/foreign"
)

// This file is the redactor's second half: what it hides wherever it stands.

// hide adds the forms in which a secret can come back to the sweep.
func (r *redactor) hide(secret string) {
	if secret == "" {
		return
	}
	goQuoted := strconv.Quote(secret)
	for _, form := range []string{
		secret,
		strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret), // an IMAP quoted string
		goQuoted[1 : len(goQuoted)-1],                             // a library's error text
		foreign.Clean(secret),
	} {
		r.plain = appendNew(r.plain, []byte(form))
	}
	for _, n := range needles(secret) {
		if !slices.Contains(r.needles, n) {
			r.needles = append(r.needles, n)
		}
	}
	// A form of fewer than four characters would stand in half of all text: a
	// secret of one or two octets is hidden by command, and in its raw form.
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for skip := range 3 {
			if core := base64Core(enc, secret, skip); len(core) >= 4 {
				r.encoded = appendNew(r.encoded, core)
			}
		}
	}
}

// base64Core is the part of the base64 form that is the same whatever stands
// before and behind the secret, where skip octets (modulo 3) stand before it.
func base64Core(enc *base64.Encoding, secret string, skip int) []byte {
	whole := enc.EncodeToString(append(make([]byte, skip), secret...))
	first := (8*skip + 5) / 6            // characters that hold bits from before
	last := 8 * (skip + len(secret)) / 6 // whole characters
	if first >= last {
		return nil
	}
	return []byte(whole[first:last])
}

func appendNew(list [][]byte, form []byte) [][]byte {
	for _, have := range list {
		if bytes.Equal(have, form) {
			return list
		}
	}
	return append(list, form)
}

// remember has a token that was hidden swept from what follows, so that a
// server's echo of a digest or a proof is hidden too.
func (r *redactor) remember(token []byte) {
	const enough, most = 8, 32
	if len(token) >= enough && len(r.plain) < most {
		r.plain = appendNew(r.plain, bytes.Clone(token))
	}
}

// prove has a proof hidden as the secret is: whoever has it can guess at the
// secret for as long as they like.
func (r *redactor) prove(proof string) {
	const most = 16 // two for each endpoint, and more
	if proof == "" || len(r.proofs) >= most || slices.Contains(r.proofs, proof) {
		return
	}
	r.proofs = append(r.proofs, proof)
	r.hide(proof)
	for _, decode := range []func(string) ([]byte, error){hex.DecodeString, base64.StdEncoding.DecodeString} {
		if raw, err := decode(proof); err == nil && len(raw) >= leastForm {
			r.needles = append(r.needles, small(string(raw)))
		}
	}
}

// proofOf returns what a client's answer in an exchange holds that was made of
// the password, or "": the digest of CRAM-MD5 (RFC 2195 section 2), the proof
// of SCRAM (RFC 5802 section 5.1).
func proofOf(mech, answer string) string {
	plain, err := base64.StdEncoding.DecodeString(answer)
	if err != nil {
		return ""
	}
	switch {
	case mech == "CRAM-MD5":
		return string(plain[bytes.LastIndexByte(plain, ' ')+1:])
	case strings.HasPrefix(mech, "SCRAM-"):
		_, proof, _ := strings.Cut(string(plain), ",p=")
		return proof
	}
	return ""
}

// Proofs returns what was made of the secret and sent over the connection.
func (c *Conn) Proofs() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.rec.redact.proofs)
}

// text is any text of the connection (an error, a reply, a name) as it may
// be shown: the secret swept out, and cleaned.
func (r *redactor) text(s string) string {
	parts := r.sweep(s)
	if inert := foreign.Clean(parts[0]); len(parts) == 1 && inert == s {
		return s
	}
	var out strings.Builder
	for i, part := range parts {
		if i > 0 {
			out.WriteString(Redacted)
		}
		// Cleaning can itself spell the secret out: an escape that the
		// secret holds as text. Hence the second sweep.
		out.WriteString(strings.Join(r.sweep(foreign.Clean(part)), Redacted))
	}
	return out.String()
}

// sweep cuts a text at every form of the secret.
func (r *redactor) sweep(s string) []string {
	var hidden []span
	for _, form := range r.plain {
		for at := 0; at < len(s); at++ {
			next := strings.Index(s[at:], string(form))
			if next < 0 {
				break
			}
			at += next
			hidden = append(hidden, span{at, at + len(form)})
		}
	}
	for _, form := range r.encoded {
		hidden = append(hidden, base64Runs(s, string(form), 0)...)
	}
	hidden = append(hidden, disclosed(s, r.needles)...)
	// A provider's link that signs its reader in, in an answer to a login.
	const token = "plt="
	hidden = append(hidden, base64Runs(s, token, len(token))...)

	if utf8.ValidString(s) {
		for i := range hidden {
			hidden[i] = hidden[i].whole(s)
		}
	}
	slices.SortFunc(hidden, func(a, b span) int { return a.from - b.from })
	var parts []string
	shown := 0
	for i := 0; i < len(hidden); {
		from, to := hidden[i].from, hidden[i].to
		for i++; i < len(hidden) && hidden[i].from <= to; i++ {
			to = max(to, hidden[i].to)
		}
		parts = append(parts, s[shown:from])
		shown = to
	}
	return append(parts, s[shown:])
}

// span is a part of a text, in octets.
type span struct{ from, to int }

// whole returns a span with the characters whole that it begins and ends in: a
// secret need not be text, and what is left of a character is not inert.
func (h span) whole(s string) span {
	for h.from > 0 && !utf8.RuneStart(s[h.from]) {
		h.from--
	}
	for h.to < len(s) && !utf8.RuneStart(s[h.to]) {
		h.to++
	}
	return h
}

// base64Runs finds every run of base64 characters round a form, or behind it
// where keep says how much of the form stays.
func base64Runs(s, form string, keep int) []span {
	var runs []span
	for at := 0; ; {
		next := strings.Index(s[at:], form)
		if next < 0 {
			return runs
		}
		from, to := at+next+keep, at+next+len(form)
		for keep == 0 && from > at && isBase64(s[from-1]) {
			from--
		}
		for to < len(s) && isBase64(s[to]) {
			to++
		}
		if to > from {
			runs = append(runs, span{from, to})
		}
		at = to
	}
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("+/=_-", c) >= 0
}

// Scrub returns a server's text as a report may show it.
func (c *Conn) Scrub(s string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rec.redact.text(s)
}

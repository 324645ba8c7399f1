package wire

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/result"
)

// Redacted stands in a transcript for whatever could give a secret away.
const Redacted = "<redacted>"

// ReadOnly returns every command that a session of a service may send: none of
// them changes anything. A line that does not start with one of them is not
// sent ([redactor.allows]), and not shown where it comes up all the same.
func ReadOnly(service result.Service) []string {
	switch service {
	case result.IMAP:
		return []string{"CAPABILITY", "ID", "STARTTLS", "AUTHENTICATE", "LOGIN", "ENABLE", "NAMESPACE", "LIST", "STATUS",
			"GETQUOTAROOT", "GETQUOTA", "MYRIGHTS", "EXAMINE", "FETCH", "UID", "SEARCH", "IDLE", "DONE", "NOOP", "COMPRESS", "LOGOUT"}
	case result.POP3:
		return []string{"CAPA", "STLS", "AUTH", "USER", "PASS", "APOP", "STAT", "LIST", "UIDL", "NOOP", "QUIT"}
	}
	return []string{"EHLO", "STARTTLS", "AUTH", "NOOP", "QUIT"}
}

// fetched returns every data item that FETCH and UID FETCH may ask for: the
// text of a message would be marked as seen (RFC 3501 section 6.4.5).
func fetched() []string { return []string{"UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE"} }

// A redactor turns the lines of one connection into lines that are safe to
// print: without secrets, and inert on a terminal.
//
// Secrets are found by command, where the bytes are recorded, because a
// library may send a password quoted, as a literal or in base64. A sweep for
// the known secret in its raw and encoded forms then catches a server that
// echoes it. Both directions must pass through the same redactor, in their
// order on the wire, one line at a time; it is not safe for concurrent use.
type redactor struct {
	service result.Service
	plain   [][]byte // forms of the secret that are hidden exactly
	encoded [][]byte // base64 forms: the whole run of base64 round one is hidden
	needles []string // hidden in every form, see disclosed
	proofs  []string // what was made of the secret and sent, see proofOf

	state   state
	tag     string // IMAP: whose completion ends the command
	mech    string // of the exchange under way
	literal int    // octets of the literal still to come
}

// state is what the client's next line belongs to.
type state int

const (
	idle     state = iota
	exchange       // the lines are answers to challenges, until the server completes the command
	userLit        // IMAP LOGIN: a literal with the user name
	passLit        // IMAP LOGIN: a literal with the password
	otherLit       // a literal of another IMAP command
)

// newRedactor returns the redactor of one connection. The secret may be empty.
func newRedactor(service result.Service, secret string) *redactor {
	r := &redactor{service: service}
	r.hide(secret)
	return r
}

// allows reports whether a line may be sent: it is a command of the closed
// list, or belongs to one, as an answer to a challenge or a literal does.
func (r *redactor) allows(line []byte) bool {
	if r.state != idle {
		return true
	}
	words := strings.Fields(strings.ToUpper(string(line)))
	if r.service == result.IMAP && len(words) > 1 {
		words = words[1:] // behind the tag
	}
	switch {
	case len(words) == 0 || !r.known(words[0]):
		return false
	case words[0] == "UID":
		return len(words) > 1 && words[1] == "FETCH" && fetchesOnly(words[2:])
	case words[0] == "FETCH":
		return fetchesOnly(words[1:])
	case r.service == result.IMAP && words[0] == "COMPRESS":
		return len(words) == 2 && words[1] == "DEFLATE"
	}
	return true
}

// fetchesOnly checks the arguments of FETCH: a sequence set, then items.
func fetchesOnly(words []string) bool {
	for i, word := range words {
		if i > 0 && !slices.Contains(fetched(), strings.Trim(word, "()")) {
			return false
		}
	}
	return len(words) > 1
}

// client returns a line that was sent, without its CRLF, as it may be shown.
func (r *redactor) client(line []byte) string {
	line = bytes.TrimRight(line, "\r\n")
	switch r.state {
	case exchange:
		if s := string(line); s == "" || s == "*" || s == "=" { // nothing, cancelled, nothing
			return s
		}
		r.remember(line)
		r.prove(proofOf(r.mech, string(line)))
		return Redacted
	case userLit, passLit, otherLit:
		return r.literalLine(line)
	}
	if r.service == result.IMAP {
		return r.imapCommand(line)
	}
	return r.command(line)
}

// command shows a POP3 or submission command.
func (r *redactor) command(line []byte) string {
	word, rest := CutWord(line)
	name := strings.ToUpper(string(word))
	switch {
	case !r.known(name):
		return Redacted
	case name == "PASS":
		r.remember(rest)
		return r.text(string(word)+" ") + Redacted
	case name == "APOP":
		user, digest := CutWord(rest)
		r.remember(digest)
		r.prove(string(digest))
		return r.text(string(word)+" "+string(user)+" ") + Redacted
	case name == "AUTH" && len(rest) > 0:
		return r.begin(string(word), rest)
	}
	return r.text(string(line))
}

// imapCommand shows the first line of an IMAP command.
func (r *redactor) imapCommand(line []byte) string {
	tag, rest := CutWord(line)
	if len(rest) == 0 && strings.EqualFold(string(tag), "DONE") {
		return r.text(string(line))
	}
	word, args := CutWord(rest)
	name := strings.ToUpper(string(word))
	r.tag = string(tag)
	shown := string(tag) + " " + string(word)
	switch {
	case !r.known(name):
		return Redacted
	case name == "AUTHENTICATE":
		return r.begin(shown, args)
	case name == "LOGIN":
		return r.loginArguments(shown+" ", args)
	}
	r.expectLiteral(line, otherLit)
	return r.text(string(line))
}

// begin shows an AUTH or AUTHENTICATE command and opens its exchange.
func (r *redactor) begin(shown string, args []byte) string {
	mech, initial := CutWord(args)
	r.state, r.mech = exchange, strings.ToUpper(string(mech))
	shown += " " + string(mech)
	if len(initial) == 0 {
		return r.text(shown)
	}
	r.remember(initial)
	return r.text(shown+" ") + Redacted
}

// loginArguments shows the arguments of LOGIN (RFC 3501 section 6.2.3): the
// user name, and nothing of what follows it.
func (r *redactor) loginArguments(shown string, args []byte) string {
	if bytes.LastIndexByte(args, '{') == 0 && r.expectLiteral(args, userLit) {
		return r.text(shown + string(args))
	}
	user := len(args)
	if quoted := bytes.HasPrefix(args, []byte(`"`)); quoted {
		user = quotedEnd(args)
	} else if end := bytes.IndexByte(args, ' '); end >= 0 {
		user = end
	}
	r.expectLiteral(args, passLit)
	r.remember(bytes.TrimSpace(args[user:]))
	return r.text(shown+string(args[:user])+" ") + Redacted
}

// quotedEnd returns the index behind a quoted string's closing quote, or 0
// where it is not closed.
func quotedEnd(s []byte) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// literalLine shows a line that starts inside a literal.
func (r *redactor) literalLine(line []byte) string {
	was := r.state
	if len(line) < r.literal { // a line break inside the literal
		r.literal -= len(line) + len("\r\n")
		if r.literal < 0 {
			r.state = idle
		}
		if was == otherLit {
			return r.text(string(line))
		}
		return Redacted
	}
	inside, behind := line[:r.literal], line[r.literal:]
	r.state, r.literal = idle, 0
	switch was {
	case userLit:
		r.expectLiteral(behind, passLit)
		r.remember(bytes.TrimSpace(behind))
		return r.text(string(inside)+" ") + Redacted
	case passLit:
		r.expectLiteral(behind, passLit)
		return Redacted
	}
	r.expectLiteral(behind, otherLit)
	return r.text(string(line))
}

// expectLiteral notes that the line announces a literal, {n} or {n+} (RFC
// 7888), so that the next line starts inside it.
func (r *redactor) expectLiteral(line []byte, next state) bool {
	n, ok := LiteralSize(line)
	if ok {
		r.state, r.literal = next, n
	}
	return ok
}

// LiteralSize reads the literal that a line ends with.
func LiteralSize(line []byte) (int, bool) {
	open := bytes.LastIndexByte(line, '{')
	if open < 0 || !bytes.HasSuffix(line, []byte("}")) {
		return 0, false
	}
	digits := strings.TrimSuffix(string(line[open+1:len(line)-1]), "+")
	n, err := strconv.ParseUint(digits, 10, 31)
	return int(n), err == nil
}

// server returns a line that was received, without its CRLF, as it may be
// shown.
func (r *redactor) server(line []byte) string {
	line = bytes.TrimRight(line, "\r\n")
	if r.completes(line) {
		r.state, r.literal = idle, 0
	} else if head, data, ok := r.challenge(line); ok && r.state == exchange && strings.HasPrefix(r.mech, "SCRAM-") {
		// Salt, nonces and the server's signature together allow a
		// password to be guessed offline.
		if len(data) > 0 {
			r.remember(data)
			return r.text(head+" ") + Redacted
		}
	}
	return r.text(string(line))
}

// completes reports whether a server's line is the end of the command in which
// an exchange or a literal was under way.
func (r *redactor) completes(line []byte) bool {
	switch r.service {
	case result.IMAP:
		tag, rest := CutWord(line)
		return r.tag != "" && string(tag) == r.tag && len(rest) > 0
	case result.POP3:
		return bytes.HasPrefix(line, []byte("+OK")) || bytes.HasPrefix(line, []byte("-ERR"))
	}
	return len(line) >= 3 && '2' <= line[0] && line[0] <= '5' && !bytes.HasPrefix(line, []byte("334"))
}

// challenge splits a continuation request into its mark and its data.
func (r *redactor) challenge(line []byte) (head string, data []byte, ok bool) {
	head = "+"
	if r.service == result.Submission {
		head = "334"
	}
	data, ok = bytes.CutPrefix(line, []byte(head))
	return head, bytes.TrimLeft(data, " -"), ok
}

func (r *redactor) known(name string) bool { return slices.Contains(ReadOnly(r.service), name) }

// CutWord splits a line at its first run of spaces.
func CutWord(line []byte) (word, rest []byte) {
	word, rest, _ = bytes.Cut(line, []byte(" "))
	return word, bytes.TrimLeft(rest, " ")
}

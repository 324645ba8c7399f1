package cli

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// A speaking is a server that answers as its script has it, and else as a small
// server with one account does. Each command of the script has its answer, the
// lines of it parted by "|"; {tag} is the command's. CLOSE behind it ends the
// connection, and TLS begins TLS. Beside the names of commands a script has:
//
//	GREETING  what is said first
//	LOGIN     the answer to a credential, however it came
//	AUTH      the answer to AUTHENTICATE or AUTH, before any credential
//	PLAIN X   the answer to X before TLS, where TLS begins by a command
type speaking struct {
	service result.Service
	port    int
	script  map[string]string
	logins  *atomic.Int64 // counts the credentials that came, where it is not nil
}

// The account of every speaking server.
const (
	speakingHost     = "mail.example.test"
	speakingUser     = "jane@example.test"
	speakingPassword = "Spoken-secret-1"
)

// begins are the ports of the services at which TLS is at once, and by a command.
func begins() map[result.Service][2]int {
	return map[result.Service][2]int{result.IMAP: {993, 143}, result.POP3: {995, 110}, result.Submission: {465, 587}}
}

// start listens and returns the address.
func (s speaking) start(t *testing.T, certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) string {
	return testkit.Listen(t, func(conn net.Conn) {
		secure := tls.Server(conn, &tls.Config{GetCertificate: certificate})
		d := &conversation{speaking: s, r: bufio.NewReader(conn), w: conn, plain: true}
		begin := func() bool {
			d.plain, d.began = false, false
			d.r, d.w = bufio.NewReader(secure), secure
			return secure.Handshake() == nil
		}
		if s.port == begins()[s.service][0] && !begin() {
			return
		}
		d.say(d.text("GREETING"), "")
		for !d.ended {
			line, err := d.r.ReadString('\n')
			if err != nil {
				return
			}
			if d.answer(strings.TrimRight(line, "\r\n")); d.began && !begin() {
				return
			}
		}
		if d.plain {
			conn.(*net.TCPConn).CloseWrite()
		} else {
			secure.CloseWrite()
		}
		io.Copy(io.Discard, d.r) // what still comes must not turn the end into a reset
	})
}

// text returns what the script, or else the usual server, says.
func (d *conversation) text(command string) string {
	text, _ := d.scripted(command)
	for _, usual := range []string{d.named(command), command} {
		if text == "" {
			text = unscripted()[d.service][usual]
		}
	}
	return text
}

// scripted returns what the script says, and whether it says anything.
func (d *conversation) scripted(command string) (string, bool) {
	text, scripted := d.script[d.named(command)]
	if _, apart := unscripted()[d.service]["PLAIN "+command]; !scripted && !(apart && d.plain) {
		text, scripted = d.script[command]
	}
	return text, scripted
}

// named returns a command as the script names it, by whether TLS has begun.
func (d *conversation) named(command string) string {
	if d.plain {
		return "PLAIN " + command
	}
	return command
}

// unscripted returns what a server without a script answers. It has 50
// messages.
func unscripted() map[result.Service]map[string]string {
	return map[result.Service]map[string]string{
		result.IMAP: {
			"GREETING":     "* OK ready",
			"CAPABILITY":   "* CAPABILITY IMAP4rev1 ID IDLE NAMESPACE QUOTA UIDPLUS SASL-IR AUTH=PLAIN|{tag} OK done",
			"ID":           `* ID ("name" "Example")|{tag} OK done`,
			"LOGIN":        "{tag} OK Logged in",
			"NAMESPACE":    `* NAMESPACE (("" "/")) NIL NIL|{tag} OK done`,
			"LIST":         `* LIST (\HasNoChildren) "/" INBOX|* LIST (\HasNoChildren \Sent) "/" Sent|{tag} OK done`,
			"STATUS INBOX": "* STATUS INBOX (MESSAGES 40 UIDNEXT 1000 UIDVALIDITY 7 UNSEEN 1)|{tag} OK done",
			"STATUS Sent":  "* STATUS Sent (MESSAGES 10 UIDNEXT 100 UIDVALIDITY 7 UNSEEN 0)|{tag} OK done",
			"GETQUOTAROOT": `* QUOTAROOT INBOX ""|* QUOTA "" (STORAGE 5120 1048576)|{tag} OK done`,
			"EXAMINE":      "* 40 EXISTS|* 0 RECENT|* OK [UIDVALIDITY 7] ok|* OK [UIDNEXT 1000] ok|{tag} OK [READ-ONLY] done",
			"SEARCH":       "* SEARCH 1|{tag} OK done",
			"LOGOUT":       "* BYE bye|{tag} OK done|CLOSE",
			"":             "{tag} BAD unknown command",

			"PLAIN CAPABILITY": "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED|{tag} OK done",
			"STARTTLS":         "{tag} OK begin|TLS",
		},
		result.POP3: {
			"GREETING": "+OK ready", "CAPA": "+OK|USER|UIDL|RESP-CODES|SASL PLAIN|.", "LOGIN": "+OK logged in", "USER": "+OK",
			"STAT": "+OK 2 3000", "LIST": "+OK|1 1000|2 2000|.", "UIDL": "+OK 1 a", "NOOP": "+OK", "QUIT": "+OK bye|CLOSE", "": "-ERR unknown command",

			"PLAIN CAPA": "+OK|STLS|UIDL|RESP-CODES|.", "STLS": "+OK begin|TLS",
		},
		result.Submission: {
			"GREETING": "220 " + speakingHost + " ESMTP",
			"EHLO":     "250-" + speakingHost + "|250-PIPELINING|250-8BITMIME|250-SMTPUTF8|250-SIZE 52428800|250-ENHANCEDSTATUSCODES|250 AUTH PLAIN LOGIN",
			"LOGIN":    "235 2.7.0 ok", "NOOP": "250 ok", "QUIT": "221 bye|CLOSE", "": "502 5.5.2 unknown command",

			"PLAIN EHLO": "250-" + speakingHost + "|250-PIPELINING|250-ENHANCEDSTATUSCODES|250 STARTTLS", "STARTTLS": "220 2.0.0 begin|TLS",
		},
	}
}

// conversation is one connection.
type conversation struct {
	speaking
	r     *bufio.Reader
	w     io.Writer
	plain bool // TLS has not begun
	began bool // it begins now
	ended bool
}

// say sends the lines of an answer, one after the other.
func (d *conversation) say(text, tag string) {
	for line := range strings.SplitSeq(text, "|") {
		switch line {
		case "CLOSE":
			d.ended = true
			return
		case "TLS":
			d.began = true
			return
		}
		fmt.Fprintf(d.w, "%s\r\n", strings.ReplaceAll(line, "{tag}", tag))
	}
}

func (d *conversation) answer(line string) {
	tag, rest := "", line
	if d.service == result.IMAP {
		tag, rest, _ = strings.Cut(line, " ")
	}
	word, arguments, _ := strings.Cut(rest, " ")
	word = strings.ToUpper(word)
	if word == "UID" { // the same answer with and without
		word, arguments, _ = strings.Cut(arguments, " ")
	}
	mailbox := word + " " + strings.Trim(strings.SplitN(arguments, " (", 2)[0], `"`)
	switch text, scripted := d.scripted(word); {
	case word == "AUTHENTICATE" || word == "AUTH":
		d.exchange(tag, arguments)
	case word == "PASS" || word == "LOGIN":
		d.judge(tag)
	case scripted:
		d.say(text, tag)
	case d.text(mailbox) != "":
		d.say(d.text(mailbox), tag)
	case word == "FETCH":
		d.fetch(tag, arguments)
	default:
		if text = d.text(word); text == "" {
			text = d.text("")
		}
		d.say(text, tag)
	}
}

// exchange takes the credential of PLAIN or LOGIN.
func (d *conversation) exchange(tag, arguments string) {
	if text := d.text("AUTH"); text != "" {
		d.say(text, tag)
		return
	}
	mechanism, initial, _ := strings.Cut(arguments, " ")
	prompts := map[string][]string{"PLAIN": {""}, "LOGIN": {"Username:", "Password:"}}[strings.ToUpper(mechanism)]
	more := map[result.Service]string{result.Submission: "334 "}[d.service]
	if more == "" {
		more = "+ "
	}
	for i, prompt := range prompts {
		if i == 0 && initial != "" {
			continue
		}
		d.say(more+base64.StdEncoding.EncodeToString([]byte(prompt)), tag)
		if _, err := d.r.ReadString('\n'); err != nil {
			return
		}
	}
	d.judge(tag)
}

// judge answers to a credential.
func (d *conversation) judge(tag string) {
	if d.logins != nil {
		d.logins.Add(1)
	}
	d.say(d.text("LOGIN"), tag)
}

// fetch answers with messages that came once a day.
func (d *conversation) fetch(tag, arguments string) {
	set, _, _ := strings.Cut(arguments, " ")
	for part := range strings.SplitSeq(set, ",") {
		from, to, ranged := strings.Cut(part, ":")
		first, _ := strconv.Atoi(from)
		last, err := strconv.Atoi(to)
		if !ranged {
			last = first
		} else if err != nil || last > 40 {
			last = 40
		}
		for n := first; n <= last; n++ {
			date := testkit.Today().AddDate(0, 0, n-40).Format("02-Jan-2006 15:04:05 -0700")
			d.say(fmt.Sprintf(`* %d FETCH (UID %d RFC822.SIZE 100000 FLAGS (\Seen) INTERNALDATE "%s")`, n, n, date), tag)
		}
	}
	d.say("{tag} OK done", tag)
}

// spoken is a section of testdata/servers: servers, and what the program has to
// say of them.
type spoken struct {
	name    string
	servers []speaking
	flags   []string
	verdict string         // ok, warn, fail, of a probe with a login
	finds   []string       // every finding that is no pass: "ID status", in any order
	says    []string       // what stands in the English screen, in this order or not
	not     []string       // what does not
	fixed   map[string]int // exit statuses that differ from the verdict's, by command
}

var section = regexp.MustCompile(`(?m)^== (\S+)\n`)

// readSpoken reads a file of such sections. A line that begins with "#" says
// where the words were seen.
func readSpoken(t *testing.T, text string) []spoken {
	t.Helper()
	var list []spoken
	heads := section.FindAllStringSubmatchIndex(text, -1)
	for i, at := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		s := spoken{name: text[at[2]:at[3]], fixed: map[string]int{}}
		sourced := false
		for line := range strings.Lines(text[at[1]:end]) {
			line = strings.TrimRight(line, "\n")
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch {
			case line == "":
			case strings.HasPrefix(line, "#"):
				sourced = true
			case strings.HasPrefix(line, " "):
				for command := range strings.SplitSeq(key, ", ") {
					s.servers[len(s.servers)-1].script[command] = value
				}
			case key == "verdict":
				s.verdict = value
			case key == "finds":
				s.finds = append(s.finds, value)
			case key == "says":
				s.says = append(s.says, value)
			case key == "not":
				s.not = append(s.not, value)
			case key == "flags":
				s.flags = strings.Fields(value)
			case slices.Contains(result.Services(), result.Service(key)):
				s.servers = append(s.servers, speaking{service: result.Service(key), port: begins()[result.Service(key)][0], script: map[string]string{}})
			case slices.Contains(result.Services(), result.Service(strings.TrimSuffix(key, " by a command"))):
				service := result.Service(strings.TrimSuffix(key, " by a command"))
				s.servers = append(s.servers, speaking{service: service, port: begins()[service][1], script: map[string]string{}})
			default:
				t.Fatalf("%s: %q", s.name, line)
			}
		}
		if !sourced || len(s.servers) == 0 || s.verdict == "" {
			t.Fatalf("%s is not whole", s.name)
		}
		list = append(list, s)
	}
	return list
}

//go:build unix

package settings

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/probe"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// host is a mail server of the matrix.
type host struct {
	name   string
	start  string // as realserver names it
	german bool
	sent   string // the folder for sent mail, as it crosses the wire
	junk   string // "" where it has none
	system bool   // it runs from a system of another release: .ci/matrix has that, and CI has not
}

// hosts returns the servers of the matrix, each laid out otherwise.
func hosts() []host {
	return []host{
		{"dovecot", "dovecot", false, "Sent", "Junk", false},
		{"dovecot-german", "dovecot", true, "INBOX.Gesendet", "INBOX.Spam", false},
		{"courier", "courier", false, "INBOX.Sent", "INBOX.Junk", false},
		{"cyrus", "cyrus", false, "Envoy&AOk-s", "Ind&AOk-sirables", false},
		{"mailutils", "mailutils", false, "Sent", "", false},
		{"dovecot-2.4", "dovecot24", false, "Sent", "Junk", true},
	}
}

// way is how a program connects.
type way struct {
	service  result.Service
	security result.Security
}

func ways() []way {
	return []way{{result.IMAP, result.TLS}, {result.IMAP, result.StartTLS}, {result.POP3, result.TLS}, {result.POP3, result.StartTLS}}
}

func (w way) port() int {
	return map[way]int{{result.IMAP, result.TLS}: 993, {result.IMAP, result.StartTLS}: 143, {result.POP3, result.TLS}: 995, {result.POP3, result.StartTLS}: 110}[w]
}

// cell is one program at one server by one way, with the settings that follow
// from a probe of that server with a login.
type cell struct {
	*testing.T
	*computer
	host     host
	server   *realserver.Server
	way      way
	settings Settings
	sink     *submission // of a program that sends; else nil
	here     int         // messages that the program has to find

	sentBefore int // messages in the folder for sent mail
}

// participant is a program of the matrix: what runs it with its files, and
// returns once it has fetched what there is, and sent one message.
type participant struct {
	name, program, debian string
	after                 string // in what it says of its version
	flag                  string // that has it say so; "": its package does
	sends                 bool   // and keeps a copy on an IMAP server
	slow                  bool   // it takes minutes: .ci/matrix runs it, and CI does not
	clicked               bool   // it has windows alone: CI runs each encryption once at servers beside Dovecot
	run                   func(*cell)
}

func (p participant) version(t *testing.T) string {
	t.Helper()
	if p.flag == "" {
		return version(t, "", "dpkg-query", "-W", "-f=${Version}", p.debian)
	}
	return version(t, p.after, p.program, p.flag)
}

// obstacle is a fault of a server or of a program, as seen in these versions,
// that keeps the program out: no file of ours could mend it.
type obstacle struct {
	release         string // of Debian, whose program it is; "": whichever
	program, server string
	service         result.Service
	security        result.Security // "": over both ways
	why             string
}

func obstacles() []obstacle {
	return []obstacle{
		{"", "offlineimap3", "mailutils", result.IMAP, "", "imap4d 3.15 refuses ID before the login, which OfflineIMAP 8.0.0 takes for the end"},
		{"12", "mbsync-backup", "mailutils", result.IMAP, "", "imap4d 3.15 answers FETCH in a form that mbsync 1.4.4 does not read, once messages were deleted"},
		{"13", "mbsync-backup", "mailutils", result.IMAP, "", "imap4d 3.15 answers OK to every APPEND into the folder that is selected, and keeps the first alone: of 12 messages that mbsync 1.5.1 restores, one"},
		{"12", "mu4e", "mailutils", result.IMAP, "", "imap4d 3.15 answers FETCH in a form that mbsync 1.4.4 does not read (received extraneous data in FETCH response), once a message was put into a folder"},
		{"", "alpine", "mailutils", result.IMAP, "", "imap4d 3.15 gives no answer to the password that Alpine 2.26 sends after AUTHENTICATE PLAIN"},
		{"", "gnus", "mailutils", result.IMAP, result.StartTLS, "Emacs (28.2, 30.1) takes the second line of the answer to CAPABILITY, which imap4d 3.15 sends by itself, for the answer to STARTTLS"},
		{"12", "evolution", "courier", result.POP3, result.StartTLS, "Courier 5.0.13 announces PIPELINING, offers no mechanism over POP, and loses the PASS that Evolution 3.46.4 sends along with USER; without extensions Evolution has no STARTTLS"},
	}
}

// unable says why a program cannot work at a server, or "".
func unable(release, program, server string, w way) string {
	for _, o := range obstacles() {
		if (o.release == "" || o.release == release) && o.program == program && o.server == server && o.service == w.service && (o.security == "" || o.security == w.security) {
			return o.why
		}
	}
	return ""
}

// hasTurn reports whether this run has that cell: .ci/matrix has all.
func hasTurn(p participant, h host, w way) bool {
	if os.Getenv("MAILADVISOR_MATRIX") == "whole" {
		return true
	}
	usual := w == way{result.IMAP, result.TLS} || w == way{result.POP3, result.StartTLS}
	return !p.slow && !h.system && (!p.clicked || usual || h.name == "dovecot")
}

// The matrix: every program, at every server, over both protocols and both ways
// of encryption. What a program fetched, deleted and left, and where the sent
// copy went, is asked of the server. Cells that are refused by name are those
// for which there are no files; what a program or a server has not is no cell.
func TestMatrix(t *testing.T) {
	t.Parallel()
	book := newMatrixBook(t)
	for _, p := range participants() {
		for _, h := range hosts() {
			turns := slices.DeleteFunc(ways(), func(w way) bool { return !hasTurn(p, h, w) })
			if len(turns) == 0 {
				continue
			}
			t.Run(p.name+"/"+h.name, func(t *testing.T) {
				t.Parallel()
				row, ok := client.Lookup(p.name)
				if !ok {
					t.Fatalf("no program %s", p.name)
				}
				var able []way
				for _, w := range turns {
					why := unable(book.release, p.name, h.name, w)
					switch {
					case row.Reads(string(w.service)) != client.Yes:
					case why != "":
						book.unable(p.name, h, w, why)
					default:
						able = append(able, w)
					}
				}
				if len(able) == 0 {
					return
				}
				program(t, p.program, p.debian)
				s := realserver.Start(t, h.start, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}, German: h.german})
				installed := p.version(t)
				for _, w := range able {
					t.Run(fmt.Sprintf("%s %s", w.service, w.security), func(t *testing.T) {
						needs, left := choose.Needs{}, 12
						if w == (way{result.POP3, result.StartTLS}) {
							needs.ServerCopy = "forbidden"
							if !row.Keep.ByHand {
								left = 0
							}
						}
						c, refusal := newCell(t, p, h, s, w, needs, nil)
						if refusal != nil {
							book.refused(t, p.name, h, w, refusal)
							return
						}
						book.proven(t, p.name, installed, h, s, w)
						c.check(p, left)
					})
				}
			})
		}
	}
}

// newCell probes the server, and makes the settings that follow from that and
// from what the person said, with an advice where there is room for one; the
// error is that there are no files for them.
func newCell(t *testing.T, p participant, h host, s *realserver.Server, w way, needs choose.Needs, advice *choose.Advice) (*cell, error) {
	t.Helper()
	var endpoints []result.Endpoint
	for _, other := range []way{w, {result.IMAP, result.TLS}} {
		_, text, _ := strings.Cut(s.Connect()[fmt.Sprintf("%s:%d", realserver.Host, other.port())][0], ":")
		port, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		if len(endpoints) == 0 || advice != nil && w.service != result.IMAP {
			endpoints = append(endpoints, result.Endpoint{Service: other.service, Host: "localhost", Port: port, Security: other.security})
		}
	}
	credential, err := probe.NewCredential(s.User(), s.Password(), false, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	target := result.Target{Input: "localhost", Host: "localhost", Address: "user@example.test", Domain: "example.test", User: s.User()}
	report, err := probe.Run(t.Context(), target, slices.Values(endpoints), probe.Options{Roots: s.Roots(), Credential: credential, Family: "ipv4"})
	if err != nil {
		t.Fatal(err)
	}
	for _, probe := range report.Probes {
		if !probe.LoggedIn() {
			t.Fatalf("no login: %+v %+v", probe.Failure, probe.Login)
		}
	}
	if advice != nil {
		needs.Clients = []string{p.name}
		*advice = choose.Choose(report, needs)
	}
	c := &cell{T: t, host: h, server: s, way: w, settings: *For(report, advice, &needs, string(w.service)), here: 12}
	c.settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: w.security, Username: s.User(), Auth: AuthPassword, Mechanism: "PLAIN"}
	if p.sends {
		c.sink = newSubmission(t, w.security == result.TLS)
		c.settings.Outgoing.Port = c.sink.port
	}
	if _, err := Files(c.settings, p.name, "", printer(t, "en")); err != nil {
		return nil, err
	}
	c.computer = newComputer(t, "user@example.test", s.Password())
	authorities := []string{s.CAFile()}
	if c.sink != nil {
		authorities = append(authorities, c.sink.caFile)
	}
	c.trusts(authorities...)
	return c, nil
}

// check runs the program and asks the server what it did: how many messages are
// left of 12, among others.
func (c *cell) check(p participant, left int) {
	c.Helper()
	copied := p.sends && c.way.service == result.IMAP
	if copied {
		c.sentBefore = c.server.Count(c.T, c.host.sent)
	}
	loginsBefore, failedBefore := c.server.Logins()
	p.run(c)
	testkit.Await(c.T, "a login at the server", func() bool { return c.server.LoggedIn() > loginsBefore })
	if _, failed := c.server.Logins(); failed != failedBefore {
		c.Errorf("%d logins failed", failed-failedBefore)
	}
	testkit.Await(c.T, fmt.Sprintf("%d messages left", left), func() bool { return c.server.Count(c.T, "INBOX") == left })
	if copied {
		testkit.Await(c.T, "a copy in "+c.host.sent, func() bool { return c.server.Count(c.T, c.host.sent) == c.sentBefore+1 })
	}
	if c.sink != nil {
		c.sink.tookFrom(c.T, c.server.User(), c.server.Password(), c.settings.Address)
	}
}

// fetched wants a Maildir folder to hold what the server has.
func (c *cell) fetched(folder string) {
	c.Helper()
	if n := c.messages(folder); n != c.here {
		c.Errorf("%d messages in %s, want %d", n, folder, c.here)
	}
}

// maildir makes a folder, as a note of the file tells a person to.
func (c *computer) maildir(folder string) {
	c.t.Helper()
	for _, part := range []string{"cur", "new", "tmp"} {
		c.mkdir(folder + "/" + part)
	}
}

package mailhost

import (
	"crypto/tls"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is one row of the table: a way in which a host can be broken, slow or
// hostile. The host is that of the default scenario in all else.
type Fault struct {
	Name string // for Config.Scenario, behind "fault:"
	Does string // what the host does
	// Kind is the failure that a reader must report, or empty where the host
	// must still be read as working.
	Kind     string
	Step     string   // where a reader meets it
	Services []string // the endpoints that have it, by [Endpoint.Key]

	refuse      bool                // nothing listens
	swapTLS     bool                // plaintext on the TLS ports, TLS on the STARTTLS ports
	certificate certificate         // how the certificate differs
	maxTLS      uint16              // the newest TLS version that is spoken
	smallHello  bool                // a first message of TLS with post-quantum key shares is reset
	likeOpenSSL *choice             // what a first message with DHE is answered with
	wantsClient bool                // a certificate of the client is asked for, and needed
	suites      []uint16            // the cipher suites that are taken in place of the usual ones
	without     []string            // capabilities taken away
	with        map[string][]string // capabilities added, by service
	fades       []string            // IMAP capabilities that end with the login
	mechanisms  []string            // instead of the usual ones
	unserved    []string            // mechanisms that are announced, and refused before the client says anything
	shut        map[string]string   // folders that are listed and do not open, with what is said of them
	wantsID     string              // what is said of every folder until ID came with values; "" where they open
	token       *tokenFault         // which token a login has, and what is said of every one
	popShows    int                 // the newest messages that POP3 shows; 0: all
	preauth     bool                // the session begins logged in
	statusSize  string              // what STATUS says for SIZE
	at          map[point]deviation
}

// Faults lists the rows, in the order of a session.
func Faults() []Fault {
	return slices.Concat(connectionFaults(), greetingFaults(), tlsFaults(), startTLSFaults(),
		certificateFaults(), capabilityFaults(), loginFaults(), tokenFaults(), accountFaults(), hostileFaults())
}

// rejects tells whether the fault stands in for the answer to a login.
func (f Fault) rejects() bool {
	_, ok := f.at[atLogin]
	return ok
}

// point is a place in a session where a fault can act.
type point string

const (
	atConnect    point = "connect"   // before TLS and before the greeting
	atHandshake  point = "handshake" // in place of TLS
	atUpgrade    point = "upgrade"   // behind the positive answer to STARTTLS, in one segment with it
	atGreeting   point = "greeting"
	atCapability point = "capability"
	atStartTLS   point = "starttls"
	atLogin      point = "login"   // once the credentials were received
	atAlert      point = "alert"   // before the answer to a login
	atCommand    point = "command" // any command
	atID         point = "id"
	atAccount    point = "account" // a command that needs a login
	atList       point = "list"
	atQuota      point = "quota"
	atNamespace  point = "namespace"
	atExamine    point = "examine"
	atSearch     point = "search"
	atFetch      point = "fetch"
)

// deviation is what the host does at a point instead of the usual.
type deviation struct {
	wait  bool          // until the client has sent an octet
	after time.Duration // it comes that late
	// say is said there, by service; "" is for all. {tag}, {used}, {limit} and
	// {tight} stand for the command's tag and, in units of 1024 octets, the quota
	// and a limit that leaves 64 kB free.
	say  map[string]string
	then action
	more string // what endless and drip repeat
	// each is said so many times before say, for every n from 1.
	each  string
	times int
}

// resetAfter is how long the host waits before a reset, so that a client has
// its connection, or the last answer, before it loses it.
const resetAfter = 100 * time.Millisecond

// late is how long a host takes that is slow, and not broken: longer than a
// reader waits by itself, and less than one of RFC 5321 section 4.5.3.2 has to.
const late = 12 * time.Second

// action is how the session goes on after a deviation.
type action int

const (
	answer    action = iota // the deviation was the answer
	proceed                 // the usual follows
	closed                  // the connection is closed
	reset                   // and with a TCP reset
	halfClose               // nothing more is sent, but everything received
	hang                    // nothing more happens
	endless                 // more is sent without an end
	drip                    // more is sent without an end, one octet a second
)

// deviate does what the session's fault does at a point. It returns true
// where the usual must not follow, and an error where the session is over.
func (s *session) deviate(at point, tag string) (bool, error) {
	d, ok := s.fault.at[at]
	if !ok {
		return false, nil
	}
	if d.wait {
		s.raw.Read(make([]byte, 1))
	}
	s.pause(d.after)
	text, ok := d.say[s.endpoint.Service]
	if !ok {
		text = d.say[""]
	}
	for n := range d.times {
		s.write(strings.ReplaceAll(d.each, "{n}", strconv.Itoa(n+1)))
	}
	s.write(strings.NewReplacer("{tag}", tag,
		"{used}", strconv.FormatInt(s.host.mailbox.usedUnits(), 10),
		"{limit}", strconv.FormatInt(s.host.mailbox.limitUnits(), 10),
		"{tight}", strconv.FormatInt(s.host.mailbox.usedUnits()+64, 10)).Replace(text))
	switch d.then {
	case answer:
		return true, nil
	case proceed:
		return false, nil
	}
	s.w.Flush()
	switch d.then {
	case closed:
		if c, ok := s.endWriting(); ok { // to close with something unread is a reset
			c.SetReadDeadline(time.Now().Add(closeWithin))
			io.Copy(io.Discard, c)
		}
		s.conn.Close()
	case reset:
		s.pause(resetAfter)
		if c, ok := s.raw.(*net.TCPConn); ok {
			c.SetLinger(0) // the close that follows is then a reset
		}
	case halfClose:
		s.endWriting()
		io.Copy(io.Discard, s.conn)
	case hang:
		io.Copy(io.Discard, s.conn)
	case endless:
		s.repeat(d.more)
	case drip:
		s.drip(d.more)
	}
	return true, errEnd
}

// closeWithin is how long a host that closes takes what is still sent to it.
const closeWithin = 200 * time.Millisecond

// endWriting says that nothing more is sent, and returns the connection where
// it is one of TCP.
func (s *session) endWriting() (*net.TCPConn, bool) {
	if c, ok := s.conn.(*tls.Conn); ok {
		c.CloseWrite()
	}
	c, ok := s.raw.(*net.TCPConn)
	if ok {
		c.CloseWrite()
	}
	return c, ok
}

// repeat sends text until the connection ends.
func (s *session) repeat(text string) {
	block := []byte(strings.Repeat(text, 1+(16<<10)/len(text)))
	for {
		if _, err := s.conn.Write(block); err != nil {
			return
		}
	}
}

// drip sends text over and over, one octet a second, until the connection or
// the host ends.
func (s *session) drip(text string) {
	for i := 0; ; i = (i + 1) % len(text) {
		if _, err := s.conn.Write([]byte{text[i]}); err != nil {
			return
		}
		s.pause(time.Second)
	}
}

// pause waits, at most until the host ends.
func (s *session) pause(d time.Duration) {
	const piece = 50 * time.Millisecond // a sleep, not a channel: bubbles of synctest go through it
	for ; d > 0 && s.host.done.Err() == nil; d -= piece {
		time.Sleep(min(d, piece))
	}
}

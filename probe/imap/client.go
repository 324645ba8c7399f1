package imap

import (
	"fmt"
	"math"
	"runtime/debug"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// A Client is go-imap behind a wall: the library writes commands, literals and
// SASL exchanges; what the server answers is read by this package.
type Client struct {
	conn *wire.Conn
	wall *wall
	lib  *imapclient.Client

	spelled map[string]string // names that the library would write in another way than the server, as the server does
	asked   int               // commands that the library does not write
}

// Open hands the connection over. The library gets a greeting with the
// capabilities that were read, so that it does not ask for them again.
func Open(c *wire.Conn, caps []string) (*Client, error) {
	w := &wall{Conn: c}
	w.hand([]byte("* OK [CAPABILITY " + strings.Join(atoms(caps), " ") + "] ready"))
	k := &Client{conn: c, wall: w, lib: imapclient.New(w, nil)}
	return k, k.guarded(k.lib.WaitGreeting)
}

// leaveAfter is how long a call of the library may go on behind the end of its
// connection.
const leaveAfter = 2 * time.Second

// guarded calls the library in a goroutine of its own. It does not wait for a
// call that does not return although the connection has ended, and makes an
// error of one that panics.
func (k *Client) guarded(call func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- result.NewFailure(result.LocalError, fmt.Sprintf("go-imap: %v\n%s", v, debug.Stack()))
			}
		}()
		done <- call()
	}()
	select {
	case err := <-done:
		return err
	case <-k.conn.Done():
	}
	late := time.NewTimer(leaveAfter)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
	}
	if f := k.conn.Failure(); f != nil {
		return f
	}
	return result.NewFailure(result.LocalError, "go-imap does not return")
}

// Login makes one attempt with LOGIN (RFC 3501 section 6.2.3).
func (k *Client) Login(user, secret string) error {
	return k.guarded(func() error { return k.lib.Login(user, secret).Wait() })
}

// An Exchange is one AUTHENTICATE (RFC 3501 section 6.2.2), line by line: the
// library gives it up where a server asks once more than it expects.
type Exchange struct {
	client  *Client
	command *Command // nil before the first line
}

// Authenticate returns an exchange that has not begun.
func (k *Client) Authenticate() *Exchange { return &Exchange{client: k} }

// Ask sends a line of the exchange, the first behind AUTHENTICATE, and returns
// the challenge that answers it, or that the login is done. The error is that of
// [Command.Wait].
func (x *Exchange) Ask(line string) (challenge string, done bool, err error) {
	if x.command == nil {
		x.command = x.client.own(&Command{name: "AUTHENTICATE", more: make(chan string, maxQuestions)}, line)
	} else if _, err := x.client.conn.Write([]byte(line + "\r\n")); err != nil {
		x.client.conn.Close()
	}
	select {
	case challenge = <-x.command.more:
		return challenge, false, nil
	case <-x.command.done:
	case <-x.client.wall.Done():
	}
	select {
	case challenge = <-x.command.more: // it came before what ended the command
		return challenge, false, nil
	default:
		return "", true, x.command.Wait()
	}
}

// maxQuestions is how often a server may ask in an exchange before it is
// answered: more than any mechanism does.
const maxQuestions = 8

// Leave sends LOGOUT, and waits for nothing: its answer says nothing.
func (k *Client) Leave() {
	k.guarded(func() error { k.lib.Logout(); return nil })
	k.conn.Close()
	k.guarded(k.lib.Close)
}

// send sends a command whose answers, of some kinds, are to be taken.
func (k *Client) send(name string, kinds []string, take func(*response), call func()) *Command {
	return k.begin(&Command{name: name, kinds: kinds, take: take}, call)
}

// begin sends a command by a call of the library.
func (k *Client) begin(c *Command, call func()) *Command {
	c.wall, c.done = k.wall, make(chan struct{})
	k.wall.mu.Lock()
	k.wall.next = c
	k.wall.mu.Unlock()
	if err := k.guarded(func() error { call(); return nil }); err != nil {
		f, ok := err.(*result.Failure)
		if !ok {
			f = result.NewFailure(result.LocalError, err.Error())
		}
		k.conn.Abort(f)
	}
	return c
}

// Capability asks for the capabilities, which are then among the lines of the
// step.
func (k *Client) Capability() *Command {
	return k.send("CAPABILITY", nil, nil, func() { k.lib.Capability() })
}

// Compress asks for compression of both directions (RFC 4978), which go-imap
// does not know. Nothing else may be under way.
func (k *Client) Compress() *Command {
	return k.own(&Command{name: "COMPRESS", agreed: k.conn.Inflate}, "DEFLATE")
}

// Spell has a mailbox asked about by the name that the server gave it.
func (k *Client) Spell(name, raw string) {
	if k.spelled == nil {
		k.spelled = map[string]string{}
	}
	k.spelled[name] = raw
}

// ask sends a command that the library would write in another way.
func (k *Client) ask(name, arguments string, kinds []string, take func(*response)) *Command {
	return k.own(&Command{name: name, kinds: kinds, take: take}, arguments)
}

// own sends a command that the library does not know of.
func (k *Client) own(c *Command, arguments string) *Command {
	k.asked++
	c.wall, c.ours, c.done, c.tag = k.wall, true, make(chan struct{}), fmt.Sprintf("C%d", k.asked)
	k.wall.mu.Lock()
	k.wall.pending = append(k.wall.pending, c)
	k.wall.mu.Unlock()
	if _, err := k.conn.Write([]byte(c.tag + " " + c.name + " " + arguments + "\r\n")); err != nil {
		k.conn.Close()
	}
	return c
}

// Identify says who this program is, with values (RFC 2971): some providers
// open no folder for a program that has not.
func (k *Client) Identify(name string) *Command {
	return k.send("ID", nil, nil, func() { k.lib.ID(&imap.IDData{Name: name}) })
}

// GetQuotaRoot asks for the quota roots of a mailbox (RFC 9208 section 4.1.2).
func (k *Client) GetQuotaRoot(mailbox string, q *Quotas) *Command {
	return k.send("GETQUOTAROOT", []string{"QUOTAROOT", "QUOTA"}, q.take, func() { k.lib.GetQuotaRoot(mailbox) })
}

// GetQuota asks for the limits of a quota root.
func (k *Client) GetQuota(root string, q *Quotas) *Command {
	return k.send("GETQUOTA", []string{"QUOTA"}, q.take, func() { k.lib.GetQuota(root) })
}

// Namespace asks which mailboxes are whose (RFC 2342).
func (k *Client) Namespace(m *Mailboxes) *Command {
	return k.send("NAMESPACE", []string{"NAMESPACE"}, m.take, func() { k.lib.Namespace() })
}

// ListOptions are what LIST is asked for beside the names. The zero value
// asks in the form of RFC 3501.
type ListOptions struct {
	Extended   bool // the form of RFC 5258
	SpecialUse bool // RFC 6154
	Status     bool // RFC 5819, by the items of STATUS
	Size       bool // STATUS=SIZE, RFC 8438
}

// List asks for all mailboxes.
func (k *Client) List(o ListOptions, m *Mailboxes) *Command {
	var options *imap.ListOptions
	if o.Extended {
		options = &imap.ListOptions{ReturnSpecialUse: o.SpecialUse}
		if o.Status {
			options.ReturnStatus = statusItems(o.Size)
		}
	}
	return k.send("LIST", []string{"LIST", "STATUS"}, m.take, func() { k.lib.List("", "*", options) })
}

// Status asks how much a mailbox holds.
func (k *Client) Status(name string, size bool, m *Mailboxes) *Command {
	if raw := k.spelled[name]; raw != "" {
		items := "MESSAGES"
		if size {
			items += " SIZE"
		}
		return k.ask("STATUS", quotedName(raw)+" ("+items+")", []string{"STATUS"}, m.take)
	}
	return k.send("STATUS", []string{"STATUS"}, m.take, func() { k.lib.Status(name, statusItems(size)) })
}

func statusItems(size bool) *imap.StatusOptions {
	return &imap.StatusOptions{NumMessages: true, Size: size}
}

// An Opening is EXAMINE: it opens a mailbox without touching its flags (RFC
// 3501 section 6.3.2).
type Opening struct {
	*Command
	Exists int64 // messages, once it is done
}

// Examine opens a mailbox.
func (k *Client) Examine(name string) *Opening {
	o := &Opening{}
	exists := func(r *response) { o.Exists = r.number }
	if raw := k.spelled[name]; raw != "" {
		o.Command = k.ask("EXAMINE", quotedName(raw), []string{"EXISTS"}, exists)
		return o
	}
	o.Command = k.send("EXAMINE", []string{"EXISTS"}, exists,
		func() { k.lib.Select(name, &imap.SelectOptions{ReadOnly: true}) })
	return o
}

// Search counts the messages from first to last (0 is the end of the mailbox)
// that arrived on a day or later. Where the server can count by itself (RFC
// 4731) it is asked to.
func (k *Client) Search(first, last int64, since time.Time, counts bool) *Search {
	s := &Search{first: first, last: last}
	criteria := &imap.SearchCriteria{Since: since}
	if first > 1 || last > 0 {
		var stretch imap.SeqSet
		stretch.AddRange(uint32(first), uint32(last))
		criteria.SeqNum = []imap.SeqSet{stretch}
	}
	var options *imap.SearchOptions
	if counts {
		options = &imap.SearchOptions{ReturnMin: true, ReturnCount: true}
	}
	s.Command = k.send("SEARCH", []string{"SEARCH", "ESEARCH"}, s.take, func() { k.lib.Search(criteria, options) })
	return s
}

// Marked asks which messages from first to last are unread, or marked as
// deleted. Where the server can write ranges (RFC 4731), it is asked to.
func (k *Client) Marked(first, last int64, deleted, ranges bool) *Marks {
	m := &Marks{first: first, last: last}
	var stretch imap.SeqSet
	stretch.AddRange(uint32(first), uint32(last))
	criteria := &imap.SearchCriteria{SeqNum: []imap.SeqSet{stretch}}
	if deleted {
		criteria.Flag = []imap.Flag{imap.FlagDeleted}
	} else {
		criteria.NotFlag = []imap.Flag{imap.FlagSeen}
	}
	var options *imap.SearchOptions
	if ranges {
		options = &imap.SearchOptions{ReturnAll: true}
	}
	m.Command = k.send("SEARCH", []string{"SEARCH", "ESEARCH"}, m.take, func() { k.lib.Search(criteria, options) })
	return m
}

// Fetch asks for at most n messages, evenly chosen, of those from first to
// last, and calls each as they come. What was not asked for is not read.
func (k *Client) Fetch(first, last int64, n int, items Items, each func(Message)) *Fetch {
	last = min(last, math.MaxUint32)
	first = max(1, min(first, last))
	f := &Fetch{items: items, each: each}
	set := imap.SeqSet{}
	if last-first < int64(n) {
		set.AddRange(uint32(first), uint32(last))
		f.left = newNumbers(first, last)
	} else {
		f.left = newNumbers(0, -1)
		for i := range int64(n) {
			number := first + i*(last-first)/int64(n-1)
			set.AddNum(uint32(number))
			f.left.add(number)
		}
	}
	options := &imap.FetchOptions{UID: items.UID, RFC822Size: items.Size, InternalDate: items.Date, Flags: items.Flags}
	c := &Command{name: "FETCH", kinds: []string{"FETCH"}, take: f.take, wants: f.wants}
	f.Command = k.begin(c, func() { k.lib.Fetch(set, options) })
	return f
}

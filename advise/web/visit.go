package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
)

// stage is how far a visit is.
type stage int

const (
	atStart   stage = iota
	searching       // the servers of an address are looked for
	found           // and known: a login can be given
	probing
	probed // there is a report: of a test, of a file, or of nothing at all
)

// visit is one person's way through the pages. It is in memory alone, and holds
// no password.
type visit struct {
	form string // against forged forms
	salt []byte // of what is remembered of refused passwords

	mu       sync.Mutex
	lang     string
	last     time.Time      // something was asked for
	tabs     map[string]int // open tabs, and the connections of each
	tabless  time.Time      // since when none is open; zero where one is, or none ever was
	version  int
	changed  chan struct{} // closed at the next change
	cancel   context.CancelFunc
	working  sync.WaitGroup
	closed   bool
	mistake  *run.Problem // of the form that was sent last
	stage    stage
	typed    string // as it was typed
	meant    bool   // the person was asked whether another domain is meant
	user     string
	job      run.Job
	sources  []sourceRow
	began    time.Time
	searched time.Duration // that the search took
	limit    time.Duration // of a search or a test
	problem  *run.Problem  // why the way ended
	watched  []*endpointRow
	said     []locale.Text // what a person has to know beside a login
	stopped  bool
	login    bool         // a password or a sign-in was given to the test
	trust    bool         // the hosts that were asked about may have it
	count    bool         // what fills the mailbox is counted too
	given    [32]byte     // what the login of the test was made of
	queued   int          // seconds that it waits at most for others to be over; 0: it does not
	signing  bool         // it waits for the end of a sign-in
	consent  *signin.Flow // that waits for the person
	issuer   string       // of a sign-in, as it was typed
	clientID string       // the same
	report   *result.Report
	needs    choose.Needs
	answers  map[string]string // by the ID of their question, as they were typed
	wrong    map[string]string // what is wrong with an answer, in words
	devices  []choose.Device
	before   string     // the advice before the last answer
	asked    []string   // IDs of the questions that were on the page, in their order
	refused  [][32]byte // passwords that a server has refused
	stored   []*advise.Document
	fromFile string
	policy   *advise.Document // a stored report that a policy judged
	review   reviewing
}

// sourceRow is what one source of a search has answered.
type sourceRow struct {
	Name   string
	Status result.Source
	Found  []result.Candidate
}

// endpointRow is one server of a test, live.
type endpointRow struct {
	Endpoint result.Endpoint
	Step     string // that is under way; "" before the first
	Since    time.Time
	TLS      bool // a handshake succeeded
	Reached  bool // somebody answered
	Failed   string
	Over     bool
}

func newVisit(lang string, now time.Time) *visit {
	v := &visit{form: rand.Text(), salt: []byte(rand.Text()), lang: lang, last: now, tabs: map[string]int{}, changed: make(chan struct{}), cancel: func() {}}
	v.reset()
	return v
}

// reset forgets the way, and not the person.
func (v *visit) reset() {
	v.stage, v.typed, v.user, v.job, v.sources, v.problem, v.mistake = atStart, "", "", run.Job{}, nil, nil, nil
	v.watched, v.said, v.stopped, v.login, v.report, v.needs = nil, nil, false, false, nil, choose.Needs{}
	v.signing, v.consent, v.issuer, v.clientID, v.review = false, nil, "", "", reviewing{}
	v.trust, v.count, v.given = false, false, [32]byte{}
	v.answers, v.wrong, v.devices, v.before, v.asked, v.stored, v.fromFile, v.policy, v.meant = map[string]string{}, map[string]string{}, nil, "", nil, nil, "", nil, false
}

// tell says to the pages that watch this visit that something has changed. The
// caller holds the lock.
func (v *visit) tell() {
	v.version++
	v.wake()
}

// wake has the pages that watch look again, though nothing has changed.
func (v *visit) wake() {
	close(v.changed)
	v.changed = make(chan struct{})
}

func (v *visit) language() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lang
}

// change does something to a visit, and tells.
func (v *visit) change(do func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	do()
	v.tell()
}

func (v *visit) seen(now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last = now
}

// over reports whether nobody looks any more: the last tab is closed, or
// nothing was asked for in a long time.
func (v *visit) over(now time.Time, grace time.Duration) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.consent != nil && v.consent.Kind == signin.Browser {
		return false // the tab is on the issuer's page, until the flow ends
	}
	if v.stage == searching || v.stage == probing || v.review.under {
		return !v.tabless.IsZero() && now.Sub(v.tabless) > grace
	}
	return now.Sub(v.last) > idleLimit || !v.tabless.IsZero() && now.Sub(v.tabless) > grace
}

// close ends what is under way, and forgets everything.
func (v *visit) close() {
	v.mu.Lock()
	v.cancel()
	v.closed = true
	v.tell()
	v.mu.Unlock()
	v.working.Wait()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.reset()
}

// work begins something that takes time, after whatever was under way has
// ended. The caller does not hold the lock.
func (v *visit) work(do func(context.Context)) {
	v.mu.Lock()
	v.cancel()
	v.mu.Unlock()
	v.working.Wait()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return
	}
	ctx, cancel := context.WithCancel(context.Background()) // the form that began it is answered at once
	v.cancel = cancel
	v.working.Go(func() {
		defer cancel()
		do(ctx)
	})
}

// markOf returns what is remembered of a password that was refused: nothing
// that it could be made from again.
func (v *visit) markOf(user, password string) [32]byte {
	m := hmac.New(sha256.New, v.salt)
	m.Write([]byte(user + "\x00" + password))
	return [32]byte(m.Sum(nil))
}

// event notes what a probe does.
func (v *visit) event(e probe.Event, now time.Time) {
	v.change(func() {
		for _, row := range v.watched {
			if row.Endpoint.Address() != e.Endpoint.Address() || row.Endpoint.Service != e.Endpoint.Service {
				continue
			}
			switch {
			case e.Finished:
				row.Over = true
			case !e.Done:
				row.Step, row.Since = e.Step, now
			case e.Status == result.Fail:
				row.Failed = e.Step
			case e.Status == result.OK:
				row.Reached = row.Reached || e.Step != "resolve"
				row.TLS = row.TLS || e.Step == "tls"
			}
		}
	})
}

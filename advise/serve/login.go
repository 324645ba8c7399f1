package serve

import (
	"context"
	"slices"
	"sync"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// restTime is how long a login rests after one that was sent and got no
// verdict: a server that was only busy is asked again, and an account whose
// password a server no longer takes is not locked by its watcher.
const restTime = 10 * time.Minute

// login is a credential of a configuration, with what is known of it. A wrong
// password is sent once, and not again with every scrape: probes that share a
// credential take turns, and a rejection ends its use.
type login struct {
	is   *config.Credential
	sent *probe.Credential // what a probe sends; nil where that is not known
	*standing
}

// standing is what came of a login. It outlives the configuration: whoever reads
// that again does not send a password again that was rejected.
type standing struct {
	turn chan struct{} // holds a token while nobody logs in

	mu       sync.Mutex
	rejected bool
	where    []result.Probe // the endpoints that rejected it, with what they said of it
	rests    time.Time      // until then
}

// newLogin returns a login of a configuration, in the standing that it had in
// the one before.
func newLogin(c *config.Credential, sent *probe.Credential, before map[string]*login) *login {
	for _, l := range before {
		if sent != nil && l.sent != nil && sent.SameLogin(l.sent) {
			return &login{is: c, sent: sent, standing: l.standing}
		}
	}
	l := &login{is: c, sent: sent, standing: &standing{turn: make(chan struct{}, 1)}}
	l.turn <- struct{}{}
	return l
}

// take waits for the turn of a probe. Usable is false where the login must
// not be sent; done ends the turn with the report, or nil where there is none.
func (l *login) take(ctx context.Context, now func() time.Time) (usable bool, done func(*result.Report), err error) {
	if !l.usable(now()) {
		return false, func(*result.Report) {}, nil
	}
	select {
	case <-l.turn:
	case <-ctx.Done():
		return false, nil, ctx.Err()
	}
	if !l.usable(now()) { // the one before was rejected
		l.turn <- struct{}{}
		return false, func(*result.Report) {}, nil
	}
	return true, func(r *result.Report) {
		if r != nil {
			l.learn(r, now())
		}
		l.turn <- struct{}{}
	}, nil
}

func (l *login) usable(now time.Time) bool { return l.withheld(now) == "" }

// withheld returns why the login is not sent: rejected, resting, or "".
func (l *login) withheld(now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.rejected:
		return withheldRejected
	case now.Before(l.rests):
		return withheldResting
	}
	return ""
}

// The reasons why a login is withheld.
const (
	withheldRejected = "rejected"
	withheldResting  = "resting"
)

func (l *login) learn(r *result.Report, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range r.Probes {
		if p.Login == nil || p.Login.Status != result.LoginFailed {
			continue
		}
		if p.Login.Failure != nil && p.Login.Failure.Temporary {
			l.rests = now.Add(restTime)
		} else {
			l.rejected = true
			l.where = append(l.where, result.Probe{Endpoint: p.Endpoint, Login: p.Login})
		}
	}
}

// rejections returns the endpoints that rejected the login.
func (l *login) rejections() []result.Probe {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.where)
}

// belongs reports whether the login may go to a host.
func (l *login) belongs(host string) bool { return slices.Contains(l.is.Hosts, host) }

package cli

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// progress shows on a terminal what is under way, and nothing elsewhere.
type progress struct {
	line  *render.Progress // nil where nobody watches
	by    func(source, server string) string
	mu    sync.Mutex
	over  map[string]bool // endpoints that are finished
	total int
	quiet bool // a search, or a question to the person, has the terminal

	asked int          // sources of a search that have answered
	best  result.Trust // of the best server so far
	said  string       // who names it
}

func (a *app) progress() *progress {
	p := &progress{over: map[string]bool{}}
	if a.canRedraw() && a.flags.output == "text" && a.flags.transcript != "-" {
		p.line = render.NewProgress(a.Err, a.words, a.errStyle())
		p.by = func(source, server string) string {
			return a.words.T("screen.discover.by."+source, nil) + a.words.T("screen.colon", nil) + server
		}
	}
	return p
}

// watch has a run tell what is under way.
func (p *progress) watch() run.Watch {
	if p.line == nil {
		return run.Watch{}
	}
	return run.Watch{Found: p.found, Searched: p.searched, Probing: p.probing, Event: p.event}
}

// expect says which jobs there are.
func (p *progress) expect(jobs []run.Job) {
	for _, j := range jobs {
		p.total += len(j.Endpoints)
		p.quiet = p.quiet || j.Live
	}
}

// found shows how far a search is, and the best server so far.
func (p *progress) found(s result.Source, found []result.Candidate) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	for _, c := range found {
		if c.Service != result.Submission && c.Security != result.None && (p.best == "" || c.Trust < p.best) {
			p.best, p.said = c.Trust, p.by(s.Name, c.Host+" "+strconv.Itoa(c.Port))
		}
	}
	p.line.Show(p.asked, max(p.asked, len(discover.Sources())-1), p.said, "") // a folder is asked where one was named
}

// searched erases what was shown of a search.
func (p *progress) searched() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.best, p.said = 0, "", ""
	p.line.Erase()
}

// event takes an event of a probe.
func (p *progress) event(e probe.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Finished {
		p.over[e.Endpoint.Address()] = true
	}
	if p.quiet {
		return
	}
	p.line.Show(len(p.over), p.total, e.Endpoint.Address(), e.Step)
}

// probing shows the progress of endpoints that were found.
func (p *progress) probing(endpoints []result.Endpoint) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet, p.total = false, len(endpoints)
	maps.DeleteFunc(p.over, func(address string, _ bool) bool {
		return !slices.ContainsFunc(endpoints, func(e result.Endpoint) bool { return e.Address() == address })
	})
}

// Done erases the line.
func (p *progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.line != nil {
		p.line.Erase()
	}
}

func (p *progress) aside() { p.Done() }
func (p *progress) ended() {}

// watch shows how far a run is: it steps aside before anything else is written,
// and counts the targets that ended.
type watch interface {
	aside()
	ended()
}

// sweepWatch shows on a terminal how far a list is, and nothing elsewhere. A
// nil watch shows nothing.
type sweepWatch struct {
	line  *render.Progress
	begun time.Time
	shown time.Time
	done  int
	total int // 0: not known
}

// sweepWatch watches a list. It keeps off a terminal that a result for
// machines is written to.
func (a *app) sweepWatch(targets *run.Lines) *sweepWatch {
	if !a.canRedraw() || a.flags.transcript == "-" || a.OutTerminal && a.flags.output != "text" {
		return nil
	}
	w := &sweepWatch{line: render.NewProgress(a.Err, a.words, a.errStyle()), begun: time.Now()}
	if total := targets.Total(); total > 0 {
		w.total = max(total-targets.Done, 1)
	}
	return w
}

// ended counts a target. The line changes a few times a second at most.
func (w *sweepWatch) ended() {
	if w == nil {
		return
	}
	w.done++
	if time.Since(w.shown) < 200*time.Millisecond {
		return
	}
	w.shown = time.Now()
	w.line.ShowSweep(w.done, w.total, float64(w.done)/time.Since(w.begun).Seconds())
}

func (w *sweepWatch) aside() {
	if w != nil {
		w.line.Erase()
	}
}

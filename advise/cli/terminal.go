package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// textOptions say what standard output can show.
func (a *app) textOptions(view string) render.TextOptions {
	return render.TextOptions{
		Color:   a.colored(a.OutTerminal),
		ASCII:   !a.utf8(),
		Verbose: a.flags.verbose,
		Why:     a.flags.why,
		View:    view,
		Command: a.flags.command,
	}
}

// errStyle says what standard error can show.
func (a *app) errStyle() render.TextOptions {
	return render.TextOptions{Color: a.colored(a.ErrTerminal), ASCII: !a.utf8()}
}

// colored decides on colour: asked for, or a terminal that was not told no
// (NO_COLOR, https://no-color.org).
func (a *app) colored(terminal bool) bool {
	switch a.flags.color {
	case "always":
		return true
	case "never":
		return false
	}
	return terminal && a.Env("NO_COLOR") == "" && a.Env("TERM") != "dumb"
}

// utf8 tells whether the locale's character set is UTF-8. Where no locale is
// set at all, it is taken to be: CI and containers show UTF-8.
func (a *app) utf8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := a.Env(name); v != "" {
			_, charset, found := strings.Cut(strings.ToLower(v), ".")
			charset, _, _ = strings.Cut(charset, "@")
			return !found && v != "C" && v != "POSIX" || charset == "utf-8" || charset == "utf8"
		}
	}
	return true
}

// say writes a line about what was done to standard error.
func (a *app) say(id string, args locale.Args) {
	fmt.Fprintln(a.Err, a.words.T("done."+id, args))
}

// progress shows on a terminal what is under way, and nothing elsewhere.
type progress struct {
	line  *render.Progress // nil where nobody watches
	mu    sync.Mutex
	over  map[string]bool // endpoints that are finished
	total int
	quiet bool // a search, or a question to the person, has the terminal
}

func (a *app) progress(jobs []job) *progress {
	p := &progress{over: map[string]bool{}}
	for _, j := range jobs {
		p.total += len(j.endpoints)
		if j.search != nil {
			p.quiet, j.search.watch = true, p
		}
	}
	if a.ErrTerminal && a.flags.output == "text" && a.flags.transcript != "-" {
		p.line = render.NewProgress(a.Err, a.words, a.errStyle())
	}
	return p
}

// Observe takes an event of a probe.
func (p *progress) Observe(e probe.Event) {
	if p.line == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Finished {
		p.over[e.Endpoint.Address()] = true
	}
	if p.quiet {
		return
	}
	p.line.Show(len(p.over), p.total, e.Endpoint.Address()+" "+e.Step)
}

// begin shows the progress of endpoints that were found.
func (p *progress) begin(endpoints []result.Endpoint) {
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
func (a *app) sweepWatch(targets *lines) *sweepWatch {
	if !a.ErrTerminal || a.flags.transcript == "-" || a.OutTerminal && a.flags.output != "text" {
		return nil
	}
	w := &sweepWatch{line: render.NewProgress(a.Err, a.words, a.errStyle()), begun: time.Now()}
	if total := targets.total(); total > 0 {
		w.total = max(total-targets.done, 1)
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

// locked is a writer that several goroutines share: standard error, and the
// transcript of several targets.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

package cli

import (
	"io"
	"strings"
	"sync"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

// textOptions say what standard output can show.
func (a *app) textOptions(view string) render.TextOptions {
	return render.TextOptions{
		Color:   a.colored(a.OutTerminal),
		ASCII:   !a.utf8(),
		Width:   a.OutColumns,
		Verbose: a.flags.verbose,
		Why:     a.flags.why,
		View:    view,
		Command: a.next,
	}
}

// textOptionsBeside are textOptions for what is said of a result on standard
// error.
func (a *app) textOptionsBeside(view string) render.TextOptions {
	o := a.textOptions(view)
	o.Color, o.Width = a.colored(a.ErrTerminal), a.ErrColumns
	return o
}

// errStyle says what standard error can show.
func (a *app) errStyle() render.TextOptions {
	return render.TextOptions{Color: a.colored(a.ErrTerminal), ASCII: !a.utf8(), Width: a.ErrColumns}
}

// canRedraw reports whether a line can be written over: on a terminal that
// says it can.
func (a *app) canRedraw() bool { return a.ErrTerminal && a.Env("TERM") != "dumb" }

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
	_ = render.Sentence(a.Err, a.words.T("done."+id, args), a.words, a.errStyle())
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

// remark says something before or beside the result, folded and inert.
func (a *app) remark(t locale.Text) {
	_ = render.Remark(a.Err, a.words.T(t.ID, t.Args), a.words, a.errStyle()) // nobody is left to tell
}

package cli

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe"
)

// A list of targets is text, one target a line: as on the command line, with
// empty lines and comments (a line that begins with #, or what stands behind
// " #"), or JSON: {"target": "imaps://mail.example.org"}, or a report of this
// program, which names its target in the same place. It is read as a stream.

// line is one target of a run: what was given, and where in a list it stands;
// 0 for an argument, or a target of a policy.
type line struct {
	target string
	number int
	wrong  *problem // it names no target
}

// listLines reads a list. Reading that fails is the last line, and so is that
// a whole list names no target: nothing was tested then, which is no success.
func listLines(r io.Reader) iter.Seq[line] {
	return func(yield func(line) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		empty := true
		for number := 1; ; number++ {
			text, long, err := readWhole(in)
			l := line{number: number}
			switch {
			case long:
				l.wrong = usage("list-long", locale.Args{"most_bytes": maxReport})
			case len(text) > 0:
				if number == 1 {
					text = bytes.TrimPrefix(text, []byte("\ufeff"))
				}
				l.target, l.wrong = lineTarget(text)
			}
			if l.target != "" || l.wrong != nil {
				empty = false
				if !yield(l) {
					return
				}
			}
			if err != nil {
				if err != io.EOF && !errors.Is(err, context.Canceled) {
					reason, detail := reasonOf(err)
					yield(line{number: number, wrong: unable("list-read", locale.Args{"reason": reason, "detail": detail})})
				} else if empty && err == io.EOF {
					yield(line{wrong: usage("list-empty", nil)})
				}
				return
			}
		}
	}
}

// readWhole reads a line, without its end. What is longer than any report is
// left out.
func readWhole(in *bufio.Reader) (text []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(text)+len(part) > maxReport {
			text, long = nil, true
		}
		if !long {
			text = append(text, part...)
		}
		if err != bufio.ErrBufferFull {
			return bytes.TrimSuffix(text, []byte("\n")), long, err
		}
	}
}

// lineTarget is the target that a line names; "" for none.
func lineTarget(text []byte) (string, *problem) {
	text = bytes.TrimSpace(text)
	if !bytes.HasPrefix(text, []byte("{")) {
		if i := bytes.Index(text, []byte(" #")); i >= 0 {
			text = bytes.TrimSpace(text[:i])
		}
		if bytes.HasPrefix(text, []byte("#")) {
			return "", nil
		}
		return string(text), nil
	}
	var object struct {
		Target json.RawMessage `json:"target"`
	}
	if err := json.Unmarshal(text, &object); err != nil {
		return "", usage("list-json", nil)
	}
	var name string
	var ofReport struct {
		Input string `json:"input"`
	}
	if json.Unmarshal(object.Target, &name) != nil && json.Unmarshal(object.Target, &ofReport) == nil {
		name = ofReport.Input
	}
	if name = strings.TrimSpace(name); name == "" {
		return "", usage("list-json-target", nil)
	}
	return name, nil
}

// lines are the targets of a run: the arguments, or a list. In a list every
// target stands for itself: what is wrong with one is told, and the others go on.
type lines struct {
	list  bool
	all   iter.Seq[line]
	again iter.Seq[line] // the same once more, to be counted before; nil where they can be read once alone
	done  int            // of an earlier run
	close func()
}

// total is how many there are; 0 where that cannot be known before.
func (l *lines) total() int {
	n := 0
	if l.again != nil {
		for range l.again {
			n++
		}
	}
	return n
}

// fit refuses what a form would not take, as far as that can be known before:
// only lines that name a target become a result.
func (l *lines) fit(form string) error {
	f, _ := render.FormatNamed(form)
	if f.Limit == 0 || l.again == nil {
		return nil
	}
	n := 0
	for t := range l.again {
		if _, err := probe.ParseTarget(t.target); t.wrong != nil || err != nil {
			continue
		}
		if n++; n > f.Limit {
			return tooMany(f, true)
		}
	}
	return nil
}

// lines finds the targets: arguments, or the one list that the argument - or
// --targets names.
func (a *app) lines(ctx context.Context, args []string) (*lines, error) {
	name := a.sweep.targets
	if i := slices.Index(args, "-"); i >= 0 {
		args = slices.Delete(slices.Clone(args), i, i+1)
		if name != "" {
			return nil, usage("two-lists", nil)
		}
		name = "-"
	}
	switch {
	case name == "":
		typed := func(yield func(line) bool) {
			for _, arg := range args {
				if !yield(line{target: arg}) {
					return
				}
			}
		}
		return a.narrowLines(&lines{all: typed, again: typed, close: func() {}})
	case len(args) > 0:
		return nil, usage("list-and-targets", locale.Args{"value": args[0]})
	case a.flags.demo != "":
		return nil, usage("demo-targets", nil)
	case a.loginNamed():
		return nil, usage("password-many-hosts", nil)
	}
	in, done := a.In, func() {}
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, fileProblem("list-file", name, err)
		}
		in, done = file, func() { file.Close() }
	}
	l := &lines{list: true, close: done}
	if file, ok := in.(*os.File); ok {
		info, err := file.Stat()
		switch {
		case err == nil && info.IsDir():
			done()
			return nil, fileProblem("list-file", name, syscall.EISDIR)
		case err == nil && info.Mode().IsRegular():
			l.all = listLines(file)
			if at, err := file.Seek(0, io.SeekCurrent); err == nil {
				l.again = func(yield func(line) bool) { listLines(io.NewSectionReader(file, at, info.Size()-at))(yield) }
			}
			return a.narrowLines(l)
		}
	}
	l.all = listLines(interruptible(ctx, in))
	return a.narrowLines(l)
}

// interruptible is a reader whose reads end with ctx. A read of a terminal or
// a pipe cannot be called back: it is left to the end of the process, or to
// what comes next.
func interruptible(ctx context.Context, in io.Reader) io.Reader {
	out, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, in)
		w.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { out.CloseWithError(ctx.Err()) })
	return out
}

// names are the targets of lines.
func names(all iter.Seq[line]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for l := range all {
			if !yield(l.target) {
				return
			}
		}
	}
}

// narrowLines keeps the share of the targets that --shard K/N names. More than
// the form of the result takes are refused before the first connection.
func (a *app) narrowLines(l *lines) (*lines, error) {
	if a.sweep.shard == "" {
		return l, l.fit(a.flags.output)
	}
	which, of, ok := strings.Cut(a.sweep.shard, "/")
	k, errK := strconv.Atoi(which)
	n, errN := strconv.Atoi(of)
	if !ok || errK != nil || errN != nil || k < 1 || k > n {
		return nil, usage("shard", locale.Args{"value": a.sweep.shard})
	}
	share := func(all iter.Seq[line]) iter.Seq[line] {
		return func(yield func(line) bool) {
			for t := range all {
				mine := shardOf(t.target, n) == k
				if t.wrong != nil {
					mine = k == 1 // told once
				}
				if mine && !yield(t) {
					return
				}
			}
		}
	}
	l.all = share(l.all)
	if l.again != nil {
		l.again = share(l.again)
	}
	return l, l.fit(a.flags.output)
}

// shardOf is the share, from 1 to n, that a target belongs to: the first eight
// octets of the SHA-256 of its name, as a number modulo n. It is the same on
// every machine and in every version.
func shardOf(target string, n int) int {
	sum := sha256.Sum256([]byte(target))
	return int(binary.BigEndian.Uint64(sum[:8])%uint64(n)) + 1
}

package run

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// A list of targets is text, one target a line: as on the command line, with
// empty lines and comments (a line that begins with #, or what stands behind
// " #"), or JSON: {"target": "imaps://mail.example.org", "id": 17, "labels":
// {"site": "north"}}, of which id and labels come back in the result, or a
// report of this program, which has them in the same places. What -o json writes
// is a list too: objects over several lines, or one array of them. It is read as
// a stream.

// Line is one target of a run: what was given, and where in a list it stands;
// 0 for an argument, or a target of a policy.
type Line struct {
	Target     string // where Wrong is set: the text of the line
	Number     int
	ID, Labels result.Given // that the line gives its target; any JSON, or none
	Wrong      *Problem     // it names no target
}

// mark has a report say which line it is of.
func (l Line) mark(r *result.Report) { r.Line, r.ID, r.Labels = l.Number, l.ID, l.Labels }

// listLines reads a list. Reading that fails is the last line, and so is that
// a whole list names no target: nothing was tested then, which is no success.
func listLines(r io.Reader) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		empty := true
		for number := 1; ; number++ {
			text, long, err := readWhole(in)
			l := Line{Number: number}
			if empty && opens(text) {
				listObjects(io.MultiReader(bytes.NewReader(bytes.Clone(text)), in), bytes.Contains(text, []byte("[")), yield)
				return
			}
			switch {
			case long:
				l.Wrong = Usage("list-long", locale.Args{"most_bytes": maxReport})
			case len(text) > 0:
				if number == 1 {
					text = bytes.TrimPrefix(text, []byte("\ufeff"))
				}
				l.read(text)
				if l.Target != "" && !isText(text) {
					l = Line{Number: number, Wrong: Usage("list-text", nil)}
				}
			}
			if l.Target != "" || l.Wrong != nil {
				empty = false
				if !yield(l) || l.Wrong != nil && l.Wrong.ID == "list-text" {
					return
				}
			}
			if err != nil {
				if err != io.EOF && !errors.Is(err, context.Canceled) {
					reason, detail := ReasonOf(err)
					yield(Line{Number: number, Wrong: Unable("list-read", locale.Args{"reason": reason, "detail": detail})})
				} else if empty && err == io.EOF {
					yield(Line{Wrong: Usage("list-empty", nil)})
				}
				return
			}
		}
	}
}

// isText reports whether a line can be one of a text in UTF-8. Where it cannot,
// the rest is not looked at: the file is no list. A comment may hold anything.
func isText(line []byte) bool {
	return utf8.Valid(line) && !bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' })
}

// opens reports whether a line begins JSON that goes on behind it.
func opens(line []byte) bool {
	text := string(bytes.TrimSpace(line))
	return text == "{" || text == "[" || text == "[{"
}

// listObjects reads a list that is JSON over any number of lines: objects, or
// one array of them, which are numbered from 1. Where it breaks off, it ends with
// that.
func listObjects(r io.Reader, array bool, yield func(Line) bool) {
	in := &perObject{r: r, left: 2 * maxReport}
	objects := json.NewDecoder(in)
	var err error
	if array {
		_, err = objects.Token()
	}
	for number := 1; ; number++ {
		var object json.RawMessage
		switch {
		case err != nil:
		case array && !objects.More():
			err = io.EOF
		default:
			err = objects.Decode(&object)
		}
		l := Line{Number: number}
		switch {
		case err == nil:
			l.read(object)
		case errors.Is(err, context.Canceled), err == io.EOF && number > 1:
			return
		case err == io.EOF:
			l = Line{Wrong: Usage("list-empty", nil)}
		case errors.Is(err, errTooLarge):
			l.Wrong = Usage("list-long", locale.Args{"most_bytes": maxReport})
		default:
			l.Wrong = Usage("list-json", nil)
		}
		if !yield(l) || err != nil {
			return
		}
		in.left = 2 * maxReport
	}
}

// perObject bounds what is read of one object.
type perObject struct {
	r    io.Reader
	left int
}

func (p *perObject) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, errTooLarge
	}
	n, err := p.r.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, err
}

// readWhole reads a line, without its end; the octets are good until the next
// is read. What is longer than any report is left out; what does not end then either is no file of lines, and an error.
func readWhole(in *bufio.Reader) (text []byte, long bool, err error) {
	for left := 2 * maxReport; ; {
		part, err := in.ReadSlice('\n')
		if left -= len(part); left < 0 {
			return nil, true, errTooLarge
		}
		if err != bufio.ErrBufferFull && len(text) == 0 && !long {
			return bytes.TrimSuffix(part, []byte("\n")), false, err
		}
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

// mostShown bounds what is repeated of a line that names no target.
const mostShown = 200

// read reads the target that a line names; none leaves it empty.
func (l *Line) read(text []byte) {
	text = bytes.TrimSpace(text)
	if !bytes.HasPrefix(text, []byte("{")) {
		if i := bytes.Index(text, []byte(" #")); i >= 0 {
			text = bytes.TrimSpace(text[:i])
		}
		if !bytes.HasPrefix(text, []byte("#")) {
			l.Target = string(text)
		}
		return
	}
	var object struct {
		Target json.RawMessage `json:"target"`
		ID     result.Given    `json:"id"`
		Labels result.Given    `json:"labels"`
	}
	var ofReport struct {
		Input string `json:"input"`
	}
	if json.Unmarshal(text, &object) != nil {
		l.Wrong = Usage("list-json", nil)
	} else if json.Unmarshal(object.Target, &l.Target) != nil && json.Unmarshal(object.Target, &ofReport) == nil {
		l.Target = ofReport.Input
	}
	l.ID, l.Labels = object.ID, object.Labels
	if l.Target = strings.TrimSpace(l.Target); l.Target == "" {
		l.Wrong = cmp.Or(l.Wrong, Usage("list-json-target", nil))
		l.Target = strings.ToValidUTF8(string(text[:min(len(text), mostShown)]), "")
	}
}

// Lines are the targets of a run: what was typed, or a list. In a list every
// target stands for itself: what is wrong with one is told, and the others go on.
type Lines struct {
	List  bool
	All   iter.Seq[Line]
	Done  int            // of an earlier run
	again iter.Seq[Line] // the same once more, to be counted before; nil where they can be read once alone
	close func()
}

// Close ends the reading of a list.
func (l *Lines) Close() { l.close() }

// Total returns how many there are; 0 where that cannot be known before.
func (l *Lines) Total() int {
	n := 0
	if l.again != nil {
		for range l.again {
			n++
		}
	}
	return n
}

// More reports whether more than most of the lines name a target, as far as
// that can be known before.
func (l *Lines) More(most int) bool {
	if l.again == nil {
		return false
	}
	n := 0
	for t := range l.again {
		if _, err := probe.ParseTarget(t.Target); t.Wrong != nil || err != nil {
			continue
		}
		if n++; n > most {
			return true
		}
	}
	return false
}

// Typed are targets that were typed.
func Typed(targets []string) *Lines {
	typed := func(yield func(Line) bool) {
		for _, target := range targets {
			if !yield(Line{Target: target}) {
				return
			}
		}
	}
	return &Lines{All: typed, again: typed, close: func() {}}
}

// OpenList opens a list: a file, or in for the name "-".
func OpenList(ctx context.Context, name string, in io.Reader) (*Lines, error) {
	done := func() {}
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, FileProblem("list-file", name, err)
		}
		in, done = file, func() { file.Close() }
	}
	l := &Lines{List: true, close: done}
	if file, ok := in.(*os.File); ok {
		info, err := file.Stat()
		switch {
		case err == nil && info.IsDir():
			done()
			return nil, FileProblem("list-file", name, syscall.EISDIR)
		case err == nil && info.Mode().IsRegular():
			l.All = listLines(file)
			if at, err := file.Seek(0, io.SeekCurrent); err == nil {
				l.again = func(yield func(Line) bool) { listLines(io.NewSectionReader(file, at, info.Size()-at))(yield) }
			}
			return l, nil
		}
	}
	l.All = listLines(interruptible(ctx, in))
	return l, nil
}

// interruptible returns a reader whose reads end with ctx. A read of a terminal
// or a pipe cannot be called back: it is left to the end of the process, or to
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

// Names returns the targets alone.
func (l *Lines) Names() []string {
	var names []string
	for t := range l.All {
		names = append(names, t.Target)
	}
	return names
}

// Share keeps the share of the targets that "K/N" names. Engines that count
// from 0 have the last one for 0.
func (l *Lines) Share(shard string) error {
	which, of, ok := strings.Cut(shard, "/")
	k, errK := strconv.Atoi(which)
	n, errN := strconv.Atoi(of)
	if !ok || errK != nil || errN != nil || k < 0 || n < 1 || k > n {
		return Usage("shard", locale.Args{"value": shard})
	}
	if k == 0 {
		k = n
	}
	share := func(all iter.Seq[Line]) iter.Seq[Line] {
		return func(yield func(Line) bool) {
			for t := range all {
				mine := ShardOf(t.Target, n) == k
				if t.Wrong != nil {
					mine = k == 1 // told once
				}
				if mine && !yield(t) {
					return
				}
			}
		}
	}
	l.All = share(l.All)
	if l.again != nil {
		l.again = share(l.again)
	}
	return nil
}

// ShardOf returns the share, from 1 to n, that a target belongs to: the first
// eight octets of the SHA-256 of its registrable domain, as a number modulo n.
// So all that is asked of one domain is asked by one worker, which keeps to the
// limits for it. It is the same on every machine; in another version it may
// change with the list of public suffixes.
func ShardOf(target string, n int) int {
	sum := sha256.Sum256([]byte(cmp.Or(DomainOf(target), target)))
	return int(binary.BigEndian.Uint64(sum[:8])%uint64(n)) + 1
}

// DomainOf returns the registrable domain of a target as it was typed, or its
// address; nothing for what is no target.
func DomainOf(target string) string {
	parsed, err := probe.ParseTarget(target)
	if err != nil {
		return ""
	}
	return domainOf(parsed.Target)
}

// domainOf returns the registrable domain of a target, or its address.
func domainOf(target result.Target) string {
	return hostname.Registrable(cmp.Or(target.Host, target.Domain))
}

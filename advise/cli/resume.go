package cli

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"iter"
	"os"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// earlier is the file of an interrupted run: a report a line. The targets that
// it has are not run again, and what is run is written behind them, so that
// the file has every target once when the run ends by itself.
type earlier struct {
	done map[[8]byte]int // how often a target is in the file, by its hash
	n    int
}

// resume opens the file of --resume, and makes it the place where results are
// written; it is made where there is none. It is locked until the run ends: of
// two that write it, each would cut off what the other has half written. A last
// line that is torn is cut off: its target is run again. What was written
// counts for the exit status.
func (a *app) resume(targets *lines, view string, judge func(*advise.Document) int) (done func(), err error) {
	name := a.sweep.resume
	if name == "" {
		return func() {}, nil
	}
	if a.flags.output != "text" && a.flags.output != "jsonl" {
		return nil, usage("resume-output", locale.Args{"value": a.flags.output}, "render "+command.Quote(name)+" -o "+a.flags.output)
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fileProblem("resume-file", name, err)
	}
	if lockedByAnother(file) {
		file.Close()
		return nil, unable("resume-locked", locale.Args{"file": name})
	}
	e := &earlier{done: map[[8]byte]int{}}
	err = e.read(file, name, func(d *advise.Document) bool {
		if (d.Policy != nil) != (view == "check") {
			return false // of the other command
		}
		a.status = max(a.status, judge(d))
		return true
	})
	if err != nil {
		file.Close()
		return nil, err
	}
	if e.n > 0 {
		a.say("resumed", locale.Args{"file": name, "n": e.n})
	}
	targets.all = e.left(targets.all)
	targets.done = e.n
	a.flags.output, a.Out, a.OutTerminal = "jsonl", file, false
	return func() { file.Close() }, nil
}

// read reads what was written, and leaves the file at its whole end.
func (e *earlier) read(file *os.File, name string, ours func(*advise.Document) bool) error {
	const begins = `{"schema":"` + result.Schema + `"`
	in := bufio.NewReaderSize(file, 256<<10)
	var whole int64 // octets of whole lines
	for number := 1; ; number++ {
		text, long, err := readWhole(in)
		if err != nil && err != io.EOF {
			return fileProblem("resume-file", name, err)
		}
		foreign := usage("resume-form", locale.Args{"file": name, "line": number})
		if err == io.EOF { // empty, or torn
			if long || !bytes.HasPrefix([]byte(begins), text[:min(len(text), len(begins))]) {
				return foreign
			}
			if err := file.Truncate(whole); err != nil {
				return fileProblem("resume-file", name, err)
			}
			_, err := file.Seek(whole, io.SeekStart)
			return err
		}
		d := new(advise.Document)
		if long || json.Unmarshal(text, d) != nil || d.Schema != result.Schema || !ours(d) {
			return foreign
		}
		whole += int64(len(text)) + 1
		e.done[hashOf(d.Target.Input)]++
		e.n++
	}
}

func hashOf(target string) [8]byte {
	sum := sha256.Sum256([]byte(target))
	return [8]byte(sum[:8])
}

// left are the lines whose targets the file has not.
func (e *earlier) left(all iter.Seq[line]) iter.Seq[line] {
	return func(yield func(line) bool) {
		done := e.done
		for l := range all {
			if h := hashOf(l.target); l.wrong == nil && done[h] > 0 {
				done[h]--
				continue
			}
			if !yield(l) {
				return
			}
		}
	}
}

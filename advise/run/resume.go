package run

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"iter"
	"os"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Earlier is the file of an interrupted run: a report a line. The targets that
// it has are not run again, and what is run is written behind them, so that
// the file has every target once when the run ends by itself.
type Earlier struct {
	File *os.File        // at its end, where results are written
	N    int             // targets that it has
	done map[[8]byte]int // how often a target is in the file, by its hash
}

// Resume opens the file of an interrupted run; it is made where there is none.
// It is locked until it is closed: of two that write it, each would cut off
// what the other has half written. A last line that is torn is cut off: its
// target is run again. ours is given every document of the file, and reports
// whether it is one of this kind of run.
func Resume(name string, ours func(*advise.Document) bool) (*Earlier, error) {
	file, err := OpenOwn(name, os.O_RDWR)
	if err != nil {
		return nil, FileProblem("resume-file", name, err)
	}
	e := &Earlier{File: file, done: map[[8]byte]int{}}
	if lockedByAnother(file) {
		err = Unable("resume-locked", locale.Args{"file": name})
	} else {
		err = e.read(name, ours)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return e, nil
}

// read reads what was written, and leaves the file at its whole end.
func (e *Earlier) read(name string, ours func(*advise.Document) bool) error {
	const begins = `{"schema":"` + result.Schema + `"`
	in := bufio.NewReaderSize(e.File, 256<<10)
	var whole int64 // octets of whole lines
	for number := 1; ; number++ {
		text, long, err := readWhole(in)
		if err != nil && err != io.EOF {
			return FileProblem("resume-file", name, err)
		}
		foreign := Usage("resume-form", locale.Args{"file": name, "line": number})
		if err == io.EOF { // empty, or torn
			if long || !bytes.HasPrefix([]byte(begins), text[:min(len(text), len(begins))]) {
				return foreign
			}
			if err := e.File.Truncate(whole); err != nil {
				return FileProblem("resume-file", name, err)
			}
			_, err := e.File.Seek(whole, io.SeekStart)
			return err
		}
		d := new(advise.Document)
		if long || json.Unmarshal(text, d) != nil || d.Schema != result.Schema || !ours(d) {
			return foreign
		}
		whole += int64(len(text)) + 1
		e.done[hashOf(d.Target.Input)]++
		e.N++
	}
}

func hashOf(target string) [8]byte {
	sum := sha256.Sum256([]byte(target))
	return [8]byte(sum[:8])
}

// Left are the lines whose targets the file has not.
func (e *Earlier) Left(all iter.Seq[Line]) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		done := e.done
		for l := range all {
			if h := hashOf(l.Target); l.Wrong == nil && done[h] > 0 {
				done[h]--
				continue
			}
			if !yield(l) {
				return
			}
		}
	}
}

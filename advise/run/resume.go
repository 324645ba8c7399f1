package run

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// Earlier is the file of an interrupted run: a report a line. The targets that
// it has are not run again, and what is run is written behind them, so that
// the file has every target once when the run ends by itself.
type Earlier struct {
	File  *os.File        // at its end, where results are written
	N     int             // targets that it has
	Again int             // targets that it had, and that are run again
	done  map[[8]byte]int // how often a target is in the file, by its hash
}

// Record is what is read of a report in the file of an interrupted run: what
// stands at its beginning.
type Record struct {
	Input     string
	ID        result.Given
	Verdict   advise.Verdict
	StartedAt time.Time
	line      []byte // until the next is read
}

// Failed reports whether a record is of a target that failed, or that could not
// be tested: by one of the kinds of failure, where they are given.
func (r *Record) Failed(kinds []result.Kind) bool {
	if r.Verdict != advise.VerdictFail && r.Verdict != advise.VerdictUnable {
		return false
	}
	if len(kinds) == 0 {
		return true
	}
	type failed struct {
		Kind result.Kind `json:"kind"`
	}
	var of struct {
		Probes []struct {
			Failure failed `json:"failure"`
			Login   struct {
				Failure failed `json:"failure"`
			} `json:"login"`
		} `json:"probes"`
		Endpoints []failed `json:"endpoints"` // of a brief record
	}
	if json.Unmarshal(r.line, &of) != nil {
		return true // it is no record that anybody can read
	}
	for _, p := range of.Probes {
		of.Endpoints = append(of.Endpoints, p.Failure, p.Login.Failure)
	}
	return slices.ContainsFunc(of.Endpoints, func(f failed) bool { return slices.Contains(kinds, f.Kind) })
}

// Document is the whole of a record; of a brief one, what it has.
func (r *Record) Document() *advise.Document {
	d := new(advise.Document)
	_ = json.Unmarshal(r.line, d) // what cannot be read is not there
	return d
}

// Resuming says how the file of an interrupted run is read.
type Resuming struct {
	// First is asked whether the file is one of this kind of run, by its first
	// record that is whole.
	First func(*advise.Document) bool
	// Again reports whether a target is to be run again; nil for none. Its
	// record leaves the file.
	Again func(*Record) bool
	// Kept is told of every record that stays; nil for nobody.
	Kept func(*Record)
}

// Resume opens the file of an interrupted run; it is made where there is none.
// It is locked until it is closed: of two that write it, each would cut off
// what the other has half written. A last line that is torn is cut off: its
// target is run again. Of each record its beginning is read, no more.
func Resume(name string, how Resuming) (*Earlier, error) {
	file, err := OpenOwn(name, os.O_RDWR)
	if err != nil {
		return nil, FileProblem("resume-file", name, err)
	}
	e := &Earlier{File: file, done: map[[8]byte]int{}}
	if lockedByAnother(file) {
		err = Unable("resume-locked", locale.Args{"file": name})
	} else {
		err = e.read(name, how)
	}
	if err != nil {
		e.File.Close()
		return nil, err
	}
	return e, nil
}

// read reads what was written, and leaves the file at its whole end.
func (e *Earlier) read(name string, how Resuming) error {
	in := bufio.NewReaderSize(e.File, 1<<20)
	var whole int64 // octets of whole lines
	var gone []span // of records that leave the file
	for number := 1; ; number++ {
		text, long, err := readWhole(in)
		if err != nil && err != io.EOF {
			return FileProblem("resume-file", name, err)
		}
		foreign := Usage("resume-form", locale.Args{"file": name, "line": number})
		if err == io.EOF { // empty, or torn
			if long || !beginsRecord(text, true) {
				return foreign
			}
			if err := e.File.Truncate(whole); err != nil {
				return FileProblem("resume-file", name, err)
			}
			if err := e.without(name, gone, whole); err != nil {
				return FileProblem("resume-file", name, err)
			}
			_, err := e.File.Seek(0, io.SeekEnd)
			return err
		}
		r, ok := recordOf(text)
		if long || !ok || number == 1 && how.First != nil && !how.First(r.Document()) {
			return foreign
		}
		at := span{whole, whole + int64(len(text)) + 1}
		whole = at.end
		if how.Again != nil && how.Again(r) {
			gone = append(gone, at)
			e.Again++
			continue
		}
		if how.Kept != nil {
			how.Kept(r)
		}
		e.done[keyOf(r.Input, r.ID)]++
		e.N++
	}
}

// beginsRecord reports whether a line begins as a record does; torn says that
// it may end anywhere.
func beginsRecord(text []byte, torn bool) bool {
	for _, schema := range []string{result.Schema, result.BriefSchema} {
		begins := []byte(`{"schema":"` + schema + `"`)
		if torn {
			begins = begins[:min(len(text), len(begins))]
			text = text[:min(len(text), len(begins))]
		}
		if bytes.HasPrefix(text, begins) {
			return true
		}
	}
	return false
}

// recordOf reads the beginning of a record: all, where what is wanted does not
// stand there.
func recordOf(text []byte) (*Record, bool) {
	r := &Record{line: text}
	if !beginsRecord(text, false) || text[len(text)-1] != '}' {
		return r, false
	}
	var target result.Target
	into := map[string]any{"id": &r.ID, "target": &target, "verdict": &r.Verdict, "started_at": &r.StartedAt}
	in := json.NewDecoder(bytes.NewReader(text))
	if _, err := in.Token(); err != nil {
		return r, false
	}
	for missing := 3; missing > 0 && in.More(); {
		key, err := in.Token()
		if err != nil {
			return r, false
		}
		name, _ := key.(string)
		value, wanted := into[name]
		if !wanted {
			value = new(json.RawMessage)
		} else if name != "id" {
			missing--
		}
		if err := in.Decode(value); err != nil {
			return r, false
		}
	}
	r.Input = target.Input
	return r, true
}

// span is a part of a file.
type span struct{ begin, end int64 }

// without leaves parts of the file out. The file is written anew and takes the
// place of the old one when it is whole, so that nothing is lost if the program
// is killed meanwhile.
func (e *Earlier) without(name string, gone []span, size int64) error {
	if len(gone) == 0 {
		return nil
	}
	next := name + ".new"
	file, err := OpenOwn(next, os.O_RDWR|os.O_TRUNC)
	if err != nil {
		return err
	}
	if err := e.copyWithout(file, gone, size); err != nil {
		file.Close()
		os.Remove(next)
		return err
	}
	lockedByAnother(file) // nobody knows it yet
	e.File.Close()        // some systems replace no file that is open
	e.File = file
	return os.Rename(next, name)
}

func (e *Earlier) copyWithout(file *os.File, gone []span, size int64) error {
	out := bufio.NewWriterSize(file, 1<<20)
	at := int64(0)
	for _, hole := range append(gone, span{size, size}) {
		if _, err := io.Copy(out, io.NewSectionReader(e.File, at, hole.begin-at)); err != nil {
			return err
		}
		at = hole.end
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Sync()
}

// keyOf tells a target of a list from all others.
func keyOf(target string, id result.Given) [8]byte {
	var value any
	if json.Unmarshal(id, &value) == nil {
		same, _ := json.Marshal(value) // however it was written
		target += "\x00" + string(same)
	}
	return hashOf(target)
}

func hashOf(target string) [8]byte {
	sum := sha256.Sum256([]byte(target))
	return [8]byte(sum[:8])
}

// Left returns the lines whose targets the file has not.
func (e *Earlier) Left(all iter.Seq[Line]) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		done := e.done
		for l := range all {
			if h := keyOf(strings.TrimSpace(probe.WithoutPassword(l.Target)), l.ID); done[h] > 0 {
				done[h]--
				continue
			}
			if !yield(l) {
				return
			}
		}
	}
}

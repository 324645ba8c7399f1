package run

import (
	"encoding/json"
	"io"
	"os"

	"mailadvisor/advise"
)

// Baseline is an earlier report, of any number of targets: where each stands
// in its file. Those of a pipe are held. A nil Baseline has none.
type Baseline struct {
	file *os.File
	at   map[[8]byte][]storedDocument // by the hash of the target
}

// ReadBaseline reads which targets a file has, or in for the name "-"; "" is
// none.
func ReadBaseline(name string, in io.Reader) (*Baseline, error) {
	b := &Baseline{at: map[[8]byte][]storedDocument{}}
	switch name {
	case "":
		return nil, nil
	case "-":
	default:
		file, err := os.Open(name)
		if err != nil {
			return nil, FileProblem("report-file", name, err)
		}
		in, b.file = file, file
	}
	_, notSeekable := b.file.Seek(0, io.SeekCurrent)
	for d, err := range documentsOf(in, name) {
		if err != nil {
			b.Close()
			return nil, err
		}
		h := hashOf(d.Target.Input)
		if notSeekable == nil {
			d.Document = nil
		}
		b.at[h] = append(b.at[h], d)
	}
	return b, nil
}

// Of returns the documents of a target.
func (b *Baseline) Of(target string) []*advise.Document {
	if b == nil {
		return nil
	}
	var out []*advise.Document
	for _, at := range b.at[hashOf(target)] {
		d := at.Document
		if d == nil {
			d = new(advise.Document)
			raw := make([]byte, at.len)
			if _, err := b.file.ReadAt(raw, at.at); err != nil || json.Unmarshal(raw, d) != nil {
				continue // the file was changed under our hands: nothing is forgiven
			}
		}
		if d.Target.Input == target {
			out = append(out, d)
		}
	}
	return out
}

// Close ends the reading of its file.
func (b *Baseline) Close() {
	if b != nil && b.file != nil {
		b.file.Close()
	}
}

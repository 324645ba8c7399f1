package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// maxReport bounds a stored report in a list: the largest, of a host with
// everything wrong on every address, has a few hundred kilobytes.
const maxReport = 64 << 20

// stored reads the documents of a file one after another, "-" for standard
// input: one document, an array of them, or one a line.
func (a *app) stored(name string) iter.Seq2[*advise.Document, error] {
	return func(yield func(*advise.Document, error) bool) {
		in := a.In
		if name != "-" {
			file, err := os.Open(name)
			if err != nil {
				yield(nil, fileProblem("report-file", name, err))
				return
			}
			defer file.Close()
			in = file
		}
		for d, err := range documentsOf(in, name) {
			if !yield(d.Document, err) || err != nil {
				return
			}
		}
	}
}

// storedDocument is a document, and where it stands in its file.
type storedDocument struct {
	*advise.Document
	at  int64
	len int
}

// documentsOf reads documents from JSON. The first error is the last.
func documentsOf(in io.Reader, name string) iter.Seq2[storedDocument, error] {
	return func(yield func(storedDocument, error) bool) {
		buffered := bufio.NewReaderSize(in, 64<<10)
		read := json.NewDecoder(buffered)
		if wide(buffered) {
			yield(storedDocument{}, reportForm(name, "utf16"))
			return
		}
		sign, skipped := firstSign(buffered)
		array := sign == '['
		if array {
			if _, err := read.Token(); err != nil {
				yield(storedDocument{}, reportProblem(name, err))
				return
			}
			if !read.More() {
				yield(storedDocument{}, reportForm(name, "none"))
				return
			}
		}
		for n := 0; !array || read.More(); n++ {
			var raw json.RawMessage
			err := read.Decode(&raw)
			if errors.Is(err, io.EOF) && n > 0 && !array {
				return
			}
			d := storedDocument{new(advise.Document), skipped + read.InputOffset() - int64(len(raw)), len(raw)}
			if err == nil {
				err = json.Unmarshal(raw, d.Document)
			}
			switch {
			case err != nil:
				yield(storedDocument{}, reportProblem(name, err))
				return
			case !strings.HasPrefix(d.Schema, schemaOfOurs):
				yield(storedDocument{}, reportForm(name, "foreign"))
				return
			case d.Schema != result.Schema:
				yield(storedDocument{}, usage("report-schema", locale.Args{"file": name, "found": d.Schema, "wanted": result.Schema}))
				return
			case !yield(d, nil):
				return
			}
		}
		if _, err := read.Token(); err != nil { // the end of the array
			yield(storedDocument{}, reportProblem(name, err))
		} else if _, err := read.Token(); err != io.EOF {
			yield(storedDocument{}, reportForm(name, "more"))
		}
	}
}

// schemaOfOurs begins the schema of every report of this program.
const schemaOfOurs = "mailadvisor/"

// reportProblem says why a report cannot be read: the file, or what is in it.
func reportProblem(name string, err error) error {
	var syntax *json.SyntaxError
	var at *fs.PathError
	switch {
	case errors.As(err, &at):
		return fileProblem("report-file", name, err)
	case errors.Is(err, io.EOF):
		return reportForm(name, "empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return reportForm(name, "cut")
	case errors.As(err, &syntax):
		return reportForm(name, "syntax")
	}
	return reportForm(name, "kind")
}

// reportForm says by one of the messages report-form.* why a file is no report.
func reportForm(name, reason string) error {
	return usage("report-form", locale.Args{"file": name, "reason": reason}, "probe mail.example.org -o json > report.json")
}

// wide reports whether a text is UTF-16, by the mark that begins it.
func wide(in *bufio.Reader) bool {
	mark, _ := in.Peek(2)
	return string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff"
}

// firstSign is the first sign of a text that is no space, which is left to be
// read, and how many octets stand before it; 0 where there is none. A mark of
// UTF-8, which some editors write, is passed over.
func firstSign(in *bufio.Reader) (sign byte, skipped int64) {
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		n, _ := in.Discard(len(mark))
		skipped = int64(n)
	}
	for {
		b, err := in.ReadByte()
		switch {
		case err != nil:
			return 0, skipped
		case b != ' ' && b != '\t' && b != '\r' && b != '\n':
			_ = in.UnreadByte() // an octet was just read
			return b, skipped
		}
		skipped++
	}
}

// baseline is an earlier report, of any number of targets: where each stands
// in its file. Those of a pipe are held. A nil baseline has none.
type baseline struct {
	file *os.File
	at   map[[8]byte][]storedDocument // by the hash of the target
}

// baseline reads which targets a file has.
func (a *app) baseline(name string) (*baseline, error) {
	b := &baseline{at: map[[8]byte][]storedDocument{}}
	in := a.In
	switch name {
	case "":
		return nil, nil
	case "-":
	default:
		file, err := os.Open(name)
		if err != nil {
			return nil, fileProblem("report-file", name, err)
		}
		in, b.file = file, file
	}
	_, notSeekable := b.file.Seek(0, io.SeekCurrent)
	for d, err := range documentsOf(in, name) {
		if err != nil {
			b.close()
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

// of are the documents of a target.
func (b *baseline) of(target string) []*advise.Document {
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

func (b *baseline) close() {
	if b != nil && b.file != nil {
		b.file.Close()
	}
}

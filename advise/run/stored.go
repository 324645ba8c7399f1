package run

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
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// maxReport bounds a stored report in a list: the largest, of a host with
// everything wrong on every address, has a few hundred kilobytes.
const maxReport = 64 << 20

// Stored reads the documents of a file one after another, or of in for the name
// "-": one document, an array of them, or one a line. The first error is the
// last.
func Stored(name string, in io.Reader) iter.Seq2[*advise.Document, error] {
	return func(yield func(*advise.Document, error) bool) {
		file, err := openStored(name, in)
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		for d, err := range documentsOf(file, name) {
			if !yield(d.Document, err) || err != nil {
				return
			}
		}
	}
}

// openStored opens a file of documents, or takes in for the name "-".
func openStored(name string, in io.Reader) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(in), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, FileProblem("report-file", name, err)
	}
	return file, nil
}

// storedDocument is a document, and where it stands in its file.
type storedDocument struct {
	*advise.Document
	at  int64
	len int
}

// documentsOf reads documents from JSON.
func documentsOf(in io.Reader, name string) iter.Seq2[storedDocument, error] {
	return func(yield func(storedDocument, error) bool) {
		for raw, err := range valuesOf(in, name) {
			d := storedDocument{new(advise.Document), raw.at, len(raw.text)}
			if err == nil && json.Unmarshal(raw.text, d.Document) != nil {
				err = reportForm(name, "kind")
			}
			switch {
			case err != nil:
			case d.Schema == result.BriefSchema:
				err = Usage("report-brief", locale.Args{"file": name}, "render "+command.Quote(name)+" --summary")
			case !strings.HasPrefix(d.Schema, schemaOfOurs):
				err = reportForm(name, "foreign")
			case d.Schema != result.Schema:
				err = Usage("report-schema", locale.Args{"file": name, "found": d.Schema, "wanted": result.Schema})
			}
			if err != nil {
				yield(storedDocument{}, err)
				return
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

// StoredJSON reads what a file holds, or in for the name "-", as Stored does,
// and leaves each value as it stands there.
func StoredJSON(name string, in io.Reader) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		file, err := openStored(name, in)
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		for v, err := range valuesOf(file, name) {
			if !yield(v.text, err) || err != nil {
				return
			}
		}
	}
}

// storedValue is a JSON value, and where it stands in its file.
type storedValue struct {
	text json.RawMessage
	at   int64
}

// valuesOf reads JSON values: one, those of an array, or one after another.
func valuesOf(in io.Reader, name string) iter.Seq2[storedValue, error] {
	return func(yield func(storedValue, error) bool) {
		buffered := bufio.NewReaderSize(in, 64<<10)
		read := json.NewDecoder(buffered)
		if wide(buffered) {
			yield(storedValue{}, reportForm(name, "utf16"))
			return
		}
		sign, skipped := firstSign(buffered)
		array := sign == '['
		if array {
			if _, err := read.Token(); err != nil {
				yield(storedValue{}, reportProblem(name, err))
				return
			}
			if !read.More() {
				yield(storedValue{}, reportForm(name, "none"))
				return
			}
		}
		for n := 0; !array || read.More(); n++ {
			var raw json.RawMessage
			err := read.Decode(&raw)
			if errors.Is(err, io.EOF) && n > 0 && !array {
				return
			}
			if err != nil {
				yield(storedValue{}, reportProblem(name, err))
				return
			}
			if !yield(storedValue{raw, skipped + read.InputOffset() - int64(len(raw))}, nil) {
				return
			}
		}
		if _, err := read.Token(); err != nil { // the end of the array
			yield(storedValue{}, reportProblem(name, err))
		} else if _, err := read.Token(); err != io.EOF {
			yield(storedValue{}, reportForm(name, "more"))
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
		return FileProblem("report-file", name, err)
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
	return Usage("report-form", locale.Args{"file": name, "reason": reason}, "probe mail.example.org -o json > report.json")
}

// wide reports whether a text is UTF-16, by the mark that begins it.
func wide(in *bufio.Reader) bool {
	mark, _ := in.Peek(2)
	return string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff"
}

// firstSign returns the first sign of a text that is no space, which is left to
// be read, and how many octets stand before it; 0 where there is none. A mark
// of UTF-8, which some editors write, is passed over.
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

package machine

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/result"
)

// JSON writes a value, a document or a list of them as a rule, indented.
func JSON(w io.Writer, v any) error {
	switch docs := v.(type) {
	case *advise.Document:
		v = judged(docs)
	case []*advise.Document:
		list := make([]*advise.Document, len(docs))
		for i, d := range docs {
			list[i] = judged(d)
		}
		v = list
	}
	return encode(w, v, "  ")
}

// judged returns a document with its verdict.
func judged(d *advise.Document) *advise.Document {
	with := *d
	with.Verdict = advise.VerdictOf(d)
	return &with
}

// JSONLines writes each document on a line of its own.
func JSONLines(w io.Writer, docs []*advise.Document) error {
	for _, d := range docs {
		if err := writeLine(w, d); err != nil {
			return err
		}
	}
	return nil
}

// noFinding is how a list of one empty finding is written, which stands in no
// document. Inside a string the quotes would be escaped.
const noFinding = `[{"id":"","status":"","severity":"","where":{},"title":"","fix":{}}]`

// writeLine writes a document on one line. Its findings, two thirds of it, are
// written apart: encoding/json takes several times as long for them. They are
// no json.RawMessage: it would read them through again, which takes 0.1 ms of
// the 1.3 that a target of a sweep takes.
//
// The verdict stands at the beginning, so that who looks for it in many lines
// does not have to read them whole.
func writeLine(w io.Writer, d *advise.Document) error {
	around := *d
	around.Schema, around.Verdict = result.Schema, "" // every document of ours has it
	var findings []byte
	if len(d.Findings) > 0 {
		var err error
		if findings, err = diagnose.AppendJSON(make([]byte, 0, 32<<10), d.Findings); err != nil {
			return err
		}
		around.Findings = make([]diagnose.Finding, 1)
	}
	var line bytes.Buffer
	line.Grow(8 << 10)
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(&around); err != nil {
		return err
	}
	begins := []byte(`{"schema":"` + result.Schema + `",`)
	rest := bytes.TrimPrefix(line.Bytes(), begins)
	rest = bytes.Replace(rest, []byte(`,"verdict":""`), nil, 1) // in a string its quotes would be escaped
	before, behind, _ := bytes.Cut(rest, []byte(noFinding))
	out := bufio.NewWriter(w)
	escaper{out}.Write(slices.Concat(begins, []byte(`"verdict":"`+string(advise.VerdictOf(d))+`",`), before, findings, behind))
	return out.Flush()
}

func encode(w io.Writer, v any, indent string) error { return encodeIndented(w, v, "", indent) }

// encodeIndented begins each line but the first with prefix.
func encodeIndented(w io.Writer, v any, prefix, indent string) error {
	out := bufio.NewWriter(w)
	e := json.NewEncoder(escaper{out})
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, indent)
	if err := e.Encode(v); err != nil {
		return err
	}
	return out.Flush()
}

// appendIndented writes a value behind what stands in out, without the end of
// its last line. Each line but the first begins with prefix.
func appendIndented(out *bytes.Buffer, v any, prefix string) error {
	if err := encodeIndented(out, v, prefix, "  "); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1)
	return nil
}

// escaper writes the characters that a terminal might obey, and that JSON
// allows inside a string, as \u escapes: the value stays the same (RFC 8259
// section 7), and the bytes are inert. The encoder hands over whole values, so
// no character is split between two writes.
type escaper struct{ out *bufio.Writer }

func (e escaper) Write(b []byte) (int, error) {
	inert := 0 // what stands before it is written
	for i := 0; i < len(b); {
		if b[i] < 0x7f { // the encoder has escaped what stands below a space
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			e.out.Write(b[inert:i]) // bufio keeps the error for Flush
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(e.out, `\u%04x`, unit)
			}
			inert = i + n
		}
		i += n
	}
	e.out.Write(b[inert:])
	return len(b), nil
}

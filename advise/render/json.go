package render

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"mailadvisor/advise"
)

// JSON writes a value, a document or a list of them as a rule, indented.
func JSON(w io.Writer, v any) error { return encode(w, v, "  ") }

// JSONLines writes each document on a line of its own.
func JSONLines(w io.Writer, docs []*advise.Document) error {
	for _, d := range docs {
		if err := encode(w, d, ""); err != nil {
			return err
		}
	}
	return nil
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

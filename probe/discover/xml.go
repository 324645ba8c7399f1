package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// maxDepth is how deep elements may be nested.
const maxDepth = 32

// decodeXML reads a document without a document type: entities of its own can
// read files, reach hosts and grow without end, and no format here needs them.
func decodeXML(data []byte, into any) error {
	d := newXML(data)
	for depth := 0; ; {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.Directive:
			return errors.New("XML with a document type is refused")
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > maxDepth {
			return errors.New("XML nested too deep")
		}
	}
	return newXML(data).Decode(into)
}

// newXML reads UTF-8, and what Western Europe wrote before it.
func newXML(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(name string, r io.Reader) (io.Reader, error) {
		switch strings.ToLower(name) {
		case "us-ascii", "iso-8859-1", "windows-1252": // the last for all three, as browsers have it
			return charmap.Windows1252.NewDecoder().Reader(r), nil
		case "iso-8859-15":
			return charmap.ISO8859_15.NewDecoder().Reader(r), nil
		}
		return nil, fmt.Errorf("the encoding %.40q is not known", name)
	}
	return d
}

// firstText is the text of the first element of its name. Those behind it,
// which programs do not look at either, are read and forgotten.
type firstText struct {
	text string
	read bool
}

func (f *firstText) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var text string
	if err := d.DecodeElement(&text, &start); err != nil {
		return err
	}
	if !f.read {
		f.text, f.read = text, true
	}
	return nil
}

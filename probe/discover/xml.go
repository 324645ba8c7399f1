package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// maxDepth is how deep elements may be nested.
const maxDepth = 32

// decodeXML reads a document without a document type: entities of its own can
// read files, reach hosts and grow without end, and no format here needs them.
func decodeXML(data []byte, into any) error {
	d := xml.NewDecoder(bytes.NewReader(data))
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
	return xml.Unmarshal(data, into)
}

package render_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

func TestSVG(t *testing.T) {
	for _, c := range comparisons() {
		for _, lang := range locale.Languages() {
			t.Run(c.name+"/"+lang, func(t *testing.T) {
				var out bytes.Buffer
				err := render.SVG(&out, c.document(t, lang), printer(t, lang), render.Wide)
				if c.name == "compare-no-limit" || c.name == "compare-nothing" {
					if !errors.Is(err, render.ErrNoChart) || out.Len() > 0 {
						t.Errorf("%v, and %d bytes: there is nothing to draw", err, out.Len())
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				golden(t, strings.Replace(c.name, "compare", "svg", 1)+"."+lang+".svg", out.String())
				wellFormed(t, out.Bytes())
				var narrow bytes.Buffer
				if err := render.SVG(&narrow, c.document(t, lang), printer(t, lang), render.Narrow); err != nil {
					t.Fatal(err)
				}
				golden(t, strings.Replace(c.name, "compare", "svg-narrow", 1)+"."+lang+".svg", narrow.String())
				wellFormed(t, narrow.Bytes())
			})
		}
	}
}

// wellFormed wants XML that loads nothing and runs nothing, and a label for
// every line.
func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	lines, names := 0, 0
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "script", "image", "use", "foreignObject", "a":
			t.Errorf("a picture that stands alone has no <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			switch {
			case a.Name.Local == "href" || strings.HasPrefix(a.Name.Local, "on"):
				t.Errorf("<%s %s>", start.Name.Local, a.Name.Local)
			case a.Name.Local == "class" && strings.HasPrefix(a.Value, "line "):
				lines++
			case a.Name.Local == "class" && strings.HasPrefix(a.Value, "name "):
				names++
			}
		}
	}
	if lines == 0 || lines != names {
		t.Errorf("%d lines, %d labels", lines, names)
	}
}

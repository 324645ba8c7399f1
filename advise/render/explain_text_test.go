package render

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/texts"
)

// Each meaning has a title, a sense, causes and something to do, in each
// language, and each speaker and topic its words.
func TestEveryMeaningIsTold(t *testing.T) {
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range texts.Meanings() {
			for _, part := range []string{"title", "means", "causes", "now"} {
				if id := "text." + string(m.ID) + "." + part; !p.Has(id) {
					t.Errorf("%s: no %s", lang, id)
				}
			}
			for _, width := range []int{40, 80} {
				var out bytes.Buffer
				e := NewTextExplanation(texts.Answer{Readings: []texts.Reading{{Meaning: m.ID, By: texts.Server}}}, p)
				if err := ExplainText(&out, e, p, TextOptions{Width: width}); err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(out.String()) {
					if line = strings.TrimRight(line, "\n"); len([]rune(line)) > width && !strings.Contains(line, "mailadvisor ") {
						t.Errorf("%s, %s, %d columns: %q", lang, m.ID, width, line)
					}
				}
			}
		}
		for _, by := range []texts.Speaker{texts.Server, texts.Bounce, texts.Provider, texts.System, texts.TLS, texts.AnyClient} {
			if !p.Has("explain.by." + string(by)) {
				t.Errorf("%s: no words for %s", lang, by)
			}
		}
		for _, topic := range texts.Topics() {
			if !p.Has("topic." + topic.ID) {
				t.Errorf("%s: no topic %s", lang, topic.ID)
			}
		}
	}
}

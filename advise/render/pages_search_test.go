package render_test

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/review"
)

// A search and a review as one HTML file: a browser looks at them too
// (package web).
func TestPagesOfASearchAndAReview(t *testing.T) {
	kept := map[string]bool{"discover": true, "discover-nothing": true, "discover-unsafe": true, "review-host": true, "review-shared": true}
	for _, lang := range locale.Languages() {
		words := printer(t, lang)
		write := func(name string, out bytes.Buffer) {
			t.Helper()
			if kept[name] {
				golden(t, "reports/"+name+"."+lang+".html", out.String())
			}
			if strings.Contains(out.String(), "‹") || strings.Contains(out.String(), "%!") {
				t.Errorf("%s, %s: words are missing", name, lang)
			}
		}
		for name, change := range searches() {
			r := searched()
			change(r)
			d := advise.Discovered(r, words)
			var out bytes.Buffer
			e, err := render.NewEncoder("html", &out, words, render.TextOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if err := render.Encode(e, d); err != nil {
				t.Fatal(err)
			}
			for _, s := range d.Discovery.Followed() {
				if !strings.Contains(out.String(), s.Host) {
					t.Errorf("%s, %s: %s is not on the page", name, lang, s.Host)
				}
			}
			write(name, out)
		}
		for _, situation := range []string{"shared", "host", "plain", "healthy"} {
			made := review.Make(reviewed(t, situation), words)
			var out bytes.Buffer
			if err := render.ReviewPage(&out, made, words); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(out.String(), `<section class="entry`); got < len(made.Findings) {
				t.Errorf("review-%s, %s: %d findings, and %d on the page", situation, lang, len(made.Findings), got)
			}
			write("review-"+situation, out)
		}
	}
}

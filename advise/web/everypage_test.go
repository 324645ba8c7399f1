package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/mailhost"
)

// axe looks at every page, in both languages, both schemes and three widths; on
// none of them a page is wider than its screen.
func TestEveryPage(t *testing.T) {
	s := newSite(t, "fault:starttls-stripped")
	p := s.person(t, looks{})
	p.presses("Look")
	p.sees("Sign in, or not")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("What the test saw", "To the answer")
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		if lang != "en" {
			p.presses(words.T("web.language."+lang, nil))
		}
		p.sees(words.T("web.test.title", nil))
		for _, path := range []string{"/", "/server", "/found", "/test", "/answer", "/settings", "/settings?program=ios-mail", "/settings?program=thunderbird-android", "/finish", "/explain", "/stored"} {
			p.do(chromedp.Navigate(s.base+path), chromedp.WaitVisible("#main h1"))
			script[bool](p, `document.querySelectorAll("details").forEach((d) => d.open = true); true`)
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int64{360, 768, 1280} {
					p.seen(width, 900, scheme)
					p.name = fmt.Sprintf("EveryPage-%s-%s-%d", lang, scheme, width)
					step := strings.NewReplacer("/", "", "?", "-", "=", "-").Replace(path)
					if scheme == "light" && width == 1280 || scheme == "dark" && width == 360 {
						p.pictured("page" + step)
					} else {
						p.checked(step)
					}
				}
			}
		}
		p.do(chromedp.Navigate(s.base + "/test"))
	}
}

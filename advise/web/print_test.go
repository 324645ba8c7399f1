package web

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mailadvisor/probe/mailhost"
)

// On paper stands what is to be read, dark on white whatever the screen is: no
// button, no field, no way around the page.
func TestPaper(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{scheme: "dark"})
	p.presses("Look")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("To the answer")
	for _, path := range []string{"/test", "/answer", "/settings", "/finish"} {
		p.do(chromedp.Navigate(s.base+path), chromedp.WaitVisible("#main h1"))
		var pdf []byte
		p.do(
			chromedp.EmulateViewport(794, 1000), // A4, at 96 dots an inch
			chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
				if _, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
					return err
				}
				got, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{})
				pdf = []byte(got.Data)
				return err
			}),
		)
		if left := script[string](p, `[...document.querySelectorAll("button, input, select, nav, .button")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML).join("\n")`); left != "" {
			t.Errorf("%s: on paper stands\n%s", path, left)
		}
		if ground := script[string](p, `getComputedStyle(document.body).backgroundColor`); ground != "rgb(255, 255, 255)" {
			t.Errorf("%s: the paper is %s", path, ground)
		}
		p.kept("paper-" + path[1:])
		if dir := os.Getenv(screensVariable); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "paper-"+path[1:]+".pdf"), pdf, 0o644); err != nil {
				t.Error(err)
			}
		}
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Errorf("%s: %.20q is no PDF", path, pdf)
		}
	}
}

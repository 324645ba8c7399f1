package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestReportsOnAPhone: a report as one HTML file, of one host, of a list, of a
// search and of a review, is
// without a violation for axe on a narrow screen, in light and dark, and shows
// all of its text there.
func TestReportsOnAPhone(t *testing.T) {
	reports := httptest.NewServer(http.FileServer(http.Dir("../render/testdata/reports")))
	defer reports.Close()
	p := newSite(t, "default").person(t, looks{width: 360, height: 740})
	for _, file := range []string{
		"several.en.html", "several.fr.html", "policy-broken.fr.html", "advice.en.html",
		"discover.en.html", "discover.fr.html", "discover-nothing.en.html", "discover-unsafe.fr.html", "review-host.en.html", "review-host.fr.html", "review-shared.en.html",
	} {
		p.do(chromedp.Navigate(reports.URL+"/"+file), chromedp.WaitReady("body"))
		p.looked(file, file, everyScheme, []int64{360})
		// What is wider than its box scrolls, and can be reached by the keyboard.
		if cut := script[string](p, `[...document.querySelectorAll("body *")].filter((e) => {
  const s = getComputedStyle(e);
  if (e.tagName === "THEAD" || e.clientWidth == 0 || e.scrollWidth <= e.clientWidth + 1 || s.display === "inline") return false;
  return ["hidden", "clip"].includes(s.overflowX) || ["auto", "scroll"].includes(s.overflowX) && e.tabIndex < 0;
}).map((e) => e.outerHTML.slice(0, 120)).join("\n")`); cut != "" {
			t.Errorf("%s: text is cut off:\n%s", file, cut)
		}
		// The heads of a table stand at its cells instead.
		if lost := script[string](p, `[...document.querySelectorAll("table")].flatMap((table) => {
  const plain = (text) => text.trim().toLowerCase().replace(/\s+/g, " "); // whatever the spaces are
  const heads = [...table.querySelectorAll("thead th, thead td")].map((h) => plain(h.textContent));
  return [...table.querySelectorAll("tbody tr")].flatMap((row) => [...row.cells].filter((c, i) =>
    row.cells.length === heads.length && c.tagName === "TD" && heads[i] && c.textContent.trim() &&
    (plain(c.dataset.label) !== heads[i] || !getComputedStyle(c, "::before").content.includes(c.dataset.label))));
}).map((e) => e.outerHTML.slice(0, 120)).join("\n")`); lost != "" {
			t.Errorf("%s: a cell does not say what it is:\n%s", file, lost)
		}
		// No cell, row or line is taken away because there is little room.
		if gone := script[string](p, `[...document.querySelectorAll("body *")].filter((e) => e.innerText === undefined ? false :
  e.textContent.trim() !== "" && !["SCRIPT", "STYLE", "TITLE"].includes(e.tagName) && !e.closest("svg") && getComputedStyle(e).display === "none"
).map((e) => e.outerHTML.slice(0, 120)).join("\n")`); gone != "" {
			t.Errorf("%s: text is not shown:\n%s", file, gone)
		}
	}
}

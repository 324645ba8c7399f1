package web

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mailadvisor/probe/testkit"
)

// One Chromium serves every path of this package: each person has a context of
// its own in it, with no cookie of another.

// screensVariable names the environment variable with the folder that pictures
// of every step go to; without it, none is made.
const screensVariable = "MAILADVISOR_SCREENS"

// patience is how long a busy machine may take for what takes a moment.
const patience = 3 * time.Minute

type browser struct {
	once sync.Once
	ctx  context.Context
	end  func()
}

var chromium browser // of this package's tests; ended by TestMain

func TestMain(m *testing.M) {
	status := m.Run()
	if chromium.end != nil {
		chromium.end()
	}
	os.Exit(status)
}

// start starts the one browser.
func (b *browser) start(t *testing.T) context.Context {
	t.Helper()
	path := testkit.Program(t, "chromium", "chromium")
	b.once.Do(func() {
		profile, err := os.MkdirTemp("", "chromium")
		if err != nil {
			t.Fatal(err)
		}
		alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(profile), chromedp.WSURLReadTimeout(patience),
			chromedp.Flag("lang", "en"))...)
		ctx, endBrowser := chromedp.NewContext(alloc)
		b.end = func() {
			_ = chromedp.Cancel(ctx)
			endBrowser()
			endAlloc()
			os.RemoveAll(profile)
		}
		if err := chromedp.Do(ctx); err != nil {
			t.Fatalf("Chromium does not start: %v", err)
		}
		b.ctx = ctx
	})
	if b.ctx == nil {
		t.Fatal("Chromium did not start")
	}
	return b.ctx
}

// person is somebody in front of the page.
type person struct {
	t      *testing.T
	ctx    context.Context
	site   *site
	name   string // of the pictures
	shots  int
	clicks int
}

// look is how a person has the browser.
type looks struct {
	lang, scheme  string
	width, height int64
	noScript      bool
}

// person opens the page.
func (s *site) person(t *testing.T, l looks) *person {
	t.Helper()
	if l.width == 0 {
		l.width = 1000
	}
	if l.height == 0 {
		l.height = 800
	}
	if l.lang == "" {
		l.lang = "en"
	}
	if l.scheme == "" {
		l.scheme = "light"
	}
	ctx, end := chromedp.NewContext(chromium.start(t), chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil { // a tab ends with the context that opened it
		t.Fatal(err)
	}
	p := &person{t: t, ctx: ctx, site: s, name: fmt.Sprintf("%s-%s-%s-%d", strings.ReplaceAll(t.Name(), "/", "_"), l.lang, l.scheme, l.width)}
	p.do(
		chromedp.EmulateViewport(l.width, l.height, func(o *emulation.SetDeviceMetricsOverrideParams, _ *emulation.SetTouchEmulationEnabledParams) {
			o.Mobile = l.width < 600
		}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}},
			}); err != nil {
				return err
			}
			if _, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
				UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome", AcceptLanguage: l.lang,
			}); err != nil {
				return err
			}
			if !l.noScript {
				return nil
			}
			_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		}),
		chromedp.Navigate(s.Address(s.base)),
		chromedp.WaitVisible("#address"),
	)
	return p
}

// seen has the browser be of a width and a scheme from now on.
func (p *person) seen(width, height int64, scheme string) {
	p.t.Helper()
	p.do(
		chromedp.EmulateViewport(width, height, func(o *emulation.SetDeviceMetricsOverrideParams, _ *emulation.SetTouchEmulationEnabledParams) {
			o.Mobile = width < 600
		}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			return err
		}),
	)
	script[bool](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))", chromedp.EvalAwaitPromise)
}

// do runs actions, within a long time.
func (p *person) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%v; the page shows:\n%s", err, p.text())
	}
}

// script returns what a script on the page says.
func script[T any](p *person, text string, o ...chromedp.EvaluateOption) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		v, err := chromedp.Run(ctx, chromedp.Evaluate[T](text, o...))
		if err == nil {
			return v
		}
		if !strings.Contains(err.Error(), "navigated") { // between two pages
			p.t.Fatalf("%v; the page shows:\n%s", err, p.text())
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// text returns what the page shows.
func (p *person) text() string {
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.pathname + '\\n' + (document.body ? document.body.innerText.replaceAll('\u00a0', ' ') : '')"))
	if err != nil { // between two pages
		return "(" + err.Error() + ")"
	}
	return text
}

// sees waits until the page shows every text, and no wait or step is over
// before.
func (p *person) sees(texts ...string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		shown := p.text()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(shown, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the page never shows %q, but:\n%s", missing, shown)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// never fails where the page shows a text.
func (p *person) never(text string) {
	p.t.Helper()
	if shown := p.text(); strings.Contains(shown, text) {
		p.t.Errorf("the page shows %q:\n%s", text, shown)
	}
}

// types writes into the field of an ID, in place of what is there.
func (p *person) types(id, text string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible("#"+id), chromedp.Focus("#"+id))
	script[bool](p, "document.activeElement.select(); true")
	p.do(chromedp.KeyEvent(text))
}

// presses clicks the first button or link of a name that is shown.
func (p *person) presses(name string) {
	p.t.Helper()
	p.clicks++
	quoted, _ := json.Marshal(name)
	text := fmt.Sprintf(`(() => {
  const named = [...document.querySelectorAll("button, a, summary")].filter((e) => e.checkVisibility() && (e.innerText || "").trim().startsWith(%s));
  if (!named.length) return false;
  named[0].scrollIntoView({block: "center"});
  named[0].click();
  return true;
})()`, quoted)
	deadline := time.Now().Add(patience)
	for {
		if script[bool](p, text) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("there is no button %q on:\n%s", name, p.text())
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// chooses takes an option of the select of an ID.
func (p *person) chooses(id, value string) {
	p.t.Helper()
	p.clicks++
	p.do(chromedp.WaitVisible("#" + id))
	script[bool](p, fmt.Sprintf(
		`(() => { const e = document.getElementById(%q); e.focus(); e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`, id, value))
}

// key presses keys, as a person does who has no mouse.
func (p *person) key(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		p.do(chromedp.KeyEvent(k))
	}
}

// tabsTo presses Tab until what has the focus has a name.
func (p *person) tabsTo(name string) {
	p.t.Helper()
	var passed []string
	for range 150 {
		p.key(kb.Tab)
		focused := script[string](p, `(() => { const e = document.activeElement; if (!e) return ""; const b = e.getBoundingClientRect();
  if (e !== document.body && e.tabIndex >= 0 /* else the page leads there */ && (getComputedStyle(e).outlineStyle === "none" || b.width < 1 || b.height < 1)) return "(not to be seen: " + e.outerHTML.slice(0, 100) + ")";
  return (e.labels && e.labels[0] ? e.labels[0].innerText : e.getAttribute("aria-label") || e.innerText || "").trim(); })()`)
		if strings.HasPrefix(focused, "(not to be seen") {
			p.t.Errorf("what has the focus does not show it: %s", focused)
		}
		if strings.HasPrefix(focused, name) {
			return
		}
		passed = append(passed, focused)
	}
	p.t.Fatalf("Tab never comes to %q, but to %q", name, passed)
}

// pictured has axe look at a step, and keeps a picture of it.
func (p *person) pictured(step string) {
	p.t.Helper()
	p.checkedBy(step, allRules)
	p.kept(step)
}

// kept makes a picture, where pictures are wanted.
func (p *person) kept(step string) {
	p.t.Helper()
	dir := os.Getenv(screensVariable)
	if dir == "" {
		return
	}
	p.shots++
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%02d-%s.png", p.name, p.shots, step)), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// axe is the checker of accessibility, read once.
var axe struct {
	once   sync.Once
	source string
	why    string
}

const axeVersion = "4.10.3"

// axeSource returns the script of axe-core, from its package.
func axeSource(t *testing.T) string {
	t.Helper()
	npm := testkit.Program(t, "npm", "npm")
	tar := testkit.Program(t, "tar", "tar")
	axe.once.Do(func() {
		dir := t.TempDir()
		pack := exec.CommandContext(t.Context(), npm, "pack", "--silent", "--pack-destination", dir, "axe-core@"+axeVersion)
		pack.Dir = dir
		if out, err := pack.CombinedOutput(); err != nil {
			axe.why = string(out)
			return
		}
		out, err := exec.CommandContext(t.Context(), tar, "-xzf", filepath.Join(dir, "axe-core-"+axeVersion+".tgz"), "-C", dir).CombinedOutput()
		if err != nil {
			t.Fatal(string(out))
		}
		source, err := os.ReadFile(filepath.Join(dir, "package", "axe.min.js"))
		if err != nil {
			t.Fatal(err)
		}
		axe.source = string(source)
	})
	if axe.source == "" {
		testkit.Missing(t, "axe-core cannot be had: "+axe.why)
	}
	return axe.source
}

// What axe looks for: WCAG 2.2 to level AA, what is good practice, and a contrast
// of 7:1; and of those what a width can change. Colours are those of a scheme.
const (
	allRules   = `{runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"], rules: {"color-contrast-enhanced": {enabled: true}, "target-size": {enabled: true}}}`
	looksRules = `{runOnly: {type: "rule", values: ["target-size","scrollable-region-focusable","bypass","document-title"]}}`
)

// checkedBy has axe look at the page by some rules. No page is wider than its
// screen.
func (p *person) checkedBy(step, rules string) {
	p.t.Helper()
	source := axeSource(p.t)
	if !script[bool](p, "typeof axe !== 'undefined'") {
		script[bool](p, source+";true")
	}
	found := script[string](p, `axe.run(document, `+rules+`)
  .then((r) => JSON.stringify({checked: r.passes.length, wrong: r.violations.map((v) => v.id + ": " + v.help + "\n" + v.nodes.map((n) => "    " + n.html + "\n      " + n.failureSummary.replaceAll("\n", "\n      ")).join("\n"))}))`,
		chromedp.EvalAwaitPromise)
	var result struct {
		Checked int
		Wrong   []string
	}
	if err := json.Unmarshal([]byte(found), &result); err != nil {
		p.t.Fatal(err)
	}
	if least := map[string]int{allRules: 10, looksRules: 2}[rules]; result.Checked < least {
		p.t.Errorf("%s: axe has looked at %d rules alone", step, result.Checked)
	}
	for _, w := range result.Wrong {
		p.t.Errorf("%s, %s: %s", p.name, step, w)
	}
	wide := script[struct{ Scroll, Client float64 }](p, `({Scroll: document.documentElement.scrollWidth, Client: document.documentElement.clientWidth})`)
	if wide.Scroll > wide.Client+1 {
		p.t.Errorf("%s, %s: the page is %.0f wide on a screen of %.0f", p.name, step, wide.Scroll, wide.Client)
	}
}

// roles counts the roles that a screen reader is told of the page.
func (p *person) roles() map[string]int {
	p.t.Helper()
	out := map[string]int{}
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return err
		}
		for _, n := range tree.Nodes {
			if n.Role != nil && !n.Ignored {
				var role string
				if json.Unmarshal(n.Role.Value, &role) == nil {
					out[role]++
				}
			}
		}
		return nil
	}))
	return out
}

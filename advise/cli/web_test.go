package cli

import (
	"bytes"
	"context"
	"errors"
	"mailadvisor/probe/testkit"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var pageForm = regexp.MustCompile(`name="form" value="([A-Z0-9]+)"`)

// usePage opens the address of a page as its browser does, and ends its run by
// the button.
func usePage(t *testing.T, address string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: time.Minute}
	get := func(address string) string {
		answer, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v\n%s", address, answer.Status, err, b.String())
		}
		return b.String()
	}
	get(address)
	first, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	first.Path, first.RawQuery = "/", ""
	page := get(first.String())
	token := pageForm.FindStringSubmatch(page)
	if !strings.Contains(page, `id="address"`) || token == nil {
		t.Fatalf("this is not the first page:\n%s", page)
	}
	first.Path = "/quit"
	answer, err := browser.PostForm(first.String(), url.Values{"form": {token[1]}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

// A double click, on any system, does what web does: the page opens in the
// browser, and the program ends with it. Where no browser opens, its address is
// told.
func TestADoubleClickOpensThePage(t *testing.T) {
	for _, c := range []struct {
		name    string
		args    []string
		clicked bool
		open    func(error) error // what the opener answers; nil: there is none
		told    string
	}{
		{"a double click", nil, true, func(error) error { return nil }, "The page is open in your browser."},
		{"web", []string{"web"}, false, func(error) error { return nil }, "The page is open in your browser."},
		{"no browser", []string{"web"}, false, nil, "Open this address in a browser, once: http://127."},
		{"a browser that does not start", nil, true, func(error) error { return errors.New("no") }, "Open this address in a browser, once: http://127."},
		{"no browser is wanted", []string{"web", "--no-browser", "--demo"}, false, func(error) error { t.Error("a browser was opened"); return nil }, "http://127."},
	} {
		t.Run(c.name, func(t *testing.T) {
			addresses := make(chan string, 1)
			var said locked
			text := &bytes.Buffer{}
			said.w = writerOf(func(b []byte) (int, error) {
				text.Write(b)
				if address := regexp.MustCompile(`http://127\.[0-9.]+:[0-9]+/open\?token=[A-Z0-9]+\n`).FindString(text.String()); address != "" {
					select {
					case addresses <- strings.TrimSpace(address):
					default:
					}
				}
				return len(b), nil
			})
			s := Streams{In: strings.NewReader(""), Out: &said, Err: &said, Env: func(string) string { return "" }, Now: testkit.Today, Clicked: func() bool { return c.clicked }}
			if c.open != nil {
				s.OpenBrowser = func(address string) error {
					err := c.open(nil)
					if err == nil {
						addresses <- address
					}
					return err
				}
			}
			ended := make(chan int)
			go func() { ended <- Main(context.Background(), c.args, s) }()
			usePage(t, <-addresses)
			if status := <-ended; status != StatusOK || !strings.Contains(text.String(), c.told) {
				t.Errorf("status %d\n%s", status, text)
			}
		})
	}
}

type writerOf func([]byte) (int, error)

func (w writerOf) Write(b []byte) (int, error) { return w(b) }

// Without a double click, the program without a command is its help.
func TestNoDoubleClickIsHelp(t *testing.T) {
	var out bytes.Buffer
	s := Streams{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" }, Now: testkit.Today, Clicked: func() bool { return false },
		OpenBrowser: func(string) error { t.Error("a browser was opened"); return nil }}
	if status := Main(t.Context(), nil, s); status != StatusOK || !strings.Contains(out.String(), "mailadvisor probe") {
		t.Errorf("status %d\n%s", status, out.String())
	}
}

// What is wrong with a flag of web is told by the name that it has there.
func TestFlagsOfWeb(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for _, args := range [][]string{{"--listen", "x"}, {"--listen", "127.0.0.1:99999"}, {"--listen", "192.0.2.1:0"}} {
			var out bytes.Buffer
			s := Streams{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" }, Now: testkit.Today}
			status := Main(t.Context(), append([]string{"web", "--lang", lang}, args...), s)
			if told := out.String(); status == StatusOK || !strings.Contains(told, args[1]) || strings.Contains(told, "--web.listen-address") || !strings.Contains(told, "--listen") {
				t.Errorf("%s %q: status %d\n%s", lang, args, status, told)
			}
		}
	}
}

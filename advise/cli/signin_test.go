package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/signin"
	"mailadvisor/probe/testkit"
)

// person is somebody who agrees on the issuer's page: by the browser that the
// program opens, or by the address and the code that it shows.
type person struct {
	mu      sync.Mutex
	written bytes.Buffer
	asked   bool
	going   sync.WaitGroup
}

var (
	shownAddress = regexp.MustCompile(`(?m)^  (http://127\.0\.0\.1:\d+/(?:authorize|device)\S*)\n`)
	shownCode    = regexp.MustCompile(`(?m)^  ([A-Z0-9]{4}-[A-Z0-9]{4})\n`)
)

func (p *person) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.written.Write(b)
	text := p.written.String()
	address, code := shownAddress.FindStringSubmatch(text), shownCode.FindStringSubmatch(text)
	switch {
	case p.asked || address == nil:
	case strings.Contains(address[1], "/authorize"):
		p.asked = true
		p.open(address[1])
	case code != nil:
		p.asked = true
		p.open(address[1] + "?user_code=" + url.QueryEscape(code[1]))
	}
	return n, err
}

func (p *person) open(address string) {
	p.going.Go(func() {
		if response, err := http.Get(address); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
	})
}

// signInWith runs the program beside a person who agrees.
func signInWith(t *testing.T, args ...string) ran {
	t.Helper()
	var out bytes.Buffer
	p := &person{}
	status := Main(t.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: p, Env: func(string) string { return "" }, Now: testkit.Today})
	p.going.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return ran{status, out.String(), p.written.String()}
}

// Every command that logs in can sign in, in both flows, and finds the issuer by
// itself.
func TestSignIn(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"probe":             {"probe", "--demo=oauth", "--sign-in=browser"},
		"probe, device":     {"probe", "--demo=oauth", "--sign-in=device"},
		"probe, no browser": {"probe", "--demo=oauth", "--sign-in", "--lang", "fr"},
		"own client":        {"probe", "--demo=oauth", "--sign-in=browser", "--client-id", mailhost.ClientID},
		"named issuer":      {"probe", "--demo=oauth", "--sign-in=browser", "--issuer", mailhost.IssuerURL},
		"secret of a client": {"probe", "--demo=oauth", "--sign-in=browser", "--client-id", mailhost.ConfidentialClient,
			"--client-secret-file", place(t, t.TempDir(), "secret", mailhost.ClientSecret+"\n")},
		"advise":   {"advise", "--demo=oauth", "--sign-in=browser", "--devices", "2"},
		"settings": {"settings", "--demo=oauth", "--sign-in=browser", "--client", "thunderbird"},
		"check":    {"check", "--demo=oauth", "--sign-in=browser", "--policy", place(t, t.TempDir(), "policy.yaml", "targets: ["+mailhost.Name+"]\n")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := signInWith(t, args...)
			if got.status != StatusOK || strings.Contains(got.errors, "eyJ") || strings.Contains(got.out, "eyJ") {
				t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
			}
			if name != "settings" { // whose lines are those of a file
				onScreen(t, "out", got.out)
			}
			if strings.HasPrefix(name, "probe") && !strings.Contains(got.out, "OAUTHBEARER") {
				t.Errorf("no login by a token:\n%s", got.out)
			}
		})
	}
}

// Every fault of an issuer ends a run with the status and the words of its kind,
// in each language, within the screen.
func TestSignInFaults(t *testing.T) {
	t.Parallel()
	for i, fault := range mailhost.IssuerFaults() {
		if fault.Name == "issuer-slow-down" { // the pause is tested in package signin
			continue
		}
		for _, lang := range locale.Languages() {
			if testkit.Raced && lang != locale.Languages()[i%2] {
				continue
			}
			t.Run(fault.Name+"/"+lang, func(t *testing.T) {
				t.Parallel()
				flow := fault.Flow
				if flow == "" {
					flow = signin.Browser
				}
				got := signInWith(t, "probe", "--demo=fault:"+fault.Name, "--sign-in="+flow, "--lang", lang)
				if fault.Kind == "" {
					if got.status == StatusUsage || got.status == StatusUnable || got.out == "" {
						t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
					}
					return
				}
				words, err := locale.New(lang)
				if err != nil {
					t.Fatal(err)
				}
				id := "error.sign-in-" + fault.Kind + ".what"
				what := words.T(id, locale.Args{"issuer": mailhost.IssuerHost, "name": "", "detail": ""})
				start := strings.Fields(what)[0]
				if got.status == StatusOK || got.out != "" || !words.Has(id) || !strings.Contains(got.errors, start) {
					t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
				}
				for line := range strings.Lines(got.errors) {
					if !strings.HasPrefix(line, "  http") { // to be copied whole
						onScreen(t, "errors", line)
					}
				}
			})
		}
	}
}

// Every kind of a failed sign-in has words, and a cure.
func TestSignInIsTold(t *testing.T) {
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range signin.Kinds() {
			for _, part := range []string{".what", ".next"} {
				if id := "error.sign-in-" + string(k.Kind) + part; !words.Has(id) {
					t.Errorf("%s: %s is missing", lang, id)
				}
			}
		}
	}
}

// What goes with a sign-in alone is refused without it, and a secret that others
// can read is not used.
func TestSignInFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"goes with --sign-in":   {"--client-id", "x"},
		"goes with --client-id": {"--sign-in", "--client-secret-file", place(t, t.TempDir(), "secret", "x")},
		"in two places":         {"--sign-in", "--token-file", "x"},
		"auto, browser":         {"--sign-in=phone"},
		"first line is empty":   {"--token-command", "true"},
		"token command failed":  {"--token-command", "exit 3"},
	} {
		got := runWith(t, "", append([]string{"probe", "--demo=oauth"}, args...)...)
		if got.status != StatusUsage || !strings.Contains(strings.Join(strings.Fields(got.errors), " "), want) {
			t.Errorf("%q: status %d, %s", args, got.status, got.errors)
		}
	}
	if runtime.GOOS != "windows" {
		open := place(t, t.TempDir(), "secret", "x")
		if err := os.Chmod(open, 0o644); err != nil {
			t.Fatal(err)
		}
		got := runWith(t, "", "probe", "--demo=oauth", "--sign-in=browser", "--client-id", "x", "--client-secret-file", open)
		if got.status != StatusUsage || !strings.Contains(got.errors, "0644") {
			t.Errorf("a secret that others can read: status %d, %s", got.status, got.errors)
		}
	}
	if got := runWith(t, "", "probe", "--demo=fault:oauth-only", "--only", "imap:993", "--token-command", "echo "+mailhost.Token); got.status != StatusOK {
		t.Errorf("a token command: status %d\n%s%s", got.status, got.out, got.errors)
	}
}

// An interruption ends the wait for a person.
func TestSignInInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out bytes.Buffer
	stop := &onAddress{do: cancel}
	status := Main(ctx, []string{"probe", "--demo=oauth", "--sign-in=browser"}, Streams{In: strings.NewReader(""), Out: &out, Err: stop, Env: func(string) string { return "" }, Now: testkit.Today})
	if status != StatusUnable || !strings.Contains(stop.String(), "interrupted") {
		t.Errorf("status %d\n%s", status, stop)
	}
}

// onAddress does something once an address was shown.
type onAddress struct {
	bytes.Buffer
	do func()
}

func (o *onAddress) Write(b []byte) (int, error) {
	n, err := o.Buffer.Write(b)
	if shownAddress.Match(o.Bytes()) {
		o.do()
	}
	return n, err
}

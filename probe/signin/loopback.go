package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// listener awaits the answer of an issuer, which the browser brings to a
// loopback address (RFC 8252 section 7.3).
type listener struct {
	address string // the redirect URI
	port    int
	on      []net.Listener
	server  *http.Server
	serving sync.WaitGroup
	want    expected
	page    func(*Failure) string

	once    sync.Once
	answers chan answered
}

// expected is what an answer is held to.
type expected struct {
	state  string
	issuer Issuer
}

type answered struct {
	code   string
	failed *Failure
}

// listen opens a random port of the loopback interface. Some issuers know the
// redirect by the name "localhost" alone, which may be either family.
func listen(redirect string) (*listener, error) {
	v4, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &listener{port: v4.Addr().(*net.TCPAddr).Port, on: []net.Listener{v4}, answers: make(chan answered, 1)}
	port := strconv.Itoa(l.port)
	l.address = "http://127.0.0.1:" + port + "/"
	if redirect == result.RedirectLocalhost {
		l.address = "http://localhost:" + port
		if v6, err := net.Listen("tcp6", "[::1]:"+port); err == nil { // where the machine has it
			l.on = append(l.on, v6)
		}
	}
	return l, nil
}

// maxAnswerHeader bounds what a browser sends, in octets: a code of some
// issuers has two kilobytes.
const maxAnswerHeader = 32 << 10

func (l *listener) serve(want expected, page func(*Failure) string) {
	l.want, l.page = want, page
	if l.page == nil {
		l.page = func(bad *Failure) string {
			if bad != nil {
				return "<!DOCTYPE html><title>mailadvisor</title><p>The sign-in failed.</p>"
			}
			return "<!DOCTYPE html><title>mailadvisor</title><p>You can close this page.</p>"
		}
	}
	l.server = &http.Server{
		Handler: l, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: maxAnswerHeader,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	for _, on := range l.on {
		l.serving.Go(func() { _ = l.server.Serve(on) })
	}
}

// ServeHTTP takes the answer. What is no answer, such as a browser's request for
// an icon, is not found, and does not end the wait.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	switch {
	case r.Method != http.MethodGet:
		http.Error(w, "", http.StatusMethodNotAllowed)
		return
	case !l.isOurs(r.Host): // another name that leads here is not the issuer's doing
		http.Error(w, "", http.StatusMisdirectedRequest)
		return
	case r.URL.Path != "/" || r.URL.RawQuery == "":
		http.NotFound(w, r)
		return
	}
	code, bad := readAnswer(r.URL.RawQuery, l.want)
	l.give(answered{code, bad})
	h.Set("Content-Type", "text/html; charset=utf-8")
	if bad != nil {
		w.WriteHeader(http.StatusBadRequest)
		bad = bad.at(l.want.issuer, l.want.state)
	}
	_, _ = io.WriteString(w, l.page(bad))
}

func (l *listener) isOurs(host string) bool {
	name, port, err := net.SplitHostPort(host)
	return err == nil && port == strconv.Itoa(l.port) && (name == "127.0.0.1" || name == "::1" || strings.EqualFold(name, "localhost"))
}

// give keeps the first answer: there is one.
func (l *listener) give(a answered) {
	l.once.Do(func() { l.answers <- a })
}

// take returns an answer that a person pastes.
func (l *listener) take(address string) *Failure {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.RawQuery == "" || len(address) > maxAnswerHeader {
		return failure(CodeMissing, StepAuthorize, "this is not the address that the browser was sent to: it has no code")
	}
	if u.Host != "" && !l.isOurs(u.Host) {
		return failure(CodeMissing, StepAuthorize, "this is not the address that the browser was sent to, which begins with %s", l.address)
	}
	code, bad := readAnswer(u.RawQuery, l.want)
	l.give(answered{code, bad})
	return nil
}

// readAnswer reads the answer of an issuer (RFC 6749 section 4.1.2): its state
// is that of this flow, its issuer the one that was asked (RFC 9207), and no
// parameter stands in it twice (RFC 6749 section 3.1).
func readAnswer(query string, want expected) (code string, bad *Failure) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", failure(Malformed, StepAuthorize, "the answer is no query of a URL")
	}
	for _, name := range []string{"state", "code", "error", "error_description", "iss"} {
		if len(values[name]) > 1 {
			return "", failure(Malformed, StepAuthorize, "%s stands twice in the answer", name)
		}
	}
	if subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(want.state)) != 1 {
		return "", failure(StateWrong, StepAuthorize, "the answer is not one to this sign-in")
	}
	if bad := want.issuer.named(values.Get("iss")); bad != nil {
		return "", bad
	}
	if said := values.Get("error"); said != "" {
		return "", refused(StepAuthorize, said, values.Get("error_description"), RequestRefused)
	}
	if code = values.Get("code"); code == "" {
		return "", failure(CodeMissing, StepAuthorize, "the answer has neither a code nor an error")
	}
	return code, nil
}

// named holds the name in an answer to the issuer that was asked (RFC 9207
// section 2.4). A row of the table of providers may stand for many tenants of
// one issuer: there the host has to be the same.
func (i Issuer) named(iss string) *Failure {
	switch {
	case iss == "" && i.NamesItself:
		return failure(IssuerWrong, StepAuthorize, "the answer does not name its issuer, which says that it always does")
	case iss == "" || iss == i.Issuer, !i.Published && sameHost(iss, i.Issuer):
		return nil
	}
	return failure(IssuerWrong, StepAuthorize, "the answer is of %s, and %s was asked", iss, i.Issuer)
}

// wait waits for the answer.
func (l *listener) wait(ctx context.Context) (string, *Failure) {
	select {
	case a := <-l.answers:
		return a.code, a.failed
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", failure(TimedOut, StepAuthorize, "no answer came back from the browser")
	}
	return "", failure(Canceled, StepAuthorize, "the sign-in was interrupted")
}

// close ends the wait. An answer that is being shown is shown to its end.
func (l *listener) close() {
	if l.server == nil {
		for _, on := range l.on {
			on.Close()
		}
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		l.server.Close()
	}
	l.serving.Wait()
}

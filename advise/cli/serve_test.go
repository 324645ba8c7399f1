package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/serve"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// exporter is a running "mailadvisor serve".
type exporter struct {
	t    *testing.T
	url  string
	end  func() (status int)
	said testkit.Buffer // on standard error
}

// serving runs the exporter on a free port of loopback.
func serving(t *testing.T, env map[string]string, args ...string) *exporter {
	t.Helper()
	return servingAt(t, testkit.Today, env, args...)
}

// servingAt is the same with another clock.
func servingAt(t *testing.T, now func() time.Time, env map[string]string, args ...string) *exporter {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	e := &exporter{t: t}
	status := make(chan int, 1)
	go func() {
		status <- Main(ctx, append([]string{"serve", "--web.listen-address", "127.0.0.1:0"}, args...), Streams{
			In: strings.NewReader(""), Out: io.Discard, Err: &e.said, Env: func(name string) string { return env[name] }, Now: now,
		})
	}()
	e.end = sync.OnceValue(func() int { cancel(); return <-status })
	t.Cleanup(func() { e.end() })
	testkit.Await(t, "the address to listen on", func() bool {
		line, _, whole := strings.Cut(e.said.String(), "\n")
		e.url = strings.TrimSuffix(strings.TrimPrefix(line, "Listening on "), "/")
		if len(status) > 0 {
			t.Fatalf("it ended: %s", e.said.String())
		}
		return whole
	})
	return e
}

// get asks, with headers as "Name: value".
func (e *exporter) get(path string, headers ...string) (status int, body string) {
	e.t.Helper()
	r, err := http.NewRequest(http.MethodGet, e.url+path, nil)
	if err != nil {
		e.t.Fatal(err)
	}
	return e.do(http.DefaultClient, r, headers...)
}

func (e *exporter) do(c *http.Client, r *http.Request, headers ...string) (status int, body string) {
	e.t.Helper()
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	answer, err := c.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}

// exporterFile returns a configuration for an embedded host: module default
// without a login, module login with the password of the file "password",
// module held with a policy that wants no POP3.
func exporterFile(t *testing.T, host *mailhost.Host, dir, more string) string {
	t.Helper()
	place(t, dir, "ca.pem", string(host.CAPEM()))
	place(t, dir, "policy.yaml", "targets:\n  - target: "+mailhost.Name+"\n    require:\n      - forbidden: [pop3]\n")
	var connect []string
	for from, to := range host.Connect() {
		for _, address := range to {
			connect = append(connect, fmt.Sprintf("%q", from+"="+address))
		}
	}
	module := "ca-file: ca.pem, connect: [" + strings.Join(connect, ", ") + "]"
	return place(t, dir, "exporter.yaml", "modules:\n  default: {"+module+"}\n  login: {"+module+", credential: watch}\n"+
		"  held: {"+module+", policy: policy.yaml}\n"+
		"credentials:\n  watch: {user: "+mailhost.User+", hosts: ["+mailhost.Name+"], password: {file: password}}\n"+
		"targets: ["+mailhost.Name+"]\n"+more)
}

// The demo needs nothing else, and ends in peace.
func TestServeDemo(t *testing.T) {
	e := serving(t, nil, "--demo")
	for path, want := range map[string]string{
		"/probe?target=mail.example.test":                 "probe_success 1\n",
		"/probe?target=mail.example.test&module=no-login": "probe_success 1\n",
		"/probe?target=mail.example.test&debug=true":      "-- greeting ok",
		"/probe?target=imaps://mail.example.test":         `port="993"`,
		"/metrics":   "go_goroutines",
		"/targets":   `[{"targets":["mail.example.test"]`,
		"/":          "mail.example.test",
		"/-/healthy": "healthy",
		"/-/ready":   "ready",
	} {
		if status, body := e.get(path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d\n%.2000s", path, status, body)
		}
	}
	if _, body := e.get("/probe?target=mail.example.test"); !strings.Contains(body, "\nprobe_login_success{") || strings.Contains(body, mailhost.User) {
		t.Errorf("no login, or a user's name:\n%s", body)
	}
	if status := e.end(); status != StatusOK {
		t.Errorf("status %d\n%s", status, e.said.String())
	}
	if e = serving(t, nil, "--demo=fault:expired-certificate", "--lang", "fr"); !strings.Contains(e.said.String(), "À l’écoute") {
		t.Error(e.said.String())
	}
}

// Modules do what flags do for a command.
func TestServeModules(t *testing.T) {
	dir := t.TempDir()
	host := testkit.Host(t, mailhost.Config{})
	place(t, dir, "password", mailhost.Password+"\n")
	e := serving(t, nil, "--config", exporterFile(t, host, dir, ""))
	for query, want := range map[string]string{
		"":              "probe_success 1\n",
		"&module=login": "probe_login_success{service=\"imap\",host=\"mail.example.test\",port=\"993\",security=\"tls\"} 1\n",
		"&module=held":  `probe_policy_broken_info{requirement="forbidden pop3"`,
	} {
		if status, body := e.get("/probe?target=" + mailhost.Name + query); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d\n%s", query, status, body)
		}
	}
	if _, body := e.get("/probe?target=" + mailhost.Name + "&module=held"); !strings.Contains(body, "probe_success 0\n") {
		t.Error("a broken policy is a success")
	}
	if status, body := e.get("/probe?target=imaps://" + mailhost.Name + ":1993&module=login"); status != 200 || !strings.Contains(body, "probe_success 0\n") {
		t.Errorf("a port where nothing listens: %d\n%s", status, body)
	}
}

// However often it is scraped, a wrong password costs the account one failure.
func TestServeWrongPassword(t *testing.T) {
	dir := t.TempDir()
	host := testkit.Host(t, mailhost.Config{})
	place(t, dir, "password", "wrong\n")
	e := serving(t, nil, "--web.enable-lifecycle", "--config", exporterFile(t, host, dir, ""))
	var going sync.WaitGroup
	for range 4 {
		going.Go(func() { e.get("/probe?target=" + mailhost.Name + "&module=login") })
	}
	going.Wait()
	status, body := e.get("/probe?target=" + mailhost.Name + "&module=login")
	if n := host.Logins().Total().Failures; n != 1 {
		t.Errorf("the account has %d failures", n)
	}
	if status != 200 || !strings.Contains(body, "probe_success 0\n") || strings.Count(body, "probe_login_success{") != 1 {
		t.Errorf("the login does not stay failed, or the probe did not go on without it: %d\n%s", status, body)
	}
	if n := seriesIn(body); n > 60 {
		t.Errorf("%d series of one host", n)
	}
	if _, body := e.get("/metrics"); !strings.Contains(body, "mailadvisor_credential_withheld{credential=\"watch\",reason=\"rejected\"} 1\n") {
		t.Error("the exporter does not say that the login was rejected")
	}
	reload := func() {
		t.Helper()
		r, _ := http.NewRequest(http.MethodPost, e.url+"/-/reload", nil)
		if status, body := e.do(http.DefaultClient, r); status != 200 {
			t.Fatal(status, body)
		}
	}
	reload()
	e.get("/probe?target=" + mailhost.Name + "&module=login")
	if n := host.Logins().Total().Failures; n != 1 {
		t.Errorf("after a reload the account has %d failures", n)
	}
	// The right one is used once the configuration is read again.
	place(t, dir, "password", mailhost.Password+"\n")
	reload()
	if _, body := e.get("/probe?target=" + mailhost.Name + "&module=login"); !strings.Contains(body, "probe_login_success{") {
		t.Errorf("no login:\n%s", body)
	}
}

// rebindingDNS returns a name server on loopback that answers every name with
// what next says at the time.
func rebindingDNS(t *testing.T, next func() string) string {
	t.Helper()
	return testkit.DNS(t, func(w dns.ResponseWriter, q *dns.Msg) {
		a := new(dns.Msg).SetReply(q)
		if rr, err := dns.NewRR(q.Question[0].Name + " 0 IN A " + next()); err == nil && q.Question[0].Qtype == dns.TypeA {
			a.Answer = append(a.Answer, rr)
		}
		w.WriteMsg(a)
	})
}

// A name that is allowed, and whose owner points it to this machine, leads
// nowhere once others can reach the exporter: the address is what counts, and
// when it is dialled.
func TestServeRebinding(t *testing.T) {
	dir := t.TempDir()
	var newest atomic.Int64 // connection that said something; an older one may still do so
	host := testkit.Host(t, mailhost.Config{Log: func(e mailhost.Event) { newest.Store(max(newest.Load(), int64(e.Conn))) }})
	var imaps string
	for _, e := range host.Endpoints() {
		for _, address := range e.Addrs {
			if e.Key == "imaps" && strings.HasPrefix(address, "127.0.0.1:") {
				_, imaps, _ = strings.Cut(address, ":")
			}
		}
	}
	var asked atomic.Int64
	server := rebindingDNS(t, func() string { asked.Add(1); return "127.0.0.1" })
	file := place(t, dir, "exporter.yaml", "modules: {default: {resolver: '"+server+"'}}\ntargets: [rebound.example]\n")
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	setup, err := serve.Load(t.Context(), file, serve.Program{Words: words, Now: testkit.Today})
	if err != nil {
		t.Fatal(err)
	}
	for _, public := range []bool{false, true} {
		before := newest.Load()
		asked.Store(0)
		s := serve.New(setup, public, serve.Options{MaxProbes: 1, Words: words, Log: slog.New(slog.DiscardHandler), Now: testkit.Today})
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/probe?target=imaps://rebound.example:"+imaps, nil))
		body := w.Body.String()
		if asked.Load() == 0 || !strings.Contains(body, "probe_success 0\n") { // the certificate is of another name
			t.Fatalf("%d %s", w.Code, body)
		}
		if reached := newest.Load() > before; reached == public {
			t.Errorf("public %v, and the host was reached: %v\n%s", public, reached, body)
		}
		if refused := strings.Contains(body, `step="connect",reason="local-error"`); refused != public {
			t.Errorf("public %v:\n%s", public, body)
		}
	}
}

// Told to end, the exporter answers what it was asked before, and ends well.
func TestServeEnds(t *testing.T) {
	e := serving(t, nil, "--demo=fault:silent")
	type answer struct {
		status int
		body   string
	}
	answers := make(chan answer, 1)
	go func() {
		status, body := e.get("/probe?target=mail.example.test", "X-Prometheus-Scrape-Timeout-Seconds: 2")
		answers <- answer{status, body}
	}()
	testkit.Await(t, "the probe in flight", func() bool {
		_, body := e.get("/metrics")
		return strings.Contains(body, "\nmailadvisor_probes_in_flight 1\n")
	})
	if status := e.end(); status != StatusOK {
		t.Errorf("status %d\n%s", status, e.said.String())
	}
	if got := <-answers; got.status != 200 || !strings.Contains(got.body, "probe_success 0\n") || !strings.Contains(got.body, `reason="timeout"`) {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// Signals are the matter of a whole process: SIGHUP reads the configuration
// again, a wrong one is told and not used, SIGTERM ends with status 0.
func TestServeSignals(t *testing.T) {
	dir := t.TempDir()
	file := place(t, dir, "exporter.yaml", "targets: [first.example]\n")
	cmd := exec.Command(program(t), "serve", "--config", file, "--web.listen-address", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	e := &exporter{t: t}
	cmd.Stderr = &e.said
	wait := watched(t, cmd)
	t.Cleanup(func() { cmd.Process.Kill() })
	testkit.Await(t, "the address to listen on", func() bool { return strings.Contains(e.said.String(), "\n") })
	line, _, _ := strings.Cut(e.said.String(), "\n")
	e.url = strings.TrimSuffix(strings.TrimPrefix(line, "Listening on "), "/")

	place(t, dir, "exporter.yaml", "targets: [second.example]\n")
	cmd.Process.Signal(syscall.SIGHUP)
	testkit.Await(t, "the new configuration", func() bool { _, body := e.get("/targets"); return strings.Contains(body, "second.example") })

	place(t, dir, "exporter.yaml", "target: [third.example]\n")
	cmd.Process.Signal(syscall.SIGHUP)
	testkit.Await(t, "the refusal of the configuration", func() bool {
		_, body := e.get("/metrics")
		return strings.Contains(body, "config_last_reload_successful 0\n")
	})
	testkit.Await(t, "what is wrong with it", func() bool {
		return strings.Contains(e.said.String(), "line 1, column 1: the key target is not known here; is it targets?")
	})
	if _, body := e.get("/targets"); !strings.Contains(body, "second.example") {
		t.Errorf("the configuration before is not in use: %s", body)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if status := wait(); status != StatusOK {
		t.Errorf("status %d\n%s", status, e.said.String())
	}
}

// seriesIn counts the series of a text.
func seriesIn(text string) int { return len(regexp.MustCompile(`(?m)^[^#\n]`).FindAllString(text, -1)) }

// TLS and passwords of the exporter itself are those of the file that all
// exporters of Prometheus read.
func TestServeWebConfig(t *testing.T) {
	dir := t.TempDir()
	// "swordfish", by htpasswd -nbBC 4
	web := place(t, dir, "web.yaml", "basic_auth_users:\n  prometheus: $2a$04$psFuWEazG7P9Adk/bvSA.emAme6iSpocWJFF4IEYkdC1bnRpdrAou\n")
	e := serving(t, nil, "--demo", "--web.config.file", web)
	e.url = "http://" + e.url
	if status, _ := e.get("/metrics"); status != http.StatusUnauthorized {
		t.Errorf("without a password: %d", status)
	}
	r, _ := http.NewRequest(http.MethodGet, e.url+"/metrics", nil)
	r.SetBasicAuth("prometheus", "swordfish")
	if status, _ := e.do(http.DefaultClient, r); status != 200 {
		t.Errorf("with the password: %d", status)
	}
	r.SetBasicAuth("prometheus", "wrong")
	if status, _ := e.do(http.DefaultClient, r); status != http.StatusUnauthorized {
		t.Errorf("with a wrong password: %d", status)
	}
}

// Nothing that the exporter answers or says shows a secret, also where a
// server gives it back.
func TestSecretsOfTheExporter(t *testing.T) {
	flags := evilHost(t, serveEcho, "mail.example.test")
	var ca, connect string
	for i, f := range flags {
		switch f {
		case "--ca-file":
			ca = flags[i+1]
		case "--connect":
			connect = flags[i+1]
		}
	}
	for name, secret := range markedPasswords {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			place(t, dir, "password", secret+"\n")
			file := place(t, dir, "exporter.yaml", "modules:\n  default: {ca-file: "+ca+", connect: "+strconv.Quote(connect)+", credential: watch}\n"+
				"credentials:\n  watch: {user: watch, hosts: [mail.example.test], password: {file: password}}\ntargets: ['imaps://mail.example.test']\n")
			e := serving(t, nil, "--config", file)
			all := ""
			for _, path := range []string{
				"/probe?target=imaps://mail.example.test", "/probe?target=imaps://mail.example.test", "/probe?target=imaps://mail.example.test&debug=true",
				"/probe?target=other.example.test", "/metrics", "/targets", "/", "/-/ready",
			} {
				_, body := e.get(path)
				all += body
			}
			os.Remove(filepath.Join(dir, "password"))
			r, _ := http.NewRequest(http.MethodPost, e.url+"/-/reload", nil)
			_, body := e.do(http.DefaultClient, r)
			all += body
			e.end()
			all += e.said.String()
			if form := showsSecret(all, secret); form != "" {
				t.Errorf("the secret is shown, %s:\n%s", form, all)
			}
			if !strings.Contains(all, "probe_login_success{") || !strings.Contains(all, `reason="rejected"} 1`) {
				t.Errorf("no password was sent:\n%s", all)
			}
		})
	}
}

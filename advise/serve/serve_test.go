package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// stage is a server whose probes are played.
type stage struct {
	*Server
	t *testing.T

	mu    sync.Mutex
	asked []Request
	play  func(r Request) (*advise.Document, error)
	next  string // the configuration that a reload reads; "" is an error
	sent  string // the secret of every login
}

// fine returns what a probe of a host on which nothing fails sees.
func fine() *result.Report {
	return &result.Report{Schema: result.Schema, ElapsedMS: 12, Probes: []result.Probe{{
		Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 993, Security: result.TLS}, Status: result.OK,
		Paths: []result.Path{{Address: "192.0.2.1", Family: "ipv4", Status: result.OK}},
	}}}
}

// loggedIn is the same with a login, which a kind of failure ended; "" is a
// success.
func loggedIn(kind result.Kind, temporary bool) *result.Report {
	r := fine()
	r.Probes[0].Login = &result.Login{Status: "ok", Mechanism: "PLAIN"}
	if kind != "" {
		r.Probes[0].Login = &result.Login{Status: "fail", Failure: &result.Failure{Kind: kind, Step: result.StepLogin, Temporary: temporary}}
	}
	return r
}

func english(t testing.TB) *locale.Printer {
	t.Helper()
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func newStage(t *testing.T, content string, change func(*Options)) *stage {
	t.Helper()
	st := &stage{t: t}
	st.play = func(Request) (*advise.Document, error) { return &advise.Document{Report: *fine()}, nil }
	o := Options{
		TimeoutOffset: 500 * time.Millisecond, MaxProbes: 10, Words: english(t), Now: testkit.Clock(), Version: "1.2.3", Lifecycle: true,
		Say: func(string) {}, Log: slog.New(slog.DiscardHandler),
		Load: func(context.Context) (*Setup, error) {
			if st.next == "" {
				return nil, errors.New("exporter.yaml, line 1: wrong")
			}
			return st.setup(st.next), nil
		},
	}
	if change != nil {
		change(&o)
	}
	st.Server = New(st.setup(content), false, o)
	return st
}

func (st *stage) setup(content string) *Setup {
	c, err := Parse("exporter.yaml", []byte(content))
	if err != nil {
		st.t.Fatal(err)
	}
	logins := map[string]*probe.Credential{}
	for _, m := range c.Modules {
		if is := m.Credential; is != nil {
			logins[is.Name] = &probe.Credential{User: is.User, Secret: st.sent, Hosts: is.Hosts}
		}
	}
	return &Setup{Config: c, Logins: logins, Probe: func(_ context.Context, r Request) (*advise.Document, error) {
		st.mu.Lock()
		st.asked = append(st.asked, r)
		st.mu.Unlock()
		return st.play(r)
	}}
}

// get asks, with headers as "Name: value".
func (st *stage) get(path string, headers ...string) (status int, body string) {
	return st.ask(http.MethodGet, path, headers...)
}

func (st *stage) ask(method, path string, headers ...string) (status int, body string) {
	r := httptest.NewRequest(method, path, nil)
	r.Host = "127.0.0.1:10993"
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	w := httptest.NewRecorder()
	st.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// last returns the probe that was made last.
func (st *stage) last() Request {
	st.mu.Lock()
	defer st.mu.Unlock()
	if len(st.asked) == 0 {
		st.t.Fatal("nothing was probed")
	}
	return st.asked[len(st.asked)-1]
}

func (st *stage) wantMetric(line string) {
	st.t.Helper()
	if _, body := st.get("/metrics"); !slices.Contains(strings.Split(body, "\n"), line) {
		var own []string
		for l := range strings.Lines(body) {
			if strings.HasPrefix(l, "mailadvisor_") {
				own = append(own, l)
			}
		}
		st.t.Errorf("%s is not among\n%s", line, strings.Join(own, ""))
	}
}

const watched = `
modules:
  quick: {only: imap, timeout: 5s}
  login: {credential: watch}
credentials:
  watch: {user: watch@example.org, password: {env: WATCH}, hosts: [mail.example.org, mx.example.org]}
targets:
  - mail.example.org
  - {target: imaps://mx.example.org, module: login, labels: {team: mail}}
allow: [.example.net, smtp.example.com, 192.0.2.0/24]
`

// Each question gets its answer, and each answer is counted.
func TestAnswers(t *testing.T) {
	cases := []struct {
		query  string
		status int
		says   string
		result string // module, result
	}{
		{"target=mail.example.org", 200, "probe_success 1\n", `module="default",result="ok"`},
		{"target=mail.example.org&module=quick", 200, "probe_success 1\n", `module="quick",result="ok"`},
		{"target=imaps://mail.example.org:993", 200, "probe_success 1\n", `module="default",result="ok"`},
		{"target=MAIL.Example.org.", 200, "probe_success 1\n", `module="default",result="ok"`},
		{"target=deep.below.example.net", 200, "probe_success 1\n", `module="default",result="ok"`},
		{"target=smtp.example.com:465", 200, "probe_success 1\n", `module="default",result="ok"`},
		{"target=192.0.2.77", 200, "probe_success 1\n", `module="default",result="ok"`},
		{"", 400, "Add ?target=", `module="default",result="bad-target"`},
		{"target=no+host", 400, "no host is no host", `module="default",result="bad-target"`},
		{"target=http://mail.example.org", 400, "is no host", `module="default",result="bad-target"`},
		{"target=user:hunter2@mail.example.org", 400, "user:<redacted>@mail.example.org", `module="default",result="bad-target"`},
		{"target=user@mail.example.org", 400, "names a user", `module="default",result="bad-target"`},
		{"target=imaps://user@mail.example.org", 400, "names a user", `module="default",result="bad-target"`},
		{"target=example.net", 400, "not among the hosts", `module="default",result="not-allowed"`},
		{"target=mail.example.org.evil.test", 400, "not among the hosts", `module="default",result="not-allowed"`},
		{"target=evilexample.net", 400, "not among the hosts", `module="default",result="not-allowed"`},
		{"target=192.0.3.1", 400, "not among the hosts", `module="default",result="not-allowed"`},
		{"target=127.0.0.1", 400, "not among the hosts", `module="default",result="not-allowed"`},
		{"target=mail.example.org&module=quik", 400, "is it quick?", `result="unknown-module"`},
		{"target=mail.example.org&module=%1b[31m", 400, "\uFFFD[31m", `result="unknown-module"`},
		{"target=mail.example.org&module=login", 200, "probe_success 1\n", `module="login",result="ok"`},
		{"target=smtp.example.com&module=login", 400, "the login watch does not belong to smtp.example.com", `module="login",result="login-not-bound"`},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			st := newStage(t, watched, nil)
			status, body := st.get("/probe?" + c.query)
			if status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%d %s", status, body)
			}
			st.wantMetric("mailadvisor_probe_requests_total{" + c.result + "} 1")
			st.wantMetric("mailadvisor_probes_in_flight 0")
			if probed := len(st.asked) > 0; probed != (c.status == 200) {
				t.Errorf("probed: %v", probed)
			}
		})
	}
}

// A probe that fails is an answer; a tool that cannot work is none.
func TestFailures(t *testing.T) {
	st := newStage(t, watched, nil)
	st.play = func(Request) (*advise.Document, error) {
		r := fine()
		r.Probes[0].Status, r.Probes[0].Failure = result.Fail, &result.Failure{Kind: result.Timeout, Step: result.StepConnect}
		return advise.Make(r, nil, english(t), advise.Probe), nil
	}
	if status, body := st.get("/probe?target=mail.example.org"); status != 200 || !strings.Contains(body, "probe_success 0\n") || !strings.Contains(body, `reason="timeout"`) {
		t.Errorf("%d %s", status, body)
	}
	st.play = func(Request) (*advise.Document, error) {
		return &advise.Document{Report: result.Report{Interrupted: true}}, nil
	}
	if status, body := st.get("/probe?target=mail.example.org"); status != 200 || !strings.Contains(body, "probe_success 0\n") || !strings.Contains(body, `verdict="unable"`) {
		t.Errorf("%d %s", status, body)
	}
	st.play = func(Request) (*advise.Document, error) { return nil, &BadTarget{"no such port"} }
	if status, body := st.get("/probe?target=mail.example.org"); status != 400 || body != "no such port\n" {
		t.Errorf("%d %s", status, body)
	}
	st.play = func(Request) (*advise.Document, error) { return nil, errors.New("no roots") }
	if status, body := st.get("/probe?target=mail.example.org"); status != 500 || body != "no roots\n" {
		t.Errorf("%d %s", status, body)
	}
	st.wantMetric(`mailadvisor_probe_requests_total{module="default",result="error"} 1`)
}

// The lesser of the module's limit and the scraper's counts.
func TestScrapeTimeout(t *testing.T) {
	cases := []struct {
		module, header string
		status         int
		want           time.Duration
	}{
		{"default", "", 200, 30 * time.Second},
		{"quick", "", 200, 5 * time.Second},
		{"default", "10", 200, 9500 * time.Millisecond},
		{"default", "2.5", 200, 2 * time.Second},
		{"quick", "10", 200, 5 * time.Second},
		{"quick", "3", 200, 2500 * time.Millisecond},
		{"default", "0.4", 200, 400 * time.Millisecond},
		{"default", "0", 400, 0},
		{"default", "-1", 400, 0},
		{"default", "NaN", 400, 0},
		{"default", "1e300", 400, 0},
		{"default", "soon", 400, 0},
	}
	for _, c := range cases {
		t.Run(c.module+" "+c.header, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				st := newStage(t, watched, nil)
				var headers []string
				if c.header != "" {
					headers = []string{"X-Prometheus-Scrape-Timeout-Seconds: " + c.header}
				}
				status, body := st.get("/probe?target=mail.example.org&module="+c.module, headers...)
				if status != c.status {
					t.Fatalf("%d %s", status, body)
				}
				if status == 200 && st.last().Timeout != c.want {
					t.Errorf("%v, want %v", st.last().Timeout, c.want)
				}
			})
		})
	}
}

// A wrong password is sent once: by one probe where many ask at the same time,
// and by none after it until the configuration has another secret.
func TestRejectedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStage(t, watched, nil)
		sent := 0
		st.play = func(r Request) (*advise.Document, error) {
			time.Sleep(time.Second)
			if !r.Login {
				return &advise.Document{Report: *fine()}, nil
			}
			sent++
			return &advise.Document{Report: *loggedIn(result.AuthRejected, false)}, nil
		}
		ask := func() {
			var going sync.WaitGroup
			for range 5 {
				going.Go(func() {
					if status, body := st.get("/probe?target=mail.example.org&module=login"); status != 200 {
						t.Errorf("%d %s", status, body)
					}
				})
			}
			going.Wait()
		}
		ask()
		ask()
		if sent != 1 {
			t.Errorf("the password was sent %d times", sent)
		}
		st.wantMetric(`mailadvisor_credential_withheld{credential="watch",reason="rejected"} 1`)
		st.wantMetric(`mailadvisor_credential_withheld{credential="watch",reason="resting"} 0`)
		if _, page := st.get("/"); !strings.Contains(page, "The login watch was rejected") {
			t.Error(page)
		}
		time.Sleep(24 * time.Hour)
		ask()
		if sent != 1 {
			t.Error("a day later it was sent again")
		}
		reload := func(config string) {
			t.Helper()
			st.next = config
			if status, body := st.ask(http.MethodPost, "/-/reload"); status != 200 {
				t.Fatal(status, body)
			}
		}
		for _, same := range []string{
			watched,
			strings.NewReplacer("watch:", "again:", "credential: watch", "credential: again").Replace(watched),
			strings.Replace(watched, "mx.example.org]", "mx.example.org, new.example.org]", 1),
		} {
			reload(same)
			if ask(); sent != 1 {
				t.Fatalf("after a reload it was sent again:\n%s", same)
			}
		}
		st.sent = "another"
		reload(watched)
		st.wantMetric(`mailadvisor_credential_withheld{credential="watch",reason="rejected"} 0`)
		if ask(); sent != 2 {
			t.Errorf("with another secret it was sent %d times", sent-1)
		}
	})
}

// A login that got no verdict rests, and is then tried again.
func TestRestingLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStage(t, watched, nil)
		kind := result.Kind(result.AuthTemporary)
		st.play = func(r Request) (*advise.Document, error) {
			if !r.Login {
				return &advise.Document{Report: *fine()}, nil
			}
			return &advise.Document{Report: *loggedIn(kind, kind != "")}, nil
		}
		tried := func() bool { st.get("/probe?target=mail.example.org&module=login"); return st.last().Login }
		if first, second := tried(), tried(); !first || second {
			t.Error("it did not rest after a temporary failure")
		}
		st.wantMetric(`mailadvisor_credential_withheld{credential="watch",reason="resting"} 1`)
		time.Sleep(restTime)
		kind = ""
		if first, second := tried(), tried(); !first || !second {
			t.Error("it was not tried again")
		}
		st.wantMetric(`mailadvisor_credential_withheld{credential="watch",reason="resting"} 0`)
	})
}

// Probes beyond the limit wait, and those for which no time is left say so.
func TestAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStage(t, watched, func(o *Options) { o.MaxProbes = 2 })
		var now, most int
		st.play = func(r Request) (*advise.Document, error) {
			st.mu.Lock()
			now++
			most = max(most, now)
			st.mu.Unlock()
			time.Sleep(3 * time.Second)
			st.mu.Lock()
			now--
			st.mu.Unlock()
			return &advise.Document{Report: *fine()}, nil
		}
		var mu sync.Mutex
		got := map[int]int{}
		var going sync.WaitGroup
		for range 6 {
			going.Go(func() {
				status, body := st.get("/probe?target=mail.example.org&module=quick")
				mu.Lock()
				defer mu.Unlock()
				if got[status]++; status == 503 && !strings.Contains(body, "no time left") {
					t.Error(body)
				}
			})
		}
		synctest.Wait()
		st.wantMetric("mailadvisor_probes_in_flight 2")
		going.Wait()
		// Two at once, three seconds each, five seconds of time: the last two
		// are never begun.
		if most != 2 || got[200] != 4 || got[503] != 2 {
			t.Errorf("%d at once, %v", most, got)
		}
		st.wantMetric(`mailadvisor_probe_requests_total{module="quick",result="busy"} 2`)
	})
}

// A wrong configuration changes nothing; a right one is used at once.
func TestReload(t *testing.T) {
	st := newStage(t, watched, nil)
	st.wantMetric("mailadvisor_config_last_reload_successful 1")
	if status, body := st.ask(http.MethodPost, "/-/reload"); status != 500 || !strings.Contains(body, "exporter.yaml, line 1: wrong") {
		t.Error(status, body)
	}
	st.wantMetric("mailadvisor_config_last_reload_successful 0")
	if status, _ := st.get("/probe?target=mail.example.org"); status != 200 {
		t.Error("the old configuration is gone")
	}
	st.next = "targets: [new.example.org]"
	if status, body := st.ask(http.MethodPost, "/-/reload"); status != 200 {
		t.Error(status, body)
	}
	st.wantMetric("mailadvisor_config_last_reload_successful 1")
	if status, _ := st.get("/probe?target=mail.example.org"); status != 400 {
		t.Error("the old configuration is still in use")
	}
	if status, _ := st.get("/probe?target=new.example.org"); status != 200 {
		t.Error("the new configuration is not in use")
	}
}

// A page of another site cannot make a browser reload, and a question cannot
// do so at all.
func TestReloadFromElsewhere(t *testing.T) {
	st := newStage(t, watched, nil)
	st.next = watched
	for _, headers := range [][]string{{"Sec-Fetch-Site: cross-site"}, {"Origin: https://evil.example"}} {
		if status, _ := st.ask(http.MethodPost, "/-/reload", headers...); status != http.StatusForbidden {
			t.Errorf("%v: %d", headers, status)
		}
	}
	if status, _ := st.get("/-/reload"); status != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", status)
	}
}

// Nobody reloads over HTTP where it was not allowed.
func TestReloadIsOff(t *testing.T) {
	st := newStage(t, watched, func(o *Options) { o.Lifecycle = false })
	st.next = "targets: [new.example.org]"
	for _, method := range []string{http.MethodPost, http.MethodPut} {
		if status, body := st.ask(method, "/-/reload"); status != http.StatusForbidden || !strings.Contains(body, "--web.enable-lifecycle") {
			t.Error(method, status, body)
		}
	}
	if status, _ := st.get("/probe?target=mail.example.org"); status != 200 {
		t.Error("it was read again")
	}
}

// On loopback alone, nothing is answered under another's name.
func TestHostIsChecked(t *testing.T) {
	st := newStage(t, watched, nil)
	for host, want := range map[string]int{
		"127.0.0.1:10993": 200, "[::1]:10993": 200, "[::1]": 200, "localhost:10993": 200, "LOCALHOST": 200, "mail.localhost.": 200, "192.0.2.1:1": 200,
		"evil.example:10993": 421, "evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example": 421, "": 421,
	} {
		for _, path := range []string{"/metrics", "/targets", "/probe?target=mail.example.org", "/"} {
			if status, _ := st.get(path, "Host: "+host); status != want {
				t.Errorf("%q, %s: %d, not %d", host, path, status, want)
			}
		}
	}
	st.public = true
	if status, _ := st.get("/metrics", "Host: exporter.example.org"); status != 200 {
		t.Errorf("where others can reach it: %d", status)
	}
}

// The targets of the configuration, as HTTP service discovery wants them.
func TestTargets(t *testing.T) {
	st := newStage(t, watched, nil)
	const want = `[{"targets":["mail.example.org"],"labels":{"__param_module":"default"}},` +
		`{"targets":["imaps://mx.example.org"],"labels":{"__param_module":"login","team":"mail"}}]` + "\n"
	if status, body := st.get("/targets"); status != 200 || body != want {
		t.Errorf("%d %s", status, body)
	}
	if _, body := newStage(t, "allow: [a.example]", nil).get("/targets"); body != "[]\n" {
		t.Errorf("without targets: %s", body)
	}
}

// A session is shown without its login, whatever the module says.
func TestDebug(t *testing.T) {
	st := newStage(t, watched, nil)
	st.play = func(r Request) (*advise.Document, error) {
		fmt.Fprintln(r.Transcript, "S: * OK hello")
		return &advise.Document{Report: *fine()}, nil
	}
	status, body := st.get("/probe?target=mail.example.org&module=login&debug=true")
	if status != 200 || !strings.Contains(body, "S: * OK hello\n") || !strings.Contains(body, "probe_success 1\n") {
		t.Errorf("%d %s", status, body)
	}
	if st.last().Login {
		t.Error("the login was sent")
	}
}

// Every address of the special ranges is refused where others can ask, and
// none where only this machine can.
func TestAddresses(t *testing.T) {
	st := newStage(t, "allow: [.example.org, 10.1.0.0/16, 'fd12::/16']", nil)
	st.get("/probe?target=mail.example.org")
	if st.last().Allow != nil {
		t.Error("on loopback, addresses are restricted")
	}
	st.public = true
	st.get("/probe?target=mail.example.org")
	allow := st.last().Allow
	refused := 0
	for address, ok := range map[string]bool{
		"8.8.8.8": true, "193.0.6.139": true, "2001:4860:4860::8888": true, "2a00::1": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "::ffff:127.0.0.1": false, "0.0.0.0": false, "::": false,
		"10.0.0.1": false, "172.16.0.1": false, "172.32.0.1": true, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "100.100.100.200": false, "100.128.0.1": true, "fd00:ec2::254": false, "fc00::1": false,
		"fe80::1": false, "fe80::1%lo": false, "224.0.0.1": false, "255.255.255.255": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::7f00:1": false, "192.0.2.1": false, "198.18.0.1": false,
		"10.1.2.3": true, "::ffff:10.1.2.3": true, "10.2.0.1": false, "fd12::1": true,
	} {
		err := allow(netip.MustParseAddr(address))
		if err != nil {
			refused++
		}
		if (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	st.wantMetric(fmt.Sprintf("mailadvisor_addresses_refused_total %d", refused))

	// An address as a target is refused before anything is dialled, unless it
	// is named.
	st = newStage(t, "targets: [10.0.0.1]", func(o *Options) { o.AnyTarget = true })
	st.public = true
	for target, want := range map[string]int{"127.0.0.1": 400, "imaps://[::1]": 400, "169.254.169.254": 400, "10.0.0.1": 200, "8.8.8.8": 200} {
		if status, body := st.get("/probe?target=" + target); status != want {
			t.Errorf("%s: %d %s", target, status, body)
		}
	}
}

// With --allow-any-target the login still stays with its hosts.
func TestAnyTarget(t *testing.T) {
	st := newStage(t, watched, func(o *Options) { o.AnyTarget = true })
	if status, _ := st.get("/probe?target=elsewhere.test"); status != 200 {
		t.Error(status)
	}
	if status, _ := st.get("/probe?target=elsewhere.test&module=login"); status != 400 {
		t.Error(status)
	}
}

// The page names what there is, in a form that nothing breaks out of.
func TestPage(t *testing.T) {
	st := newStage(t, "modules: {'<b>': {}}\ntargets: [{target: mail.example.org, module: '<b>'}]", nil)
	status, body := st.get("/")
	if status != 200 || !strings.Contains(body, "mail.example.org") || strings.Contains(body, "<b>") || strings.Contains(body, "‹") {
		t.Errorf("%d %s", status, body)
	}
	for _, path := range []string{"/-/healthy", "/-/ready"} {
		if status, _ := st.get(path); status != 200 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := st.get("/elsewhere"); status != 404 {
		t.Error(status)
	}
}

// promtool finds nothing to complain of, neither in a probe's metrics nor in
// the exporter's.
func TestPromtool(t *testing.T) {
	promtool := testkit.Program(t, "promtool", "prometheus")
	st := newStage(t, watched, nil)
	for _, path := range []string{"/probe?target=mail.example.org", "/metrics"} {
		_, body := st.get(path)
		cmd := exec.Command(promtool, "check", "metrics")
		cmd.Stdin = strings.NewReader(body)
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", path, err, out)
		}
	}
}

package cli

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// A host is connected to while a slow source is still being asked, and nobody
// logs in before that one has answered.
func TestProbedWhileSearching(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").srv(domain)
	var mu sync.Mutex
	var lines []string
	tested := make(chan struct{})
	n.hear(func(e mailhost.Event) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, e.Line)
		if e.Key == "imaps" && strings.Contains(e.Line, "ID completed") && !slices.Contains(lines, "the slow source answers") {
			select {
			case <-tested:
			default:
				close(tested)
			}
		}
	})
	n.slowAutoconfig(domain, "%EMAILADDRESS%", func() {
		select {
		case <-tested: // the whole way without a login, from SRV alone
		case <-time.After(4 * time.Second):
			t.Error("nothing was probed before the slow source answered")
		}
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, "the slow source answers")
	})
	d := n.document(StatusOK, "probe", mailhost.User, "--password-file", passwordFile(t), "--no-third-party")
	if logins(d) != "ok ok ok" || len(d.Probes) != 3 {
		t.Errorf("logins %q", logins(d))
	}
	mu.Lock()
	defer mu.Unlock()
	answered := slices.Index(lines, "the slow source answers")
	first := slices.IndexFunc(lines, func(l string) bool {
		return strings.Contains(l, "AUTHENTICATE PLAIN") || strings.HasPrefix(l, "AUTH PLAIN")
	})
	if answered < 0 || first < answered {
		t.Errorf("a login at line %d, the slow source answered at %d:\n%s", first, answered, strings.Join(lines, "\n"))
	}
}

// What was probed early and is not used in the end is in no report, and no
// password goes there.
func TestFoundAndNotUsed(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").zone(
		"_imaps._tcp."+domain+". 60 IN SRV 0 1 993 old."+domain+".", "_imap._tcp."+domain+". 60 IN SRV 0 1 143 "+mailhost.Name+".",
		"old."+domain+". 60 IN A 127.0.0.1", mailhost.Name+". 60 IN A 127.0.0.1")
	n.Connect["old."+domain+":993"] = n.Connect[mailhost.Name+":993"]
	tested := make(chan struct{})
	var once sync.Once
	n.hear(func(e mailhost.Event) {
		if e.Key == "imap" { // as SRV names it, and autoconfig does not
			once.Do(func() { close(tested) })
		}
	})
	n.slowAutoconfig(domain, "%EMAILADDRESS%", func() {
		select {
		case <-tested:
		case <-time.After(4 * time.Second):
			t.Error("nothing was probed early")
		}
	})
	d := n.document(StatusOK, "probe", mailhost.User, "--password-file", passwordFile(t), "--no-third-party")
	if len(d.Probes) != 3 || logins(d) != "ok ok ok" {
		t.Errorf("%d endpoints, logins %q", len(d.Probes), logins(d))
	}
	for _, p := range d.Probes {
		if p.Host != mailhost.Name || p.Port == 143 || !p.Named {
			t.Errorf("%s is in the report, named %v", p.Address(), p.Named)
		}
	}
	if total := n.mail.Logins().Total(); total.Attempts != 3 {
		t.Errorf("the host saw %+v", total)
	}
}

// The question for the password stands alone: neither progress nor a
// transcript is written beside it while the servers are being probed.
func TestPromptWhileProbing(t *testing.T) {
	domain := mailhost.Domain
	n := newInternet(t, "default").srv(domain).autoconfig(domain, "%EMAILADDRESS%")
	for _, extra := range [][]string{nil, {"--transcript", "-"}} {
		var mu sync.Mutex
		reached := map[string]bool{}
		all := make(chan struct{})
		n.hear(func(e mailhost.Event) {
			mu.Lock()
			defer mu.Unlock()
			if strings.Contains(e.Line, "ID completed") || strings.Contains(e.Line, "IMPLEMENTATION") || strings.HasPrefix(e.Line, "250 ") {
				if reached[e.Key] = true; len(reached) == 3 {
					select {
					case <-all:
					default:
						close(all)
					}
				}
			}
		})
		var stdout bytes.Buffer
		var stderr testkit.Buffer
		asked := ""
		s := Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Env: func(string) string { return "" }, Now: testkit.Today, ErrTerminal: true}
		s.ReadPassword = func(context.Context) (string, error) {
			before := stderr.String()
			<-all // the servers have answered
			if asked = before; stderr.String() != before {
				t.Errorf("written beside the question: %q", strings.TrimPrefix(stderr.String(), before))
			}
			return mailhost.Password, nil
		}
		args := append([]string{"probe", mailhost.User, "--no-third-party", "--resolver", n.Address, "--ca-file", n.ca}, extra...)
		args = append(args, connectFlags(n.Connect)...)
		status := Main(t.Context(), args, s)
		if !strings.Contains(asked, "Password for "+mailhost.User) {
			t.Errorf("asked with %q", asked)
		}
		if status != StatusOK || strings.Count(stdout.String(), "accepted") < 3 {
			t.Errorf("status %d\n%s%s", status, stdout.String(), stderr.String())
		}
	}
}

// A policy that is printed knows one user name: hosts with another are left out.
func TestPrintedLoginHasOneName(t *testing.T) {
	a := &app{Streams: Streams{Env: func(string) string { return "" }}}
	cr := &probe.Credential{User: "tim", Hosts: []string{"imap.example.org", "smtp.example.org"}, Users: map[string]string{"smtp.example.org": "tim@example.org"}}
	c := a.reference(run.Job{Options: probe.Options{Credential: cr}})
	if c.User != "tim" || !slices.Equal(c.Hosts, []string{"imap.example.org"}) {
		t.Errorf("%s at %v", c.User, c.Hosts)
	}
}

// An interruption ends a search, and a question to a person, at once: nothing
// is said to be missing that nobody waited for, and the status is 3.
func TestInterruptedBeforeTheProbe(t *testing.T) {
	policy := place(t, t.TempDir(), "policy.yaml", "defaults: {require: [{tls-floor: 1.2}]}\n")
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"discover", "example.org"}, "the search for the mail servers of example.org was interrupted"},
		{[]string{"discover", "example.org", "--as", "aerc"}, "the search for the mail servers of example.org was interrupted"},
		{[]string{"probe", "user@example.org"}, "the search for the mail servers of example.org was interrupted"},
		{[]string{"advise", "user@example.org"}, "the search for the mail servers of example.org was interrupted"},
		{[]string{"settings", "user@example.org", "--client", "aerc"}, "the search for the mail servers of example.org was interrupted"},
		{[]string{"settings", "example.org", "--publish", "all"}, "the search for the mail servers of example.org was interrupted"},
		{[]string{"check", "user@example.org", "--policy", policy}, "interrupted: 1 target not tested"},
		{[]string{"probe", "mail.example.org", "--user", "user@example.org"}, "interrupted before there was an answer"},
	} {
		ctx, interrupt := context.WithCancel(t.Context())
		questions := strings.Contains(tt.says, "an answer")
		args := append(tt.args, "--resolver", testkit.DNS(t, func(dns.ResponseWriter, *dns.Msg) {
			if !questions {
				interrupt()
			}
		}))
		s := Streams{In: strings.NewReader(""), Env: func(string) string { return "" }, Now: testkit.Today}
		var stdout, stderr bytes.Buffer
		s.Out, s.Err = &stdout, &stderr
		s.ReadPassword = func(ctx context.Context) (string, error) {
			go interrupt()
			return answered(ctx, func() (string, error) { <-t.Context().Done(); return "", nil })
		}
		if status := Main(ctx, args, s); status != StatusUnable || !strings.Contains(strings.Join(strings.Fields(stderr.String()), " "), tt.says) {
			t.Errorf("%q: status %d\n%s%s", tt.args, status, stdout.String(), stderr.String())
		}
		if text := stdout.String(); strings.Contains(text, "no source names") || strings.Contains(text, "Exit status 0") {
			t.Errorf("%q: more is said than is known:\n%s", tt.args, text)
		}
		interrupt()
	}
}

package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// diary writes down what happens in a run, in its order.
type diary struct {
	mu      sync.Mutex
	entries []string
}

func (d *diary) note(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.entries = append(d.entries, text)
}

func (d *diary) observe(e Event) {
	switch {
	case e.Done:
		d.note(fmt.Sprint(e.Endpoint.Port, " ", e.Step))
	case e.Finished:
		d.note(fmt.Sprint(e.Endpoint.Port, " finished"))
	}
}

// order fails unless these entries are there, in this order.
func (d *diary) order(t *testing.T, want ...string) {
	t.Helper()
	at := 0
	for _, entry := range d.entries {
		if at < len(want) && entry == want[at] {
			at++
		}
	}
	if at < len(want) {
		t.Errorf("%q is missing, or comes too early:\n%s", want[at], strings.Join(d.entries, "\n"))
	}
}

// searched runs endpoints that a search names, one list after the other with a
// pause between them in which all comes to rest.
func searched(t *testing.T, o Options, d *diary, lists ...[]result.Endpoint) (*result.Report, error) {
	t.Helper()
	o.Observe = d.observe
	search := func(yield func(result.Endpoint) bool) {
		for _, list := range lists {
			for _, e := range list {
				d.note(fmt.Sprint(e.Port, " found"))
				if !yield(e) {
					return
				}
			}
			time.Sleep(time.Minute)
		}
		d.note("searched")
	}
	return Run(t.Context(), result.Target{}, iter.Seq[result.Endpoint](search), o)
}

// bubble is a run over links in memory.
func bubble(t *testing.T, m *inMemory, f func(t *testing.T, o Options, d *diary)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var links sync.WaitGroup
		defer links.Wait()
		f(t, m.options(&links), &diary{})
	})
}

// What is found first is probed at once. Nobody logs in before the search is
// over and it is said with what; then the order is that of all.
func TestProbingWhileSearching(t *testing.T) {
	cr := credential(t, mailhost.Password, mailhost.Name)
	bubble(t, far(t, ""), func(t *testing.T, o Options, d *diary) {
		all := result.DefaultEndpoints(mailhost.Name)
		o.Timeout = 5 * time.Second // the search, and the decision, take longer
		o.Decide = func(context.Context) (Decision, error) {
			d.note("asked")
			time.Sleep(patience / 2)
			d.note("decided")
			return Decision{Credential: cr, Endpoints: all}, nil
		}
		report, err := searched(t, o, d, all[2:], all[:2])
		if err != nil || logins(report) != "ok, ok, ok, ok, ok, ok" {
			t.Fatal(err, logins(report))
		}
		d.order(t, "995 found", "995 connect", "995 capabilities", "993 found", "993 capabilities", "searched", "asked", "decided",
			"993 login", "995 login", "110 login", "110 finished")
		if report.ElapsedMS < 120_000 || report.ElapsedMS > 122_000 {
			t.Errorf("%v ms: two minutes of searching, and not the time of the decision", report.ElapsedMS)
		}
		if report.Interrupted {
			t.Error("the search is no part of the time limit")
		}
	})
}

// A session that waited longer than servers wait is made anew.
func TestSessionIsMadeAnew(t *testing.T) {
	cr := credential(t, mailhost.Password, mailhost.Name)
	bubble(t, far(t, ""), func(t *testing.T, o Options, d *diary) {
		all := result.DefaultEndpoints(mailhost.Name)
		o.Decide = func(context.Context) (Decision, error) {
			time.Sleep(time.Hour)
			d.note("decided")
			return Decision{Credential: cr, Endpoints: all}, nil
		}
		report, err := searched(t, o, d, all)
		if err != nil || logins(report) != "ok, ok, ok, ok, ok, ok" {
			t.Fatal(err, logins(report))
		}
		d.order(t, "993 capabilities", "decided", "993 connect", "993 capabilities", "993 login")
		for _, p := range report.Probes {
			names := map[string]int{}
			for _, s := range p.Paths[0].Steps {
				names[s.Name]++
			}
			if names["connect"] != 1 || names["login"] != 1 {
				t.Errorf("%s: %v", p.Address(), names)
			}
		}
	})
}

// An endpoint that is not used in the end is dropped: without a trace, without
// a login, and without waiting for it.
func TestDroppedEndpoint(t *testing.T) {
	cr := credential(t, mailhost.Password, mailhost.Name)
	m := far(t, "fault:silent")
	all := result.DefaultEndpoints(mailhost.Name)
	bubble(t, m, func(t *testing.T, o Options, d *diary) {
		silent := all[5]
		o.StepLimits = Limits{Greeting: 10 * time.Hour}
		o.Decide = func(context.Context) (Decision, error) {
			d.note("decided")
			return Decision{Credential: cr}, nil
		}
		report, err := searched(t, o, d, []result.Endpoint{silent})
		if err != nil || len(report.Probes) != 0 || report.Interrupted {
			t.Errorf("%v, %+v", err, report)
		}
		if report.ElapsedMS > 61_000 {
			t.Errorf("%v ms: it was waited for", report.ElapsedMS)
		}
		d.order(t, "587 connect", "searched", "decided")
		if slices.Contains(d.entries, "587 finished") {
			t.Error("it counts as finished")
		}
	})
	m = far(t, "")
	bubble(t, m, func(t *testing.T, o Options, d *diary) {
		o.Decide = func(context.Context) (Decision, error) {
			return Decision{Credential: cr, Endpoints: all[1:2]}, nil
		}
		report, err := searched(t, o, d, all)
		if err != nil || len(report.Probes) != 1 || logins(report) != "ok" || report.Probes[0].Port != 143 {
			t.Errorf("%v, %+v", err, report)
		}
	})
	if n := m.host.Logins().Total().Attempts; n != 1 {
		t.Errorf("%d logins, want that of 143 alone", n)
	}
}

// Whether a refusal is a failure may be known only in the end; and what is
// named in the end alone is probed too.
func TestNamedInTheEnd(t *testing.T) {
	_, o := host(t, "fault:refused")
	all := result.DefaultEndpoints(mailhost.Name)[:3]
	o.Decide = func(context.Context) (Decision, error) {
		late := slices.Clone(all)
		late[0].Named = true
		return Decision{Endpoints: late}, nil
	}
	report, err := Run(t.Context(), result.Target{}, slices.Values(all[:2]), o)
	if err != nil || len(report.Probes) != 3 {
		t.Fatal(err, report)
	}
	nothingLeft(t)
	got := fmt.Sprint(report.Probes[0].Status, report.Probes[0].Named, report.Probes[1].Status, report.Probes[2].Status)
	if want := fmt.Sprint(result.Fail, true, result.Skip, result.Skip); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Where nothing can be decided the run ends with that error, and nothing of it
// is left.
func TestDecisionFails(t *testing.T) {
	h, o := host(t, "fault:silent")
	gone := errors.New("nobody is there to be asked")
	o.Decide = func(context.Context) (Decision, error) { return Decision{}, gone }
	report, err := Run(t.Context(), result.Target{}, slices.Values(result.DefaultEndpoints(mailhost.Name)), o)
	nothingLeft(t)
	if !errors.Is(err, gone) || report != nil || h.Logins().Total().Attempts != 0 {
		t.Error(err, report)
	}
	bad := &Credential{User: "alice", Secret: "two\r\nlines", Hosts: []string{mailhost.Name}}
	o.Decide = func(context.Context) (Decision, error) { return Decision{Credential: bad}, nil }
	if _, err := Run(t.Context(), result.Target{}, slices.Values(result.DefaultEndpoints(mailhost.Name)), o); !errors.Is(err, ErrCredential) {
		t.Error(err)
	}
	nothingLeft(t)
}

// Nothing is written while a person is asked, and what was recorded before the
// secret was known does not show it: here the host says it in its greeting.
func TestSecretKnownLate(t *testing.T) {
	const said = "Demo mail host"
	_, o := host(t, "")
	var transcript bytes.Buffer
	o.Transcript = &transcript
	e := result.DefaultEndpoints(mailhost.Name)[:1]
	settled := make(chan struct{})
	o.Observe = func(e Event) {
		if e.Done && e.Step == result.StepID && e.Address == "127.0.0.1" {
			close(settled)
		}
	}
	o.Decide = func(context.Context) (Decision, error) {
		<-settled
		if transcript.Len() > 0 {
			t.Errorf("written before the secret was known:\n%s", transcript.String())
		}
		return Decision{Credential: credential(t, said, mailhost.Name), Endpoints: e}, nil
	}
	report, err := Run(t.Context(), result.Target{}, slices.Values(e), o)
	if err != nil || report.Probes[0].Login.Reason != result.Rejected {
		t.Fatal(err, report)
	}
	if text := transcript.String(); strings.Contains(text, said) || !strings.Contains(text, "<redacted> ready") {
		t.Errorf("the transcript shows it:\n%s", text)
	}
	for _, path := range report.Probes[0].Paths {
		for _, step := range path.Steps {
			if strings.Contains(strings.Join(step.Lines, "\n"), said) {
				t.Errorf("the report shows it: %q", step.Lines)
			}
		}
	}
}

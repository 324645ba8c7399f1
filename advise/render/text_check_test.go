package render_test

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// policyText is the policy of the screens: one requirement of it is broken on
// one host, and one is excepted on another.
const policyText = `defaults:
  require:
    - at: [imap, pop3]
      certificate-days: 14
    - offered: [imap:993]
      certificate-valid: true
      quota-free: 10%
targets:
  - mail.example.org
  - imap.example.net
  - target: mx.example.com
    require:
      - tls-floor: 1.2
    except:
      - requirement: tls-floor
        at: submission:587
        reason: scanner in the warehouse, replaced in June
        until: 2026-06-30
`

// renamed returns a document of another host.
func renamed(d *advise.Document, host string) *advise.Document {
	d.Target.Input, d.Target.Host = host, host
	for i := range d.Probes {
		d.Probes[i].Host = host
	}
	for i := range d.Accounts {
		d.Accounts[i].Host = host
	}
	for i := range d.Findings {
		d.Findings[i].Where.Host = host
	}
	return d
}

// checked returns the bad day and two good hosts, held to the policy.
func checked(t testing.TB, lang string) []*advise.Document {
	t.Helper()
	p, err := policy.Parse("policy.yaml", []byte(policyText), policy.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	old := renamed(probeHealthy(lang), "mx.example.com")
	for i := range old.Probes {
		for j := range old.Probes[i].Paths {
			state := *old.Probes[i].Paths[j].TLS
			state.Weak = []string{}
			if old.Probes[i].Port == 587 {
				state.Version = "TLS 1.1"
			}
			old.Probes[i].Paths[j].TLS = &state
		}
	}
	docs := []*advise.Document{badDay(lang), renamed(withoutLogin(lang), "imap.example.net"), old}
	for _, d := range docs {
		r := policy.Evaluate(&d.Report, d.Findings, p, d.Target.Input, d.StartedAt)
		r.Fill(printer(t, lang))
		d.Policy = &r
	}
	return docs
}

func check(t testing.TB, lang string, docs []*advise.Document, o render.TextOptions) string {
	t.Helper()
	var out bytes.Buffer
	e := render.NewCheck(&out, printer(t, lang), o, func() render.CheckRun { return render.CheckRun{ElapsedMS: 440, Status: 1} })
	if err := render.Encode(e, docs...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCheckScreens(t *testing.T) {
	for _, lang := range locale.Languages() {
		golden(t, "check."+lang+".txt", check(t, lang, checked(t, lang), render.TextOptions{}))
		golden(t, "check-verbose."+lang+".txt", check(t, lang, checked(t, lang), render.TextOptions{Verbose: true}))
	}
}

// TestCheckIsNeverTooWide, coloured or not, on any terminal.
func TestCheckIsNeverTooWide(t *testing.T) {
	for _, lang := range locale.Languages() {
		for _, width := range []int{80, 60, 40} {
			screen := check(t, lang, checked(t, lang), render.TextOptions{Width: width, Verbose: true})
			tooWide(t, screen, width)
			if strings.Contains(screen, "‹") {
				t.Errorf("%s, %d columns: a message is missing:\n%s", lang, width, screen)
			}
		}
		plain, coloured := check(t, lang, checked(t, lang), render.TextOptions{}), check(t, lang, checked(t, lang), render.TextOptions{Color: true})
		if plain == coloured || !strings.Contains(coloured, "\x1b[31m") {
			t.Errorf("%s: what is broken is not red", lang)
		}
	}
}

// TestCheckTellsForeignWordsInertly: what a server announces may not act on a
// terminal.
func TestCheckTellsForeignWordsInertly(t *testing.T) {
	p, err := policy.Parse("policy.yaml", []byte("defaults: {require: {at: imap, capabilities-forbidden: {after-tls: [X]}}}"), policy.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	d := probeHealthy("en")
	for i := range d.Probes {
		for j := range d.Probes[i].Paths {
			d.Probes[i].Paths[j].Capabilities = &result.Capabilities{AfterTLS: []string{"X \x1b[31mred\u202e"}}
		}
	}
	r := policy.Evaluate(&d.Report, d.Findings, p, d.Target.Input, d.StartedAt)
	r.Fill(printer(t, "en"))
	d.Policy = &r
	if screen := check(t, "en", []*advise.Document{d}, render.TextOptions{}); strings.ContainsAny(screen, "\x1b\u202e") || !strings.Contains(screen, "[31mred") {
		t.Errorf("%q", screen)
	}
}

func TestCheckNeedsAPolicy(t *testing.T) {
	var out bytes.Buffer
	if err := render.NewCheck(&out, printer(t, "en"), render.TextOptions{}, nil).Write(probeHealthy("en")); err == nil {
		t.Errorf("a document without a policy is written: %s", out.String())
	}
}

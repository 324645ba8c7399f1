package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// evaluate holds a report to requirements that are written as entries.
func evaluate(t testing.TB, r *result.Report, content string) Result {
	t.Helper()
	return Evaluate(r, diagnose.Run(r), mustParse(t, content), "mail.example.org", today)
}

func require(entries string) string { return "defaults:\n  require:\n    - " + entries + "\n" }

// TestWhereItApplies: a requirement is asked at each endpoint that it is
// about, and not of what is not offered.
func TestWhereItApplies(t *testing.T) {
	cases := []struct {
		name, policy string
		want         []int // ports
	}{
		{"everywhere that is offered", "tls-floor: 1.2", []int{993, 143, 995, 465, 587}},
		{"a service", "{at: pop3, tls-floor: 1.2}", []int{995}},
		{"two places", "{at: [imap:143, submission], tls-floor: 1.2}", []int{143, 465, 587}},
		{"a phase that only STARTTLS has", "capabilities-forbidden: {before-tls: [X]}", []int{143, 587}},
		{"a step that only STARTTLS has", "latency: {starttls: 1s}", []int{143, 587}},
		{"switched off", "certificate-valid: false", nil},
		{"switched off at a port", "certificate-valid: true\n    - {at: imap:993, certificate-valid: false}", []int{143, 995, 465, 587}},
		{"the later one counts", "certificate-days: 90\n    - certificate-days: 14", []int{993, 143, 995, 465, 587}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var ports []int
			for _, a := range evaluate(t, host(), require(c.policy)).Assertions {
				if a.ID == "reachable" {
					continue
				}
				ports = append(ports, a.Where.Port)
				if a.ID == "certificate-days" && a.Status != Pass {
					t.Errorf("the earlier one counted: %+v", a)
				}
			}
			if !slices.Equal(ports, c.want) {
				t.Errorf("asked at %v, want %v", ports, c.want)
			}
		})
	}
}

// TestTargetOverDefaults: what a target says replaces what the defaults say of
// the same thing, the contrary included.
func TestTargetOverDefaults(t *testing.T) {
	r := evaluate(t, host(), `
defaults:
  require:
    - certificate-days: 90
      offered: [imap:993, pop3:110]
      mechanisms-required: [PLAIN, NTLM]
targets:
  - target: Mail.Example.org
    require:
      - certificate-days: 30
        forbidden: [pop3:110]
        mechanisms-forbidden: [NTLM]
`)
	for _, a := range r.Assertions {
		if a.Status != Pass {
			t.Errorf("%s %s: %s", a.ID, a.Of, a.Status)
		}
	}
	if len(r.Assertions) != 1+5+2+5+5 {
		t.Errorf("%d assertions", len(r.Assertions))
	}
}

// TestOneAddressDecides: an endpoint is as good as the worst of its addresses,
// which is named where it is not all of them.
func TestOneAddressDecides(t *testing.T) {
	r := host()
	p := endpoint(r, 993)
	second := p.Paths[0]
	state := *second.TLS
	state.Chain = []result.Certificate{{NotAfter: today.Add(6*24*time.Hour + time.Hour)}}
	second.Address, second.TLS = "2001:db8::10", &state
	p.Paths = append(p.Paths, second)
	for _, a := range evaluate(t, r, require("{at: imap:993, certificate-days: 14, tls-floor: 1.2}")).Assertions {
		switch a.ID {
		case "certificate-days":
			if a.Status != Fail || a.Where.Address != "2001:db8::10" || a.Found.Args["days"] != 6 {
				t.Errorf("%+v", a)
			}
		case "tls-floor":
			if a.Status != Pass || a.Where.Address != "" {
				t.Errorf("%+v", a)
			}
		}
	}
}

// TestExceptions: an exception holds until the end of its last day, for its
// own place, and then says that it has ended.
func TestExceptions(t *testing.T) {
	const content = `
targets:
  - target: mail.example.org
    require:
      - tls-floor: 1.3
    except:
      - requirement: tls-floor
        at: imap:993
        reason: scanner in the warehouse
        until: 2026-03-10
`
	cases := []struct {
		name   string
		now    time.Time
		port   int
		status Status
		reason string
		line   int
	}{
		{"on its last day", time.Date(2026, 3, 10, 23, 59, 59, 0, time.UTC), 993, Excepted, "policy.reason.excepted", 7},
		{"the day after", time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), 993, Fail, "policy.reason.ended", 5},
		{"elsewhere", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 143, Fail, "", 5},
	}
	r := host()
	for _, port := range []int{993, 143} {
		endpoint(r, port).Paths[0].TLS.Version = "TLS 1.2"
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Evaluate(r, nil, mustParse(t, content), "mail.example.org", c.now)
			for _, a := range got.Assertions {
				if a.Where.Port == c.port && (a.Status != c.status || a.Reason.ID != c.reason || a.Line != c.line) {
					t.Errorf("%s, %s, line %d", a.Status, a.Reason.ID, a.Line)
				}
				if a.Where.Port == 995 && a.Status != Pass {
					t.Errorf("an exception for what holds: %+v", a)
				}
			}
		})
	}
}

// TestFindingsAreToldOnce: a finding that explains another assertion is not
// broken a second time by its severity, excepted or not.
func TestFindingsAreToldOnce(t *testing.T) {
	for _, except := range []string{"", "    except: [{requirement: certificate-valid, reason: known, until: 2026-12-31}]\n"} {
		r := host()
		for i := range r.Probes {
			if s := r.Probes[i].Paths[0].TLS; s != nil {
				s.Verified, s.Problems = false, []result.Problem{{Kind: result.CertSelfSigned}}
			}
		}
		got := evaluate(t, r, require("certificate-valid: true\n      findings-forbidden: [high]")+"targets:\n  - target: mail.example.org\n"+except)
		want := Fail
		if except != "" {
			want = Excepted
		}
		for _, a := range got.Assertions {
			if a.ID == "certificate-valid" && (a.Status != want || a.Finding != "cert-self-signed" || a.Why(diagnose.Run(r)) == nil) {
				t.Errorf("%+v", a)
			}
			if a.ID == "findings-forbidden" && a.Status == Fail {
				t.Errorf("told twice: %+v", a)
			}
		}
	}
}

// TestCompare: with a baseline only what got worse is broken.
func TestCompare(t *testing.T) {
	p := mustParse(t, require("certificate-days: 14\n      tls-floor: 1.3"))
	was, is := host(), host()
	for _, r := range []*result.Report{was, is} {
		endpoint(r, 993).Paths[0].TLS.Version = "TLS 1.2" // then and now
		endpoint(r, 995).Paths[0].TLS.Chain[0].NotAfter = today.Add(24 * time.Hour)
	}
	endpoint(is, 995).Paths[0].TLS.Chain[0].NotAfter = today.Add(-time.Hour) // from ending to ended
	endpoint(is, 143).Paths[0].TLS.Version = "TLS 1.2"                       // new
	now := Evaluate(is, nil, p, "mail.example.org", today)
	now.Compare(Evaluate(was, nil, p, "mail.example.org", today), today.AddDate(0, 0, -1))
	var broken []int
	for _, a := range now.Assertions {
		if a.Status == Fail {
			broken = append(broken, a.Where.Port)
		}
	}
	if !slices.Equal(broken, []int{995, 143}) || now.Count(Excepted) != 1 {
		t.Errorf("broken at %v, %d excepted", broken, now.Count(Excepted))
	}
}

// TestForbidFindings: what --fail-on warn adds.
func TestForbidFindings(t *testing.T) {
	p := mustParse(t, "targets: [mail.example.org]")
	p.ForbidFindings()
	r := host()
	endpoint(r, 993).Paths[0].TLS.Verified = false
	endpoint(r, 993).Paths[0].TLS.Problems = []result.Problem{{Kind: result.CertSelfSigned}}
	if got := Evaluate(r, diagnose.Run(r), p, "mail.example.org", today); got.Count(Fail) == 0 {
		t.Errorf("nothing fails: %+v", got.Assertions)
	}
}

func TestVerdict(t *testing.T) {
	broken := func(r *result.Report) {
		endpoint(r, 995).Paths[0].TLS.Chain[0].NotAfter = today.Add(6*24*time.Hour + time.Hour)
	}
	cases := []struct {
		name   string
		change func(r *result.Report)
		policy string
		en, fr string
	}{
		{"all holds", func(*result.Report) {}, "certificate-days: 14", "All 6 requirements hold.", "Tout est respecté : 6 exigences."},
		{"one broken", broken, "certificate-days: 14",
			"1 of 6 requirements does not hold: mail.example.org, POP3 995, certificate.",
			"1 exigence sur 6 n’est pas respectée : mail.example.org, POP3 995, certificat."},
		{"several", broken, "certificate-days: 14\n      offered: [pop3:110]",
			"2 of 7 requirements do not hold, first of all: mail.example.org, POP3 995, certificate.",
			"2 exigences sur 7 ne sont pas respectées, d’abord : mail.example.org, POP3 995, certificat."},
		{"not checked", func(r *result.Report) { r.Accounts = nil }, "quota-free: 10%", "1 of 2 requirements holds; 1 not checked.", "Respecté : 1 sur 2 exigences ; non vérifié : 1."},
	}
	for lang, of := range map[string]func(i int) string{"en": func(i int) string { return cases[i].en }, "fr": func(i int) string { return cases[i].fr }} {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range cases {
			r := host()
			c.change(r)
			got := evaluate(t, r, require(c.policy))
			got.Fill(words)
			if text := strings.ReplaceAll(got.Verdict.Text, locale.Narrow, " "); text != of(i) {
				t.Errorf("%s, %s: %q", lang, c.name, text)
			}
		}
	}
}

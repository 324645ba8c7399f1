package render_test

import (
	"bytes"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// told is a document with the verdict that every format has to tell.
type told struct {
	name    string
	verdict advise.Verdict
	make    func(lang string) *advise.Document
}

func corpus() []told {
	return []told{
		{"healthy", advise.VerdictOK, probeHealthy},
		{"no-login", advise.VerdictOK, withoutLogin},
		{"advice", advise.VerdictOK, adviseHealthy},
		{"advice-small", advise.VerdictOK, adviseSmall},
		{"warning", advise.VerdictWarn, onlyWarning},
		{"bad-day", advise.VerdictFail, badDay},
		{"interrupted", advise.VerdictUnable, interrupted},
		{"no-resolver", advise.VerdictUnable, noResolver},
		{"policy-holds", advise.VerdictOK, policyHolds},
		{"policy-unchecked", advise.VerdictWarn, policyUnchecked},
		{"policy-broken", advise.VerdictFail, policyBroken},
	}
}

// onlyWarning has something to mend, and nothing that fails.
func onlyWarning(lang string) *advise.Document {
	d := badDay(lang)
	d.Findings = d.Findings[1:2]
	return d
}

// interrupted returns the bad day, ended while POP3 995 was asked.
func interrupted(lang string) *advise.Document {
	d := badDay(lang)
	d.Interrupted = true
	d.Probes[2].Status, d.Probes[2].Failure = result.Fail, &result.Failure{Kind: result.Canceled, Step: result.StepGreeting, Temporary: true}
	d.Findings = append(d.Findings, diagnose.Finding{
		ID: "tls-old-versions", Status: diagnose.Unknown, Severity: diagnose.Medium, Where: diagnose.Where{Host: "mail.example.org"},
		Title: say(lang, "Old versions of TLS", "Anciennes versions de TLS"),
	})
	return d
}

// noResolver has a name that no server told anything of.
func noResolver(lang string) *advise.Document {
	d := base(lang)
	d.ElapsedMS = 5000
	for _, e := range result.DefaultEndpoints("mail.example.org") {
		d.Probes = append(d.Probes, result.Probe{Endpoint: e, Status: result.Fail,
			Failure: &result.Failure{Kind: result.NameLookupFailed, Step: result.StepResolve, Detail: "no answer from 192.0.2.53", Temporary: true}})
	}
	d.Sentence = said(lang, "verdict.unreachable",
		"mail.example.org cannot be reached: the name could not be looked up. 5.00 s",
		"mail.example.org est hors d’atteinte~: le nom n’a pas pu être cherché. 5,00~s")
	d.Findings = []diagnose.Finding{{
		ID: "name-lookup-failed", Status: diagnose.Fail, Severity: diagnose.High, Where: diagnose.Where{Host: "mail.example.org"},
		Title: say(lang, "mail.example.org could not be looked up", "mail.example.org n’a pas pu être cherché"),
	}}
	return &d
}

// held returns the bad day with a policy held against it.
func held(lang string) *advise.Document {
	d := badDay(lang)
	requirement := func(id string, status policy.Status, line int, service result.Service, port int) policy.Assertion {
		return policy.Assertion{ID: id, Target: "mail.example.org", Status: status, File: "policy.yaml", Line: line, Column: 5,
			Where: diagnose.Where{Service: service, Host: "mail.example.org", Port: port}}
	}
	floor := requirement("tls-floor", policy.Pass, 9, result.IMAP, 993)
	floor.Title = said(lang, "requirement.tls-floor", "TLS 1.2 or newer", "TLS 1.2 ou plus récent")
	quota := requirement("quota-headroom", policy.Unknown, 21, result.IMAP, 0)
	quota.Title = said(lang, "requirement.quota-headroom", "Room in the mailbox", "Place dans la boîte")
	quota.Reason = said(lang, "reason.no-login", "no login was tried", "aucune connexion au compte n’a été tentée")
	starttls := requirement("tls-required", policy.Excepted, 31, result.IMAP, 143)
	starttls.Title = said(lang, "requirement.tls-required", "IMAP 143 offers no encryption", "IMAP 143 n’offre aucun chiffrement")
	starttls.Reason = said(lang, "reason.excepted", "until 30 June 2026: \"scanner in the warehouse\"", "jusqu’au 30 juin 2026~: «~scanner de l’entrepôt~»")
	days := requirement("certificate-days", policy.Fail, 14, result.POP3, 995)
	days.Title = said(lang, "requirement.certificate-days.broken", "certificate ends in 6 days", "le certificat finit dans 6 jours")
	days.Expected = said(lang, "expected", "valid for 14 days or more", "valable 14 jours ou plus")
	days.Expected.Args = locale.Args{"wanted": 14}
	days.Found = said(lang, "found", "6 days: valid until 16 March 2026, 16:42 UTC", "6 jours~: valable jusqu’au 16 mars 2026, 16~h~42 UTC")
	days.Finding = "tls-expires-soon"
	d.Policy = &policy.Result{File: "policy.yaml", Target: "mail.example.org", Assertions: []policy.Assertion{floor, days, quota, starttls},
		Verdict: said(lang, "verdict.policy", "1 of 4 requirements does not hold: mail.example.org, POP3 995, certificate.",
			"1 exigence sur 4 est enfreinte~: mail.example.org, POP3 995, certificat.")}
	return d
}

func policyBroken(lang string) *advise.Document { return held(lang) }

// policyUnchecked has a requirement that was not checked, and none that is broken.
func policyUnchecked(lang string) *advise.Document {
	d := held(lang)
	d.Policy.Assertions = append(d.Policy.Assertions[:1], d.Policy.Assertions[2:]...)
	d.Policy.Verdict = said(lang, "verdict.policy", "1 of 3 requirements was not checked.", "1 exigence sur 3 n’a pas été vérifiée.")
	return d
}

// policyHolds has a policy that asks less than the findings tell.
func policyHolds(lang string) *advise.Document {
	d := held(lang)
	d.Policy.Assertions = d.Policy.Assertions[:1]
	d.Policy.Verdict = said(lang, "verdict.policy", "The requirement holds.", "L’exigence est respectée.")
	return d
}

// encoded writes documents in a format.
func encoded(t testing.TB, format, lang string, docs ...*advise.Document) string {
	t.Helper()
	var out bytes.Buffer
	e, err := render.NewEncoder(format, &out, printer(t, lang), render.TextOptions{View: render.ViewProbe})
	if err != nil {
		t.Fatal(err)
	}
	if err := render.Encode(e, docs...); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return out.String()
}

// everyTold calls a test with each document of the corpus in each language.
func everyTold(t *testing.T, test func(t *testing.T, c told, d *advise.Document)) {
	for _, c := range corpus() {
		for _, lang := range locale.Languages() {
			t.Run(c.name+"/"+lang, func(t *testing.T) { test(t, c, c.make(lang)) })
		}
	}
}

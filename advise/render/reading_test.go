package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// seen returns a host with IMAP, POP3 and submission, all in order, that
// announces what is given beside.
func seen(imap, pop result.Words, auth ...string) *result.Report {
	r := &result.Report{
		Schema: result.Schema, StartedAt: time.Date(2026, time.March, 10, 14, 5, 0, 0, time.UTC),
		Target: result.Target{Input: "mail.example.org", Host: "mail.example.org", User: "user@example.org"},
	}
	no := false
	for _, row := range []struct {
		service result.Service
		port    int
		list    result.Words
	}{
		{result.IMAP, 993, append(result.Words{"IMAP4rev1", "IDLE", "UIDPLUS", "MOVE", "SPECIAL-USE"}, imap...)},
		{result.POP3, 995, append(result.Words{"TOP", "UIDL", "PIPELINING"}, pop...)},
		{result.Submission, 465, result.Words{"AUTH " + strings.Join(auth, " "), "8BITMIME"}},
	} {
		path := result.Path{
			Address: "192.0.2.10", Family: "ipv4", Status: result.OK, Auth: auth,
			Capabilities: &result.Capabilities{AfterTLS: row.list},
			TLS: &result.TLSState{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Verified: true, Problems: []result.Problem{}, Chain: []result.Certificate{{
				Subject: "CN=mail.example.org", Issuer: "CN=Example CA", Names: []string{"mail.example.org"}, Key: "ECDSA P-256", Signature: "ECDSA-SHA256",
				NotBefore: r.StartedAt.AddDate(0, -1, 0), NotAfter: r.StartedAt.AddDate(0, 2, 0), SHA256: "5e1f",
			}}},
		}
		if row.service != result.Submission {
			path.LoginCommand = &no
		}
		r.Probes = append(r.Probes, result.Probe{
			Endpoint: result.Endpoint{Service: row.service, Host: "mail.example.org", Port: row.port, Security: result.TLS},
			Status:   result.OK, Paths: []result.Path{path}, Login: &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential},
		})
	}
	return r
}

// loggedIn adds a mailbox with some quotas.
func loggedIn(r *result.Report, quotas ...result.Quota) *result.Report {
	for i := range r.Probes {
		r.Probes[i].Login = &result.Login{Status: result.LoginOK, Mechanism: "PLAIN"}
		c := r.Probes[i].Paths[0].Capabilities
		if r.Probes[i].Service == result.IMAP {
			c.AfterLogin = append(result.Words{"QUOTA"}, c.AfterTLS...)
		}
	}
	r.Accounts = []result.Account{{
		Service: result.IMAP, Host: "mail.example.org", From: 993, QuotaStatus: result.QuotaOK, Quota: quotas,
		Mailbox: &result.Mailbox{
			Messages: ptr(int64(1400)), Bytes: ptr(int64(100 * mb)),
			Folders: []result.Folder{{Name: "INBOX", Messages: ptr(int64(1400)), Bytes: ptr(int64(100 * mb))}},
			Arrival: &result.Arrival{Method: "uid-slope", PerDay: 20, MeanBytes: 60 << 10, KeptFraction: ptr(0.9), WindowDays: 90, Samples: 1800, Confidence: "high"},
		},
	}}
	return r
}

func root(name string, used, limit int64) result.Quota {
	return result.Quota{Root: name, Resource: "STORAGE", UsedBytes: &used, LimitBytes: &limit, LimitState: result.LimitSet}
}

// misread are reports that were once read in more than one way.
func misread() map[string]*result.Report {
	return map[string]*result.Report{
		// 100 of 200 MB end before 9 of 10 GB do, whatever comes first.
		"two-roots": loggedIn(seen(nil, nil, "PLAIN"), root("Everything", 9*gb, 10*gb), root("Mail", 100*mb, 200*mb)),
		// A number without its space is a number.
		"expire3": loggedIn(seen(nil, result.Words{"EXPIRE3"}, "PLAIN"), root("", 100*mb, 2*gb)),
		// Case means nothing.
		"small-letters": seen(result.Words{"AUTH=xoauth2"}, result.Words{"SASL xoauth2"}, "xoauth2"),
	}
}

const readingPolicy = `defaults:
  require:
    - {quota-free: 150MB, mechanisms-required: [XOAUTH2]}
    - {at: pop3, capabilities-required: {after-tls: [EXPIRE 3]}}
`

// screens returns all that is said of a report: what was seen, the advice, a
// policy, and the settings.
func screens(t *testing.T, r *result.Report, lang string) (string, *advise.Document) {
	t.Helper()
	words := printer(t, lang)
	needs := choose.Needs{Devices: ptr(1)}
	d := advise.Make(r, &needs, words, advise.Advise)
	var out bytes.Buffer
	part := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "\n%s\n\n", strings.Repeat("=", 72))
	}
	part(render.Text(&out, advise.Make(r, nil, words, advise.Probe), words, render.TextOptions{View: "probe"}))
	part(render.Text(&out, d, words, render.TextOptions{View: render.ViewAdvise}))
	p, err := policy.Parse("policy.yaml", []byte(readingPolicy), policy.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	held := policy.Evaluate(r, d.Findings, p, r.Target.Input, r.StartedAt)
	held.Fill(words)
	checked := advise.Make(r, nil, words, advise.Probe)
	checked.Policy = &held
	e := render.NewCheck(&out, words, render.TextOptions{View: "check", Verbose: true}, func() render.CheckRun { return render.CheckRun{} })
	part(e.Begin())
	part(e.Write(checked))
	part(e.End())
	part(render.Settings(&out, d, nil, "mailadvisor settings mail.example.org --client thunderbird", words, render.TextOptions{View: "settings"}))
	return out.String(), d
}

// One report is read in one way, on every screen and in every part.
func TestOneReading(t *testing.T) {
	for name, r := range misread() {
		for _, lang := range locale.Languages() {
			t.Run(name+"/"+lang, func(t *testing.T) {
				got, d := screens(t, r, lang)
				golden(t, "reading-"+name+"."+lang+".txt", got)
				agree(t, name, d)
			})
		}
	}
}

func metrics(t *testing.T, d *advise.Document) string {
	t.Helper()
	var out bytes.Buffer
	if err := machine.Metrics(&out, d); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// agree compares what the parts of a document say of the same fact.
func agree(t *testing.T, name string, d *advise.Document) {
	t.Helper()
	find := func(id string) locale.Args {
		for i := range d.Findings {
			if f := &d.Findings[i]; f.ID == id && f.Status != "pass" {
				return f.Args
			}
		}
		t.Fatalf("no finding %s", id)
		return nil
	}
	switch name {
	case "two-roots":
		if q := d.Advice.Basis.QuotaBytes; q == nil || *q != 200*mb || d.Advice.Basis.UsedBytes != 100*mb {
			t.Errorf("the advice rests on %d of %v", d.Advice.Basis.UsedBytes, q)
		}
		if text := metrics(t, d); !strings.Contains(text, "quota_limit_bytes{service=\"imap\",host=\"mail.example.org\"} 209715200\n") {
			t.Errorf("the metrics say otherwise:\n%s", text)
		}
		if args := find("quota-usage"); args["other"] != true || args["root"] != "Everything" {
			t.Errorf("the limit that is not the tightest is told as %v", args)
		}
	case "expire3":
		if args := find("pop3-expire"); args["days"] != 3 {
			t.Errorf("the finding says %v", args)
		}
		if days := d.Advice.Options.LeaveOnServerDays; days > 3 {
			t.Errorf("the advice leaves copies for %d days", days)
		}
	case "small-letters":
		find("oauth-required")
		if in := d.Settings.Incoming; in == nil || in.Auth != settings.AuthOAuth2 || in.Mechanism != "XOAUTH2" {
			t.Errorf("the settings say %+v", in)
		}
	}
}

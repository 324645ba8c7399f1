package render_test

import (
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// report returns a probe of the healthy host with an account.
func report(account result.Account) *result.Report {
	d := base("en")
	r := &d.Report
	r.Target = result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org", User: "user@example.org"}
	r.Probes = host()
	for i := range r.Probes {
		caps := &result.Capabilities{AfterLogin: []string{"IMAP4rev1", "IDLE", "QUOTA"}}
		if r.Probes[i].Service == result.POP3 {
			caps.AfterLogin = []string{"CAPA", "TOP", "UIDL", "EXPIRE 60"}
		}
		for j := range r.Probes[i].Paths {
			r.Probes[i].Paths[j].Capabilities = caps
		}
	}
	r.Accounts = []result.Account{account}
	return r
}

// smallAccount is 61 of 100 MB, all in the inbox.
func smallAccount() result.Account {
	a := healthyAccount()
	a.Quota[0].UsedBytes, a.Quota[0].LimitBytes = ptr[int64](61*mb), ptr[int64](100*mb)
	a.Mailbox = &result.Mailbox{
		Messages: ptr[int64](1077), Bytes: ptr[int64](61 * mb),
		Folders: []result.Folder{{Name: "INBOX", Messages: ptr[int64](1077), Bytes: ptr[int64](61 * mb)}},
		Arrival: &result.Arrival{
			Method: "uid-slope", PerDay: 40, MeanBytes: 58 << 10, SentPerDay: ptr(6.0), SentBytes: ptr[int64](58 << 10), KeptFraction: ptr(0.62), WindowDays: 90, Samples: 400, Confidence: "high",
		},
		LargeBytes: ptr[int64](6 * mb),
	}
	return a
}

func unlimited() result.Account {
	a := healthyAccount()
	a.QuotaStatus, a.Quota = result.QuotaNone, nil
	return a
}

// comparison is a document that package choose has made, so that its figures
// and words are those of the program.
type comparison struct {
	name  string
	make  func() *result.Report
	needs choose.Needs
}

func comparisons() []comparison {
	small := choose.Needs{Devices: ptr(1), OldMail: "one-computer"}
	return []comparison{
		{"compare-small", func() *result.Report { return report(smallAccount()) }, small},
		{"compare-healthy", func() *result.Report { return report(healthyAccount()) }, choose.Needs{Devices: ptr(3)}},
		{"compare-no-limit", func() *result.Report { return report(unlimited()) }, choose.Needs{Devices: ptr(2)}},
		{"compare-needs", func() *result.Report {
			return &result.Report{Schema: result.Schema, StartedAt: day("2026-03-10 14:05")}
		},
			choose.Needs{Devices: ptr(1), QuotaBytes: ptr[int64](gb), POP: ptr(false), Growth: ptr(0.1)}},
		{"compare-nothing", func() *result.Report {
			return &result.Report{Schema: result.Schema, StartedAt: day("2026-03-10 14:05")}
		},
			choose.Needs{IMAP: ptr(false), POP: ptr(false)}},
	}
}

func (c comparison) document(t testing.TB, lang string) *advise.Document {
	return advise.Make(c.make(), &c.needs, printer(t, lang), advise.Advise)
}

func TestComparisons(t *testing.T) {
	for _, c := range comparisons() {
		for _, lang := range locale.Languages() {
			t.Run(c.name+"/"+lang, func(t *testing.T) {
				d := c.document(t, lang)
				got := text(t, d, render.TextOptions{View: render.ViewCompare})
				golden(t, c.name+"."+lang+".txt", got)
				if strings.Contains(got, "‹") {
					t.Error("a message is missing")
				}
				for _, width := range []int{80, 72, 60, 50, 40} {
					tooWide(t, text(t, d, render.TextOptions{View: render.ViewCompare, Width: width}), width)
				}
				coloured := text(t, d, render.TextOptions{View: render.ViewCompare, Color: true})
				if plain := escapes.ReplaceAllString(coloured, ""); plain != got {
					t.Error("colour changes words")
				}
			})
		}
	}
}

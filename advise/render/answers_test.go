package render_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// answers are whole advices whose words package choose has made: those with
// devices, with a way in steps, with a warning of a provider, with every
// gate and weight.
func answers() []struct {
	comparison
	why bool
} {
	fullAccount := smallAccount()
	fullAccount.Quota[0].UsedBytes = ptr[int64](96 * mb)
	fullAccount.Mailbox.Folders = append(fullAccount.Mailbox.Folders, result.Folder{Name: "Trash", SpecialUse: `\Trash`, Messages: ptr[int64](90), Bytes: ptr[int64](8 * mb)})
	yahoo := report(healthyAccount())
	for i := range yahoo.Probes {
		yahoo.Probes[i].Host = "imap.mail.yahoo.com"
	}
	list := []choose.Device{{Name: "laptop", Client: "thunderbird"}, {Name: "phone", Client: "k9"}}
	return []struct {
		comparison
		why bool
	}{
		{comparison{"answer-devices", func() *result.Report { return report(healthyAccount()) }, choose.Needs{Devices: ptr(2), DeviceList: list}}, false},
		{comparison{"answer-devices-pop", func() *result.Report {
			return &result.Report{Schema: result.Schema, StartedAt: day("2026-03-10 14:05")}
		},
			choose.Needs{Devices: ptr(2), DeviceList: list, IMAP: ptr(false), QuotaBytes: ptr[int64](gb)}}, false},
		{comparison{"answer-full", func() *result.Report { return report(fullAccount) }, choose.Needs{Devices: ptr(1), OldMail: "one-computer"}}, false},
		{comparison{"answer-yahoo", func() *result.Report { return yahoo }, choose.Needs{Devices: ptr(2)}}, false},
		{comparison{"answer-why", func() *result.Report { return report(smallAccount()) }, choose.Needs{Devices: ptr(1), OldMail: "one-computer"}}, true},
		{comparison{"answer-growth", func() *result.Report {
			return &result.Report{Schema: result.Schema, StartedAt: day("2026-03-10 14:05")}
		},
			choose.Needs{Devices: ptr(2), QuotaBytes: ptr[int64](gb), Growth: ptr(0.1)}}, false},
	}
}

// tellsAll wants every sentence of an advice to stand in a page: a page has the
// room that a screen has not.
func tellsAll(t *testing.T, format, page string, d *advise.Document) {
	t.Helper()
	wants := []string{d.Advice.Summary, d.Advice.Backup.Text}
	a := d.Advice
	for _, list := range [][]choose.Reason{a.Gates, a.Reasons, a.Traps} {
		for _, r := range list {
			if r.For != "" || r.Weight != "" {
				evidence := r.Evidence
				if format == "html" { // its reader types no flags
					evidence = render.Evidence(evidence, printer(t, d.Lang))
				}
				wants = append(wants, r.Text, evidence)
			}
		}
	}
	for _, c := range a.Consequences {
		wants = append(wants, c.Text.Text)
	}
	for _, device := range a.Devices {
		wants = append(wants, printer(t, d.Lang).Format("client", device.Client))
		for _, does := range device.Does {
			wants = append(wants, does.Text)
		}
	}
	for _, p := range a.Plans {
		wants = append(wants, p.Title.Text)
		for _, step := range p.Steps {
			wants = append(wants, step.Text)
		}
	}
	for _, c := range a.Changes {
		wants = append(wants, c.If.Text, c.After.Text)
	}
	inPage := bare(html.UnescapeString(regexp.MustCompile("<[^>]*>").ReplaceAllString(page, "")))
	for _, want := range wants {
		if !strings.Contains(inPage, bare(want)) {
			t.Errorf("%s does not tell %q", format, want)
		}
	}
}

// bare returns a text without what formats put into it, and without capitals.
func bare(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("\\", "", "`", "", "*", "").Replace(s)), " "))
}

func TestAnswers(t *testing.T) {
	for _, c := range answers() {
		for _, lang := range locale.Languages() {
			t.Run(c.name+"/"+lang, func(t *testing.T) {
				d := advise.Make(c.make(), &c.needs, printer(t, lang), advise.Advise)
				o := render.TextOptions{View: render.ViewAdvise, Why: c.why}
				got := text(t, d, o)
				golden(t, c.name+"."+lang+".txt", got)
				if strings.Contains(got, "‹") {
					t.Error("a message is missing")
				}
				for _, format := range []string{"markdown", "html"} {
					page := encoded(t, format, lang, d)
					if !c.why {
						golden(t, "reports/"+c.name+"."+lang+"."+extensions()[format], page)
					}
					tellsAll(t, format, page, d)
				}
				for _, width := range []int{80, 60, 40} {
					o.Width = width
					tooWide(t, text(t, d, o), width)
				}
			})
		}
	}
}

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
				for _, width := range []int{80, 60, 40} {
					o.Width = width
					tooWide(t, text(t, d, o), width)
				}
			})
		}
	}
}

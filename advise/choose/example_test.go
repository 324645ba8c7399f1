package choose_test

import (
	"fmt"
	"time"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// POP or IMAP from a person's answers alone: one computer, 100 MB, 40 messages
// a day.
func ExampleChoose() {
	today := &result.Report{StartedAt: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}
	devices, quota, mail := 1, int64(100<<20), 40.0
	advice := choose.Choose(today, choose.Needs{Devices: &devices, QuotaBytes: &quota, MailPerDay: &mail})
	words, err := locale.New("en")
	if err != nil {
		fmt.Println(err)
		return
	}
	advice.Fill(words)
	fmt.Println(advice.Protocol, advice.Strategy, advice.Options.LeaveOnServerDays)
	fmt.Println(advice.Summary)
	fmt.Println(advice.Reasons[0].Weight+":", advice.Reasons[0].Text)
	// Output:
	// pop3 pop-keep-days 4
	// Use POP and let a copy stay on the server for 4 days: if everything stayed there, this mailbox would be full on 10 April 2026.
	// medium: The mailbox is small for what arrives: 100 MB, 2.9 MB more every day.
}

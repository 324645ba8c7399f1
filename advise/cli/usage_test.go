package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/choose"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

var usageDay = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

// measured counts every message of the demo host, without those that somebody
// has deleted.
func measured(t *testing.T, without func(mailhost.Message) bool) *result.Report {
	t.Helper()
	h, err := mailhost.Start(t.Context(), mailhost.Config{Scenario: "nearly-full", Now: usageDay, Without: without})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	cr, err := probe.NewCredential(mailhost.User, mailhost.Password, false, mailhost.Name)
	if err != nil {
		t.Fatal(err)
	}
	o := probe.Options{Connect: h.Connect(), Roots: h.Roots(), Credential: cr, Usage: probe.UsageAlways, Timeout: 5 * time.Minute, Patient: true,
		Now: func() time.Time { return usageDay }}
	report, err := probe.Run(context.WithoutCancel(t.Context()), result.Target{Input: mailhost.Name}, slices.Values(result.DefaultEndpoints(mailhost.Name)[:1]), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, u := report.Usage(); u == nil || u.Partial || u.Estimated {
		t.Fatalf("%+v", report.Accounts)
	}
	return report
}

// What a step promises is what comes of it: the messages are deleted on the
// host, all of it is measured again, and octets and dates are the same. What
// arrives is held to what was measured before.
func TestUsageStepsHold(t *testing.T) {
	before := measured(t, nil)
	_, usage := before.Usage()
	room := choose.MakeRoom(before, choose.Needs{})
	var ids []string
	taken := map[string]func(mailhost.Message) bool{}
	for _, s := range room.Steps {
		ids = append(ids, s.ID)
		taken[s.ID] = applied(s, usage)
	}
	if got := strings.Join(ids, " "); got != "trash junk deleted copies archive large" {
		t.Fatalf("steps: %s", got)
	}
	used := *before.Accounts[0].UsedBytes()
	for _, s := range room.Steps {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			holds(t, before, used, taken[s.ID], s.Gain, s.After)
		})
	}
	t.Run("together", func(t *testing.T) {
		t.Parallel()
		all := func(m mailhost.Message) bool {
			return taken["trash"](m) || taken["junk"](m) || taken["archive"](m) || taken["large"](m)
		}
		holds(t, before, used, all, room.Together.Gain, room.Together.After)
	})
}

func holds(t *testing.T, before *result.Report, used int64, gone func(mailhost.Message) bool, gain result.Amount, after choose.Outlook) {
	t.Helper()
	report := measured(t, gone)
	now := report.Accounts[0].Mailbox
	if got := *before.Accounts[0].Mailbox.Messages - *now.Messages; got != gain.Messages {
		t.Errorf("%d messages less, %d were promised", got, gain.Messages)
	}
	// The host counts in units of 1024 octets.
	if got := used - *report.Accounts[0].UsedBytes(); got-gain.Bytes > 1024 || gain.Bytes-got > 1024 {
		t.Errorf("%d octets less, %d were promised", got, gain.Bytes)
	}
	now.Arrival, now.LargeBytes = before.Accounts[0].Mailbox.Arrival, before.Accounts[0].Mailbox.LargeBytes
	room := choose.MakeRoom(report, choose.Needs{})
	if got, want := outlookOf(room.Now), outlookOf(after); got != want {
		t.Errorf("then %s, promised %s", got, want)
	}
}

// outlookOf returns an outlook to a hundredth of the quota and a day.
func outlookOf(o choose.Outlook) string {
	days := -1.0
	if o.FullInDays != nil {
		days = *o.FullInDays
	}
	return fmt.Sprintf("%.2f, full in %.0f days, never %v", *o.Share, days, o.Never)
}

// applied returns the messages that a person deletes who takes a step.
func applied(s choose.RoomStep, u *result.Usage) func(mailhost.Message) bool {
	kind := map[string]string{}
	for _, f := range u.Folders {
		kind[f.Name] = f.Kind
	}
	kept := func(m mailhost.Message) bool {
		return kind[m.Folder] == result.KindMail || kind[m.Folder] == result.KindSent
	}
	type same struct{ size, second int64 }
	known := map[same]bool{}
	return func(m mailhost.Message) bool {
		switch s.ID {
		case "trash", "junk":
			return kind[m.Folder] == s.ID
		case "deleted":
			return m.Deleted && kind[m.Folder] != result.KindTrash && kind[m.Folder] != result.KindJunk
		case "archive":
			return kept(m) && m.Date.Format(time.DateOnly) < s.Cut
		case "large":
			return kept(m) && m.Size >= s.Least
		}
		key := same{m.Size, m.Date.Unix()}
		twice := known[key] && kind[m.Folder] != result.KindTrash && kind[m.Folder] != result.KindJunk
		known[key] = true
		return twice
	}
}

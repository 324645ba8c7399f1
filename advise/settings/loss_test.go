package settings

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// deletes says how a file has its program delete on the server what it
// collected: at once, or after days, whose number is the first group. A program
// that deletes nothing by itself has neither.
type deletes struct{ atOnce, after string }

// deletion returns the table of it, of every file that holds an incoming POP
// server, and of those that collect the inbox over IMAP.
func deletion() map[string]deletes {
	return map[string]deletes{
		"alpine.pinerc":               {},
		"apple-mail.mobileconfig":     {}, // chosen in its windows
		"claws-mail.accountrc":        {`(?m)^message_leave_time=0$`, `(?m)^message_leave_time=([1-9]\d*)$`},
		"evolution.account.source":    {`(?m)^KeepOnServer=false$`, `(?m)^DeleteAfterDays=([1-9]\d*)$`},
		"fetchmail.fetchmailrc":       {`(?m)^\s+no keep\b`, ``},
		"getmail6.getmailrc":          {`(?m)^delete = true$`, `(?m)^delete_after = (\d+)$`},
		"gnus.el":                     {`:leave nil`, `:leave (\d+)`},
		"k9.k9s":                      {}, // only what the person deletes
		"k9.qr.json":                  {}, // no word for it
		"mpop.mpoprc":                 {`(?m)^keep off$`, ``},
		"mutt.muttrc":                 {`(?m)^set pop_delete = yes$`, ``},
		"outlook.prf":                 {`(?m)^LeaveOnServer=0x0*$`, `(?m)^LeaveOnServer=(0x[0-9A-F]+)$`},
		"s-nail.mailrc":               {}, // only what the person deletes
		"sylpheed.accountrc":          {`(?m)^message_leave_time=0$`, `(?m)^message_leave_time=([1-9]\d*)$`},
		"thunderbird.config-v1.1.xml": {}, // for everybody of the domain: nobody spoke for them
		"thunderbird.user.js":         {`leave_on_server", false`, `num_days_to_leave_on_server", (\d+)`},
	}
}

// seenIn returns what a file deletes: "" nothing, "no" all at once, or the
// days.
func (d deletes) seenIn(t *testing.T, name, text string) string {
	t.Helper()
	if d.atOnce != "" && regexp.MustCompile(d.atOnce).MatchString(text) {
		return "no"
	}
	if d.after == "" {
		return ""
	}
	m := regexp.MustCompile(d.after).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if name == "outlook.prf" { // the days stand in the upper half
		n, err := strconv.ParseInt(m[1], 0, 64)
		if err != nil {
			t.Fatal(err)
		}
		if n>>16 == 0 {
			return ""
		}
		return strconv.FormatInt(n>>16, 10)
	}
	return m[1]
}

// wish is what a person may say, and what it allows.
type wish struct {
	name      string
	needs     choose.Needs
	onlyCopy  bool // a computer may hold the only copy
	elsewhere bool // others read the mailbox too
}

func wishes() []wish {
	n := func(n int) *int { return &n }
	size := func(n int64) *int64 { return &n }
	yes, no, five := true, false, 5.0
	return []wish{
		{"nothing is said", choose.Needs{}, false, false},
		{"one device", choose.Needs{Devices: n(1)}, false, false},
		{"one device, old mail there alone", choose.Needs{Devices: n(1), OldMail: "one-computer"}, true, false},
		{"old mail on one computer, devices not said", choose.Needs{OldMail: "one-computer"}, false, false},
		{"old mail on one computer of two", choose.Needs{Devices: n(2), OldMail: "one-computer"}, false, true},
		{"the same, kept on the server", choose.Needs{Devices: n(1), OldMail: "one-computer", ServerCopy: "required"}, false, false},
		{"three devices", choose.Needs{Devices: n(3)}, false, true},
		{"two devices by name", choose.Needs{DeviceList: []choose.Device{{Name: "pc", Client: "thunderbird"}, {Name: "phone", Client: "k9"}}}, false, true},
		{"shared", choose.Needs{Shared: &yes}, false, true},
		{"old mail everywhere", choose.Needs{OldMail: "everywhere"}, false, false},
		{"the server may keep it", choose.Needs{ServerCopy: "any"}, false, false},
		{"the server must keep it", choose.Needs{ServerCopy: "required"}, false, false},
		{"three devices, the server must keep it", choose.Needs{Devices: n(3), ServerCopy: "required"}, false, true},
		{"the server must not keep it", choose.Needs{ServerCopy: "forbidden"}, true, false},
		{"one device, the server must not keep it", choose.Needs{Devices: n(1), ServerCopy: "forbidden"}, true, false},
		{"three devices, the server must not keep it", choose.Needs{Devices: n(3), ServerCopy: "forbidden"}, true, true},
		{"everything offline", choose.Needs{Offline: "all"}, false, false},
		{"nothing offline", choose.Needs{Offline: "none"}, false, false},
		{"little disk", choose.Needs{DiskBytes: size(100 << 20)}, false, false},
		{"metered", choose.Needs{Metered: &yes}, false, false},
		{"long absence", choose.Needs{AbsenceDays: n(90)}, false, false},
		{"a backup", choose.Needs{Backup: &yes}, false, false},
		{"no room for any copy", choose.Needs{Devices: n(1), QuotaBytes: size(1 << 20), UsedBytes: size(900 << 10), MailPerDay: &five, MailBytes: size(200 << 10)}, false, false},
		{"no IMAP", choose.Needs{IMAP: &no}, false, false},
		{"no IMAP, the server must keep it", choose.Needs{IMAP: &no, ServerCopy: "required"}, false, false},
		{"no IMAP, two devices", choose.Needs{IMAP: &no, Devices: n(2)}, false, true},
	}
}

// No file deletes on the server unless the person said that it may and the
// advice agrees; and where the person said that nothing may stay, none stays.
func TestNothingIsLost(t *testing.T) {
	p := printer(t, "en")
	reports := map[string]*result.Report{"a host that offers all": {
		Target: result.Target{Input: "user@example.org", Address: "user@example.org", User: "user@example.org"}, Probes: healthy(),
	}}
	noUIDL := &result.Report{Target: reports["a host that offers all"].Target, Probes: healthy()}
	for i := range noUIDL.Probes {
		if noUIDL.Probes[i].Service == result.POP3 {
			noUIDL.Probes[i].Paths[0].Capabilities = &result.Capabilities{AfterTLS: []string{"USER", "TOP"}}
		}
	}
	reports["POP without UIDL"] = noUIDL
	table := deletion()
	used := map[string]bool{}
	for of, report := range reports {
		for i, w := range wishes() {
			for k, row := range client.Table() {
				if testkit.Raced && (i+k)%5 != 0 {
					continue
				}
				if row.POP == client.No && !row.InboxOnly {
					continue
				}
				w.needs.Clients = []string{row.Name}
				advice := choose.Choose(report, w.needs)
				for _, protocol := range []string{"", "pop3", "imap"} {
					s := From(report, &advice, &w.needs)
					if protocol != "" {
						s = For(report, &advice, &w.needs, protocol)
					}
					files, err := Files(*s, row.Name, "", p)
					if err != nil {
						continue // refused by name
					}
					form, err := row.Form("")
					if err != nil {
						t.Fatal(err)
					}
					for i, f := range files {
						file := form.Files[i]
						if !file.Incoming || s.Incoming.Service == result.IMAP && !row.InboxOnly {
							continue
						}
						d, known := table[file.Template]
						if !known {
							t.Fatalf("%s: how %s deletes is not in the table", row.Name, file.Template)
						}
						used[file.Template] = true
						got := d.seenIn(t, f.Name, string(f.Content))
						where := strings.Join([]string{of, w.name, row.Name, f.Name, string(s.Incoming.Service)}, ", ")
						switch {
						case got == "no" && !w.onlyCopy:
							t.Errorf("%s: deletes at once", where)
						case got != "" && w.needs.ServerCopy == "required":
							t.Errorf("%s: deletes after %s days what must be kept", where, got)
						case got != "" && got != "no" && w.elsewhere && !w.onlyCopy && advice.Protocol != "pop3" && advice.Protocol != "mixed":
							t.Errorf("%s: deletes after %s days what others have not read", where, got)
						case got != "no" && d.atOnce != "" && w.needs.ServerCopy == "forbidden" && (s.Incoming.Service == result.POP3 || !w.elsewhere):
							t.Errorf("%s: leaves copies (%q)", where, got)
						}
						if s.Held && !slices.ContainsFunc(f.Notes, func(n locale.Text) bool { return n.ID == "settings.keep.held" }) && f.Mode == client.Private && !f.QR {
							t.Errorf("%s: nobody is told why copies stay", where)
						}
					}
				}
			}
		}
	}
	for template := range table {
		if !used[template] {
			t.Errorf("no program was given %s", template)
		}
	}
}

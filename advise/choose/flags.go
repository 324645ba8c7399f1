package choose

import (
	"strconv"
	"strings"

	"mailadvisor/advise/command"
)

// Flags returns the needs as they would be typed, one flag each, in the order
// in which they matter. A page or a dialogue shows them, so that the same
// answer can be had without it.
func (n Needs) Flags() []string {
	var out []string
	add := func(flag, value string) {
		if value != "" {
			out = append(out, "--"+flag+" "+value)
		}
	}
	yes := func(flag string, v *bool) {
		switch {
		case v != nil && *v:
			out = append(out, "--"+flag)
		case v != nil:
			out = append(out, "--"+flag+"=no")
		}
	}
	yesNo := func(flag string, v *bool) {
		switch {
		case v == nil:
		case *v:
			add(flag, "yes")
		default:
			add(flag, "no")
		}
	}
	whole := func(flag string, v *int) {
		if v != nil {
			add(flag, strconv.Itoa(*v))
		}
	}
	size := func(flag string, v *int64) {
		if v != nil {
			add(flag, command.Quote(n.typed(flag, flagSize(*v))))
		}
	}
	if len(n.DeviceList) == 0 {
		whole("devices", n.Devices)
	}
	for _, d := range n.DeviceList {
		add("device", command.Quote(d.Flag()))
	}
	yes("shared", n.Shared)
	add("server-copy", n.ServerCopy)
	add("offline", n.Offline)
	add("old-mail", n.OldMail)
	size("disk", n.DiskBytes)
	yes("metered", n.Metered)
	whole("absence", n.AbsenceDays)
	yes("backup", n.Backup)
	add("client", strings.Join(n.Clients, ","))
	size("quota", n.QuotaBytes)
	if n.NoQuota {
		add("quota", command.Quote(n.typed("quota", "unlimited")))
	}
	size("used", n.UsedBytes)
	if n.MailPerDay != nil {
		add("mail-per-day", flagNumber(*n.MailPerDay))
	}
	size("mail-size", n.MailBytes)
	if n.Growth != nil {
		add("growth", flagNumber(round(100**n.Growth, 2)))
	}
	yesNo("pop", n.POP)
	yesNo("imap", n.IMAP)
	return out
}

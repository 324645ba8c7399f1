package choose

import "mailadvisor/advise/locale"

// backup is said with every answer: neither protocol is one. A two-way mirror
// is none either: emptying the server empties it.
func backup(f *facts, d decision) (locale.Text, []locale.Text) {
	var what locale.Text
	mac, elsewhere := "mac-imap", "elsewhere-mirror"
	switch d.strategy {
	case POPKeepDays:
		what = locale.Text{ID: "backup.pop-days", Args: locale.Args{"first_day": d.days.n + 1}}
		mac, elsewhere = "mac-pop", "elsewhere-folder"
	case POPRemove:
		what = locale.Text{ID: "backup.pop-remove"}
		mac, elsewhere = "mac-pop", "elsewhere-folder"
	case IMAPArchive:
		what = locale.Text{ID: "backup.imap-archive", Args: f.horizonArgs()}
	case Mixed:
		what = locale.Text{ID: "backup.pop-days", Args: locale.Args{"first_day": d.options.LeaveOnServerDays + 1}}
		mac, elsewhere = "mac-pop", "elsewhere-folder"
	case IMAPBackup:
		what = locale.Text{ID: "backup.imap-backup"}
	case NoneOffered:
		what = locale.Text{ID: "backup.none"}
	default:
		what = locale.Text{ID: "backup.imap"}
	}
	how := []locale.Text{{ID: "backup.windows"}, {ID: "backup." + mac}, {ID: "backup." + elsewhere}}
	if f.noComputer() {
		how = []locale.Text{{ID: "backup.no-computer"}}
		if protocolOf(d.strategy) == "pop3" {
			what = locale.Text{ID: "backup.pop-phone", Args: locale.Args{"holder": f.holder()}}
		}
	}
	if f.backup.v {
		how = append([]locale.Text{{ID: "backup.have"}}, how...)
	}
	return what, how
}

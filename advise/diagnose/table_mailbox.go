package diagnose

import "mailadvisor/probe/result"

// The mailbox: its room, and what holds most of it.
func mailboxRules() []rule {
	return []rule{
		{"quota-over", Critical, since, "RFC 9208", perAccount, nil, nil, []string{"limit-lowered", "counted-late"}, quotaOver},
		{"quota-no-room", Critical, since, "RFC 9208", perAccount, []string{"quota-over"}, nil, fillingCauses(), quotaNoRoom},
		{"quota-usage", High, since, "RFC 9208", perAccount, []string{"quota-over", "quota-no-room"}, nil, fillingCauses(), quotaUsage},
		{"quota-fills-soon", High, since, "RFC 9208", perAccount, []string{"quota-over", "quota-no-room"}, nil, fillingCauses(), fillsSoon},
		{"quota-zero", Low, since, "RFC 9208", perAccount, nil, nil, []string{"zero-is-unlimited"},
			limitState(result.LimitZero, Unknown, likely("zero-is-unlimited", Medium))},
		{"quota-invalid", Low, since, "RFC 9208", perAccount, nil, nil, []string{"negative-is-unlimited"},
			limitState(result.LimitInvalid, Warn, likely("negative-is-unlimited", Medium))},
		{"quota-unreadable", Low, since, "RFC 9208", perAccount, nil, kinds(result.Malformed, result.ProtocolError), []string{"answer-odd", "server-ended", "store-refuses", "busy-now"}, unreadable(quotaAnswer)},
		{"quota-unknown", Low, since, "RFC 9208", perAccount, nil, nil, []string{"limit-not-told"}, noQuota},
		{"mailbox-unreadable", Low, since, "RFC 3501 section 6.3.10", perAccount, nil, kinds(result.Malformed, result.TooLarge, result.ProtocolError), []string{"answer-odd", "server-ended", "store-refuses", "busy-now"}, unreadable(mailboxAnswer)},
		{"trash-holds-most", Info, since, "RFC 6154", perAccount, nil, nil, []string{"never-emptied"}, folderHolds(true)},
		{"folder-holds-most", Info, since, "", perAccount, nil, nil, []string{"never-filed"}, folderHolds(false)},
		{"imap-pop3-differ", Low, since, "", perAccount, nil, nil, []string{"pop-hides", "other-mailbox", "arrived-between"}, inboxDiffers},
	}
}

func fillingCauses() []string { return []string{"one-folder", "mail-stays"} }

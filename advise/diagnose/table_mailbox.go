package diagnose

import "mailadvisor/probe/result"

// The mailbox: its room, and what holds most of it.
func mailboxRules() []rule {
	return []rule{
		{"imap-id-required", High, since, "RFC 2971", perAccount, nil, kinds(result.IDRequired), []string{"id-wanted"}, idRequired},
		{"inbox-refused", High, since, "RFC 3501 section 6.3.1, RFC 1939 section 4", perAccount, []string{"imap-id-required"}, kinds(result.MailboxRefused),
			[]string{"store-broken", "programs-many", "too-often", "other-session", "store-refuses", "server-ended"}, inboxRefused},
		{"quota-over", Critical, since, "RFC 9208", perAccount, nil, nil, []string{"limit-lowered", "counted-late"}, quotaOver},
		{"quota-no-room", Critical, since, "RFC 9208", perAccount, []string{"quota-over"}, nil, fillingCauses(), quotaNoRoom},
		{"quota-usage", High, since, "RFC 9208", perAccount, []string{"quota-over", "quota-no-room"}, nil, fillingCauses(), quotaUsage},
		{"quota-fills-soon", High, since, "RFC 9208", perAccount, []string{"quota-over", "quota-no-room"}, nil, fillingCauses(), fillsSoon},
		{"quota-zero", Low, since, "RFC 9208", perAccount, nil, nil, []string{"zero-is-unlimited"},
			limitState(result.LimitZero, Unknown, likely("zero-is-unlimited", Medium))},
		{"quota-invalid", Low, since, "RFC 9208", perAccount, nil, nil, []string{"negative-is-unlimited"},
			limitState(result.LimitInvalid, Warn, likely("negative-is-unlimited", Medium))},
		{"quota-unreadable", Low, since, "RFC 9208", perAccount, []string{"inbox-refused"}, kinds(result.Malformed, result.ProtocolError), []string{"answer-odd", "server-ended", "store-refuses", "busy-now"}, unreadable(quotaAnswer)},
		{"quota-unknown", Low, since, "RFC 9208", perAccount, nil, nil, []string{"limit-not-told"}, noQuota},
		{"mailbox-unreadable", Low, since, "RFC 3501 section 6.3.10", perAccount, []string{"imap-id-required", "inbox-refused"}, kinds(result.Malformed, result.TooLarge, result.ProtocolError), []string{"answer-odd", "server-ended", "store-refuses", "busy-now"}, unreadable(mailboxAnswer)},
		{"folder-refused", Low, since, "RFC 4314, RFC 3501 section 6.3.10", perAccount, []string{"imap-id-required", "inbox-refused"}, nil,
			[]string{"no-rights", "folder-broken"}, folderRefused},
		{"server-alert", Info, since, "RFC 3501 section 7.1", perEndpoint, nil, nil, []string{"server-tells"}, serverAlert},
		{"trash-holds-most", Info, since, "RFC 6154", perAccount, nil, nil, []string{"never-emptied"}, folderHolds(true)},
		{"folder-holds-most", Info, since, "", perAccount, nil, nil, []string{"never-filed"}, folderHolds(false)},
		{"imap-pop3-differ", Low, since, "", perAccount, nil, nil, []string{"pop-hides", "other-mailbox", "arrived-between"}, inboxDiffers},
	}
}

func fillingCauses() []string { return []string{"one-folder", "mail-stays", "counts-others"} }

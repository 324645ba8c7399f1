package diagnose

import "mailadvisor/probe/result"

// The mailbox: its room, and what holds most of it.
func mailboxRules() []rule {
	return []rule{
		{id: "imap-id-required", severity: High, acts: Administrator, since: since, source: "RFC 2971", scope: perAccount, kinds: kinds(result.IDRequired),
			causes: []string{"id-wanted"}, eval: idRequired},
		{id: "inbox-refused", severity: High, acts: Administrator, since: since, source: "RFC 3501 section 6.3.1, RFC 1939 section 4", scope: perAccount,
			after: []string{"imap-id-required"}, kinds: kinds(result.MailboxRefused),
			causes: []string{"store-broken", "programs-many", "too-often", "other-session", "store-refuses", "server-ended", "protocol-off"}, eval: inboxRefused},
		{id: "quota-over", severity: Critical, acts: Person, since: since, source: "RFC 9208", scope: perAccount,
			causes: []string{"limit-lowered", "counted-late"}, eval: quotaOver},
		{id: "quota-no-room", severity: Critical, acts: Person, since: since, source: "RFC 9208", scope: perAccount, after: []string{"quota-over"},
			causes: fillingCauses(), eval: quotaNoRoom},
		{id: "quota-usage", severity: High, acts: Person, since: since, source: "RFC 9208", scope: perAccount,
			after: []string{"quota-over", "quota-no-room"}, causes: fillingCauses(), eval: quotaUsage},
		{id: "quota-fills-soon", severity: High, acts: Person, since: since, source: "RFC 9208", scope: perAccount,
			after: []string{"quota-over", "quota-no-room"}, causes: fillingCauses(), eval: fillsSoon},
		{id: "quota-zero", severity: Low, acts: Administrator, since: since, source: "RFC 9208", scope: perAccount, causes: []string{"zero-is-unlimited"},
			eval: limitState(result.LimitZero, Unknown, likely("zero-is-unlimited", Probable))},
		{id: "quota-invalid", severity: Low, acts: Administrator, since: since, source: "RFC 9208", scope: perAccount, causes: []string{"negative-is-unlimited"},
			eval: limitState(result.LimitInvalid, Warn, likely("negative-is-unlimited", Probable))},
		{id: "number-untrue", severity: Low, acts: Administrator, since: since, source: "RFC 9051 section 4.2, RFC 9208, RFC 1939 section 5", scope: perAccount,
			causes: []string{"counter-broken"}, eval: numberUntrue},
		{id: "quota-unreadable", severity: Low, acts: Administrator, since: since, source: "RFC 9208", scope: perAccount, after: []string{"inbox-refused"},
			kinds:  kinds(result.Malformed, result.ProtocolError),
			causes: []string{"answer-odd", "server-ended", "store-refuses", "busy-now"}, eval: unreadable(quotaAnswer)},
		{id: "quota-unknown", severity: Low, acts: Administrator, since: since, source: "RFC 9208", scope: perAccount, causes: []string{"limit-not-told"}, eval: noQuota},
		{id: "mailbox-unreadable", severity: Low, acts: Administrator, since: since, source: "RFC 3501 section 6.3.10", scope: perAccount,
			after: []string{"imap-id-required", "inbox-refused"}, kinds: kinds(result.Malformed, result.TooLarge, result.ProtocolError),
			causes: []string{"answer-odd", "server-ended", "store-refuses", "busy-now"}, eval: unreadable(mailboxAnswer)},
		{id: "folder-refused", severity: Low, acts: Administrator, since: since, source: "RFC 4314, RFC 3501 section 6.3.10", scope: perAccount,
			after: []string{"imap-id-required", "inbox-refused"}, causes: []string{"no-rights", "folder-broken"}, eval: folderRefused},
		{id: "server-alert", severity: Medium, acts: Person, since: since, source: "RFC 3501 section 7.1", scope: perEndpoint,
			causes: []string{"server-tells"}, eval: serverAlert},
		{id: "trash-holds-most", severity: Info, acts: Person, since: since, source: "RFC 6154", scope: perAccount, causes: []string{"never-emptied"},
			eval: folderHolds(true)},
		{id: "folder-holds-most", severity: Info, acts: Person, since: since, scope: perAccount, causes: []string{"never-filed"}, eval: folderHolds(false)},
		{id: "imap-pop3-differ", severity: Low, acts: Administrator, since: since, scope: perAccount,
			causes: []string{"pop-hides", "other-mailbox", "arrived-between"}, eval: inboxDiffers},
	}
}

func fillingCauses() []string { return []string{"one-folder", "mail-stays", "counts-others"} }

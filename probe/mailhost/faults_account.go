package mailhost

// accountFaults are met once logged in.
func accountFaults() []Fault {
	faults := []Fault{
		{Name: "quota-missing", Step: "quota", Services: imapKeys(),
			Does:    "does not know quotas",
			without: []string{"QUOTA", "QUOTA=RES-STORAGE"}},
		{Name: "bye-mid-session", Kind: "closed", Step: "quota", Services: imapKeys(),
			Does: "says BYE when asked for the quota",
			at:   once(atQuota, deviation{say: same("* BYE Disconnected.\r\n"), then: closed})},
		{Name: "status-size-nil", Step: "mailbox", Services: imapKeys(),
			Does:       "answers STATUS SIZE with NIL",
			statusSize: "NIL"},
	}
	faults = append(faults,
		Fault{Name: "list-refused", Kind: "mailbox-refused", Step: "mailbox", Services: imapKeys(),
			Does: "does not list the folders",
			at:   once(atList, deviation{say: same("{tag} NO [UNAVAILABLE] The mail store does not answer\r\n")})},
		Fault{Name: "list-empty", Kind: "malformed", Step: "mailbox", Services: imapKeys(),
			Does: "lists no folder at all, not even the inbox",
			at:   once(atList, deviation{say: same("{tag} OK List completed.\r\n")})},
		Fault{Name: "inbox-refused", Kind: "mailbox-refused", Step: "mailbox", Services: append(imapKeys(), pop3Keys()...),
			Does: "accepts the login, and cannot open the inbox",
			shut: map[string]string{"INBOX": "[SERVERBUG] Internal error occurred. Refer to server log for more information."}},
		Fault{Name: "not-connected", Kind: "busy", Step: "mailbox", Services: imapKeys(),
			Does: "accepts the login, and has no session of the mail store for it",
			at:   once(atList, deviation{say: same("{tag} BAD User is authenticated but not connected.\r\n")})},
		Fault{Name: "id-wanted", Step: "mailbox", Services: imapKeys(),
			Does:    "opens no folder before the program has said who it is, after the login",
			wantsID: "Unsafe Login. Please contact the help desk"},
		Fault{Name: "id-refused", Kind: "id-required", Step: "mailbox", Services: imapKeys(),
			Does: "opens no folder for this program, whatever it says of itself",
			shut: map[string]string{"INBOX": "Unsafe Login. Please contact the help desk"}},
		Fault{Name: "folder-refused", Step: "mailbox", Services: imapKeys(),
			Does: "lists a folder into which the account may not look",
			shut: map[string]string{"Archive": "[NOPERM] Permission denied"}},
		Fault{Name: "folder-broken", Step: "mailbox", Services: imapKeys(),
			Does: "lists a folder that it cannot read",
			shut: map[string]string{"Archive": "[SERVERBUG] Internal error occurred. Refer to server log for more information."}},
		Fault{Name: "pop3-hides", Step: "mailbox", Services: pop3Keys(),
			Does:     "shows POP3 the newest 250 messages alone",
			popShows: 250})
	const root = "* QUOTAROOT INBOX " + quotaRoot + "\r\n"
	for _, row := range []struct{ name, does, say string }{
		{"quota-zero", "has a limit of 0, which may mean that there is none", root + "* QUOTA " + quotaRoot + " (STORAGE {used} 0)\r\n"},
		{"quota-huge", "has a limit of 2^64-1, which means that there is none", root + "* QUOTA " + quotaRoot + " (STORAGE {used} 18446744073709551615)\r\n"},
		{"quota-negative", "has a limit of -1", root + "* QUOTA " + quotaRoot + " (STORAGE {used} -1)\r\n"},
		{"quota-below-zero", "counts less than nothing as in use", root + "* QUOTA " + quotaRoot + " (STORAGE -5 {limit})\r\n"},
		{"quota-before-root", "sends QUOTA before QUOTAROOT", "* QUOTA " + quotaRoot + " (STORAGE {used} {limit})\r\n" + root},
		{"quota-empty-list", "has a root without a name, and a QUOTA without a list", "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\"\r\n"},
		{"quota-no-root", "has no quota root for this account", "* QUOTAROOT INBOX\r\n"},
		{"quota-messages", "limits the number of messages too", root + "* QUOTA " + quotaRoot + " (STORAGE {used} {limit} MESSAGE 22757 100000)\r\n"},
		{"no-room", "has room for small messages alone", root + "* QUOTA " + quotaRoot + " (STORAGE {used} {tight})\r\n"},
		{"over-quota", "has more in use than it allows", root + "* QUOTA " + quotaRoot + " (STORAGE 396 100)\r\n"},
	} {
		faults = append(faults, Fault{Name: row.name, Step: "quota", Services: imapKeys(), Does: row.does,
			at: once(atQuota, deviation{say: same(row.say + "{tag} OK Getquotaroot completed.\r\n")})})
	}
	return faults
}

package policy

// fileShape is a whole file. Requirements are rows of their table.
func fileShape(rows []*requirement) shape {
	at := listOf("Where this holds: services, or service:port. Without it, everywhere.", placeForm())
	entry := shape{name: "requirements", doc: "Requirements that hold at the same places.", keys: []member{{"at", false, at}}}
	ids := make([]string, 0, len(rows)+1)
	for _, row := range rows {
		entry.keys = append(entry.keys, member{row.id, false, row.shape})
		ids = append(ids, row.id)
	}
	require := shape{doc: "What must hold.", item: &entry, alone: true}
	exception := shape{name: "exception", doc: "A requirement that need not hold for a while.", keys: []member{
		{"requirement", true, word("The requirement, by its key.", &form{id: "requirement", known: func() []string { return ids }, read: text})},
		{"of", false, word("One item of it alone, as it is written there: a capability, a finding.", anyText())},
		{"at", false, at},
		{"reason", true, word("Why, for those who read the result.", anyText())},
		{"until", true, word("The last day on which it holds (UTC).", dateForm())},
	}}
	return shape{doc: "What must hold of mail hosts.", keys: []member{
		{"include", false, listOf("Files that are read first, relative to this one.", anyText())},
		{"credentials", false, shape{doc: "Logins, by names of your own.", names: credentialShape()}},
		{"defaults", false, shape{doc: "What holds for every target.", keys: []member{{"require", true, require}}}},
		{"targets", false, shape{doc: "The hosts, addresses or URLs that are held to this.", item: &shape{
			doc:   "A target, by its name alone or with what holds for it beside the defaults.",
			short: anyText(),
			keys: []member{
				{"target", true, word("A host, host:port, an address or a URL (imaps://…).", anyText())},
				{"credential", false, word("The login to try, by its name under credentials.", anyText())},
				{"require", false, require},
				{"except", false, shape{doc: "What need not hold for a while.", item: &exception, alone: true}},
			}}}},
	}}
}

func credentialShape() *shape {
	secret := shape{doc: "Where the secret is. It never stands here itself.", secret: true, keys: []member{
		{"env", false, word("The environment variable that holds it.", anyText())},
		{"file", false, word("The file whose first line it is, relative to this one.", anyText())},
		{"command", false, word("The command that prints it, run by a shell.", anyText())},
	}}
	return &shape{doc: "A login, and the only hosts that it may be sent to.", keys: []member{
		{"user", true, word("The user name.", anyText())},
		{"password", false, secret},
		{"token", false, secret},
		{"hosts", true, listOf("The hosts that it belongs to.", hostForm())},
	}}
}

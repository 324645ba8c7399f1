package policy

import "mailadvisor/advise/config"

// fileShape returns a whole file. Requirements are rows of their table.
func fileShape(rows []*requirement) config.Shape {
	at := config.ListOf("Where this holds: services, or service:port. Without it, everywhere.", config.PlaceWord())
	entry := config.Shape{Name: "requirements", Doc: "Requirements that hold at the same places.", Keys: []config.Member{config.May("at", at)}}
	ids := make([]string, 0, len(rows)+2)
	for _, row := range unwritten() {
		ids = append(ids, row.id)
	}
	for _, row := range rows {
		entry.Keys = append(entry.Keys, config.May(row.id, row.shape))
		ids = append(ids, row.id)
	}
	require := config.Shape{Doc: "What must hold.", Item: &entry, Alone: true}
	exception := config.Shape{Name: "exception", Doc: "A requirement that need not hold for a while.", Keys: []config.Member{
		config.Must("requirement", config.OneWord("The requirement, by its key.", &config.Word{ID: "requirement", Known: func() []string { return ids }, Read: config.AsWritten})),
		config.May("of", config.OneWord("One item of it alone, as it is written there: a capability, a finding.", config.Text())),
		config.May("at", at),
		config.Must("reason", config.OneWord("Why, for those who read the result.", config.Text())),
		config.Must("until", config.OneWord("The last day on which it holds (UTC).", dateWord())),
	}}
	return config.Shape{Doc: "What must hold of mail hosts.", Keys: []config.Member{
		config.May("include", config.ListOf("Files that are read first, relative to this one.", config.Text())),
		config.May("credentials", config.Shape{Doc: "Logins, by names of your own.", Names: config.CredentialShape()}),
		config.May("defaults", config.Shape{Doc: "What holds for every target.", Keys: []config.Member{config.Must("require", require)}}),
		config.May("targets", config.Shape{Doc: "The hosts, addresses or URLs that are held to this.", Item: &config.Shape{
			Doc:   "A target, by its name alone or with what holds for it beside the defaults.",
			Short: config.Text(),
			Keys: []config.Member{
				config.Must("target", config.OneWord("A host, host:port, an address or a URL (imaps://…).", config.Text())),
				config.May("credential", config.OneWord("The login to try, by its name under credentials.", config.Text())),
				config.May("require", require),
				config.May("except", config.Shape{Doc: "What need not hold for a while.", Item: &exception, Alone: true}),
			}}}),
	}}
}

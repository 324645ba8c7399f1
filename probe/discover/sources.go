package discover

import "context"

// row is one source of the table.
type row struct {
	name string
	ask  func(context.Context, *search) answer

	word       bool // the domain's own word, or the database's: a program that does not ask it misses something
	offline    bool // needs no network
	thirdParty bool // somebody else learns the domain
	address    bool // carries the whole address
	below      bool // asks names below the domain, which are not its own at a public suffix
	plain      bool // not encrypted
	draft      bool
	folder     bool // asked only where a folder was named
}

// sources returns the table. Where two sources have the same trust, the earlier
// is followed: the domain's own live word before a table, a table before
// others.
func sources() []row {
	return []row{
		{name: "autoconfig", ask: askAutoconfig, word: true, below: true},
		{name: "well-known", ask: askWellKnown, word: true},
		{name: "pacc", ask: askPACC, word: true, below: true, draft: true},
		{name: "provider", ask: askProvider, offline: true},
		{name: "srv", ask: askSRV, word: true},
		{name: "txt-mailconf", ask: askMailconf, word: true},
		{name: "ispdb-dir", ask: askISPDBDir, offline: true, folder: true},
		{name: "ispdb", ask: askISPDB, word: true, thirdParty: true},
		{name: "autodiscover", ask: askAutodiscover, word: true, address: true, below: true},
		{name: "autodiscover-domain", ask: askAutodiscoverDomain, word: true, address: true},
		{name: "autodiscover-srv", ask: askAutodiscoverSRV, address: true},
		{name: "autodiscover-json", ask: askAutodiscoverJSON, address: true, below: true},
		{name: "mx-provider", ask: askMXProvider},
		{name: "mx-autoconfig", ask: askMXAutoconfig},
		{name: "mx-ispdb", ask: askMXISPDB, thirdParty: true},
		{name: "autoconfig-http", ask: askAutoconfigHTTP, below: true, plain: true},
		{name: "guess", ask: askGuess, below: true},
	}
}

// Sources names the sources, in the order of the table.
func Sources() []string {
	var names []string
	for _, r := range sources() {
		names = append(names, r.name)
	}
	return names
}

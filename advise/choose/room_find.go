package choose

import (
	"fmt"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// sizeSearch says that large messages can be found in a mail program; how is the
// message room.find of its name.
type sizeSearch struct {
	client string
	always bool // told where no program is named
	source string
}

// sizeSearches returns the programs whose way to find messages by size is
// known.
func sizeSearches() []sizeSearch {
	return []sizeSearch{
		{client: "thunderbird", always: true, source: "https://support.mozilla.org/kb/finding-messages and its window Search Messages, 140"},
		{client: "outlook", always: true, source: "https://support.microsoft.com/office/learn-to-narrow-your-search-criteria-for-better-searches-in-outlook-d824d1e9-a255-4c8a-8553-276fb895a8da"},
		{client: "apple-mail", always: true, source: "https://support.apple.com/guide/mail/sort-emails-mlhlb94a262b/mac"},
		{client: "gmail", source: "https://support.google.com/mail/answer/7190"},
		{client: "roundcube", always: true, source: "its list options, 1.6"},
	}
}

// findWays returns those of the programs that a person named, else the usual
// ones; on Gmail its own first.
func findWays(a *result.Account, n Needs, least int64) []FindWay {
	named := slices.Clone(n.Clients)
	for _, d := range n.DeviceList {
		named = append(named, d.Client)
	}
	gmail := a != nil && (a.Host == "imap.gmail.com" || a.Host == "pop.gmail.com")
	knows := slices.ContainsFunc(sizeSearches(), func(r sizeSearch) bool { return slices.Contains(named, r.client) })
	var out []FindWay
	for _, row := range sizeSearches() {
		switch {
		case row.client == "gmail" && gmail:
		case knows && !slices.Contains(named, row.client):
			continue
		case !knows && !row.always, gmail && row.client == "roundcube":
			continue
		}
		args := locale.Args{"least_bytes": least, "least_kb": fmt.Sprint(least / kB), "least_mb": fmt.Sprint(least / mB)}
		out = append(out, FindWay{row.client, locale.Text{ID: "room.find." + row.client, Args: args}})
	}
	return out
}

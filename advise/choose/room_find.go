package choose

import (
	"fmt"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// findRow is how large messages are found in one mail program.
type findRow struct {
	client string
	always bool // told where no program is named
	source string
}

// findRows are the programs whose way to find messages by size is known.
func findRows() []findRow {
	return []findRow{
		{"thunderbird", true, "https://support.mozilla.org/kb/finding-messages and its window Search Messages, 140"},
		{"outlook", true, "https://support.microsoft.com/office/learn-to-narrow-your-search-criteria-for-better-searches-in-outlook-d824d1e9-a255-4c8a-8553-276fb895a8da"},
		{"apple-mail", true, "https://support.apple.com/guide/mail/sort-emails-mlhlb94a262b/mac"},
		{"gmail", false, "https://support.google.com/mail/answer/7190"},
		{"roundcube", true, "its list options, 1.6"},
	}
}

// findWays are those of the programs that a person named, else the usual ones;
// on Gmail its own first.
func findWays(a *result.Account, n Needs, least int64) []FindWay {
	named := slices.Clone(n.Clients)
	for _, d := range n.DeviceList {
		named = append(named, d.Client)
	}
	gmail := a != nil && (a.Host == "imap.gmail.com" || a.Host == "pop.gmail.com")
	knows := slices.ContainsFunc(findRows(), func(r findRow) bool { return slices.Contains(named, r.client) })
	var out []FindWay
	for _, row := range findRows() {
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

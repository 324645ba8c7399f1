package discover

import (
	"slices"

	"mailadvisor/probe/result"
)

// clients returns the mail programs, each as its own source or its maker's
// documentation has it. Apple's list of providers cannot be seen from here.
func clients() []clientRow {
	either := []result.Service{result.IMAP, result.POP3}
	imap := []result.Service{result.IMAP}
	return []clientRow{
		{result.Thunderbird, []lookup{
			{name: "autoconfig", choose: asThunderbird, joined: true},
			{name: "well-known", choose: asThunderbird, joined: true},
			{name: "autoconfig-http", choose: asThunderbird, joined: true},
			{name: "ispdb", choose: asThunderbird},
			{name: "mx-autoconfig", choose: asThunderbird},
			{name: "mx-ispdb", choose: asThunderbird},
			{name: "autodiscover", choose: listed(either)},
			{name: "autodiscover-domain", choose: listed(either)},
			{name: "guess", choose: guessing(either, result.TLS)},
		}},
		{result.ThunderbirdAndroid, []lookup{
			{name: "autoconfig", choose: strictly},
			{name: "well-known", choose: strictly},
			{name: "autoconfig-http", choose: strictly},
			{name: "ispdb", choose: strictly},
			{name: "mx-ispdb", choose: strictly},
		}},
		{result.Outlook, []lookup{
			{name: "autodiscover-domain", choose: listed(either)},
			{name: "autodiscover", choose: listed(either)},
			{name: "autodiscover-srv", choose: listed(either)},
			{name: "autodiscover-json", choose: listed(either)},
		}},
		{result.AppleMail, []lookup{
			{name: "built-in-list"},
			{name: "guess", choose: guessing(either, result.TLS)},
		}},
		{result.GNOMEAccounts, []lookup{
			{name: "autoconfig", choose: listed(imap)},
			{name: "well-known", choose: listed(imap)},
			{name: "autoconfig-http", choose: listed(imap)},
			{name: "ispdb", choose: listed(imap)},
			{name: "mx-autoconfig", choose: listed(imap)},
			{name: "mx-ispdb", choose: listed(imap)},
		}},
		{result.Evolution, []lookup{
			{name: "srv", choose: byLabel("imaps", "imap", "pop3s", "pop3")},
			{name: "ispdb", choose: listed(either)},
		}},
		{result.Aerc, []lookup{
			{name: "srv", choose: aercSRV},
			{name: "autoconfig", choose: aercFile},
			{name: "ispdb", choose: aercFile},
			{name: "guess", choose: guessing(imap, result.StartTLS)},
			{name: "mx-host", source: "mx-provider", choose: wholeMailHost},
		}},
		{result.Himalaya, []lookup{
			{name: "provider", choose: fixedRules},
			{name: "mx-provider", choose: fixedRules},
			{name: "pacc", choose: listed(imap)},
			{name: "autoconfig", choose: listed(imap)},
			{name: "well-known", choose: listed(imap)},
			{name: "txt-mailconf", choose: listed(imap)},
			{name: "ispdb", choose: listed(imap)},
			{name: "srv", choose: byLabel("imaps", "imap")},
		}},
		{result.DeltaChat, []lookup{
			{name: "autoconfig", choose: listed(imap)},
			{name: "well-known", choose: listed(imap)},
			{name: "autodiscover-domain", choose: listed(imap)},
			{name: "autodiscover", choose: listed(imap)},
			{name: "ispdb", choose: listed(imap)},
			{name: "guess", choose: guessing(imap, result.TLS)},
		}},
	}
}

// first returns the first server of a service, in the source's order; nil if
// none.
func first(servers []server, of ...result.Service) *server {
	i := slices.IndexFunc(servers, func(e server) bool { return slices.Contains(of, e.Service) })
	if i < 0 {
		return nil
	}
	return &servers[i]
}

// listed takes the first incoming and the first outgoing server of a file.
func listed(incoming []result.Service) func(*search, answer) choice {
	return func(_ *search, a answer) choice {
		c := choice{incoming: first(a.servers, incoming...), outgoing: first(a.servers, result.Submission)}
		switch {
		case c.incoming == nil && first(a.servers, result.POP3) != nil:
			c.notes = []string{noteIMAPOnly}
		case c.incoming != nil && c.incoming.Service == result.POP3 && first(a.servers, result.IMAP) != nil:
			c.notes = []string{noteFirstListed}
		}
		return c
	}
}

// guessing takes the usual names, and the port with the security that the
// program tries first. The user name is the whole address.
func guessing(incoming []result.Service, tries result.Security) func(*search, answer) choice {
	return func(_ *search, a answer) choice {
		servers, fooled := a.servers, false
		if len(a.other) > 0 {
			servers, fooled = a.other, true
		}
		var usable []server
		for _, e := range servers {
			if e.Security == tries {
				e.username = wholeAddress
				usable = append(usable, e)
			}
		}
		c := choice{incoming: first(usable, incoming...), outgoing: first(usable, result.Submission)}
		if c.incoming != nil && fooled {
			c.notes = []string{noteWildcard}
		}
		return c
	}
}

// byLabel takes the first SRV record of the first label that has one, as RFC
// 2782 orders them. The user name is the whole address.
func byLabel(incoming ...string) func(*search, answer) choice {
	return func(_ *search, a answer) choice {
		return choice{
			incoming: labelled(a.servers, incoming...),
			outgoing: labelled(a.servers, "submissions", "submission"),
		}
	}
}

func labelled(servers []server, labels ...string) *server {
	for _, label := range labels {
		if i := slices.IndexFunc(servers, func(e server) bool { return e.label == label }); i >= 0 {
			e := servers[i]
			e.username = wholeAddress
			return &e
		}
	}
	return nil
}

// fixedRules returns the two providers that himalaya has rules for.
func fixedRules(_ *search, a answer) choice {
	if a.provider == nil || a.provider.OAuth == nil || !slices.Contains([]string{"google", "microsoft"}, a.provider.OAuth.Name) {
		return choice{}
	}
	return choice{incoming: first(a.servers, result.IMAP), outgoing: first(a.servers, result.Submission)}
}

package discover

import (
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// What people stumble over: the form of the user name, and what to do first.
func TestProviders(t *testing.T) {
	cases := []struct {
		address  string
		incoming string // of the first incoming server
		outgoing string
		auth     []string
		hints    []string
	}{
		{"user@free.fr", "user", "user", []string{"password"}, nil},
		{"user@laposte.net", "user", "user", []string{"password"}, nil},
		{"user@icloud.com", "user", "user@icloud.com", []string{"password"}, []string{"app-password", "no-pop"}},
		{"user@orange.fr", "user@orange.fr", "user@orange.fr", []string{"password"}, nil},
		{"user@sfr.fr", "user@sfr.fr", "user@sfr.fr", []string{"password"}, []string{"account-password"}},
		{"user@gmail.com", "user@gmail.com", "user@gmail.com", []string{"oauth2", "password"}, []string{"app-password", "enable-pop-first"}},
		{"user@outlook.com", "user@outlook.com", "user@outlook.com", []string{"oauth2"}, []string{"oauth2-only", "enable-pop-first"}},
		{"user@hotmail.fr", "user@hotmail.fr", "user@hotmail.fr", []string{"oauth2"}, []string{"oauth2-only", "enable-pop-first"}},
		{"user@web.de", "user", "user", []string{"password"}, []string{"enable-access-first", "app-password-two-step"}},
		{"user@t-online.de", "user@t-online.de", "user@t-online.de", []string{"password"}, []string{"separate-mail-password"}},
		{"user@mail.com", "user@mail.com", "user@mail.com", []string{"password"}, []string{"paid-plan-only", "enable-access-first"}},
	}
	for _, c := range cases {
		t.Run(c.address, func(t *testing.T) {
			d := offline(t, c.address)
			in := d.Endpoints[0]
			out := d.Endpoints[slices.IndexFunc(d.Endpoints, func(e result.Candidate) bool { return e.Service == result.Submission })]
			if in.Username != c.incoming || out.Username != c.outgoing || in.Trust != "A" || !in.Followed {
				t.Errorf("%+v\n%+v", in, out)
			}
			if diff := cmp.Diff(c.auth, in.Auth); diff != "" {
				t.Error(diff)
			}
			p := *d.Provider
			if p.AsOf == "" || p.By != "domain" || !slices.Equal(p.Hints, c.hints) {
				t.Errorf("%+v", p)
			}
		})
	}
}

// offline returns what is found of an address without asking anybody.
func offline(t *testing.T, address string) *result.Discovery {
	t.Helper()
	d, err := Find(t.Context(), typed(t, address), Options{NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Where the table's own sources differ, both are told.
func TestProviderDisputed(t *testing.T) {
	d := offline(t, "user@naver.com")
	want := []result.Endpoint{{Service: result.Submission, Host: "smtp.naver.com", Port: 587, Security: result.StartTLS, Named: true}}
	if diff := cmp.Diff(want, d.Provider.Disputed); diff != "" {
		t.Error(diff)
	}
}

// A provider without IMAP and POP is an answer, not a failure.
func TestProviderWithoutServers(t *testing.T) {
	for _, address := range []string{"user@tuta.com", "user@tutanota.com", "user@hey.com", "user@voila.fr"} {
		d := offline(t, address)
		if s := source(t, d, "provider"); s.Status != result.SourceOK || len(d.Endpoints) != 0 {
			t.Errorf("%s: %+v", address, s)
		}
		if diff := cmp.Diff([]result.Service{result.IMAP, result.POP3}, d.NotOffered); diff != "" {
			t.Error(address, diff)
		}
	}
}

// A rule by name matches the name directly below a registry's suffix and
// nothing else, and is trusted no further than that a person confirms it; a
// domain that a row lists is that row's.
func TestProvidersByRule(t *testing.T) {
	for address, want := range map[string]string{
		"user@hotmail.rs":              "domain Outlook.com A",
		"user@hotmail.com.pe":          "rule Outlook.com B",
		"user@msn.fr":                  "rule Outlook.com B",
		"user@outlook.pt":              "domain Outlook.com A",
		"user@yahoo.com.pe":            "rule Yahoo Mail B",
		"user@yahoo.co.jp":             "domain Yahoo! Japan A",
		"user@hotmail.github.io":       "", // whoever has an account there
		"user@hotmail.fr.example.org":  "",
		"user@mail.hotmail.com.pe":     "",
		"user@xhotmail.com.pe":         "",
		"user@live.example":            "",               // no suffix of a registry
		"user@optusnet.com.au":         "domain Optus B", // not sure
		"user@hotmail.something.co.uk": "",
	} {
		d := offline(t, address)
		got := ""
		if p := d.Provider; p != nil {
			got = p.By + " " + p.Name + " " + string(d.Endpoints[0].Trust)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// A password of a mailbox that is known by a rule or by a mail host goes to the
// provider's own hosts: their registrable domain is one that the row lists, or
// one on which other domains of the row depend.
func TestProvidersByRuleStayAtHome(t *testing.T) {
	own := map[string][]string{
		"Outlook.com": {"office365.com", "outlook.com"},
	}
	for _, row := range providerRows() {
		if row.rules == "" {
			continue
		}
		homes := own[row.name]
		for domain := range strings.FieldsSeq(row.domains) {
			homes = append(homes, hostname.Registrable(domain))
		}
		servers, err := row.tableServers("example.org")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range servers {
			if !slices.Contains(homes, hostname.Registrable(e.Host)) {
				t.Errorf("%s: %s is none of its own hosts", row.name, e.Host)
			}
		}
		for rule := range strings.FieldsSeq(row.rules) {
			name, ok := strings.CutSuffix(rule, ".*")
			if !ok || strings.ContainsAny(name, ".*") || len(name) < 3 {
				t.Errorf("%s: rule %q", row.name, rule)
			}
		}
	}
}

// What a mail host's name says: the longest end wins.
func TestProvidersByMailHost(t *testing.T) {
	rows := providerRows()
	for host, want := range map[string]string{
		"aspmx.l.google.com":                      "Google Workspace",
		"smtp.google.com":                         "Google Workspace",
		"example-org.mail.protection.outlook.com": "Microsoft 365",
		"hotmail-com.olc.protection.outlook.com":  "Outlook.com",
		"mta5.am0.yahoodns.net":                   "Yahoo Mail",
		"mx-aol.mail.gm0.yahoodns.net":            "AOL",
		"in1-smtp.messagingengine.com":            "Fastmail",
		"mx1.mail.ovh.net":                        "OVHcloud",
		"spool.mail.gandi.net":                    "Gandi",
		"mta-gw.infomaniak.ch":                    "Infomaniak",
		"mx00.ionos.fr":                           "IONOS (France)",
		"mail.protonmail.ch":                      "Proton Mail",
		"mx1.notgoogle.com":                       "",
		"google.com.example.org":                  "",
		"server.o2switch.net":                     "o2switch",
	} {
		row, found := byMailHost(rows, host)
		if found != (want != "") || row.name != want {
			t.Errorf("%s: %q, want %q", host, row.name, want)
		}
	}
}

// A provider is known by its servers as by an address.
func TestKnownHost(t *testing.T) {
	for host, want := range map[string]string{
		"imap.gmail.com":         "Gmail / Google Workspace: app-password google",
		"IMAP.Yandex.com.":       "Yandex: enable-access-first yandex",
		"pop.gmx.net":            "GMX (Germany, Austria, Switzerland): enable-access-first app-password-two-step",
		"outlook.office365.com":  "Outlook.com / Microsoft 365: oauth2-only microsoft",
		"imap.orange.fr":         "Orange:",
		"mail.example.org":       "",
		"127.0.0.1":              "",
		"imap.gmail.com.evil.io": "",
	} {
		got := ""
		if p := KnownHost(host); p != nil {
			got = p.Name + ": " + strings.Join(p.Hints, " ")
			if p.OAuth != nil {
				got += " " + p.OAuth.Name
			}
			got = strings.TrimSpace(got)
			if p.By != "host" {
				t.Errorf("%s: by %s", host, p.By)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}

// Every line of the embedded table can be used, and has two sources.
func TestProviderTable(t *testing.T) {
	source := regexp.MustCompile(`^(ispdb|fairemail|provider-db|mailspring|nodemailer|emailengine|mailcore|comm-central|programs|[a-z0-9.-]+\.[a-z]+(/\S*)?) ?(\S+ )?\d{4}-(0[1-9]|1[0-2])$`)
	since := regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	domains, names, hints, told := map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	rows := providerRows()
	for _, row := range rows {
		if names[row.name] || row.name == "" || row.name != foreign.Clean(row.name) {
			t.Errorf("name %q", row.name)
		}
		names[row.name] = true
		sources := strings.Split(row.sources, "; ")
		compact := slices.Compact(slices.Sorted(slices.Values(sources)))
		if len(compact) < 2 {
			t.Errorf("%s: fewer than two sources: %q", row.name, row.sources)
		}
		for _, s := range sources {
			if !source.MatchString(s) {
				t.Errorf("%s: source %q", row.name, s)
			}
		}
		for domain := range strings.FieldsSeq(row.domains) {
			name, ok := hostname.Parse(domain)
			if !ok || name != domain || domains[domain] != "" || !strings.Contains(domain, ".") {
				t.Errorf("%s: domain %q, also of %q", row.name, domain, domains[domain])
			}
			domains[domain] = row.name
		}
		servers, err := row.tableServers("example.org")
		if err != nil {
			t.Error(err)
		}
		p, err := row.facts("domain", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range servers {
			if ports := map[result.Service][]int{
				result.IMAP: {993, 143, 1143}, result.POP3: {995, 110}, result.Submission: {465, 587, 1025},
			}[e.Service]; !slices.Contains(ports, e.Port) {
				t.Errorf("%s: %s on port %d: a slip of the source?", row.name, e.Service, e.Port)
			}
			host, ok := hostname.Parse(e.Host)
			_, notIP := netip.ParseAddr(e.Host)
			if !ok || host != e.Host || notIP == nil && !p.Needs("bridge-only") {
				t.Errorf("%s: host %q", row.name, e.Host)
			}
		}
		if len(servers) == 0 != p.Needs("no-imap-no-pop", "closed", "own-host") {
			t.Errorf("%s: %d servers, %q", row.name, len(servers), p.Hints)
		}
		if row.issuer != "" && p.OAuth == nil || slices.Contains(strings.Fields(row.auth), "oauth2") && p.OAuth == nil {
			t.Errorf("%s: issuer %q", row.name, row.issuer)
		}
		for _, h := range p.Hints {
			hints[h] = true
			if !slices.Contains(Hints(), h) {
				t.Errorf("%s: hint %q is not on the list", row.name, h)
			}
		}
		for _, page := range p.Pages {
			if !strings.HasPrefix(page, "https://") && page != "http://bmail.uol.com.br/configuration/imap_access_config" {
				t.Errorf("%s: page %q", row.name, page)
			}
		}
		for _, n := range p.News {
			told[n.ID] = true
			if !slices.Contains(News(), n.ID) || !since.MatchString(n.Since) {
				t.Errorf("%s: news %q of %q", row.name, n.ID, n.Since)
			}
		}
	}
	for _, h := range Hints() {
		if !hints[h] {
			t.Errorf("no provider has the hint %q", h)
		}
	}
	for _, n := range News() {
		if !told[n] {
			t.Errorf("no provider has the news %q", n)
		}
	}
	t.Logf("%d providers, %d mail domains", len(rows), len(domains))
}

// Every issuer says where and for what it gives out tokens.
func TestIssuers(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Issuers() {
		if seen[row.Name] || row.Client == "" {
			t.Errorf("%+v", row)
		}
		seen[row.Name] = true
		for _, address := range []string{row.Issuer, row.Authorize, row.Token} {
			if !strings.HasPrefix(address, "https://") {
				t.Errorf("%s: %q", row.Name, address)
			}
		}
		for _, service := range result.Services() {
			if row.Scopes[service] == "" {
				t.Errorf("%s: no scope for %s", row.Name, service)
			}
		}
	}
}

// How much of what people have the table knows; the lists say where they are
// from.
func TestProvidersCover(t *testing.T) {
	rows := providerRows()
	for _, list := range []struct {
		file  string
		least float64 // of the whole, by weight
	}{
		{"most-used.txt", 0.99},
		{"mentions.tsv", 0.97},
		{"france.txt", 0.75},
	} {
		var known, all, knownWeight, weight int
		var missing []string
		text, err := os.ReadFile("testdata/providers/" + list.file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if strings.HasPrefix(line, "#") {
				continue
			}
			n := 1
			if len(fields) > 1 {
				n, _ = strconv.Atoi(fields[1])
			}
			all, weight = all+1, weight+n
			if knows(rows, fields[0]) {
				known, knownWeight = known+1, knownWeight+n
			} else {
				missing = append(missing, fields[0])
			}
		}
		share := float64(knownWeight) / float64(weight)
		t.Logf("%s: %d of %d; %d of %d by weight, %.1f%%; missing: %s", list.file, known, all, knownWeight, weight, 100*share, strings.Join(missing, " "))
		if share < list.least {
			t.Errorf("%s: %.3f is less than %.2f", list.file, share, list.least)
		}
	}
}

// knows reports whether a row answers for a mail domain, or for a domain below
// which its servers are.
func knows(rows []providerRow, domain string) bool {
	if _, _, found := byDomain(rows, domain); found {
		return true
	}
	if _, found := byMailHost(rows, domain); found {
		return true
	}
	return slices.ContainsFunc(rows, func(r providerRow) bool {
		servers, err := r.tableServers("example.org")
		return err == nil && (slices.ContainsFunc(servers, func(e server) bool { return hostname.Registrable(e.Host) == domain }) ||
			slices.ContainsFunc(strings.Fields(r.domains), func(d string) bool { return hostname.Registrable(d) == domain }))
	})
}

func TestProviderTableErrors(t *testing.T) {
	good := providerRow{name: "A", imap: "imap.a.test:993/tls", disputed: "imap=imap.b.test:143/starttls"}
	if servers, err := good.tableServers("a.test"); err != nil || len(servers) != 1 {
		t.Fatal(servers, err)
	}
	for _, bad := range []string{"imap.a.test:993/none", "imap.a.test/tls", "imap.a.test:0/tls", "imap.a.test:993"} {
		if _, err := (providerRow{imap: bad}).tableServers("a.test"); err == nil {
			t.Errorf("no error for %q", bad)
		}
		if _, err := (providerRow{disputed: "imap=" + bad}).facts("domain", ""); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}

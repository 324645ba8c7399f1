package discover

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// providerRow is one row of the embedded table: what is known of a provider
// without asking anybody. Nothing in it was probed. Several words of one field
// are parted by blanks.
type providerRow struct {
	name    string
	domains string // the mail domains that are the provider's own
	rules   string // "hotmail.*": see nameMatches
	mx      string // the ends of the names of its hosts that take mail, also for domains of others

	// "host:port/security", the best first. %EMAILDOMAIN% in a host is the
	// mail domain.
	imap, pop3, submission string

	user   string // the form of the user name: one of the Form… constants
	sender string // the form with which mail is sent, where that is another
	auth   string // as in result.Candidate, the most wanted first

	needs  []need // what a person has to know or to do, in the order of doing
	issuer string // of OAuth2: a row of Issuers

	room        room
	emptied     emptied
	idle        idle
	pollMinutes int // POP may not be asked more often
	news        []news

	disputed string // "service=host:port/security": what another source says
	unsure   bool   // no list of a mail program or of the provider has it: a person confirms

	// sources are "NAME WHAT MONTH", parted by "; ", at least two, each of
	// which names the servers or says that there are none. NAME is ispdb
	// (Thunderbird's database), fairemail, provider-db (Delta Chat's),
	// mailspring, nodemailer, emailengine and mailcore (tables of these
	// programs), comm-central (Thunderbird), programs (several further
	// programs name that host), or a page. MONTH is when the source was read,
	// for provider-db when it was last checked there.
	sources string
}

// need is a hint of the closed list with the provider's own page about it.
type need struct {
	hint string
	page string // "" where none is known
}

// room is how much mail a free mailbox holds.
type room struct {
	bytes int64
	since string // the month from which on
}

// emptied is what the provider deletes by itself: after how many days.
type emptied struct{ trashDays, junkDays int }

// idle is what becomes of a mailbox that nobody opens: after how many months
// it takes no mail any more, and when it is deleted.
type idle struct{ stopMonths, deleteMonths int }

// news is a change at a provider: a word of the closed list News, and its day,
// month or year.
type news struct{ id, since string }

const gB = 1 << 30

// providerRows is the whole table.
var providerRows = sync.OnceValue(func() []providerRow {
	return slices.Concat(providersWorld(), providersFrance(), providersEurope(),
		providersAmerica(), providersAsia(), providersHosts(), providersMore())
})

// MailDomains returns the mail domains of the table, those of the large
// providers first.
func MailDomains() []string {
	var out []string
	for _, row := range providerRows() {
		out = append(out, strings.Fields(row.domains)...)
	}
	return out
}

// Hints returns the closed list of Provider.Hints: what a person has to know
// before a login at that provider can work.
func Hints() []string {
	return []string{
		"app-password",           // a second password for programs, made on the provider's pages
		"app-password-two-step",  // the same, where two-step verification is on
		"enable-access-first",    // IMAP and POP are off until they are switched on there
		"enable-imap-first",      // IMAP alone is
		"enable-pop-first",       // POP alone is
		"oauth2-only",            // no password at all: the program must know OAuth2
		"administrator-decides",  // which of them is on, for an organisation
		"paid-plan-only",         // not with a free mailbox
		"separate-mail-password", // the mailbox has its own password
		"account-password",       // the mailbox has the password of the customer account
		"bridge-only",            // through a program of the provider's on the same computer
		"own-host",               // the servers have a name of the customer's own
		"no-pop",
		"no-imap",
		"no-imap-no-pop", // the provider's own program only
		"closed",         // the addresses have ended
	}
}

// News returns the closed list of ProviderNews.ID.
func News() []string {
	return []string{
		"comcast-to-yahoo", "cox-at-yahoo", "exchange-smtp-password-ends", "facebook-closed", "gmail-fetch-ends",
		"gmail-imap-always-on", "outlook-attachments-cloud", "outlook-no-password", "talktalk-paid", "tpg-moved",
		"verizon-at-aol", "voila-closed", "yahoo-less-room",
	}
}

// tableServers returns the servers of a row, for a mail domain.
func (r providerRow) tableServers(domain string) ([]server, error) {
	var out []server
	for service, words := range map[result.Service]string{result.IMAP: r.imap, result.POP3: r.pop3, result.Submission: r.submission} {
		form := r.user
		if service == result.Submission && r.sender != "" {
			form = r.sender
		}
		for word := range strings.FieldsSeq(words) {
			e, err := readTableServer(service, strings.ReplaceAll(word, mailDomain, domain))
			if err != nil {
				return nil, fmt.Errorf("provider table: %s: %w", r.name, err)
			}
			e.username, e.auth = template(form), strings.Fields(r.auth)
			out = append(out, e)
		}
	}
	order := result.Services()
	slices.SortStableFunc(out, func(a, b server) int {
		return slices.Index(order, a.Service) - slices.Index(order, b.Service)
	})
	return out, nil
}

// readTableServer reads host:port/security.
func readTableServer(service result.Service, word string) (server, error) {
	address, security, _ := strings.Cut(word, "/")
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return server{}, err
	}
	port, ok := portNumber(text)
	if !ok || security != string(result.TLS) && security != string(result.StartTLS) {
		return server{}, fmt.Errorf("%q is not host:port/security", word)
	}
	return server{Endpoint: result.Endpoint{
		Service: service, Host: host, Port: port, Security: result.Security(security), Named: true,
	}}, nil
}

// disputes returns what other sources of a row say.
func (r providerRow) disputes() ([]result.Endpoint, error) {
	var out []result.Endpoint
	for word := range strings.FieldsSeq(r.disputed) {
		service, text, _ := strings.Cut(word, "=")
		e, err := readTableServer(result.Service(service), text)
		if err != nil {
			return nil, fmt.Errorf("provider table: %s: %w", r.name, err)
		}
		out = append(out, e.Endpoint)
	}
	return out, nil
}

// asOf returns the month of the newest source of a row.
func (r providerRow) asOf() string {
	newest := ""
	for _, s := range strings.Split(r.sources, "; ") {
		newest = max(newest, s[strings.LastIndexByte(s, ' ')+1:])
	}
	return newest
}

// facts returns what a row knows beyond its servers. by is how it was found,
// rule the rule that matched, where one did.
func (r providerRow) facts(by, rule string) (*result.Provider, error) {
	disputed, err := r.disputes()
	if err != nil {
		return nil, err
	}
	p := &result.Provider{
		Name: r.name, AsOf: r.asOf(), By: by, Rule: rule, Unsure: r.unsure, OAuth: issuerNamed(r.issuer),
		TrashDays: r.emptied.trashDays, JunkDays: r.emptied.junkDays,
		IdleMonths: r.idle.stopMonths, DeletedMonths: r.idle.deleteMonths, PollMinutes: r.pollMinutes,
		RoomBytes: r.room.bytes, RoomSince: r.room.since, Disputed: disputed,
	}
	for _, n := range r.needs {
		p.Hints = append(p.Hints, n.hint)
		if n.page == "" {
			continue
		}
		if p.Pages == nil {
			p.Pages = map[string]string{}
		}
		p.Pages[n.hint] = n.page
	}
	for _, n := range r.news {
		p.News = append(p.News, result.ProviderNews{ID: n.id, Since: n.since})
	}
	return p, nil
}

// byDomain finds the row of a mail domain: the one that lists it, else one with
// a rule that its name matches.
func byDomain(rows []providerRow, domain string) (row providerRow, rule string, found bool) {
	for _, r := range rows {
		if slices.Contains(strings.Fields(r.domains), domain) {
			return r, "", true
		}
	}
	for _, r := range rows {
		for rule := range strings.FieldsSeq(r.rules) {
			if nameMatches(rule, domain) {
				return r, rule, true
			}
		}
	}
	return providerRow{}, "", false
}

// nameMatches reports whether a domain is a rule's name directly below a public
// suffix of a registry: hotmail.* is hotmail.rs and hotmail.com.pe, and neither
// hotmail.github.io nor hotmail.rs.example.org. Anybody can have registered such
// a name: a match says no more than that the password still goes to the
// provider's own hosts.
func nameMatches(rule, domain string) bool {
	name, ok := strings.CutSuffix(rule, "*")
	if !ok {
		return false
	}
	suffix, ok := strings.CutPrefix(domain, name)
	return ok && hostname.IsRegistrySuffix(suffix)
}

// byMailHost finds the row of a host that takes mail: the one with the longest
// matching end of its name.
func byMailHost(rows []providerRow, host string) (row providerRow, found bool) {
	longest := 0
	for _, r := range rows {
		for end := range strings.FieldsSeq(r.mx) {
			if len(end) > longest && (host == end || strings.HasSuffix(host, "."+end)) {
				row, longest = r, len(end)
			}
		}
	}
	return row, longest > 0
}

// answerOf makes an answer of a row.
func (s *search) answerOf(row providerRow, trust result.Trust, by, rule string) answer {
	servers, err := row.tableServers(s.domain)
	if err != nil {
		return failed(failure(result.LocalError, "%v", err))
	}
	p, err := row.facts(by, rule)
	if err != nil {
		return failed(failure(result.LocalError, "%v", err))
	}
	if (rule != "" || row.unsure) && trust == result.TrustA {
		trust = result.TrustB
	}
	a := answer{servers: servers, provider: p}
	a.source.Trust = trust
	for j := range a.servers {
		a.servers[j].trust = trust
	}
	for hint, services := range map[string][]result.Service{
		"no-pop": {result.POP3}, "no-imap": {result.IMAP},
		"no-imap-no-pop": {result.IMAP, result.POP3}, "closed": {result.IMAP, result.POP3},
	} {
		if slices.Contains(p.Hints, hint) {
			a.notOffered = services
		}
	}
	return a
}

// askProvider looks the domain itself up: that needs no network.
func askProvider(_ context.Context, s *search) answer {
	row, rule, found := byDomain(providerRows(), s.domain)
	a := nothing(result.NoListing)
	switch {
	case found && rule == "":
		a = s.answerOf(row, result.TrustA, "domain", "")
	case found:
		a = s.answerOf(row, result.TrustA, "rule", rule)
	}
	a.source.Asked = s.domain
	return a
}

// askMXProvider looks the mail host up in the embedded table.
func askMXProvider(ctx context.Context, s *search) answer {
	rows := providerRows()
	m := s.mx()
	return s.byMX(ctx, func(domain string, trust result.Trust) []attempt {
		return []attempt{func(context.Context) answer {
			if row, found := byMailHost(rows, m.host); found {
				return s.answerOf(row, trust, "mx", "")
			}
			if row, rule, found := byDomain(rows, domain); found && rule == "" {
				return s.answerOf(row, trust, "mx", "")
			}
			return nothing(result.NoListing)
		}}
	})
}

// rowsByHost are the rows that name a host, in the order of the table. They are
// sought once: a sweep asks for each target.
var rowsByHost = sync.OnceValue(func() map[string][]providerRow {
	rows := map[string][]providerRow{}
	for _, row := range providerRows() {
		servers, err := row.tableServers("")
		if err != nil {
			continue
		}
		var hosts []string
		for _, s := range servers {
			if !slices.Contains(hosts, s.Host) {
				hosts = append(hosts, s.Host)
				rows[s.Host] = append(rows[s.Host], row)
			}
		}
	}
	return rows
})

// KnownHost returns what the embedded table knows of a mail server by its name,
// or nil. Where several providers share a host, it is what holds at all of
// them.
func KnownHost(host string) *result.Provider {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return nil // as of a bridge: an address says nothing of who answers there
	}
	var all *result.Provider
	for _, row := range rowsByHost()[host] {
		p, err := row.facts("host", "")
		if err != nil {
			continue
		}
		if all == nil {
			all = p
			continue
		}
		all = inCommon(all, p)
	}
	return all
}

// inCommon returns what holds at two providers.
func inCommon(a, b *result.Provider) *result.Provider {
	both := &result.Provider{Name: a.Name + " / " + b.Name, AsOf: min(a.AsOf, b.AsOf), By: a.By, Unsure: a.Unsure || b.Unsure}
	if a.OAuth != nil && b.OAuth != nil && a.OAuth.Issuer == b.OAuth.Issuer {
		both.OAuth = a.OAuth
	}
	for _, hint := range a.Hints {
		if slices.Contains(b.Hints, hint) {
			both.Hints = append(both.Hints, hint)
			if page := a.Pages[hint]; page != "" && page == b.Pages[hint] {
				if both.Pages == nil {
					both.Pages = map[string]string{}
				}
				both.Pages[hint] = page
			}
		}
	}
	return both
}

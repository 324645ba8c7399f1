package discover

import (
	"context"
	_ "embed"
	"fmt"
	"net"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// providersAsOf is the month of the embedded table.
const providersAsOf = "2026-02"

//go:embed providers.tsv
var providersTable string

// Hints is the closed list of Provider.Hints: what a person has to know before
// a login at that provider can work.
func Hints() []string {
	return []string{
		"app-password",           // a second password for programs, made on the provider's pages
		"enable-access-first",    // IMAP and POP are off until they are switched on there
		"oauth2-only",            // no password at all: the program must know OAuth2
		"paid-plan-only",         // not with a free mailbox
		"pop-poll-min-15m",       // POP may be asked every 15 minutes at most
		"separate-mail-password", // the mailbox has its own password
		"bridge-only",            // through a program of the provider's on the same computer
		"no-pop",
		"no-imap-no-pop", // the provider's own program only
	}
}

// providerRow is a line of the table.
type providerRow struct {
	name     string
	domains  []string
	servers  []server
	hints    []string
	disputed []result.Endpoint // what another of the table's own sources says
	sources  string
}

// columns of the table.
const providerColumns = 12

// readProviders reads the table; it is read only when it is needed.
func readProviders(table string) ([]providerRow, error) {
	var rows []providerRow
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != providerColumns {
			return nil, fmt.Errorf("provider table: %q has %d columns, not %d", f[0], len(f), providerColumns)
		}
		row := providerRow{name: f[0], domains: strings.Fields(f[2]), hints: strings.Fields(f[9]), sources: f[11]}
		for word := range strings.FieldsSeq(f[10]) {
			service, server, _ := strings.Cut(word, "=")
			e, err := readTableServer(result.Service(service), server)
			if err != nil {
				return nil, fmt.Errorf("provider table: %s: %w", row.name, err)
			}
			row.disputed = append(row.disputed, e.Endpoint)
		}
		for i, service := range result.Services() {
			form := f[6]
			if service == result.Submission {
				form = f[7]
			}
			for word := range strings.FieldsSeq(f[3+i]) {
				e, err := readTableServer(service, word)
				if err != nil {
					return nil, fmt.Errorf("provider table: %s: %w", row.name, err)
				}
				e.username, e.auth = template(form), strings.Fields(f[8])
				row.servers = append(row.servers, e)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
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

// provider looks a domain up in the table.
func (s *search) provider(domain, trust, by string) answer {
	rows, err := readProviders(providersTable)
	if err != nil {
		return failed(failure(result.LocalError, "%v", err))
	}
	i := slices.IndexFunc(rows, func(r providerRow) bool { return slices.Contains(r.domains, domain) })
	if i < 0 {
		return nothing(result.NoListing)
	}
	row := rows[i]
	a := answer{
		servers:  row.servers,
		provider: &result.Provider{Name: row.name, Hints: row.hints, Disputed: row.disputed, AsOf: providersAsOf, By: by},
	}
	a.source.Trust = trust
	for j := range a.servers {
		a.servers[j].trust = trust
	}
	if slices.Contains(row.hints, "no-pop") || slices.Contains(row.hints, "no-imap-no-pop") {
		a.notOffered = []result.Service{result.POP3}
	}
	if slices.Contains(row.hints, "no-imap-no-pop") {
		a.notOffered = []result.Service{result.IMAP, result.POP3}
	}
	return a
}

// askProvider looks the domain itself up: that needs no network.
func askProvider(_ context.Context, s *search) answer {
	a := s.provider(s.domain, result.TrustA, "domain")
	a.source.Asked = s.domain
	return a
}

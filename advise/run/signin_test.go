package run

import (
	"slices"
	"testing"
)

// A token goes to the hosts of its issuer alone: of those that may have a
// password, the ones that the table of providers has for it.
func TestSignInHosts(t *testing.T) {
	for _, c := range []struct {
		name           string
		trusted, hosts []string
		issuer         string
	}{
		{"Microsoft", []string{"outlook.office365.com", "mail.example.org", "smtp.office365.com"}, []string{"outlook.office365.com", "smtp.office365.com"}, "microsoft"},
		{"two issuers", []string{"imap.gmail.com", "outlook.office365.com", "smtp.gmail.com"}, []string{"imap.gmail.com", "smtp.gmail.com"}, "google"},
		{"nobody known", []string{"mail.example.org", "127.0.0.1"}, nil, ""},
		{"a name that only looks like one", []string{"imap.gmail.com.example.org"}, nil, ""},
	} {
		row, hosts := knownIssuer(c.trusted)
		if !slices.Equal(hosts, c.hosts) || (row == nil) != (c.issuer == "") || row != nil && row.Name != c.issuer {
			t.Errorf("%s: %v, %v", c.name, row, hosts)
		}
	}
}

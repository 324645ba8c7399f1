package discover

import (
	"net/netip"
	"slices"
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
		{"user@icloud.com", "user", "user@icloud.com", []string{"password"}, []string{"app-password"}},
		{"user@orange.fr", "user@orange.fr", "user@orange.fr", []string{"password"}, nil},
		{"user@sfr.fr", "user@sfr.fr", "user@sfr.fr", []string{"password"}, nil},
		{"user@gmail.com", "user@gmail.com", "user@gmail.com", []string{"oauth2", "password"}, []string{"app-password", "enable-access-first"}},
		{"user@outlook.com", "user@outlook.com", "user@outlook.com", []string{"oauth2"}, []string{"oauth2-only"}},
		{"user@web.de", "user", "user", []string{"password"}, []string{"enable-access-first", "pop-poll-min-15m"}},
		{"user@t-online.de", "user@t-online.de", "user@t-online.de", []string{"password"}, []string{"separate-mail-password"}},
		{"user@mail.com", "user@mail.com", "user@mail.com", []string{"password"}, []string{"enable-access-first", "paid-plan-only"}},
	}
	for _, c := range cases {
		t.Run(c.address, func(t *testing.T) {
			d, err := Find(t.Context(), typed(t, c.address), Options{NoNetwork: true})
			if err != nil {
				t.Fatal(err)
			}
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

// Where the table's own sources differ, both are told.
func TestProviderDisputed(t *testing.T) {
	d, err := Find(t.Context(), typed(t, "user@naver.com"), Options{NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []result.Endpoint{{Service: result.Submission, Host: "smtp.naver.com", Port: 587, Security: result.StartTLS, Named: true}}
	if diff := cmp.Diff(want, d.Provider.Disputed); diff != "" {
		t.Error(diff)
	}
}

// A provider without IMAP and POP is an answer, not a failure.
func TestProviderWithoutServers(t *testing.T) {
	d, err := Find(t.Context(), typed(t, "user@tutanota.com"), Options{NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	if s := source(t, d, "provider"); s.Status != result.SourceOK || len(d.Endpoints) != 0 {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff([]result.Service{result.IMAP, result.POP3}, d.NotOffered); diff != "" {
		t.Error(diff)
	}
}

// Every line of the embedded table can be used.
func TestProviderTable(t *testing.T) {
	rows, err := readProviders(providersTable)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 68 {
		t.Errorf("%d providers", len(rows))
	}
	if !strings.HasPrefix(providersTable, "# Mail providers, as of "+providersAsOf+":") {
		t.Error("the table has another date")
	}
	seen, hints := map[string]string{}, map[string]bool{}
	for _, row := range rows {
		if row.sources == "" || row.name != foreign.Clean(row.name) {
			t.Errorf("%q: sources %q", row.name, row.sources)
		}
		for _, domain := range row.domains {
			name, ok := hostname.Parse(domain)
			if !ok || name != domain || seen[domain] != "" {
				t.Errorf("%s: domain %q, also of %q", row.name, domain, seen[domain])
			}
			seen[domain] = row.name
		}
		for _, e := range row.servers {
			host, ok := hostname.Parse(e.Host)
			_, notIP := netip.ParseAddr(e.Host)
			if !ok || host != e.Host || notIP == nil && !slices.Contains(row.hints, "bridge-only") {
				t.Errorf("%s: host %q", row.name, e.Host)
			}
		}
		for _, h := range row.hints {
			hints[h] = true
			if !slices.Contains(Hints(), h) {
				t.Errorf("%s: hint %q is not on the list", row.name, h)
			}
		}
	}
	for _, h := range Hints() {
		if !hints[h] {
			t.Errorf("no provider has the hint %q", h)
		}
	}
}

func TestProviderTableErrors(t *testing.T) {
	good := "A\tFR\ta.test\timap.a.test:993/tls\t\t\taddress\taddress\tpassword\t\t\tx\n"
	if rows, err := readProviders(good); err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	for _, bad := range []string{"A\tFR\n", strings.Replace(good, "/tls", "/none", 1), strings.Replace(good, ":993", "", 1), strings.Replace(good, "993", "0", 1)} {
		if _, err := readProviders(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}

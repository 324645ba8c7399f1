package policy

import (
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What is to be done never contradicts what is demanded: every finding, at
// every endpoint that a demand is about, beside every requirement.
func TestFixNeverContradictsTheDemand(t *testing.T) {
	both := func(en, fr string) map[string]string { return map[string]string{"en": en, "fr": fr} }
	out := both(`out of the DNS|take it out|not offered|publish a name|if not,`, `retirez(-le)? d|non offert|publiez un nom|sinon,`)
	meant := both(`[Nn]othing to mend|nothing is to be mended`, `[Rr]ien à (réparer|corriger)`)
	cases := []struct {
		policy   string            // its only requirement
		rows     string            // the findings that it is about, where not all
		at       int               // the only port that it is about
		never    map[string]string // a pattern of what may not be advised then, by language
		always   string            // and of what must be, where rows are named
		breaking bool              // each of the rows, or else every finding, breaks it
	}{
		{policy: "tls-floor: 1.3", never: both(`TLS.1\.[012]\b`, `TLS.1\.[012]\b`)},
		{policy: "tls-floor: 1.3", rows: "tls-old-versions tls-too-old", never: both(`1\.2`, `1\.2`), always: `1\.3`},
		{policy: "tls-floor: 1.2", never: both(`TLS.1\.[01]\b`, `TLS.1\.[01]\b`)},
		{policy: "mechanisms-forbidden: [PLAIN]", never: both(`\bPLAIN`, `\bPLAIN`)},
		{policy: "mechanisms-forbidden: [LOGIN]", never: both(`\bLOGIN\b`, `\bLOGIN\b`)},
		{policy: "mechanisms-forbidden: [SCRAM-SHA-256]", never: both(`\bSCRAM-SHA-256`, `\bSCRAM-SHA-256`)},
		{policy: "capabilities-forbidden: {after-tls: [AUTH=PLAIN]}", never: both(`\bPLAIN`, `\bPLAIN`)},
		{policy: "capabilities-forbidden: {after-tls: [IDLE]}", never: both(`\bIDLE`, `\bIDLE`)},
		{policy: "capabilities-forbidden: {after-tls: [UIDPLUS]}", never: both(`UIDPLUS`, `UIDPLUS`)},
		{policy: "forbidden: [imap:143]", at: 143, never: both(`switch TLS|Look first at|\b143\b`, `[ :]activez|Regardez d’abord|\b143\b`)},
		{policy: "forbidden: [pop3]", at: 995, never: both(`switch TLS|Look first at|Use POP|port 995|start it`, `[ :]activez|Regardez d’abord|port 995|démarrez`)},
		{policy: "forbidden: [imap]", rows: "pop3-uidl-missing pop3-top-missing in-use", never: both(`IMAP`, `IMAP`)},
		{policy: "offered: [pop3:110]", rows: "port-refused port-no-answer published-not-served", at: 110, never: both(out["en"]+"|"+meant["en"], out["fr"]+"|"+meant["fr"])},
		{policy: "addresses: [ipv6]", rows: "ipv6-no-answer", never: out, always: `IPv6`},
		{policy: "addresses: [ipv4]", rows: "ipv4-no-answer", never: out, always: `IPv4`},
		{policy: "addresses: [ipv4]", rows: "ipv6-no-answer", never: both("x^", "x^"), always: `DNS`}, // nobody demands IPv6
		{policy: "certificate-valid: true", rows: "cert-name-mismatch", never: both(`give out`, `communiquez`), always: `mail\.example\.org`},
		{policy: "certificate-names: [other.example.org]", rows: "cert-name-mismatch", never: both(`give out`, `communiquez`), always: `other\.example\.org`},
		{policy: "quota-least: 90GB", rows: "quota-over quota-no-room quota-usage", at: 993, never: both(`archive`, `archive`), always: `90`},
		{policy: "login-works: true", rows: "app-password-required imap-id-required provider-login", never: meant},
		{policy: "published-dns: {pop3s: mail.example.org:995}", rows: "port-refused port-no-answer published-not-served cert-not-published-name", at: 995, never: out},
		{policy: "findings-forbidden: [info]", never: meant, breaking: true},
	}
	searched := domain()
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			never := regexp.MustCompile(c.never[lang])
			told := 0
			for _, rule := range diagnose.Rules() {
				if c.rows != "" && !strings.Contains(" "+c.rows+" ", " "+rule.ID+" ") {
					continue
				}
				for _, e := range result.DefaultEndpoints("mail.example.org") {
					if c.at == 0 && e.Port != 993 || c.at != 0 && e.Port != c.at {
						continue
					}
					r := host()
					if strings.HasPrefix(c.policy, "published") {
						r.Discovery = searched.Discovery
					}
					found := []diagnose.Finding{diagnose.Sample(rule.ID, diagnose.Where{Service: e.Service, Host: e.Host, Port: e.Port}, words)}
					got := Evaluate(r, found, mustParse(t, require(c.policy)), "mail.example.org", today)
					about := c.breaking
					for _, a := range got.Assertions {
						about = about || strings.HasPrefix(c.policy, a.ID) && covers(&found[0], a.Where)
					}
					if !about {
						continue
					}
					told++
					own := map[string]bool{} // the demand's own words
					for _, a := range got.Assertions {
						own[a.Fix(nil, words)] = c.always == ""
					}
					got.Mend(found, words)
					fixes := []string{found[0].Fix.Admin, found[0].Fix.User}
					for _, a := range got.Assertions {
						if why := a.Why(found); a.Status == Fail && strings.HasPrefix(c.policy, a.ID) && why != nil {
							fixes = append(fixes, a.Fix(why, words))
						}
					}
					for i, fix := range fixes {
						if bad := never.FindString(fix); bad != "" && !own[fix] || strings.Contains(fix, "‹") {
							t.Errorf("%s: %s at %d, %s: %q in %q", lang, c.policy, e.Port, rule.ID, bad, fix)
						}
						if c.always != "" && i != 1 && !regexp.MustCompile(c.always).MatchString(fix) {
							t.Errorf("%s: %s at %d, %s: no %s in %q", lang, c.policy, e.Port, rule.ID, c.always, fix)
						}
					}
				}
			}
			if told == 0 {
				t.Errorf("%s: %s is about nothing", lang, c.policy)
			}
		}
	}
}

// Every requirement has words for what is to be done, or findings that have.
func TestEveryRequirementCanBeMended(t *testing.T) {
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, is := range requirements() {
			for _, id := range is.outdoes {
				if !words.Has("policy.fix."+is.id) && !words.Has("finding."+id+".admin-demanded") {
					t.Errorf("%s: nothing is said of %s where %s does not hold", lang, id, is.id)
				}
			}
		}
	}
}

package known_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// Every hint and every news of the closed lists can be said in every language,
// with and without a page.
func TestEverythingIsTold(t *testing.T) {
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		full := &result.Provider{
			Name: "Example Mail", Hints: discover.Hints(), Pages: map[string]string{}, Rule: "example.*", Unsure: true,
			RoomBytes: 15 << 30, RoomSince: "2025-08", TrashDays: 30, JunkDays: 10, IdleMonths: 6, DeletedMonths: 12, PollMinutes: 15,
		}
		for _, id := range discover.News() {
			full.News = append(full.News, result.ProviderNews{ID: id, Since: "2025-08-27"})
		}
		bare := *full
		for _, hint := range full.Hints {
			full.Pages[hint] = "https://example.org/" + hint
		}
		bare.Pages = nil
		for _, p := range []*result.Provider{full, &bare} {
			facts := known.Facts(p)
			if want := len(discover.Hints()) + len(discover.News()) + 6; len(facts) != want {
				t.Errorf("%d facts, want %d", len(facts), want)
			}
			for _, f := range facts {
				text := words.T(f.ID, f.Args)
				if text == "" || strings.ContainsAny(text, "‹›<>") || strings.HasSuffix(text, ".") || strings.Contains(text, "()") {
					t.Errorf("%s: %s: %q", lang, f.ID, text)
				}
			}
		}
	}
}

// What makes a login fail is said in the order of likelihood, the same for
// every order of the hints.
func TestLogin(t *testing.T) {
	hints := discover.Hints()
	slices.Reverse(hints)
	got := known.Login(&result.Provider{Name: "Example Mail", Hints: hints})
	if len(got) == 0 || got[0].ID != "hint.oauth2-only" {
		t.Errorf("%+v", got)
	}
	for _, quiet := range []string{"no-pop", "no-imap", "account-password", "own-host"} { // no matter of a refused login
		if slices.ContainsFunc(got, func(x locale.Text) bool { return x.ID == "hint."+quiet }) {
			t.Errorf("%s is told as a cause", quiet)
		}
	}
	if known.Login(nil) != nil || known.Facts(nil) != nil {
		t.Error("something is known of nobody")
	}
}

// The names of the table's providers are English; what stands in brackets
// behind them is said in each language.
func TestProviderNames(t *testing.T) {
	english, french := printer(t, "en"), printer(t, "fr")
	foreign := regexp.MustCompile(`\b(at|and|Germany|Austria|Switzerland|Italy|Spain|Brazil|Finland|Australia|Belgium|Netherlands|Poland|Ireland|Canada|Japan|India|United|Kingdom|States|former|formerly)\b`)
	said := map[string]bool{}
	for _, domain := range discover.MailDomains() {
		d, err := discover.Find(t.Context(), result.Target{Domain: domain, Address: "user@" + domain}, discover.Options{NoNetwork: true})
		if err != nil || d.Provider == nil {
			continue // a company's own network
		}
		name := d.Provider.Name
		if said[name] {
			continue
		}
		said[name] = true
		if got := english.Format("provider", name); got != name {
			t.Errorf("%q is %q in English", name, got)
		}
		if _, brackets, ok := strings.Cut(french.Format("provider", name), " ("); ok && foreign.MatchString(brackets) {
			t.Errorf("%q is %q in French", name, french.Format("provider", name))
		}
	}
	if len(said) < 100 {
		t.Errorf("%d providers were looked at", len(said))
	}
	if got := french.T("screen.known.title", locale.Args{"provider": "GMX (Germany, Austria, Switzerland)", "as_of_month": "2026-08"}); !strings.HasPrefix(got, "GMX (Allemagne, Autriche, Suisse)") {
		t.Error(got)
	}
}

func printer(t *testing.T, lang string) *locale.Printer {
	t.Helper()
	p, err := locale.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

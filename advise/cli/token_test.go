package cli

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/mailhost"
)

// whyTokens returns the rows of the embedded host that refuse a token, each
// with the cause that must stand first.
func whyTokens() map[string]string {
	return map[string]string{
		"token-expired": "token-expired", "token-expired-unsaid": "token-expired", "token-early": "token-early", "token-ahead": "token-clock",
		"token-audience": "token-audience", "token-graph": "token-graph", "token-scope": "token-scope", "token-scope-unsaid": "token-scope",
		"token-scope-service": "token-scope-service", "token-user": "token-user", "token-tenant": "token-tenant", "token-personal": "token-personal",
		"token-issuer": "token-issuer", "token-opaque": "token-opaque", "token-encrypted": "token-encrypted", "token-id": "token-identity",
		"token-refresh": "token-refresh", "token-code": "token-code", "token-app-only": "token-app-only", "token-bound": "token-bound",
		"token-cut": "token-cut", "token-word": "token-prefixed", "token-json": "token-object", "token-password": "token-password",
		"token-revoked": "token-revoked", "token-key": "token-key", "token-hostile": "token-scope", "token-no-json": "token-revoked",
	}
}

// Why a token is refused is told apart, with a cure of its own, and never as a
// wrong password; the token is nowhere.
func TestOAuthTokenCauses(t *testing.T) {
	t.Parallel()
	want, distinct := whyTokens(), map[string]bool{}
	for _, f := range mailhost.Faults() {
		if !strings.HasPrefix(f.Name, "token-") {
			continue
		}
		cause := want[f.Name]
		if cause == "" {
			t.Errorf("%s: no cause is wanted of it", f.Name)
			continue
		}
		delete(want, f.Name)
		distinct[cause] = true
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			only := "imap:993"
			if !slices.Contains(f.Services, "imaps") {
				only = "submission:465"
			}
			got := runWith(t, "", "probe", "--demo=fault:"+f.Name, "--only", only, "-o", "json")
			d := document(t, got.out)
			i := slices.IndexFunc(d.Findings, func(x diagnose.Finding) bool { return x.ID == "token-rejected" && x.Mend() })
			if got.status != StatusFailed || i < 0 {
				t.Fatalf("status %d, no finding token-rejected\n%s", got.status, got.errors)
			}
			found := d.Findings[i]
			if found.Causes[0].ID != cause || found.Fix.User == "" || strings.Contains(found.Fix.User, "‹") {
				t.Errorf("the first cause is %s, want %s; cure %q", found.Causes[0].ID, cause, found.Fix.User)
			}
			for _, x := range d.Findings {
				if x.ID == "auth-rejected" && x.Mend() {
					t.Error("told as a wrong password")
				}
			}
			for _, lang := range []string{"en", "fr"} {
				text := runWith(t, "", "probe", "--demo=fault:"+f.Name, "--only", only, "--lang", lang)
				for _, wrong := range []string{"eyJ0eXAiOi", "eyJhbGciOi", "wrong password", "mot de passe faux", "‹"} {
					if strings.Contains(text.out+text.errors, wrong) {
						t.Errorf("%s: %q in\n%s", lang, wrong, text.out)
					}
				}
			}
		})
	}
	for name := range want {
		t.Errorf("%s is no fault", name)
	}
	if len(distinct) < 20 {
		t.Errorf("%d causes are told apart", len(distinct))
	}
}

// A token of the person's own is refused and told as the demo's own is.
func TestOAuthTokenFile(t *testing.T) {
	for _, token := range []string{mailhost.Token, "any-other-token-of-somebody-1234567890"} {
		file := place(t, t.TempDir(), "token", token+"\n")
		got := runWith(t, "", "probe", "--demo=fault:token-expired", "--only", "imap:993", "--token-file", file)
		if got.status != StatusFailed || !strings.Contains(got.out, "token-rejected") || !strings.Contains(got.out, "The token has ended") || strings.Contains(got.out, token) {
			t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
		}
	}
}

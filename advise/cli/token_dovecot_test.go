package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/realserver"
)

// Dovecot answers all of these alike. What is wrong is told by what can be read
// of the token.
func TestOAuthTokensOnDovecot(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Tokens: true})
	soon := time.Now().Add(time.Hour).Unix()
	for name, c := range map[string]struct{ token, cause string }{
		"right":         {s.Token(t, s.User(), time.Hour), ""},
		"expired":       {s.Token(t, s.User(), -time.Minute), "token-expired"},
		"early":         {s.Claims(t, map[string]any{"sub": s.User(), "scope": "mail", "nbf": soon, "exp": soon + 60}), "token-early"},
		"of another":    {s.Token(t, "other@example.test", time.Hour), "token-user"},
		"without scope": {s.Claims(t, map[string]any{"sub": s.User(), "exp": soon}), "token-scope"},
		"cut":           {s.Token(t, s.User(), time.Hour)[:60], "token-cut"},
		"opaque":        {"ya29.a0AfH6SMBxNoTokenOfThisServer", "token-opaque"},
	} {
		t.Run(name, func(t *testing.T) {
			at := fmt.Sprintf("%s:993", realserver.Host)
			args := []string{"probe", "imaps://" + at, "--connect", at + "=" + s.Connect()[at][0], "--ca-file", s.CAFile(), "--user", s.User(),
				"--token-file", place(t, t.TempDir(), "token", c.token+"\n"), "-o", "json"}
			var out, errs bytes.Buffer
			status := Main(t.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: time.Now})
			d := document(t, out.String())
			if c.cause == "" {
				if status == StatusFailed || !d.Probes[0].LoggedIn() {
					t.Errorf("status %d\n%s%s", status, out.String(), errs.String())
				}
				return
			}
			i := slices.IndexFunc(d.Findings, func(f diagnose.Finding) bool { return f.ID == "token-rejected" && f.Mend() })
			if i < 0 || d.Findings[i].Causes[0].ID != c.cause {
				t.Errorf("want %s, got %+v", c.cause, d.Findings)
			}
			if strings.Contains(out.String(), c.token) {
				t.Error("the token is shown")
			}
		})
	}
}

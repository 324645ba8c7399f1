package realserver

import (
	"encoding/base64"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/testkit"
)

// Dovecot takes a token that is right, over IMAP and POP3, and no other.
func TestOAuthTokens(t *testing.T) {
	s := Dovecot(t, Options{Tokens: true})
	for name, c := range map[string]struct {
		token string
		ok    bool
	}{
		"right":         {s.Token(t, s.User(), time.Hour), true},
		"expired":       {s.Token(t, s.User(), -time.Minute), false},
		"of another":    {s.Token(t, "other@example.test", time.Hour), false},
		"without scope": {s.Claims(t, map[string]any{"sub": s.User(), "exp": time.Now().Add(time.Hour).Unix()}), false},
		"another key":   {strings.TrimRight(s.Token(t, s.User(), time.Hour), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") + base64.RawURLEncoding.EncodeToString(make([]byte, 32)), false},
	} {
		t.Run(name, func(t *testing.T) {
			for scheme, port := range map[string]int{"imaps": 993, "pop3s": 995} {
				out, err := exec.CommandContext(t.Context(), testkit.Program(t, "curl", "curl"), "-sS", "--max-time", "60", "--cacert", s.CAFile(),
					"--connect-to", fmt.Sprintf("%s:%d:%s", Host, port, s.Connect()[fmt.Sprintf("%s:%d", Host, port)][0]),
					fmt.Sprintf("%s://%s:%d/", scheme, Host, port), "-u", s.User()+":", "--oauth2-bearer", c.token).CombinedOutput()
				if (err == nil) != c.ok {
					t.Errorf("%s: %v\n%s", scheme, err, out)
				}
			}
		})
	}
}

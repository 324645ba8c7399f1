package realserver

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// With Options.Tokens Dovecot validates tokens of OAuth 2 by itself: a JWT (RFC
// 7519) that is signed with the key of the instance (HS256), has the scope mail
// and has not expired. Whom it is for, its claim "sub" says; every name has the
// one mailbox.

// tokenScope is the scope that a token needs.
const tokenScope = "mail"

// tokenKey writes the key and the configuration of its use.
func (s *Server) tokenKey() {
	s.t.Helper()
	s.key = make([]byte, 32)
	rand.Read(s.key)
	file := s.path("keys/default/HS256/default")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		s.t.Fatal(err)
	}
	s.write("keys/default/HS256/default", base64.StdEncoding.EncodeToString(s.key))
	s.write("oauth2.conf", strings.ReplaceAll(`introspection_mode = local
local_validation_key_dict = fs:posix:prefix=DIR/keys/
username_attribute = sub
scope = mail
`, "DIR", s.dir))
}

// Token returns a token for a login name that is valid for a time; one of less
// than nothing has expired.
func (s *Server) Token(t testing.TB, user string, valid time.Duration) string {
	t.Helper()
	return s.Claims(t, map[string]any{
		"sub": user, "scope": tokenScope, "iat": time.Now().Add(-time.Hour).Unix(), "exp": time.Now().Add(valid).Unix(),
	})
}

// Claims returns a token with these claims and no others, rightly signed.
func (s *Server) Claims(t testing.TB, claims map[string]any) string {
	t.Helper()
	body, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"typ":"JWT","alg":"HS256"}`)) + "." + encode(body)
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

package settings

import (
	"regexp"
	"slices"
	"testing"

	"github.com/BurntSushi/toml"

	"mailadvisor/probe/result"
)

// documented returns the keys that the makers document, for programs that no
// test here can run: himalaya's config.sample.toml (v1.2.0 and v2.1.0), and
// meli.conf(5) with melib/src/smtp.rs (0.8.13).
func documented(program, version string) []string {
	return map[string][]string{
		"himalaya 1": {
			"default", "email", "display-name", "folder.aliases.*",
			"backend.type", "backend.host", "backend.port", "backend.encryption.type", "backend.login", "backend.auth.type", "backend.auth.cmd",
			"message.send.backend.type", "message.send.backend.host", "message.send.backend.port", "message.send.backend.encryption.type",
			"message.send.backend.login", "message.send.backend.auth.type", "message.send.backend.auth.cmd",
		},
		"himalaya 2": {
			"default", "email", "display-name", "mailbox.alias.*",
			"imap.server", "imap.starttls", "imap.sasl.plain.username", "imap.sasl.plain.password.command",
			"smtp.server", "smtp.starttls", "smtp.sasl.plain.username", "smtp.sasl.plain.password.command",
		},
		"meli ": {
			"root_mailbox", "format", "identity", "display_name", "subscribed_mailboxes", "server_hostname", "server_port", "server_username",
			"server_password_command", "use_starttls", "mailboxes.*.usage", "send_mail.hostname", "send_mail.port", "send_mail.auth.type", "send_mail.auth.username",
			"send_mail.auth.password.type", "send_mail.auth.password.value", "send_mail.security.type",
		},
	}[program+" "+version]
}

// No file sets a key that the program's maker does not document.
func TestKeysAreDocumented(t *testing.T) {
	for _, c := range [][2]string{{"himalaya", "1"}, {"himalaya", "2"}, {"meli", ""}} {
		known := documented(c[0], c[1])
		for _, security := range []result.Security{result.TLS, result.StartTLS} {
			files, err := Files(sample(result.IMAP, security), c[0], c[1], printer(t, "en"))
			if err != nil {
				t.Fatal(err)
			}
			var tree struct{ Accounts map[string]map[string]any }
			if _, err := toml.Decode(string(files[0].Content), &tree); err != nil {
				t.Fatal(err)
			}
			keys := leafKeys(tree.Accounts["user@example.org"])
			if len(keys) < 10 {
				t.Errorf("%s: %d keys", c, len(keys))
			}
			for _, key := range keys {
				if !slices.Contains(known, key) {
					t.Errorf("%s sets %s, which is not documented", c, key)
				}
			}
		}
	}
}

// leafKeys returns the dotted paths of a TOML tree. The last part of an alias
// is the person's own word.
func leafKeys(tree map[string]any) []string {
	var out []string
	for key, v := range tree {
		if sub, ok := v.(map[string]any); ok {
			for _, rest := range leafKeys(sub) {
				rest = regexp.MustCompile(`\b(alias|aliases)\..*`).ReplaceAllString(key+"."+rest, "$1.*")
				out = append(out, regexp.MustCompile(`^mailboxes\..*\.`).ReplaceAllString(rest, "mailboxes.*."))
			}
			continue
		}
		out = append(out, key)
	}
	return out
}

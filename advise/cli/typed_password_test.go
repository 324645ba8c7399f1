package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// A password that was typed where a target stands is refused, and never
// repeated: errors end up in logs.
func TestTypedPasswordIsNotRepeated(t *testing.T) {
	t.Chdir(t.TempDir())
	file := func(name, content string) string {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Base(name)
	}
	policy := file("policy.yaml", "targets: [mail.example.org]\n")
	for _, target := range []string{
		"imaps://user:hunter2@mail.example.org", "imaps://user%40example.org:hunter2@mail.example.org:993", "https://user:hunter2@mail.example.org",
		"user:hunter2@example.org", "imaps://user:hunter2@", "imaps://user:hunter2@mail.example.org:x", "imaps://user:a@hunter2@mail.example.org", `"a":hunter2@example.org`,
	} {
		inPolicy := file("targets.yaml", "targets: ['"+target+"']\n")
		for _, args := range [][]string{
			{"discover", target}, {"discover", target, "--demo"}, {"discover", "a@example.org", target},
			{"probe", target}, {"probe", target, "--demo"}, {"probe", "mail.example.org", target},
			{"advise", target}, {"advise", "mail.example.org", target},
			{"settings", target, "--client", "mutt"}, {"settings", "mail.example.org", target}, {"settings", target, "--publish", "all"}, {"settings", "example.org", target, "--publish", "all"},
			{"check", target, "--policy", policy}, {"check", target}, {"check", "--print-policy", target}, {"check", "--print-policy", "mail.example.org", target},
			{"check", "--policy", inPolicy}, {"check", "--policy", policy, "--demo", target}, {target},
		} {
			for _, output := range []string{"text", "json"} {
				var out, err bytes.Buffer
				status := Main(t.Context(), append(args, "-o", output), Streams{In: strings.NewReader(""), Out: &out, Err: &err, Env: func(string) string { return "" }, Now: testkit.Today})
				if status != StatusUsage {
					t.Errorf("%v: status %d", args, status)
				}
				if strings.Contains(out.String()+err.String(), "hunter2") {
					t.Errorf("%v: %s%s", args, out.String(), err.String())
				}
			}
		}
	}
}

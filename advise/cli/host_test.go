package cli

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/testkit"
)

// This file is what the tests of the commands run against, and the files and
// flags that lead there.

// hostFlags start the embedded host, and lead to it.
func hostFlags(t *testing.T) []string {
	t.Helper()
	return hostFlagsAt(t, today)
}

// hostFlagsNow do so for a built program, which has a clock of its own.
func hostFlagsNow(t *testing.T) []string {
	t.Helper()
	return hostFlagsAt(t, time.Now())
}

func hostFlagsAt(t *testing.T, now time.Time) []string {
	t.Helper()
	host := testkit.Host(t, mailhost.Config{Now: now})
	return append([]string{"--ca-file", place(t, t.TempDir(), "ca.pem", string(host.CAPEM()))}, connectFlags(host.Connect())...)
}

// realFlags lead to a real server, with a login.
func realFlags(t *testing.T, s *realserver.Server) []string {
	t.Helper()
	password := place(t, t.TempDir(), "password", s.Password()+"\n")
	return append([]string{"--ca-file", s.CAFile(), "--user", s.User(), "--password-file", password}, connectFlags(s.Connect())...)
}

// connectFlags lead to where a host really listens.
func connectFlags(connect map[string][]string) []string {
	var flags []string
	for _, from := range slices.Sorted(maps.Keys(connect)) {
		for _, address := range connect[from] {
			flags = append(flags, "--connect", from+"="+address)
		}
	}
	return flags
}

// place makes a file in a directory of the test.
func place(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// passwordFile holds the embedded host's password.
func passwordFile(t *testing.T) string {
	t.Helper()
	return place(t, t.TempDir(), "password", mailhost.Password+"\n")
}

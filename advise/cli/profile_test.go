package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A profile is written whatever comes of the command, and one that cannot be
// written is wrong use, before anything is done.
func TestProfiles(t *testing.T) {
	dir := t.TempDir()
	for _, line := range []string{"version", "explain nothing-of-the-kind"} {
		cpu, memory := filepath.Join(dir, "cpu"), filepath.Join(dir, "memory")
		asTyped(t, append(strings.Fields(line), "--profile-cpu", cpu, "--profile-mem", memory)...)
		for _, name := range []string{cpu, memory} {
			content, err := os.ReadFile(name)
			if gzip := []byte{0x1f, 0x8b}; err != nil || !bytes.HasPrefix(content, gzip) {
				t.Errorf("%s: %s: %v, %d octets", line, filepath.Base(name), err, len(content))
			}
			os.Remove(name)
		}
	}
	status, out, said := asTyped(t, "version", "--profile-cpu", filepath.Join(dir, "none", "cpu"))
	if status != StatusUsage || out != "" || !strings.Contains(strings.Join(strings.Fields(said), " "), "there is no such folder") {
		t.Errorf("status %d, %q, %q", status, out, said)
	}
}

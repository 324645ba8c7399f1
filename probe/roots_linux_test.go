package probe

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A machine without any trusted certificate is told as that: no server could
// pass there. The pool of the system is read once a process, so the test runs
// itself.
func TestNoTrustStore(t *testing.T) {
	if os.Getenv("SSL_CERT_DIR") == "/nonexistent" {
		if err := (&Options{}).check(); err == nil || !strings.Contains(err.Error(), "--ca-file") {
			t.Errorf("an empty pool is taken: %v", err)
		}
		return
	}
	again := exec.Command(os.Args[0], "-test.run=^TestNoTrustStore$")
	again.Env = append(os.Environ(), "SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent")
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

//go:build unix

package discover

import (
	"crypto/x509"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

// Where this process can open no more files, no source is said to have nothing,
// and none to be at fault. It is a process of its own, whose limit others do
// not feel.
func TestNoFilesLeft(t *testing.T) {
	const variable = "MAILADVISOR_TEST_NO_FILES"
	if os.Getenv(variable) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestNoFilesLeft$")
		cmd.Env = append(os.Environ(), variable+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = 64
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Open(os.DevNull); err != nil {
			break // none is left, and all stay open
		}
	}
	for _, server := range []string{"", "127.0.0.1:53"} {
		found, err := Find(t.Context(), result.Target{Input: "somebody@example.test", Address: "somebody@example.test", Domain: "example.test"}, Options{Resolver: server, Roots: x509.NewCertPool(), Timeout: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, s := range found.Sources {
			if s.Status != result.SourceFail {
				continue
			}
			if asked++; s.Failure == nil || s.Failure.Kind != result.LocalError {
				t.Errorf("%q, %s: %+v", server, s.Name, s.Failure)
			}
		}
		if asked == 0 {
			t.Errorf("%q: no source failed: %+v", server, found.Sources)
		}
	}
}

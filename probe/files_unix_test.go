//go:build unix

package probe

import (
	"crypto/x509"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"

	"mailadvisor/probe/result"
)

// A process that can open no more files says so, and never that a host does not
// exist. It is a process of its own, whose limit others do not feel.
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
	for _, o := range []Options{{}, {Resolver: "127.0.0.1:53"}} {
		endpoints := []result.Endpoint{
			{Service: result.IMAP, Host: "mail.example.test", Port: 993, Security: result.TLS, Named: true},
			{Service: result.IMAP, Host: "127.0.0.1", Port: 993, Security: result.TLS, Named: true},
		}
		o.StepLimits, o.Roots = quick, x509.NewCertPool() // those of the system are files
		report, err := Run(t.Context(), result.Target{}, slices.Values(endpoints), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range report.Probes {
			if p.Failure == nil || p.Failure.Kind != result.LocalError {
				t.Errorf("%s: %+v", p.Host, p.Failure)
			}
		}
	}
}

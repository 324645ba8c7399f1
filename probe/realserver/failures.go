package realserver

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// LoginFailures counts the logins that the authentication service refused until
// now, over every protocol, from its log.
func (s *Server) LoginFailures() int {
	s.t.Helper()
	// The log is written by a process of its own. A refused login under a name
	// of ours that has come through says that all those before it have too.
	marker := fmt.Sprintf("%s%d@example.test", markerPrefix, time.Now().UnixNano())
	ctx, cancel := context.WithCancel(context.Background())
	test := exec.CommandContext(ctx, s.doveadm, "-c", s.conf, "auth", "test", marker, "x")
	if err := test.Start(); err != nil {
		cancel()
		s.t.Fatalf("realserver: %v", err)
	}
	// The answer to the marker comes later than its line: no need to wait for it.
	defer func() { cancel(); test.Wait() }()
	for deadline := time.Now().Add(startLimit); ; time.Sleep(5 * time.Millisecond) {
		before, _, found := strings.Cut(s.Log(), marker)
		if found {
			return countFailures(before)
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("realserver: the log does not get to %s", marker)
		}
	}
}

// markerPrefix begins the names of logins that are none of the test's.
const markerPrefix = "marker-"

// refusals are what Dovecot's authentication service says of a refused login
// when auth_verbose is on: the last where the password is stored in a form that
// the mechanism cannot use.
var refusals = []string{"Password mismatch", "unknown user", " scheme, but we have only "}

func countFailures(log string) int {
	n := 0
	for line := range strings.Lines(log) {
		if !strings.Contains(line, " auth: ") || strings.Contains(line, markerPrefix) {
			continue
		}
		for _, refusal := range refusals {
			if strings.Contains(line, refusal) {
				n++
				break
			}
		}
	}
	return n
}

package testkit

import (
	"context"
	"testing"

	"mailadvisor/probe/mailhost"
)

// Host runs the embedded mail host until the test and what it started have
// ended.
func Host(t testing.TB, c mailhost.Config) *mailhost.Host {
	t.Helper()
	host, err := mailhost.Start(context.WithoutCancel(t.Context()), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	return host
}

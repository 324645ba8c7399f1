package testkit

import (
	"context"
	"testing"

	"mailadvisor/probe/mailhost"
)

// Host runs the embedded mail host until the test and what it started have
// ended. Its day is Today where none is given.
func Host(t testing.TB, c mailhost.Config) *mailhost.Host {
	t.Helper()
	if c.Now.IsZero() {
		c.Now = Today()
	}
	host, err := mailhost.Start(context.WithoutCancel(t.Context()), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	return host
}

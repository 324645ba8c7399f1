package testkit

import (
	"net"
	"testing"
)

// IPv6 ends a test that shows both address families where loopback has but one:
// as in many containers, in CI too, which can install nothing against it.
func IPv6(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 on loopback:", err)
	}
	l.Close()
}

package testkit

import (
	"testing"
	"time"
)

// Patience is how long a busy machine may take for what takes a moment.
const Patience = 3 * time.Minute

// Await waits for something outside the test to be so, for as long as a busy
// machine may take.
func Await(t testing.TB, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(Patience); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v in vain for %s", Patience, what)
		}
	}
}

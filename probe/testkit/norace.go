//go:build !race

package testkit

// Raced reports a run under the race detector.
const Raced = false

//go:build race

package testkit

// Raced reports a run under the race detector, which makes reading and writing
// text eight times as slow. Of a long table whose rows run alike, such a run
// takes a sample; the plain run takes every row.
const Raced = true

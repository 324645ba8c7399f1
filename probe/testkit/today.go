package testkit

import "time"

// Today returns the clock of tests: the embedded host, the web hosts and the
// program under test all have it, so that no test knows what day it is. Only a
// test with a program of its own clock in it (a real server, a built program,
// a browser that checks certificates) takes the real one, for all that takes
// part.
func Today() time.Time { return time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC) }

// Clock returns a clock that shows Today, and goes.
func Clock() func() time.Time {
	begun := time.Now()
	return func() time.Time { return Today().Add(time.Since(begun)) }
}

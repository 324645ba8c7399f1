package wire

import (
	"time"

	"mailadvisor/probe/result"
)

// The time that a step may take where [Limits] does not say otherwise. A
// server that delays its greeting on purpose does so for five or six seconds,
// and one that slows down after a wrong password answers after up to six.
const (
	defaultResolveLimit = 5 * time.Second
	defaultConnectLimit = 5 * time.Second
	defaultTLSLimit     = 6 * time.Second
	defaultGreetLimit   = 10 * time.Second
	defaultCommandLimit = 8 * time.Second
	defaultLoginLimit   = 15 * time.Second
	defaultUsageLimit   = 15 * time.Second

	// lateBy is how long the end of a step that nobody notices may come late.
	lateBy = 250 * time.Millisecond
	// farewellLimit bounds the wait for a server's answer to QUIT.
	farewellLimit = 500 * time.Millisecond
)

// What one step may receive, so that memory does not grow with what a hostile
// server sends.
const (
	MaxLine      = 64 << 10     // octets of a line, without its end
	MaxStepBytes = 128 << 10    // octets of a step, unless raised
	maxLines     = 250_000      // lines of a step that are kept
	streamRoom   = 16 << 10     // octets that are received at once, where they are not
	MaxRecorded  = 60           // lines of a step that a report keeps
	maxShown     = 4000         // octets of a recorded line that a report keeps
	maxRaw       = 4 * maxShown // octets of it that are looked at
)

// Limits are the longest time of each step. A zero field means its default.
type Limits struct {
	Resolve, Connect, TLS, Greeting, Command, Login time.Duration
	// Usage is for each step that reads quota or a mailbox.
	Usage time.Duration
}

// Of returns the time limit of a step.
func (l Limits) Of(step string) time.Duration {
	for _, row := range []struct {
		step       string
		set, usual time.Duration
	}{
		{result.StepResolve, l.Resolve, defaultResolveLimit},
		{result.StepConnect, l.Connect, defaultConnectLimit},
		{result.StepTLS, l.TLS, defaultTLSLimit},
		{result.StepGreeting, l.Greeting, defaultGreetLimit},
		{result.StepLogin, l.Login, defaultLoginLimit},
		{result.StepQuota, l.Usage, defaultUsageLimit},
		{result.StepMailbox, l.Usage, defaultUsageLimit},
		{result.StepArrival, l.Usage, defaultUsageLimit},
		{result.StepUsage, l.Usage, defaultUsageLimit},
		{step, l.Command, defaultCommandLimit},
	} {
		if row.step != step {
			continue
		}
		if row.set > 0 {
			return row.set
		}
		return row.usual
	}
	return defaultCommandLimit
}

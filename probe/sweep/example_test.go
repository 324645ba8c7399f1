package sweep_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mailadvisor/probe/sweep"
)

// Three targets, two at once, and those of one domain never side by side.
func ExampleRun() {
	targets := slices.Values([]string{"a.example.org", "b.example.org", "mail.example.net"})
	o := sweep.Options[string, int]{Concurrency: 2, Ordered: true, Window: 8, Groups: func(host string) []sweep.Group {
		_, domain, _ := strings.Cut(host, ".")
		return []sweep.Group{{Name: domain, Limit: 1}}
	}}
	for r := range sweep.Run(context.Background(), targets, o, func(_ context.Context, host string, _ sweep.Enter) int { return len(host) }) {
		fmt.Println(r.Target, r.Value)
	}
	// Output:
	// a.example.org 13
	// b.example.org 13
	// mail.example.net 16
}

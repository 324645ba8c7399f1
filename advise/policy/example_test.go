package policy_test

import (
	"fmt"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/probe/result"
)

// A host held to a policy: each requirement with its line.
func ExampleEvaluate() {
	p, err := policy.Parse("policy.yaml", []byte("defaults:\n  require:\n    - offered: [imap:993]\n    - forbidden: [imap:143]\n"), policy.Outside{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := &result.Report{Probes: []result.Probe{
		{Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 993, Security: result.TLS}, Status: result.OK,
			Paths: []result.Path{{Address: "192.0.2.10", Status: result.OK}}},
	}}
	held := policy.Evaluate(report, diagnose.Run(report), p, "mail.example.org", time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC))
	words, err := locale.New("en")
	if err != nil {
		fmt.Println(err)
		return
	}
	held.Fill(words)
	for _, a := range held.Assertions {
		fmt.Println(a.Line, a.ID, a.Status, "-", a.Title.Text)
	}
	// Output:
	// 1 reachable pass - answer
	// 3 offered pass - imap:993 offered
	// 4 forbidden unknown - imap:143 not offered
}

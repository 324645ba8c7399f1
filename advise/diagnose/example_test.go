package diagnose_test

import (
	"fmt"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What is wrong with a host, why, and what to do, from what a probe saw of it.
func ExampleRun() {
	refused := &result.Failure{Kind: result.StartTLSMissing, Step: result.StepStartTLS}
	report := &result.Report{Target: result.Target{Input: "mail.example.org"}, Probes: []result.Probe{{
		Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 143, Security: result.StartTLS},
		Status:   result.Fail, Failure: refused,
		Paths: []result.Path{{Address: "192.0.2.10", Family: "ipv4", Status: result.Fail, Failure: refused}},
	}}}
	findings := diagnose.Run(report)
	words, err := locale.New("en")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		if f.Mend() {
			f.Fill(words)
			fmt.Println(f.Status, f.Severity, f.ID)
			fmt.Println(f.Title)
			fmt.Println(f.Fix.User)
			fmt.Println(f.Recheck)
		}
	}
	// Output:
	// fail high imap-starttls-missing
	// IMAP 143 offers no encryption
	// Do not use this port. Ask the provider for one with SSL/TLS, usually 993.
	// mailadvisor probe mail.example.org --only imap:143
}

// A rule can be told without a report.
func ExampleDescribe() {
	words, err := locale.New("en")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := diagnose.Describe("cert-expired", words)
	fmt.Println(d.Name, "-", d.Meaning)
	// Output:
	// The end of the certificate - A certificate proves for a limited time that the server is the one it says it is. This one's time is over.
}

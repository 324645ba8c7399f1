package probe_test

import (
	"context"
	"fmt"
	"slices"

	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// A host is probed on all its usual ports at once, with a login at the ports
// where TLS was verified. The embedded host stands in for one.
func ExampleRun() {
	ctx := context.Background()
	host, err := mailhost.Start(ctx, mailhost.Config{Scenario: "fault:starttls-stripped", Messages: 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	credential, err := probe.NewCredential(mailhost.User, mailhost.Password, false, mailhost.Name)
	if err != nil {
		fmt.Println(err)
		return
	}

	target := result.Target{Input: mailhost.Name, Host: mailhost.Name}
	endpoints := slices.Values(result.DefaultEndpoints(mailhost.Name))
	report, err := probe.Run(ctx, target, endpoints, probe.Options{
		Connect: host.Connect(), Roots: host.Roots(), Credential: credential,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range report.Probes {
		fmt.Printf("%-10s %d %s, login %s", p.Service, p.Port, p.Status, p.Login.Status)
		if p.Failure != nil {
			fmt.Printf(": %s at step %s", p.Failure.Kind, p.Failure.Step)
		}
		fmt.Println()
	}
	// Output:
	// imap       993 ok, login ok
	// imap       143 fail, login not-tried: starttls-missing at step starttls
	// pop3       995 ok, login ok
	// pop3       110 ok, login ok
	// submission 465 ok, login ok
	// submission 587 ok, login ok
}

// What a person types is an address, a host, a host with a port, or a URL.
func ExampleParseTarget() {
	for _, typed := range []string{"user@example.org", "mail.example.org:993", "pop3://mail.example.org", "user@"} {
		parsed, err := probe.ParseTarget(typed)
		if err != nil {
			fmt.Println(err)
			continue
		}
		t := parsed.Target
		fmt.Printf("%s: address %q, host %q\n", typed, t.Address, t.Host)
		for _, e := range parsed.Endpoints {
			fmt.Println(" ", e.Service, e.Port, e.Security)
		}
	}
	// Output:
	// user@example.org: address "user@example.org", host ""
	// mail.example.org:993: address "", host "mail.example.org"
	//   imap 993 tls
	// pop3://mail.example.org: address "", host "mail.example.org"
	//   pop3 110 starttls
	// target "user@": no-domain
}

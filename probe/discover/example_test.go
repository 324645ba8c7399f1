package discover_test

import (
	"context"
	"fmt"

	"mailadvisor/probe/discover"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// The servers of an address, with who names them and how far that is to be
// trusted. The embedded host publishes its own.
func ExampleFind() {
	ctx := context.Background()
	host, err := mailhost.Start(ctx, mailhost.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	published, err := host.Publish()
	if err != nil {
		fmt.Println(err)
		return
	}

	d, err := discover.Find(ctx, result.Target{Address: mailhost.User, Domain: mailhost.Domain}, discover.Options{
		Resolver: published.Resolver, Connect: published.Connect, Roots: host.Roots(), NoThirdParty: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range d.Followed() {
		fmt.Println(c.Service, c.Address(), c.Security, "trust", c.Trust, c.Sources)
	}
	// Output:
	// imap mail.example.test:993 tls trust A [autoconfig srv guess]
	// pop3 mail.example.test:995 tls trust A [autoconfig srv guess]
	// imap mail.example.test:143 starttls trust A [autoconfig srv guess]
	// pop3 mail.example.test:110 starttls trust A [autoconfig srv guess]
	// submission mail.example.test:465 tls trust A [autoconfig srv guess]
	// submission mail.example.test:587 starttls trust A [autoconfig srv guess]
}

// Without a network the table that is built in answers, for the domains of
// large providers.
func ExampleFind_noNetwork() {
	d, err := discover.Find(context.Background(), result.Target{Domain: "gmail.com"}, discover.Options{NoNetwork: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Provider.Name, d.Followed()[0].Address())
	// Output: Gmail imap.gmail.com:993
}

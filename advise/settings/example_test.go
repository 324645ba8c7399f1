package settings_test

import (
	"fmt"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// What a person types, and the file of one program, from a host whose
// certificate was verified.
func ExampleFrom() {
	verified := []result.Path{{Address: "192.0.2.10", Status: result.OK, TLS: &result.TLSState{Version: "TLS 1.3", Verified: true}, Auth: []string{"PLAIN"}}}
	report := &result.Report{
		Target: result.Target{Address: "user@example.org"},
		Probes: []result.Probe{
			{Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 993, Security: result.TLS}, Status: result.OK, Session: "192.0.2.10", Paths: verified},
			{Endpoint: result.Endpoint{Service: result.Submission, Host: "mail.example.org", Port: 465, Security: result.TLS}, Status: result.OK, Session: "192.0.2.10", Paths: verified},
		},
	}
	advice := choose.Choose(report, choose.Needs{})
	s := settings.From(report, &advice, nil)
	fmt.Println(s.Incoming.Service, s.Incoming.Host, s.Incoming.Port, s.Incoming.Security, s.Incoming.Username)
	fmt.Println(s.Outgoing.Service, s.Outgoing.Host, s.Outgoing.Port, s.Outgoing.Security, s.Outgoing.Username)

	words, err := locale.New("en")
	if err != nil {
		fmt.Println(err)
		return
	}
	files, err := settings.Files(*s, "msmtp", "", words)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n%s", files[0].Name, files[0].Content)
	// Output:
	// imap mail.example.org 993 tls user@example.org
	// submission mail.example.org 465 tls user@example.org
	// msmtprc
	// # Put this file at ~/.msmtprc. It sends mail; another program reads it.
	// # The password is not in this file; this command prints it:
	// #   pass show mail/user@example.org
	// # Store it once with
	// #   pass insert mail/user@example.org
	// # or put any other command that prints it in its place.
	// account user@example.org
	// host "mail.example.org"
	// port 465
	// tls on
	// tls_starttls off
	// auth plain
	// from "user@example.org"
	// user "user@example.org"
	// passwordeval "pass show mail/user@example.org"
	//
	// account default : user@example.org
}

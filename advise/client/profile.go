package client

import (
	"bytes"

	"howett.net/plist"
)

// Profile is a configuration profile with one mail account, for iPhones, iPads
// and Macs. The device asks for what is empty. A profile has no word for
// OAuth2.
type Profile struct {
	ID     string // its identifier, such as org.example.mail
	Name   string // what it is shown as; the same name always gives the same UUIDs, so that a new profile replaces the old
	Person string
	// Address is the mail address.
	Address            string
	Incoming, Outgoing Server
	PathPrefix         string // of every folder of an IMAP server
}

// Bytes writes the profile as an XML property list.
func (p Profile) Bytes() []byte {
	account := map[string]any{
		"PayloadType": "com.apple.mail.managed", "PayloadVersion": 1, "PayloadIdentifier": p.ID + ".account",
		"PayloadUUID": uuid(p.Name, "account"), "PayloadDisplayName": p.Name,
		"EmailAccountDescription": p.Name, "EmailAccountType": "EmailTypeIMAP",
		"OutgoingPasswordSameAsIncomingPassword": p.Incoming.User == p.Outgoing.User,
	}
	for direction, s := range map[string]Server{"Incoming": p.Incoming, "Outgoing": p.Outgoing} {
		prefix := direction + "MailServer"
		account[prefix+"HostName"], account[prefix+"PortNumber"], account[prefix+"UseSSL"] = s.Host, s.Port, true
		account[prefix+"Authentication"] = "EmailAuthPassword"
		if s.Auth == "encrypted-password" {
			account[prefix+"Authentication"] = "EmailAuthCRAMMD5"
		}
		if s.User != "" {
			account[prefix+"Username"] = s.User
		}
	}
	if p.Incoming.POP {
		account["EmailAccountType"] = "EmailTypePOP"
	} else if p.PathPrefix != "" {
		account["IncomingMailServerIMAPPathPrefix"] = p.PathPrefix
	}
	if p.Person != "" {
		account["EmailAccountName"] = p.Person
	}
	if p.Address != "" {
		account["EmailAddress"] = p.Address
	}
	content, err := plist.MarshalIndent(map[string]any{
		"PayloadType": "Configuration", "PayloadVersion": 1, "PayloadIdentifier": p.ID,
		"PayloadUUID": uuid(p.Name, "profile"), "PayloadDisplayName": p.Name, "PayloadContent": []any{account},
	}, plist.XMLFormat, "\t")
	if err != nil { // strings, numbers and truth values always encode
		panic(err)
	}
	return append(bytes.TrimSpace(content), '\n')
}

// ProfileID returns the identifier of a profile for a domain: its labels turned
// round, and ".mail".
func ProfileID(domain string) string { return reverseDomain(domain) + ".mail" }

// mobileconfig returns the profile for one account.
func mobileconfig(d Data) []byte {
	return Profile{
		ID: ProfileID(d.Domain) + "." + d.Name, Name: d.Address, Person: d.FullName, Address: d.Address,
		Incoming: d.Incoming, Outgoing: d.Outgoing, PathPrefix: d.PathPrefix(),
	}.Bytes()
}

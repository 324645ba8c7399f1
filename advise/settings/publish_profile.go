package settings

import (
	"bytes"
	"slices"
	"strings"

	"howett.net/plist"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// publishMobileconfig is a profile for iPhones, iPads and Macs, without an
// address and without a password: the device asks for both. The same domain
// always gets the same profile, so that a new one replaces the old. A profile
// has no word for OAuth2.
func publishMobileconfig(h publication) []Published {
	all := h
	h = h.takingPasswords()
	in, out := h.first(result.IMAP), h.first(result.Submission)
	if pop := h.first(result.POP3); in == nil || h.preference == result.POP3 && pop != nil {
		in = pop
	}
	if in == nil || out == nil {
		if len(all.servers) > len(h.servers) && all.first(result.Submission) != nil {
			return []Published{{Form: "mobileconfig", Notes: []locale.Text{note("mobileconfig-oauth2", nil)}}}
		}
		return nil
	}
	labels := strings.Split(h.domain, ".")
	slices.Reverse(labels)
	id := strings.Join(labels, ".") + ".mail"
	kind := "EmailTypeIMAP"
	if in.Service == result.POP3 {
		kind = "EmailTypePOP"
	}
	account := map[string]any{
		"PayloadType": "com.apple.mail.managed", "PayloadVersion": 1, "PayloadIdentifier": id + ".account",
		"PayloadUUID": client.UUID(h.domain, "account"), "PayloadDisplayName": h.domain,
		"EmailAccountDescription": h.domain, "EmailAccountType": kind,
		"IncomingMailServerHostName": in.Host, "IncomingMailServerPortNumber": in.Port, "IncomingMailServerUseSSL": true,
		"IncomingMailServerAuthentication": profileAuth(*in),
		"OutgoingMailServerHostName":       out.Host, "OutgoingMailServerPortNumber": out.Port, "OutgoingMailServerUseSSL": true,
		"OutgoingMailServerAuthentication":       profileAuth(*out),
		"OutgoingPasswordSameAsIncomingPassword": true,
	}
	content, err := plist.MarshalIndent(map[string]any{
		"PayloadType": "Configuration", "PayloadVersion": 1, "PayloadIdentifier": id,
		"PayloadUUID": client.UUID(h.domain, "profile"), "PayloadDisplayName": h.domain, "PayloadContent": []any{account},
	}, plist.XMLFormat, "\t")
	if err != nil { // strings, numbers and truth values always encode
		panic(err)
	}
	content = append(bytes.TrimSpace(content), '\n')
	p := Published{Form: "mobileconfig", Name: h.domain + ".mobileconfig", Content: content, Notes: []locale.Text{note("mobileconfig", nil)}}
	for _, s := range []*publishedServer{in, out} {
		if s.Security == result.StartTLS {
			p.Notes = append(p.Notes, note("mobileconfig-starttls", locale.Args{"port": s.Port}))
		}
	}
	return []Published{p}
}

func profileAuth(s publishedServer) string {
	if s.auth == AuthEncrypted {
		return "EmailAuthCRAMMD5"
	}
	return "EmailAuthPassword"
}

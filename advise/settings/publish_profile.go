package settings

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"

	"howett.net/plist"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// publishMobileconfig is a profile for iPhones, iPads and Macs, without an
// address and without a password: the device asks for both. The same domain
// always gets the same profile, so that a new one replaces the old.
func publishMobileconfig(h publication) []Published {
	in, out := h.first(result.IMAP), h.first(result.Submission)
	if pop := h.first(result.POP3); in == nil || h.preference == result.POP3 && pop != nil {
		in = pop
	}
	if in == nil || out == nil {
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
		"PayloadUUID": nameUUID(h.domain, "account"), "PayloadDisplayName": h.domain,
		"EmailAccountDescription": h.domain, "EmailAccountType": kind,
		"IncomingMailServerHostName": in.Host, "IncomingMailServerPortNumber": in.Port, "IncomingMailServerUseSSL": true,
		"IncomingMailServerAuthentication": profileAuth(*in),
		"OutgoingMailServerHostName":       out.Host, "OutgoingMailServerPortNumber": out.Port, "OutgoingMailServerUseSSL": true,
		"OutgoingMailServerAuthentication":       profileAuth(*out),
		"OutgoingPasswordSameAsIncomingPassword": true,
	}
	content, err := plist.MarshalIndent(map[string]any{
		"PayloadType": "Configuration", "PayloadVersion": 1, "PayloadIdentifier": id,
		"PayloadUUID": nameUUID(h.domain, "profile"), "PayloadDisplayName": h.domain, "PayloadContent": []any{account},
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

// nameUUID is a version 5 UUID (RFC 9562 section 5.5) in the DNS namespace.
func nameUUID(parts ...string) string {
	namespace := []byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	sum := sha1.Sum(append(namespace, strings.Join(parts, "\n")...))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
}

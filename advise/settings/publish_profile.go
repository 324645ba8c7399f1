package settings

import (
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// publishMobileconfig returns a profile for iPhones, iPads and Macs, without an
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
	profile := client.Profile{ID: client.ProfileID(h.domain), Name: h.domain, Incoming: profileServer(*in), Outgoing: profileServer(*out)}
	p := Published{Form: "mobileconfig", Name: h.domain + ".mobileconfig", Content: profile.Bytes(), Notes: []locale.Text{note("mobileconfig", nil)}}
	for _, s := range []*publishedServer{in, out} {
		if s.Security == result.StartTLS {
			p.Notes = append(p.Notes, note("mobileconfig-starttls", locale.Args{"port": s.Port}))
		}
	}
	return []Published{p}
}

// profileServer returns a server of a profile, where the device asks for the
// user.
func profileServer(s publishedServer) client.Server {
	return client.Server{POP: s.Service == result.POP3, Host: s.Host, Port: s.Port, StartTLS: s.Security == result.StartTLS, Auth: s.auth}
}

package discover

import (
	"slices"
	"strings"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// asThunderbird reads a file as Thunderbird does (version 153,
// FetchHTTP.sys.mjs and readFromXML.sys.mjs): it wants XML by its type, knows each word in one spelling, passes over a
// server that it cannot use, and drops a file without an identifier, a domain,
// or a server of each direction that it can.
func asThunderbird(s *search, a answer) choice {
	if a.file == nil {
		return choice{}
	}
	if a.mime != "" && !slices.ContainsFunc([]string{"text/xml", "application/xml", "text/rdf"}, func(mime string) bool { return strings.HasPrefix(a.mime, mime) }) {
		return choice{notes: []string{noteNotXML}}
	}
	// The identifier and the domains may be placeholders.
	asciiHost := func(name string) bool {
		name = strings.TrimSpace(name)
		_, ok := hostname.Parse(s.expand(name))
		return ok && !strings.ContainsFunc(name, func(r rune) bool { return r > '~' || r == '_' })
	}
	if !asciiHost(a.file.ID) || !slices.ContainsFunc(a.file.Domains, asciiHost) {
		return choice{notes: []string{noteDropsFile}}
	}
	var usable []server
	for _, list := range []struct {
		kinds   []string
		words   map[string]string
		servers []autoconfigServer
	}{
		{[]string{"imap", "pop3"}, thunderbirdAuth(), a.file.Incoming},
		{[]string{"smtp"}, thunderbirdSending(), a.file.Outgoing},
	} {
		for _, raw := range list.servers {
			e, read := s.readServer(raw)
			if read != readWell || !slices.Contains(list.kinds, raw.Type) || !asciiHost(raw.Host.text) {
				continue
			}
			i := slices.IndexFunc(raw.Sockets, func(word string) bool { return slices.Contains([]string{"SSL", "STARTTLS", "plain"}, word) })
			j := slices.IndexFunc(raw.Auth, func(word string) bool {
				return list.words[word] != "" && (word != "OAuth2" || s.signsIn("thunderbird", e.Host))
			})
			if i < 0 || j < 0 {
				continue
			}
			e.Security, e.auth = socketTypes()[strings.ToLower(raw.Sockets[i])], []string{list.words[raw.Auth[j]]}
			usable = append(usable, e)
		}
	}
	c := listed([]result.Service{result.IMAP, result.POP3})(s, answer{servers: usable})
	if c.incoming == nil || c.outgoing == nil {
		return choice{notes: []string{noteDropsFile}}
	}
	return c
}

// thunderbirdAuth returns the words for logging in that Thunderbird knows.
func thunderbirdAuth() map[string]string {
	return map[string]string{
		"password-cleartext": "password", "plain": "password", "password-encrypted": "encrypted-password", "secure": "encrypted-password",
		"GSSAPI": "gssapi", "NTLM": "ntlm", "OAuth2": "oauth2",
	}
}

// thunderbirdSending has those for sending without a login too.
func thunderbirdSending() map[string]string {
	words := thunderbirdAuth()
	words["none"], words["client-IP-address"], words["smtp-after-pop"] = "none", "none", "none"
	return words
}

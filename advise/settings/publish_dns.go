package settings

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// recordSeconds is how long others may keep a record: a day.
const recordSeconds = 86400

// publishSRV returns a zone file: RFC 6186, RFC 8314 section 5.1. Where IMAP
// and POP3 are both offered, the lower priority is the domain's preference;
// none is made up. What was seen not to be offered has the target ".".
func publishSRV(h publication) []Published {
	var b bytes.Buffer
	for _, l := range result.DefaultEndpoints("") {
		name := "_" + l.Scheme() + "._tcp." + h.domain + "."
		servers := slices.DeleteFunc(h.of(l.Service), func(s publishedServer) bool { return s.Security != l.Security })
		for i, s := range servers {
			priority := i
			if h.preference != "" && l.Service != result.Submission && l.Service != h.preference {
				priority += 10
			}
			fmt.Fprintf(&b, "%s %d IN SRV %d 1 %d %s.\n", name, recordSeconds, priority, s.Port, s.Host)
		}
		if len(servers) == 0 && slices.ContainsFunc(h.refused, func(e result.Endpoint) bool { return e.Service == l.Service && e.Security == l.Security }) {
			fmt.Fprintf(&b, "%s %d IN SRV 0 0 0 .\n", name, recordSeconds)
		}
	}
	return []Published{{Form: "srv", Name: h.domain + ".zone", Content: b.Bytes(), Notes: []locale.Text{note("srv", locale.Args{"domain": h.domain})}}}
}

// publishPACC returns a file and the record with its digest. The draft implies
// TLS from the first byte on the usual ports: a server elsewhere cannot be
// said.
func publishPACC(h publication) []Published {
	type service struct {
		Host string `json:"host,omitempty"`
		URL  string `json:"url,omitempty"`
	}
	all := h
	if h.signIn == nil || h.signIn.issuer == "" {
		h = h.takingPasswords() // a file that does not name the issuer leaves their programs alone
	}
	protocols := map[string]service{}
	password := false
	for _, row := range []struct {
		service result.Service
		names   []string
		port    int
	}{{result.IMAP, []string{"imap"}, 993}, {result.POP3, []string{"pop3"}, 995},
		{result.Submission, []string{"submit", "smtp"}, 465}} { // the name since draft 03, and the one before
		for _, s := range h.of(row.service) {
			if s.Security == result.TLS && s.Port == row.port {
				password = password || s.auth != AuthOAuth2
				for _, name := range row.names {
					protocols[name] = service{Host: s.Host}
				}
			}
		}
	}
	if len(protocols) == 0 && len(all.servers) > len(h.servers) {
		return []Published{{Form: "pacc", Notes: []locale.Text{note("pacc-oauth2", nil)}}}
	}
	if len(protocols) == 0 {
		return []Published{{Form: "pacc", Notes: []locale.Text{note("pacc-none", nil)}}}
	}
	for _, b := range h.kept("pacc") {
		one := service{URL: b.URL}
		if b.Kind == result.ManageSieve {
			one = service{Host: b.Host}
		}
		if _, ok := protocols[b.Kind]; !ok {
			protocols[b.Kind] = one
		}
	}
	type provider struct {
		Name string `json:"name"`
	}
	type info struct {
		Provider provider `json:"provider"`
	}
	type issuer struct {
		Issuer string `json:"issuer"`
	}
	authentication := map[string]any{"password": password}
	if h.signIn != nil && h.signIn.issuer != "" && h.tokens() {
		authentication["oauth-public"] = issuer{h.signIn.issuer}
	}
	content, err := json.MarshalIndent(struct {
		Protocols      map[string]service `json:"protocols"`
		Authentication map[string]any     `json:"authentication"`
		Info           info               `json:"info"`
	}{protocols, authentication, info{provider{h.domain}}}, "", "  ")
	if err != nil { // maps of strings always encode
		panic(err)
	}
	content = append(content, '\n')
	digest := sha256.Sum256(content)
	record := fmt.Sprintf("_ua-auto-config.%s. %d IN TXT %q\n", h.domain, recordSeconds, "v=UAAC1; a=sha256; d="+base64.StdEncoding.EncodeToString(digest[:]))
	url := "https://ua-auto-config." + h.domain + "/.well-known/user-agent-configuration.json"
	return []Published{
		{Form: "pacc", Name: "user-agent-configuration.json", URL: url, Content: content, Notes: []locale.Text{note("pacc", locale.Args{"url": url})}},
		{Form: "pacc", Name: "ua-auto-config." + h.domain + ".zone", Content: []byte(record), Notes: []locale.Text{note("pacc-record", nil)}},
	}
}

package result

import (
	"slices"
	"strings"
)

// ThunderbirdSignsIn reports whether Thunderbird knows where to get a token of
// OAuth2 for a host, by the host's name or the end of it. It asks no server
// for that (OAuth2Providers.sys.mjs, version 153): at every other host it needs
// an add-on that names the provider (ext-oauth_provider.js).
func ThunderbirdSignsIn(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return slices.ContainsFunc([]string{
		"gmail.com", "googlemail.com", "imap.mail.ru", "smtp.mail.ru", "imap.yandex.com", "smtp.yandex.com",
		"yahoo.com", "att.net", "aol.com", "office365.com", "outlook.com", "hotmail.com",
		"imap.fastmail.com", "pop.fastmail.com", "smtp.fastmail.com",
		"imap.comcast.net", "pop.comcast.net", "smtp.comcast.net", "thundermail.com",
	}, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) })
}

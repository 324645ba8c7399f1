package run

import (
	"slices"
	"strings"

	"mailadvisor/advise/nearest"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// meant returns the mail domain of a provider that was probably meant by one
// that differs from it by one slip of the hand, as gmial.com does; "" where the
// domain is a provider's itself, or says itself where its servers are.
func meant(domain string, d *result.Discovery) string {
	own := slices.ContainsFunc(d.Followed(), func(c result.Candidate) bool { return c.Trust == result.TrustA })
	if d.Provider != nil && d.Provider.By != "mx" || own {
		return ""
	}
	return slip(domain)
}

// slip returns the mail domain that a slip of the hand hides, or whose end is
// missing: "gmail".
func slip(domain string) string {
	if named := discover.DomainNamed(domain); named != domain && named != "" {
		return named
	}
	return nearest.Slip(domain, discover.MailDomains())
}

// Meant returns the mail domain of a provider that was probably meant by a
// domain that nobody was asked about yet; "" where it is one itself.
func Meant(domain string) string {
	return slip(strings.ToLower(domain))
}

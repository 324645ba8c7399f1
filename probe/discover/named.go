package discover

import (
	"strings"
	"unicode"
)

// otherNames are names of providers that stand neither in the table nor in one
// of their domains: those of a parent, of a box, of former times.
func otherNames() map[string]string {
	return map[string]string{
		"google": "gmail.com", "googlemail": "gmail.com", "microsoft": "outlook.com", "apple": "icloud.com", "mac": "icloud.com",
		"proxad": "free.fr", "freebox": "free.fr", "livebox": "orange.fr", "bouygues": "bbox.fr", "11": "ionos.com", "1and1": "ionos.com", "ionos": "ionos.com",
		"ovh": "ovh.net", "infomaniak": "ik.me", "telekom": "t-online.de", "proton": "proton.me", "yahoo": "yahoo.com", "gmx": "gmx.net", "zoho": "zoho.com", "rocketmail": "yahoo.com",
	}
}

// DomainNamed returns the mail domain of the provider that a person named in
// place of a domain or an address: "gmail", "La Poste", "wanadoo", "web.de"; ""
// where it names none, or more than one.
func DomainNamed(text string) string {
	typed := strings.ToLower(strings.TrimSuffix(strings.TrimSpace(text), "."))
	if _, _, found := byDomain(providerRows(), typed); found {
		return typed
	}
	word := letters(typed)
	if word == "" || strings.Contains(typed, ".") {
		return ""
	}
	if domain := otherNames()[word]; domain != "" {
		return domain
	}
	found, of := "", ""
	for _, row := range providerRows() {
		for domain := range strings.FieldsSeq(row.domains) {
			label, _, _ := strings.Cut(domain, ".")
			switch {
			case letters(label) != word && letters(row.name) != word:
			case found == "":
				found, of = domain, row.name
			case of != row.name:
				return "" // as "mail", which several are called
			}
		}
	}
	return found
}

// letters returns the letters and digits of a text.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

package discover

import "mailadvisor/probe/result"

// issuerNamed returns the row of an issuer of OAuth2, nil for "" or an unknown
// name.
func issuerNamed(name string) *result.ProviderOAuth {
	for _, row := range Issuers() {
		if row.Name == name {
			return &row
		}
	}
	return nil
}

// forAll returns one scope for every service.
func forAll(scope string) map[result.Service]string {
	return map[result.Service]string{result.IMAP: scope, result.POP3: scope, result.Submission: scope}
}

// Issuers returns the issuers of OAuth2 that mail providers have. Read in
// Thunderbird's list (OAuth2Providers.sys.mjs, 2026-08), its database (2026-03),
// FairEmail (2026-08) and email-oauth2-proxy (2026-04); nothing was asked of
// them. No client ID stands here: each belongs to the program that has it.
func Issuers() []result.ProviderOAuth {
	return []result.ProviderOAuth{
		{
			Name: "google", Issuer: "https://accounts.google.com", Client: result.ClientOwn,
			Authorize: "https://accounts.google.com/o/oauth2/v2/auth", Token: "https://oauth2.googleapis.com/token",
			Scopes: forAll("https://mail.google.com/"), // the device flow has no scope for mail
		},
		{
			Name: "microsoft", Issuer: "https://login.microsoftonline.com/common/v2.0", Client: result.ClientOwn,
			Authorize: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
			Token:     "https://login.microsoftonline.com/common/oauth2/v2.0/token",
			Device:    "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode",
			Scopes: map[result.Service]string{
				result.IMAP:       "https://outlook.office.com/IMAP.AccessAsUser.All",
				result.POP3:       "https://outlook.office.com/POP.AccessAsUser.All",
				result.Submission: "https://outlook.office.com/SMTP.Send",
			},
			Refresh: "offline_access", Redirect: result.RedirectLocalhost,
		},
		{
			Name: "yahoo", Issuer: "https://api.login.yahoo.com", Client: result.ClientRequests,
			Authorize: "https://api.login.yahoo.com/oauth2/request_auth", Token: "https://api.login.yahoo.com/oauth2/get_token",
			Scopes: forAll("mail-w"),
		},
		{
			Name: "aol", Issuer: "https://api.login.aol.com", Client: result.ClientRequests,
			Authorize: "https://api.login.aol.com/oauth2/request_auth", Token: "https://api.login.aol.com/oauth2/get_token",
			Scopes: forAll("mail-w"),
		},
		{
			Name: "fastmail", Issuer: "https://api.fastmail.com", Client: result.ClientDynamic,
			Authorize: "https://api.fastmail.com/oauth/authorize", Token: "https://api.fastmail.com/oauth/refresh",
			Scopes: map[result.Service]string{
				result.IMAP:       "https://www.fastmail.com/dev/protocol-imap",
				result.POP3:       "https://www.fastmail.com/dev/protocol-pop",
				result.Submission: "https://www.fastmail.com/dev/protocol-smtp",
			},
			Refresh: "offline_access", Redirect: result.RedirectScheme, Resource: "https://api.fastmail.com/jmap/session",
		},
		{
			Name: "mailru", Issuer: "https://o2.mail.ru", Client: result.ClientAgreed,
			Authorize: "https://o2.mail.ru/login", Token: "https://o2.mail.ru/token", Scopes: forAll("mail.imap"),
		},
		{
			Name: "yandex", Issuer: "https://oauth.yandex.com", Client: result.ClientOwn,
			Authorize: "https://oauth.yandex.com/authorize", Token: "https://oauth.yandex.com/token",
			Scopes: map[result.Service]string{
				result.IMAP: "mail:imap_full", result.POP3: "mail:imap_full", result.Submission: "mail:smtp",
			},
		},
		{
			Name: "seznam", Issuer: "https://login.seznam.cz", Client: result.ClientAgreed,
			Authorize: "https://login.seznam.cz/api/v1/oauth/auth", Token: "https://login.seznam.cz/api/v1/oauth/token",
			Scopes: forAll("identity calendar email"),
		},
		{
			Name: "comcast", Issuer: "https://oauth.xfinity.com", Client: result.ClientAgreed,
			Authorize: "https://oauth.xfinity.com/oauth/authorize", Token: "https://oauth.xfinity.com/oauth/token",
			Scopes: forAll("https://email.comcast.net/ profile openid"),
		},
		{
			Name: "thundermail", Issuer: "https://auth.tb.pro/realms/tbpro", Client: result.ClientAgreed,
			Authorize: "https://auth.tb.pro/realms/tbpro/protocol/openid-connect/auth",
			Token:     "https://auth.tb.pro/realms/tbpro/protocol/openid-connect/token",
			Scopes:    forAll("openid profile email"), Refresh: "offline_access",
		},
	}
}

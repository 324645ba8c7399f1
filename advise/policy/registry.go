package policy

import (
	"slices"
	"strings"

	"mailadvisor/advise/nearest"
)

// This file holds the names that servers announce, so that a slip in a policy
// is told: a name that nobody has is never found, and never missed.

// mechanisms returns the SASL mechanisms that mail servers offer: those of the
// registry of IANA that have one name, and those of use outside of it.
func mechanisms() []string {
	return []string{"PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS",
		"SCRAM-SHA-512", "SCRAM-SHA-512-PLUS", "SCRAM-SHA3-512", "SCRAM-SHA3-512-PLUS",
		"CRAM-MD5", "DIGEST-MD5", "XOAUTH2", "OAUTHBEARER", "OAUTH10A", "EXTERNAL", "GSSAPI", "GSS-SPNEGO", "GS2-KRB5", "GS2-KRB5-PLUS",
		"KERBEROS_V4", "KERBEROS_V5", "NTLM", "ANONYMOUS", "OTP", "SKEY", "SECURID", "SAML20", "OPENID20", "SPNEGO", "SPNEGO-PLUS", "SXOVER-PLUS",
		"EAP-AES128", "EAP-AES128-PLUS", "ECDH-X25519-CHALLENGE", "ECDSA-NIST256P-CHALLENGE", "NMAS_AUTHEN", "NMAS_LOGIN", "NMAS-SAMBA-AUTH"}
}

// capabilityNames returns the words of the registries of IANA for IMAP (RFC
// 9051 section 11), POP3 (RFC 2449) and SMTP (RFC 5321 section 2.2.2), and some
// of use outside of them.
func capabilityNames() []string {
	return []string{
		// IMAP
		"IMAP4", "IMAP4rev1", "IMAP4rev2", "ACL", "ANNOTATE-EXPERIMENT-1", "ANNOTATEMORE", "APPENDLIMIT", "BINARY", "CATENATE", "CHILDREN",
		"COMPRESS=DEFLATE", "CONDSTORE", "CONTEXT=SEARCH", "CONTEXT=SORT", "CONVERT", "CREATE-SPECIAL-USE", "ENABLE", "ESEARCH", "ESORT",
		"FILTERS", "I18NLEVEL=1", "I18NLEVEL=2", "ID", "IDLE", "INPROGRESS", "JMAPACCESS", "LANGUAGE", "LIST-EXTENDED", "LIST-METADATA",
		"LIST-MYRIGHTS", "LIST-STATUS", "LIST-SUBSCRIBED", "LITERAL+", "LITERAL-", "LOGIN-REFERRALS", "LOGINDISABLED", "MAILBOX-REFERRALS", "METADATA",
		"METADATA-SERVER", "MOVE", "MULTIAPPEND", "MULTISEARCH", "NAMESPACE", "NOTIFY", "OBJECTID", "PARTIAL", "PREVIEW", "PREVIEW=FUZZY", "QRESYNC",
		"QUOTA", "QUOTASET", "QUOTA=RES-STORAGE", "QUOTA=RES-MESSAGE", "QUOTA=RES-MAILBOX", "QUOTA=RES-ANNOTATION-STORAGE", "REPLACE",
		"SASL-IR", "SAVEDATE", "SCAN", "SEARCH=FUZZY", "SEARCHRES", "SNIPPET=FUZZY", "SORT", "SORT=DISPLAY", "SORT=MODSEQ", "SPECIAL-USE", "STARTTLS", "STATUS=SIZE",
		"THREAD=ORDEREDSUBJECT", "THREAD=REFERENCES", "THREAD=REFS", "UIDBATCHES", "UIDONLY", "UIDPLUS", "UNAUTHENTICATE", "UNSELECT",
		"URL-PARTIAL", "URLAUTH", "URLAUTH=BINARY", "UTF8=ACCEPT", "UTF8=ALL", "UTF8=APPEND", "UTF8=ONLY", "UTF8=USER", "WITHIN",
		// POP3
		"TOP", "USER", "SASL", "APOP", "RESP-CODES", "AUTH-RESP-CODE", "LOGIN-DELAY", "PIPELINING", "EXPIRE", "UIDL", "IMPLEMENTATION", "STLS", "UTF8", "LANG",
		// SMTP
		"8BITMIME", "ATRN", "AUTH", "BINARYMIME", "BURL", "CHECKPOINT", "CHUNKING", "CONNEG", "CONPERM", "DELIVERBY", "DSN", "ENHANCEDSTATUSCODES",
		"ETRN", "EXPN", "FUTURERELEASE", "HELP", "LIMITS", "MT-PRIORITY", "MTRK", "NO-SOLICITING", "ONEX", "REQUIRETLS", "RRVS", "SAML", "SEND", "SIZE",
		"SMTPUTF8", "SOML", "SUBMITTER", "TURN", "VERB", "VRFY",
	}
}

// slip makes the function that finds the name of a registry for which a word is
// probably a slip. A name of somebody's own begins with X; what follows a name,
// as in SASL PLAIN or AUTH=PLAIN, are mechanisms or values.
func slip(known func() []string) func(string) string {
	return func(word string) string {
		fields := strings.Fields(strings.ToUpper(word))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "X") {
			return ""
		}
		if one, value, ok := strings.Cut(fields[0], "AUTH="); ok && one == "" {
			return prefixed("AUTH=", misspelt(value, mechanisms()))
		}
		near := misspelt(fields[0], known())
		if near != "" || len(fields) < 2 || fields[0] != "SASL" && fields[0] != "AUTH" {
			return near
		}
		for _, mechanism := range fields[1:] {
			if near := misspelt(mechanism, mechanisms()); near != "" {
				return fields[0] + " " + near
			}
		}
		return ""
	}
}

// misspelt returns the name that a word in capitals resembles, where it is
// none.
func misspelt(word string, known []string) string {
	capitals := make([]string, len(known))
	for i, k := range known {
		capitals[i] = strings.ToUpper(k)
	}
	if slices.Contains(capitals, word) || strings.HasPrefix(word, "X") {
		return ""
	}
	if i := slices.Index(capitals, nearest.Word(word, capitals)); i >= 0 {
		return known[i]
	}
	return ""
}

func prefixed(prefix, word string) string {
	if word == "" {
		return ""
	}
	return prefix + word
}

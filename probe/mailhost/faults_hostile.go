package mailhost

import "strings"

// hostileFaults returns what a server can say behind a login, or before it, to
// bring a reader down: to have it count what is not there, keep what it cannot
// hold, wait for what does not come, or repeat what it must not.
func hostileFaults() []Fault {
	plain := []string{"ESEARCH"}
	words := make([]string, 100) // of the line AUTH, 1 kB each
	for i := range words {
		words[i] = "AUTH" + strings.Repeat(" X", 480)
	}
	return []Fault{
		{Name: "search-zero", Kind: "malformed", Step: "arrival", Services: imapKeys(), without: plain,
			Does: "finds the message 0, which no mailbox has",
			at:   once(atSearch, deviation{say: same("* SEARCH 0\r\n{tag} OK Search completed.\r\n")})},
		{Name: "search-range", Kind: "malformed", Step: "arrival", Services: imapKeys(), without: plain,
			Does: "answers a plain SEARCH with a range of four thousand million messages",
			at:   once(atSearch, deviation{say: same("* ESEARCH (TAG \"{tag}\") ALL 1:4294967295\r\n{tag} OK Search completed.\r\n")})},
		{Name: "search-count", Kind: "malformed", Step: "arrival", Services: imapKeys(),
			Does: "counts more messages than the folder holds",
			at:   once(atSearch, deviation{say: same("* ESEARCH (TAG \"{tag}\") MIN 1 COUNT 9223372036854775807\r\n{tag} OK Search completed.\r\n")})},
		{Name: "fetch-nested", Kind: "too-large", Step: "arrival", Services: imapKeys(),
			Does: "tells a structure of a message that nobody asked for, nested without an end",
			at:   once(atFetch, deviation{say: same("* 1 FETCH (BODYSTRUCTURE "), then: endless, more: "("})},
		{Name: "fetch-before-examine", Step: "arrival", Services: imapKeys(),
			Does: "sends a thousand messages that nobody asked for before it opens a folder",
			at:   once(atExamine, deviation{each: "* {n} FETCH (UID {n} RFC822.SIZE 1)\r\n", times: 1000, then: proceed})},
		{Name: "quota-roots", Kind: "too-large", Step: "quota", Services: imapKeys(),
			Does: "has 100,000 quota roots",
			at:   once(atQuota, deviation{each: "* QUOTAROOT INBOX root-{n}\r\n", times: 100_000, then: proceed})},
		{Name: "quota-lines", Kind: "too-large", Step: "quota", Services: imapKeys(),
			Does: "tells the limits of 120,000 quota roots",
			at:   once(atQuota, deviation{each: "* QUOTA r{n} (STORAGE 1 2)\r\n", times: 120_000, then: proceed})},
		{Name: "namespaces", Step: "mailbox", Services: imapKeys(),
			Does: "has 40,000 namespaces of other users, and 55,000 folders",
			at: map[point]deviation{
				atNamespace: {each: "* NAMESPACE NIL ((\"user{n}/\" \"/\")) NIL\r\n", times: 40_000, then: proceed},
				atList:      {each: "* LIST (\\Noselect) \"/\" f{n}\r\n", times: 55_000, then: proceed},
			}},
		{Name: "auth-words", Step: "capabilities", Services: []string{"submissions", "submission"},
			Does: "announces 48,000 mechanisms",
			with: map[string][]string{"submission": words}},
		{Name: "sizes-huge", Step: "mailbox", Services: imapKeys(),
			Does:       "says that every folder has 2^63 octets",
			statusSize: "9223372036854775808"},
		{Name: "sizes-sum", Step: "mailbox", Services: imapKeys(),
			Does:       "says that every folder has 2^53 octets",
			statusSize: "9007199254740992"},
		{Name: "echoes-password", Step: "greeting", Services: allKeys(),
			Does: "knows the password, and says it in every form that it can",
			at:   once(atGreeting, deviation{say: greeting(echoes + "\r\n")}),
			with: map[string][]string{"imap": {"X-" + Password, "X-DEMO-PASSWORD"}, "pop3": {"IMPLEMENTATION " + echoes}, "submission": {"X-ECHO " + echoes}}},
	}
}

// echoes is the password: as it is, in capitals, backwards, in hexadecimal
// digits, with percent signs, as quoted-printable, and in base64.
const echoes = Password + " DEMO-PASSWORD drowssap-omed 64656d6f2d70617373776f7264 %64%65%6D%6F%2D%70%61%73%73%77%6F%72%64 " +
	"=64=65=6D=6F=2D=70=61=73=73=77=6F=72=64 ZGVtby1wYXNzd29yZA== REVNTy1QQVNTV09SRA== " + "\\u0064emo-password d.e.m.o.-.p.a.s.s.w.o.r.d"

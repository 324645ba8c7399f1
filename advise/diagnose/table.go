package diagnose

import (
	"sync"

	"mailadvisor/probe/result"
)

// since is the version of the program that knew a rule first; a rule that
// comes later says its own.
const since = "1.0"

// group is a part of the table: its name is the message group.ID.
type group struct {
	id    string
	rules []rule
}

// groups holds every rule, in the order of a session; a rule stands behind
// those that explain it.
func groups() []group {
	return []group{
		{"discovery", discoveryRules()}, {"reach", reachRules()}, {"wire", wireRules()}, {"switch", switchRules()}, {"tls", tlsRules()}, {"login", loginRules()},
		{"imap", imapRules()}, {"pop3", pop3Rules()}, {"submission", submissionRules()}, {"mailbox", mailboxRules()},
	}
}

// table is every rule. It is made once, for the many reports of a sweep.
var table = sync.OnceValue(func() []rule {
	var all []rule
	for _, g := range groups() {
		all = append(all, g.rules...)
	}
	return all
})

func kinds(k ...result.Kind) []result.Kind { return k }

// kindsWithoutRule returns the failure kinds of which no rule speaks: the
// messages failure.KIND.unspoken say why.
func kindsWithoutRule() []result.Kind { return []result.Kind{result.Canceled, result.LocalError} }

// unspoken is something that servers are seen to do, and of which no rule
// speaks.
type unspoken struct{ what, why string }

// noRule says why there is no rule.
func noRule() []unspoken {
	return []unspoken{
		{"capabilities that only the greeting names, or only a later answer", "Each phase is asked for itself; what counts is the last list."},
		{"LOGINDISABLED, STLS or STARTTLS still listed where they no longer apply", "They are ignored there, as mail programs do."},
		{"mechanisms that appear behind TLS, such as those with -PLUS", "More than before is no fault; what is lost is told by capabilities-shrink."},
		{"a usage that is 0 until it is first computed", "It cannot be told from an empty mailbox; the size of the folders stands beside it."},
		{"SIZE left out of STATUS", "The sizes are then added up from the messages, or not checked."},
		{"a folder prefix, or no hierarchy delimiter", "Mail programs ask for it (NAMESPACE, LIST); imap-namespace-missing tells where they cannot."},
		{"ID absent or refused", "It tells the server's name, and nobody loses anything without it."},
		{"a slow answer to a login", "Servers slow down on purpose after a failure; the time stands in the table."},
		{"EHLO that ends a login", "This program logs in last, as mail programs do."},
		{"octets of STAT that change between sessions", "Messages are compared, not octets (imap-pop3-differ)."},
		{"answers in an odd order, unasked for, or of no RFC", "What was asked for is read from among them; mailbox-unreadable and quota-unreadable tell where it is not there."},
		{"a listing of special uses that is refused", "The plain list is asked for instead; imap-special-use-missing tells what a person loses."},
		{"an unknown command that ends the session", "Only what a server announces is asked of it."},
		{"CAPA lines without their space, or SASL without a mechanism", "They are understood; no-mechanism tells where no way to log in is left."},
		{"Inbox in mixed case", "It is one mailbox in any case of letters (RFC 3501 section 5.1)."},
		{"limits beside the one that ends first", "One finding tells of the tightest, or, where that is in order, of the fullest of the others."},
		{"APPENDLIMIT", "It limits what a program may store, which a read-only run does not try."},
	}
}

package tell

import (
	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// InOrder counts documents in which nothing is to be mended.
type InOrder struct {
	OK       int
	Unopened int // of them, those of which that was seen without a login
}

// Add counts a document.
func (n *InOrder) Add(d *advise.Document) {
	n.AddVerdict(advise.VerdictOf(d), diagnose.Unopened(&d.Report))
}

// AddVerdict counts a document by its verdict, and by whether it shows what a
// test without a login shows.
func (n *InOrder) AddVerdict(v advise.Verdict, unopened bool) {
	if v != advise.VerdictOK {
		return
	}
	n.OK++
	if unopened {
		n.Unopened++
	}
}

// Args adds the counts to the arguments of a message.
func (n InOrder) Args(args locale.Args) locale.Args {
	args["ok"], args["unopened"] = n.OK, n.Unopened
	args["without_login"] = n.Unopened > 0
	args["all_unopened"] = n.Unopened == n.OK
	return args
}

package texts

import "sync"

// table is every row. The order counts among matches of one grade and size. The
// caller does not write to it.
var table = sync.OnceValue(func() []*row {
	var all []*row
	for _, rows := range [][]row{
		loginRows(), mailboxRows(), deliveryRows(), thunderbirdRows(), outlookRows(), deviceRows(), signInRows(), senderRows(), tlsRows(), systemRows(), saidRows(), plainRows(), codeRows(),
	} {
		for i := range rows {
			if r := &rows[i]; r.Grade == byUsual && isProgram(r.By) {
				r.By = AnyClient // words that many programs share
			}
			all = append(all, &rows[i])
		}
	}
	return all
})

// isProgram reports whether a speaker is a mail program by its name.
func isProgram(by Speaker) bool {
	switch by {
	case Server, Bounce, Provider, System, TLS, AnyClient:
		return false
	}
	return true
}

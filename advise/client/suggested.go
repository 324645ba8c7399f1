package client

// Mirror is the program that makes a copy of a mailbox that only ever grows.
const Mirror = "mbsync-backup"

// Usual is the program to take where nobody named one: it runs on every desktop.
const Usual = "thunderbird"

// Suggested returns the programs that are named to a person who has named none,
// or whose own cannot do what is wanted, the likeliest first: beside the one
// that runs on every desktop, those that come with a system.
func Suggested() []string {
	return []string{Usual, "outlook", "apple-mail", "ios-mail", "gmail-app"}
}

// OfKind returns the programs to take in place of one, of the same kind, the
// likeliest first.
func (r Row) OfKind() []string {
	switch {
	case r.OnPhones():
		return OnPhones()
	case r.Use == SendsIt:
		return []string{"msmtp", "mutt", Usual}
	case r.Password == Prompted, r.Password == OnImport, r.Password == Asked:
		return OnDesktops()
	}
	return []string{"mbsync", "getmail6", "mpop", "mutt", Usual}
}

// OnPhones returns the programs to suggest for telephones and tablets, the
// likeliest first.
func OnPhones() []string { return []string{"thunderbird-android", "fairemail", "ios-mail"} }

// OnDesktops returns the programs to suggest for computers, the likeliest first.
func OnDesktops() []string { return []string{Usual, "evolution", "kmail"} }

package mailhost

import (
	"fmt"
	"slices"
	"strings"
)

const (
	kB = 1 << 10
	mB = 1 << 20
	gB = 1 << 30
)

// Scenario is one host as plain data: what it offers and what it holds.
type Scenario struct {
	Name string
	Does string // in a few words, for a list of scenarios

	Services []string // the keys of the endpoints it offers
	Tokens   bool     // it takes tokens of its issuer in place of passwords
	Without  []string // capabilities it lacks; the commands that go with them are refused

	PerDay  float64  // messages that arrive a day
	Kept    float64  // the fraction of them that is not deleted
	Folders []Folder // the first is INBOX, where all of them arrive
	Quota   int64    // octets; RFC 9208 STORAGE is this in units of 1024
	Expire  string   // POP3 EXPIRE (RFC 2449 section 6.7): days, or NEVER
}

// Folder is one mailbox of a scenario.
type Folder struct {
	Name     string
	Use      string // RFC 6154, "" for none
	Messages int
	Mean     int64   // octets a message
	PerDay   float64 // messages a day written here by the user; 0: they came through INBOX

	Large  int // of them, with attachments of 1.5 to 24 MB
	Marked int // of them, marked as deleted and left there
	Copies int // beside them: messages of INBOX that lie here too
}

// offers tells whether the scenario has an endpoint.
func (s Scenario) offers(key string) bool { return slices.Contains(s.Services, key) }

// The endpoints of each protocol, by key.
func imapKeys() []string       { return []string{"imaps", "imap"} }
func pop3Keys() []string       { return []string{"pop3s", "pop3"} }
func submissionKeys() []string { return []string{"submissions", "submission"} }
func tlsKeys() []string        { return []string{"imaps", "pop3s", "submissions"} }
func startTLSKeys() []string   { return []string{"imap", "pop3", "submission"} }
func allKeys() []string {
	return slices.Concat(imapKeys(), pop3Keys(), submissionKeys())
}

// usual returns the mailbox of an office worker: 2,150 MB in 22,757 messages.
func usual() []Folder {
	return []Folder{
		{Name: "INBOX", Messages: 14293, Mean: 96 * kB},
		{Name: "Sent", Use: `\Sent`, Messages: 4779, Mean: 120 * kB, PerDay: 5},
		{Name: "Archive", Use: `\Archive`, Messages: 2069, Mean: 96 * kB},
		{Name: "Trash", Use: `\Trash`, Messages: 324, Mean: 95 * kB},
		{Name: "Junk", Use: `\Junk`, Messages: 1280, Mean: 20 * kB},
		{Name: "Drafts", Use: `\Drafts`, Messages: 12, Mean: 85 * kB, PerDay: 0.5},
	}
}

// full returns the usual mailbox after years without tidying up.
func full() []Folder {
	folders := usual()
	inbox, sent, archive, trash := &folders[0], &folders[1], &folders[2], &folders[3]
	inbox.Messages, inbox.Large, inbox.Marked = 31800, 62, 180
	sent.Large = 24
	archive.Copies = 900
	trash.Messages, trash.Mean = 3200, 120*kB
	return folders
}

// fullTrash returns the usual mailbox of someone who deletes and never empties.
func fullTrash() []Folder {
	folders := usual()
	folders[0].Messages, folders[3].Messages = 3000, 25000
	return folders
}

// small returns a mailbox that a POP program empties: everything is in INBOX.
func small() []Folder {
	return []Folder{
		{Name: "INBOX", Messages: 1077, Mean: 58 * kB},
		{Name: "Sent", Use: `\Sent`},
		{Name: "Trash", Use: `\Trash`},
		{Name: "Junk", Use: `\Junk`},
		{Name: "Drafts", Use: `\Drafts`},
	}
}

// Scenarios lists the hosts that can be started.
func Scenarios() []Scenario {
	return []Scenario{
		{Name: "default", Does: "a healthy host, 2.1 of 5 GB used",
			Services: allKeys(), PerDay: 24, Kept: 0.55, Folders: usual(), Quota: 5 * gB, Expire: "NEVER"},
		{Name: "small-quota", Does: "100 MB, 61 of them used, all in INBOX",
			Services: allKeys(), PerDay: 40, Kept: 0.62, Folders: small(), Quota: 100 * mB, Expire: "60"},
		{Name: "nearly-full", Does: "96% of 5 GB used",
			Services: allKeys(), PerDay: 24, Kept: 0.55, Folders: full(), Quota: 5 * gB, Expire: "NEVER"},
		{Name: "full-trash", Does: "66% of 5 GB used, most of it in the trash",
			Services: allKeys(), PerDay: 24, Kept: 0.55, Folders: fullTrash(), Quota: 5 * gB, Expire: "NEVER"},
		{Name: "pop-only", Does: "no IMAP",
			Services: slices.Concat(pop3Keys(), submissionKeys()),
			PerDay:   24, Kept: 0.55, Folders: usual(), Quota: 5 * gB, Expire: "NEVER"},
		{Name: "imap-only", Does: "no POP3",
			Services: slices.Concat(imapKeys(), submissionKeys()),
			PerDay:   24, Kept: 0.55, Folders: usual(), Quota: 5 * gB, Expire: "NEVER"},
		{Name: "no-uidl", Does: "POP3 without UIDL: nothing can be left on the server",
			Services: allKeys(), Without: []string{"UIDL"},
			PerDay: 24, Kept: 0.55, Folders: usual(), Quota: 5 * gB, Expire: "NEVER"},
		{Name: "expire-7", Does: "POP3 leaves mail on the server for 7 days at most",
			Services: allKeys(), PerDay: 24, Kept: 0.55, Folders: usual(), Quota: 5 * gB, Expire: "7"},
		{Name: "oauth", Does: "takes tokens of its own issuer, and no password",
			Services: allKeys(), Tokens: true, PerDay: 24, Kept: 0.55, Folders: usual(), Quota: 5 * gB, Expire: "NEVER"},
	}
}

// lookup finds the rows that a Config's scenario names.
func lookup(name string) (Scenario, Fault, IssuerFault, error) {
	var fault Fault
	var issuer IssuerFault
	if wanted, ok := strings.CutPrefix(name, "fault:"); ok {
		i := slices.IndexFunc(Faults(), func(f Fault) bool { return f.Name == wanted })
		j := slices.IndexFunc(IssuerFaults(), func(f IssuerFault) bool { return f.Name == wanted })
		switch {
		case i >= 0:
			fault, name = Faults()[i], ""
			if fault.token != nil {
				name = "oauth"
			}
		case j >= 0:
			issuer, name = IssuerFaults()[j], "oauth"
		default:
			return Scenario{}, Fault{}, IssuerFault{}, fmt.Errorf("no fault is named %q", wanted)
		}
	}
	if name == "" {
		name = "default"
	}
	rows := Scenarios()
	i := slices.IndexFunc(rows, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, Fault{}, IssuerFault{}, fmt.Errorf("no scenario is named %q", name)
	}
	return rows[i], fault, issuer, nil
}

// Names lists what a Config's scenario can name.
func Names() []string {
	var names []string
	for _, s := range Scenarios() {
		names = append(names, s.Name)
	}
	for _, f := range Faults() {
		names = append(names, "fault:"+f.Name)
	}
	for _, f := range IssuerFaults() {
		names = append(names, "fault:"+f.Name)
	}
	return names
}

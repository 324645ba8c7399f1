package client

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Table returns every mail program, by name; "other" and then the discontinued
// ones stand last. What each can do is documented by its makers; the marks
// "menu" are choices that exist only in its windows. The slice is the caller's;
// what its rows refer to is shared, and not to be written to.
func Table() []Row { return slices.Clone(table()) }

var table = sync.OnceValue(func() []Row {
	rows := slices.Concat(desktop(), apps(), webmail(), phones(), phoneApps(), terminal(), collectors(), helpers(), senders(), backups(), gone(), []Row{other()})
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), strings.Compare(a.Name, b.Name))
	})
	seen, readable, tokens := proofs(), configurations(), tokenLogins()
	for i := range rows {
		if rows[i].Autoconfig == "" {
			rows[i].Autoconfig = Unknown
		}
		known := false
		if rows[i].OAuth, known = tokens[rows[i].Name]; !known {
			rows[i].OAuth = OAuth{Else: untold("nothing was read of it", readDay)}
		}
		rows[i].OAuth2 = rows[i].OAuth.anywhere()
		rows[i].Proof = proofOf(seen, rows[i].Name)
		rows[i].Kept = readable[rows[i].Name]
	}
	return rows
})

func last(r Row) int {
	switch r.Use {
	case ByHand:
		return 1
	case Gone:
		return 2
	}
	return 0
}

// one is the only form of a program whose files never changed.
func one(files ...File) []Form { return []Form{{Files: files}} }

// ToType returns the table to type from, for a program that cannot be given its
// files.
func ToType() File { return typed() }

// typed returns the table to type from, for a program that reads no file of
// ours.
func typed() File {
	return File{Name: "mail-settings.txt", Mode: Private, Template: "other.txt", Format: Text, Typed: true}
}

func other() Row {
	return Row{
		Name: "other", On: on(Anywhere), Use: ByHand, IMAP: Yes, POP: Yes, Sends: Yes,
		StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
		Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
		Forms: one(typed()),
	}
}

// gone are programs that their makers no longer maintain.
func gone() []Row {
	discontinued := Row{
		Use: Gone, IMAP: Yes, POP: Yes, Sends: Yes, StartTLS: Unknown, SCRAM: Unknown, CRAM: Unknown,
		Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
	}
	postbox, sparrow := discontinued, discontinued
	postbox.Name, postbox.Instead = "postbox", []string{"thunderbird", "apple-mail"}
	sparrow.Name, sparrow.Instead = "sparrow", []string{"apple-mail", "thunderbird"}
	sparrow.POP = Unknown
	windows := discontinued
	windows.Name, windows.Aliases, windows.Ended = "windows-mail", []string{"courrier", "windows-10-mail", "mail-windows"}, "2024-12-31"
	windows.Instead = []string{"thunderbird", "outlook-new"}
	return []Row{postbox, sparrow, windows}
}

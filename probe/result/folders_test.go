package result

import (
	"strings"
	"testing"
)

func TestFolderFor(t *testing.T) {
	folders := func(names ...string) []Folder {
		out := []Folder{{Name: "INBOX"}}
		for _, name := range names {
			name, use, _ := strings.Cut(name, " = ")
			out = append(out, Folder{Name: name, SpecialUse: use})
		}
		return out
	}
	for _, c := range []struct {
		name   string
		m      Mailbox
		use    string
		want   string
		byName bool
	}{
		{"the server's mark", Mailbox{Folders: folders("Sent", `Gesendet = \Sent`)}, `\Sent`, "Gesendet", false},
		{"a name", Mailbox{Folders: folders("Sent", "Old")}, `\Sent`, "Sent", true},
		{"a name in lower case", Mailbox{Folders: folders("éléments envoyés")}, `\Sent`, "éléments envoyés", true},
		{"a name under the prefix", Mailbox{Folders: folders("INBOX.Entwürfe"), Prefix: "INBOX.", Delimiter: "."}, `\Drafts`, "INBOX.Entwürfe", true},
		{"a name under INBOX, where no prefix is told", Mailbox{Folders: folders("INBOX/Trash"), Delimiter: "/"}, `\Trash`, "INBOX/Trash", true},
		{"the most telling name first", Mailbox{Folders: folders("sent-mail", "Sent")}, `\Sent`, "Sent", true},
		{"not a folder within another", Mailbox{Folders: folders("2020/Sent"), Delimiter: "/"}, `\Sent`, "", false},
		{"not one that the server marks otherwise", Mailbox{Folders: folders(`Spam = \Archive`)}, `\Junk`, "", false},
		{"not a flat server's INBOXSent", Mailbox{Folders: folders("INBOXSent")}, `\Sent`, "", false},
		{"none", Mailbox{Folders: folders("Projects")}, `\Sent`, "", false},
	} {
		f, byName, found := c.m.FolderFor(c.use)
		if f.Name != c.want || byName != c.byName || found != (c.want != "") {
			t.Errorf("%s: %q, by name %v, found %v", c.name, f.Name, byName, found)
		}
	}
}

// No name means two uses, and none has a hierarchy in it.
func TestFolderNames(t *testing.T) {
	of := map[string]string{}
	for _, use := range NamedUses() {
		names := folderNames()[use]
		if len(names) < 10 {
			t.Errorf("%s has %d names", use, len(names))
		}
		for _, name := range names {
			key := strings.ToLower(name)
			if before, twice := of[key]; twice || name == "" || strings.ContainsAny(name, "/.\t\n") {
				t.Errorf("%q of %s stands for %s too, or is no name", name, use, before)
			}
			of[key] = use
		}
	}
}

package client

import (
	"net/url"
	"strings"

	"mailadvisor/probe/utf7"
)

// The names of folders, as each program wants them. A server's own name, such
// as "INBOX.Entwürfe", has a prefix that all names have, and a delimiter that is
// the server's.

// Local is the name of a folder as mbsync has it on the computer: without the
// prefix, its parts parted by "/". The form is mbsync's: before 1.5 it kept the
// wire's modified UTF-7.
func (d Data) local(form, name string) string {
	if rest, ok := strings.CutPrefix(name, d.Prefix); ok && d.Prefix != "" && name != "INBOX" {
		name = rest
	}
	if form == "1.4" {
		name = utf7.Encode(name)
	}
	return slashed(name, d.Delimiter)
}

// Local is [Data.local] for the form of this file.
func (d Data) Local(name string) string {
	if name == "" {
		return ""
	}
	return d.local(d.Form, name)
}

// LocalUTF7 is [Data.Local] as mbsync named it before 1.5.
func (d Data) LocalUTF7(name string) string {
	if name == "" {
		return ""
	}
	return d.local("1.4", name)
}

// Path returns the server's whole name with its parts parted by "/", as
// programs that show a tree have it; "" where a part has a "/" of its own.
func (d Data) Path(name string) string {
	if d.Delimiter != "/" && strings.Contains(name, "/") {
		return ""
	}
	return slashed(name, d.Delimiter)
}

func slashed(name, delimiter string) string {
	if delimiter == "" || delimiter == "/" {
		return name
	}
	return strings.ReplaceAll(name, delimiter, "/")
}

// pathEscaped returns a path for a URI: its parts escaped, the slashes between
// kept.
func pathEscaped(s string) string {
	parts := strings.Split(s, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// mu4eName is a folder of mu4e, as mbsync names it now and as it did before 1.5.
type mu4eName struct{ Kind, Name, Old string }

// mu4eFolder is nil where the folder is not known.
func mu4eFolder(d struct {
	Data
	Notes []string
}, kind, name string) *mu4eName {
	if name == "" {
		return nil
	}
	return &mu4eName{kind, "/" + d.Local(name), "/" + d.LocalUTF7(name)}
}

// evolutionFolder returns the URI of a folder of the account that Evolution is
// told, or "" where none is known: the account's own name and the escaped path.
func evolutionFolder(d Data, use string) string {
	name := d.Path(d.Folders[use])
	if name == "" {
		return ""
	}
	return "folder://mailadvisor-account/" + pathEscaped(name)
}

// k9Name is a folder of K-9 Mail under its use. It finds by itself those alone
// that the server marks.
type k9Name struct{ Kind, Name string }

// k9Folder is nil where the folder is not known.
func k9Folder(kind, name string) *k9Name {
	if name == "" {
		return nil
	}
	return &k9Name{kind, name}
}

// clawsName is a folder as Claws Mail and Sylpheed identify it.
type clawsName struct{ Kind, Name string }

// clawsFolders returns the identifiers of the folders that those two are told:
// #imap, the name of the account, and the path in its tree.
func clawsFolders(d Data) []clawsName {
	var out []clawsName
	for _, f := range [][2]string{{"sent", "Sent"}, {"draft", "Drafts"}, {"trash", "Trash"}} {
		if name := d.Path(d.Folders[f[1]]); name != "" && name == strings.TrimSpace(name) {
			out = append(out, clawsName{f[0], "#imap/" + d.Name + "/" + name})
		}
	}
	return out
}

// gnusGroup returns a folder of the incoming server as a group of Gnus, or ""
// where the name is not certain to pass as it is through the header that Gnus
// puts it into (gnus-inews-do-gcc), which has syntax of its own.
func gnusGroup(d Data, folder string) string {
	if knownFolder(folder) == "" || strings.ContainsAny(folder, "()") {
		return ""
	}
	return "nnimap+" + d.Name + ":" + folder
}

// meliUse is meli's word for a special use, or "".
func meliUse(use string) string {
	switch use {
	case "Sent", "Drafts", "Trash", "Junk", "Archive", "Flagged":
		return use
	}
	return ""
}

// Package client knows the mail programs: one [Row] each, with what the
// program can do and the files that set it up. Plain values go
// in, the bytes of a file come out. Package settings decides what goes in.
//
// A new program is a row of [Table], a template for each of its files, and its
// sentences in the language files; tests name whatever is missing.
//
// No file ever holds a password: a program asks for it, or runs a command of
// the person's own (see [Row.Password]). And none holds a setting that its
// program does not have.
package client

import "mailadvisor/probe/result"

// Row is one mail program.
type Row struct {
	Name string `json:"name"` // as in --client
	// Aliases are what people call it beside: see [Meant].
	Aliases []string `json:"aliases,omitempty"`
	Use     Use      `json:"use"`

	// On is where it runs. Usual says that it comes with that system, or that
	// most people there know it.
	On    []Platform `json:"-"`
	Usual bool       `json:"-"`
	// Finds is the row of [result.Clients] that looks for servers as it does; ""
	// where how it does is not known.
	Finds result.Client `json:"-"`
	// Like names the program whose files have the same lines, "" for none.
	Like string `json:"-"`
	// Jobs says that an entry of its file is something to do with an account, of
	// which there may be several for one.
	Jobs bool `json:"-"`
	// InURL says that host, port and security are one setting of its file.
	InURL bool `json:"-"`

	// What the program can do, in its files or its menus.
	IMAP     Can `json:"imap"`
	POP      Can `json:"pop3"`
	Sends    Can `json:"sends"` // and is told by our files how
	StartTLS Can `json:"starttls"`
	OAuth2   Can `json:"oauth2"`   // at one issuer of OAuth at least. [Table] fills it in
	SCRAM    Can `json:"scram"`    // RFC 5802, RFC 7677
	CRAM     Can `json:"cram_md5"` // RFC 2195
	// Autoconfig says that it finds the servers from the address alone, by the
	// file config-v1.1.xml that a domain publishes.
	Autoconfig Can `json:"autoconfig"`
	// Source is where its own source is, "" where that is not public.
	Source string `json:"source,omitempty"`
	// Ended is when its maker ended it (RFC 3339), where that is known.
	Ended string `json:"ended,omitempty"`

	// OAuth is how it logs in with a token, issuer by issuer. [Table] fills it in.
	OAuth OAuth `json:"oauth"`
	// Issuers says where it finds the page that OAuth2 is about; "" where that
	// is not known.
	Issuers Issuers `json:"oauth2_issuers,omitempty"`
	// IssuerHosts are the hosts, and what ends with them, whose issuer its own
	// list names. See [Row.SignsIn].
	IssuerHosts []string `json:"oauth2_hosts,omitempty"`

	Keep     Keep     `json:"pop_keep"`
	Window   Window   `json:"offline"`
	Password Password `json:"password"`

	// Archive is how it keeps mail that is on no server.
	Archive Archive `json:"-"`
	// TrashDays is after how many days it empties the trash on the server by
	// itself; 0 where it does not.
	TrashDays int `json:"-"`
	// WindowDeletes says that a switch beside its window deletes older messages
	// on the server.
	WindowDeletes bool `json:"-"`

	InboxOnly bool     `json:"inbox_only,omitempty"` // over IMAP it collects the inbox and no other folder
	Repeats   bool     `json:"repeats,omitempty"`    // over POP it collects what stays on the server again each time
	Cloud     bool     `json:"cloud,omitempty"`      // its maker's servers keep a copy of the mail
	With      []string `json:"with,omitempty"`       // programs that do the rest of the work
	Instead   []string `json:"instead,omitempty"`    // what to take in place of a discontinued one

	// Labels says where the names on its screens were read, which stand in the
	// language files. Nil: they are not verified, and ours are shown.
	Labels *Source `json:"labels,omitempty"`

	// Kept are the configurations of its own that can be read back. [Table]
	// fills them in.
	Kept []Kept `json:"-"`

	// Proof is what a test saw of our files. [Table] fills it in.
	Proof Proof `json:"proof"`

	// Forms are the file sets by version, the newest first. A program whose
	// files never changed has one, with an empty version.
	Forms []Form `json:"forms,omitempty"`
}

// Can is the answer to "can this program do it?". What is not known to us is
// Unknown, never No.
type Can string

const (
	Yes     Can = "yes"
	No      Can = "no"
	Unknown Can = "unknown"
)

// Issuers is where a program finds who issues the tokens of OAuth2 (RFC 7628)
// for a host: it asks no server for that.
type Issuers string

const (
	Listed Issuers = "listed" // in a list of its own, of large providers
	AddOn  Issuers = "add-on" // there, or an add-on names it
)

// Use is what a program is for.
type Use string

const (
	Reads   Use = "reads"   // mail is read, or brought to where it is read
	BacksUp Use = "backup"  // a one-way copy that only grows
	SendsIt Use = "sends"   // outgoing mail alone
	Helps   Use = "helper"  // it sorts mail on the server, or stands between a program and it
	ByHand  Use = "by-hand" // a person types the settings
	Gone    Use = "discontinued"
)

// Platform is where programs run: people look for theirs there.
type Platform string

const (
	Windows  Platform = "windows"
	Mac      Platform = "mac"
	Linux    Platform = "linux"
	IPhone   Platform = "iphone" // and iPad
	Android  Platform = "android"
	Terminal Platform = "terminal"
	Web      Platform = "web"   // a browser
	Machines Platform = "sends" // a machine or a site that sends mail
	Anywhere Platform = "other"
)

// Platforms returns all of them, in the order of every screen.
func Platforms() []Platform {
	return []Platform{Windows, Mac, Linux, IPhone, Android, Terminal, Web, Machines, Anywhere}
}

func on(platforms ...Platform) []Platform { return platforms }

// Archive is how a program keeps mail that is on no server.
type Archive string

const (
	InFolders Archive = "folders" // in local folders of its own
	ByMirror  Archive = "mirror"  // in a copy that another program makes
	Nowhere   Archive = ""        // not at all, or that is not known
)

// Keep is how long a program can let a copy stay on a POP server.
type Keep struct {
	Kind KeepKind `json:"kind"`
	Days []int    `json:"days,omitempty"` // KeepSteps: the choices, ascending
	Menu bool     `json:"menu,omitempty"` // chosen in its menus: our file cannot say it
	// ByHand says that it never deletes what it collects, only what the person
	// deletes (or not even that).
	ByHand bool `json:"by_hand,omitempty"`
	// ByDate says that it counts the days from the date of the message, not
	// from when it collected it: old mail is deleted at once.
	ByDate bool `json:"by_date,omitempty"`
}

// KeepKind is the freedom a program has there.
type KeepKind string

const (
	KeepAny     KeepKind = "any-days"
	KeepSteps   KeepKind = "steps"
	KeepForever KeepKind = "for-ever" // for ever or not at all
	KeepNone    KeepKind = "-"        // it has no POP
	KeepUnknown KeepKind = "unknown"
)

// Window is what a program keeps for reading without a connection (IMAP).
type Window struct {
	Kind WindowKind `json:"kind"`
	Menu bool       `json:"menu,omitempty"`
}

// WindowKind is the measure of it.
type WindowKind string

const (
	WindowDays     WindowKind = "days"     // the most recent N days
	WindowMessages WindowKind = "messages" // the most recent N messages
	WindowAll      WindowKind = "all"
	WindowHeaders  WindowKind = "headers"
	WindowCache    WindowKind = "cache" // what was opened once
	WindowMenu     WindowKind = "menu"
	WindowNone     WindowKind = "-"
	WindowUnknown  WindowKind = "unknown"
)

// Password is how a program is safely given one.
type Password string

const (
	Prompted Password = "prompt"   // it asks, and keeps it in its own store
	Asked    Password = "asked"    // it asks each time it is started
	Command  Password = "command"  // it runs a command that prints it
	AuthInfo Password = "authinfo" // it asks, and offers to keep it in ~/.authinfo.gpg
	NetRC    Password = "netrc"    // it reads the person's own ~/.netrc
	OnImport Password = "import"   // it asks when the file is opened
	NoneHere Password = "-"        // another program has it
)

// Source is where the names on a program's screens were read.
type Source struct {
	File    string `json:"file"`            // the program's own language file, or its maker's page
	Program string `json:"program"`         // as its maker calls it
	Version string `json:"version"`         // that the file belongs to
	Later   bool   `json:"later,omitempty"` // it says itself that later versions have them too
	Date    string `json:"date"`            // RFC 3339: when the file was last changed
	// Catalogs are the gettext domains of that file where the program is
	// installed: a test compares the names with them.
	Catalogs []string `json:"-"`
}

// Form is the set of files of one version.
type Form struct {
	From  string `json:"from,omitempty"` // the first version that reads it
	Files []File `json:"files"`
}

// The permissions of files.
const (
	Private uint32 = 0o600 // it names an account, and how its password is given
	Public  uint32 = 0o644 // it is meant for others
)

// File is one file of a program.
type File struct {
	Name string `json:"name"`
	Mode uint32 `json:"mode"` // Unix permissions: Private or Public
	// Template is under templates/, as PROGRAM.FILE: the message
	// settings.place.PROGRAM.FILE says where to put the file.
	Template string `json:"-"`
	// Write makes the file in place of a template, where its format is one that
	// a domain publishes too.
	Write    func(Data) []byte `json:"-"`
	Outgoing bool              `json:"-"` // it holds an outgoing server and the mail address
	Incoming bool              `json:"-"` // it holds an incoming server
	Comments bool              `json:"-"` // it begins with the notes, as comments
	Folders  bool              `json:"-"` // over IMAP it names the folders for sent mail, drafts and trash

	// Format is the syntax that a test reads the file back in.
	Format Format `json:"format"`
	Typed  bool   `json:"typed,omitempty"` // a table to type from: what is not known is left out
	QR     bool   `json:"qr,omitempty"`    // its content is shown as a QR code
	// NoStartTLS says that the file has no word for STARTTLS at the incoming
	// server, though the program does: it is then left out.
	NoStartTLS bool `json:"-"`
	// NoToken says that the file has no word for a command that prints a token,
	// though the program's newer form has.
	NoToken bool `json:"-"`
}

// Format is the syntax of a file.
type Format string

const (
	Text    Format = "text" // for a person
	Plist   Format = "property list"
	XML     Format = "XML"
	JSON    Format = "JSON"
	TOML    Format = "TOML"
	INI     Format = "INI"
	Lisp    Format = "Emacs Lisp"
	Lines   Format = "lines" // a keyword and its arguments on each
	JS      Format = "Mozilla preferences"
	KeyFile Format = "GLib key file"
	Lua     Format = "Lua"
	PHP     Format = "PHP"
)

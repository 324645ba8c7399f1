// Package accounts reads the mail accounts that a person's mail programs
// already have, out of the programs' own configurations: one [Reader] a form of
// file. It is a leaf: bytes go in, plain values come out. Package client says
// which program keeps which file where; package review judges what was read.
//
// A person's file is richer than one of ours. Lines that are not known here are
// passed over, files that a file includes are read where [Input.Files] holds
// them, and what cannot be known without running something is said in
// [Found.Notes]. Nothing that a configuration names is ever run.
//
// A password is dropped in the place where it is parsed: no type of this
// package has a field for one. What is kept is that there was one
// ([Account.HoldsPassword]). Lines that show a setting are made from the key and
// the value that were understood, never copied from the file, so that a password
// beside them is not carried along.
package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Account is one mailbox as a program is set up for it, or one server that it
// sends through where it does no more than that.
type Account struct {
	Program string `json:"program"` // as in client.Row
	File    string `json:"file"`    // where most of it stands
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"` // of the person, where the file says it

	Server           // the server that mail is read from; that it is sent through where the program only sends
	Outgoing *Server `json:"outgoing,omitempty"`

	// What becomes of a copy on a POP server; "" where that is not said.
	Keep     Keep `json:"keep,omitempty"`
	KeepDays int  `json:"keep_days,omitempty"`
	// DeletesWhatIsDeleted says that a message deleted here is deleted on a POP server.
	DeletesWhatIsDeleted bool   `json:"deletes_what_is_deleted,omitempty"`
	Repeats              bool   `json:"repeats,omitempty"` // it keeps no list of what it collected
	Into                 string `json:"into,omitempty"`    // another account's inbox that its mail goes to

	PollSeconds int `json:"poll_seconds,omitempty"` // between two collections; 0: not by itself, or not said

	// What is kept here for reading without a connection (IMAP): none, recent
	// or all; "" where that is not said.
	Offline     string `json:"offline,omitempty"`
	OfflineDays int    `json:"offline_days,omitempty"`

	// What is deleted on an IMAP server by itself.
	RetainDays       int    `json:"retain_days,omitempty"`        // older messages
	RetainCount      int    `json:"retain_count,omitempty"`       // all but the newest
	EmptiesTrash     bool   `json:"empties_trash,omitempty"`      // when the program ends
	RemovesOnServer  bool   `json:"removes_on_server,omitempty"`  // IMAP: what was collected
	SentHere         *bool  `json:"sent_here,omitempty"`          // sent mail is kept on this computer alone
	HoldsPassword    bool   `json:"holds_password,omitempty"`     // in plain text, in the file
	ReadableByOthers bool   `json:"readable_by_others,omitempty"` // the file's permissions
	LocalBytes       *int64 `json:"local_bytes,omitempty"`        // octets of its folders here, where that was asked
	Collected        *int   `json:"collected,omitempty"`          // messages that this program remembers to have on a POP server
	MailFolder       string `json:"-"`                            // where its mail lies, relative to [Input.Files]

	// Exceptions are the servers whose certificate a person told the program
	// to take though it is not valid.
	Exceptions []Exception `json:"exceptions,omitempty"`

	// Own says that it lies where its program keeps it for this person, and
	// is nobody else's file: set by who finds it.
	Own bool `json:"-"`

	Lines map[Setting]Line `json:"-"` // of the settings that are not a server's
}

// Keep is what a POP program leaves on the server.
type Keep string

const (
	KeepNot     Keep = "no"
	KeepDays    Keep = "days"
	KeepForever Keep = "forever"
)

// Exception is a certificate that a program takes without its being valid.
type Exception struct {
	Host string `json:"host"`
	Port int    `json:"port"`
	Line Line   `json:"line"`
}

// Server is one server of an account, with what is in effect: a value that
// stands in no file is the program's default.
type Server struct {
	Service  Service  `json:"protocol"`
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
	User     string   `json:"username,omitempty"`
	Auth     Auth     `json:"auth,omitempty"` // "" where the program chooses
	// Mechanisms are the ways to log in that the program is told to use, in its
	// order: names of SASL in capitals, and APOP. None where it chooses.
	Mechanisms []string `json:"mechanisms,omitempty"`
	// Unverified says that the program does not check the certificate.
	Unverified bool `json:"unverified,omitempty"`

	Shown map[Setting]Line `json:"-"` // the lines that show it
}

// Service is a mail protocol.
type Service string

const (
	IMAP       Service = "imap"
	POP3       Service = "pop3"
	Submission Service = "submission"
)

// Security is how a connection is encrypted.
type Security string

const (
	TLS       Security = "tls"
	StartTLS  Security = "starttls"
	IfOffered Security = "starttls-if-offered" // plaintext where the offer is missing, or was taken out on the way
	None      Security = "none"
	NotKnown  Security = "unknown"
)

// Auth is how a program logs in.
type Auth string

const (
	Password    Auth = "password"
	Encrypted   Auth = "encrypted-password" // CRAM-MD5, APOP, DIGEST-MD5, SCRAM
	OAuth2      Auth = "oauth2"
	Kerberos    Auth = "gssapi"
	NTLM        Auth = "ntlm"
	Certificate Auth = "client-certificate"
	NoLogin     Auth = "none"
)

// Setting is one thing that can be set.
type Setting string

// The settings.
const (
	SetHost      Setting = "host"
	SetPort      Setting = "port"
	SetSecurity  Setting = "security"
	SetUser      Setting = "user"
	SetAuth      Setting = "auth"
	SetVerify    Setting = "verify"
	SetProtocol  Setting = "protocol"
	SetKeep      Setting = "keep"
	SetKeepDays  Setting = "keep-days"
	SetDeleted   Setting = "deleted"
	SetPoll      Setting = "poll"
	SetSent      Setting = "sent"
	SetTrash     Setting = "trash"
	SetRetention Setting = "retention"
	SetOffline   Setting = "offline"
	SetPassword  Setting = "password"
	SetException Setting = "exception"
	SetInto      Setting = "into"
	SetAddress   Setting = "address"
)

// Settings returns all of them.
func Settings() []Setting {
	return []Setting{SetHost, SetPort, SetSecurity, SetUser, SetAuth, SetVerify, SetProtocol, SetKeep, SetKeepDays, SetDeleted, SetPoll,
		SetSent, SetTrash, SetRetention, SetOffline, SetPassword, SetException, SetInto, SetAddress}
}

// Line is a place in a file that shows a setting.
type Line struct {
	File   string `json:"file"`
	Number int    `json:"line,omitempty"` // from 1; 0 where the file does not say it: the program's default
	Text   string `json:"text"`           // key and value as they were understood
}

// Passed is something that a file holds and that its program would not use.
type Passed struct {
	Program string `json:"program"`
	File    string `json:"file"`
	Name    string `json:"name,omitempty"`
	Why     Why    `json:"why"`
}

// Why is why something is passed over: a closed list.
type Why string

const (
	Orphan       Why = "orphan"        // no account uses the server
	Disabled     Why = "disabled"      // switched off
	LocalFolders Why = "local-folders" // no server at all
	Feed         Why = "feed"          // RSS
	News         Why = "news"          // NNTP
	Calendar     Why = "calendar"      // or contacts
	OtherProfile Why = "other-profile" // the program starts with another
	OtherKind    Why = "other-kind"    // a server that is neither IMAP nor POP: Exchange, JMAP, a local command
	NoServer     Why = "no-server"     // its server's name is missing
)

// Whys returns all of them.
func Whys() []Why {
	return []Why{Orphan, Disabled, LocalFolders, Feed, News, Calendar, OtherProfile, OtherKind, NoServer}
}

// Note is something that cannot be known from the files.
type Note struct {
	ID   NoteID `json:"id"`
	Line Line   `json:"line"`
}

// NoteID says what it is: a closed list.
type NoteID string

const (
	NoteCommand   NoteID = "command"   // a program would have to be run
	NoteOutside   NoteID = "outside"   // a file beyond the folder is included
	NoteMissing   NoteID = "missing"   // an included file is not there
	NoteUnread    NoteID = "unread"    // a file that cannot be read
	NoteCondition NoteID = "condition" // it depends on what happens in the program
	NoteBroken    NoteID = "broken"    // not of the form that its program reads
)

// Notes returns all of them.
func Notes() []NoteID {
	return []NoteID{NoteCommand, NoteOutside, NoteMissing, NoteUnread, NoteCondition, NoteBroken}
}

// Found is what was read.
type Found struct {
	Accounts []Account
	Passed   []Passed
	Notes    []Note
}

// Input is what a reader reads.
type Input struct {
	Program string // as in client.Row
	Name    string // the file or folder, within Files
	// Files are all that may be opened: the folder of the configuration. Names
	// that leave it are refused by fs.ValidPath.
	Files fs.FS
	// Home is the home folder relative to Files, with as many "../" as that
	// takes; "" where it is not known.
	Home string
	// Root is what Files is called, for the names that are shown.
	Root string

	found *Found
	depth int
	read  int64
}

// Reader reads one form of configuration.
type Reader func(*Input)

// MaxBytes bounds what is read of one configuration, in octets.
const MaxBytes = 32 << 20

// MaxAccounts bounds the accounts of one configuration.
const MaxAccounts = 500

// maxDepth bounds the depth of files that include each other.
const maxDepth = 16

// errTooLarge is the reason of a configuration beyond its bound.
var errTooLarge = errors.New("too large")

// Read runs a reader. A reader that fails of a mistake here is a note, and the
// accounts that it had until then stand.
func Read(r Reader, in Input) (found Found) {
	in.found = &found
	defer func() {
		if e := recover(); e != nil {
			in.note(NoteBroken, in.line("", 0, fmt.Sprint("stopped: ", path.Base(in.Name))))
		}
	}()
	r(&in)
	return found
}

// add keeps an account. One without the name of a server is passed over.
func (in *Input) add(a Account) {
	a.Program = in.Program
	if a.File == "" {
		a.File = in.shown(in.Name)
	}
	if a.Host == "" {
		in.pass(a.Name, NoServer)
		return
	}
	if len(in.found.Accounts) < MaxAccounts {
		in.found.Accounts = append(in.found.Accounts, a)
	}
}

func (in *Input) pass(name string, why Why) {
	if len(in.found.Passed) < MaxAccounts {
		in.found.Passed = append(in.found.Passed, Passed{in.Program, in.shown(in.Name), name, why})
	}
}

func (in *Input) note(id NoteID, l Line) {
	if len(in.found.Notes) < MaxAccounts {
		in.found.Notes = append(in.found.Notes, Note{id, l})
	}
}

// shown returns a name within Files as a person knows it.
func (in *Input) shown(name string) string {
	if in.Root == "" {
		return name
	}
	return strings.TrimSuffix(in.Root, "/") + "/" + name
}

// line returns a line of a file, made from what was understood.
func (in *Input) line(file string, number int, text string) Line {
	if file == "" {
		file = in.Name
	}
	const most = 200 // octets of a line
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return Line{in.shown(file), number, text}
}

// open reads a file of the configuration, in UTF-8 and with the line ends of Unix.
func (in *Input) open(name string) (string, error) {
	name = path.Clean(name)
	file, err := in.Files.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := readAll(file, MaxBytes-in.read)
	in.read += int64(len(content))
	if err != nil {
		return "", err
	}
	return Decode(content), nil
}

// main reads the file that was named; what keeps it from being read is a note.
func (in *Input) main() (string, bool) {
	text, err := in.open(in.Name)
	if err != nil {
		in.note(NoteUnread, in.line("", 0, ""))
		return "", false
	}
	return text, true
}

// include reads a file that another names, relative to base; ~ is the home
// folder. What cannot be read is a note, and why.
func (in *Input) include(base, name string, at Line) (file, text string, ok bool) {
	if in.depth >= maxDepth {
		return "", "", false
	}
	full, inside := in.resolve(base, name)
	if !inside {
		in.note(NoteOutside, at)
		return "", "", false
	}
	text, err := in.open(full)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		in.note(NoteMissing, at)
	case err != nil:
		in.note(NoteUnread, at)
	}
	return full, text, err == nil
}

// resolve returns a name of a configuration within Files, and whether it is
// there.
func (in *Input) resolve(base, name string) (string, bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	for _, home := range []string{"~/", "$HOME/", "${HOME}/"} {
		if rest, ok := strings.CutPrefix(name, home); ok {
			if in.Home == "" {
				return "", false
			}
			full := path.Join(in.Home, rest)
			return full, fs.ValidPath(full)
		}
	}
	if rest, ok := strings.CutPrefix(name, strings.TrimSuffix(in.Root, "/")+"/"); ok && in.Root != "" {
		return path.Clean(rest), fs.ValidPath(path.Clean(rest))
	}
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") || strings.Contains(name, "$") || len(name) > 1 && name[1] == ':' {
		return "", false
	}
	full := path.Join(base, name)
	return full, fs.ValidPath(full)
}

// Servers returns the servers of an account, that for reading first.
func (a *Account) Servers() []*Server {
	out := []*Server{&a.Server}
	if a.Outgoing != nil && a.Outgoing.Host != "" {
		out = append(out, a.Outgoing)
	}
	return out
}

// Reads reports whether mail is read by it.
func (a *Account) Reads() bool { return a.Service != Submission }

// Line returns the line that shows a setting of the account.
func (a *Account) Line(s Setting) Line { return a.Lines[s] }

// show keeps the line of a setting.
func (a *Account) show(s Setting, v value) {
	if a.Lines == nil {
		a.Lines = map[Setting]Line{}
	}
	a.Lines[s] = v.line
}

// show keeps the line of a setting.
func (s *Server) show(what Setting, v value) {
	if s.Shown == nil {
		s.Shown = map[Setting]Line{}
	}
	s.Shown[what] = v.line
}

// showAll keeps the lines of what every server has.
func (s *Server) showAll(host, port, security, user, auth value) {
	s.show(SetHost, host)
	s.show(SetPort, port)
	s.show(SetSecurity, security)
	s.show(SetUser, user)
	s.show(SetAuth, auth)
}

// keeps takes from a switch and a number of days for how long mail stays on a
// POP server: no number is for ever.
func (a *Account) keeps(leave, days value) {
	a.show(SetKeep, leave)
	switch {
	case !isYes(leave.text):
		a.Keep = KeepNot
	case number(days.text) > 0:
		a.Keep, a.KeepDays = KeepDays, number(days.text)
		a.show(SetKeepDays, days)
	default:
		a.Keep = KeepForever
	}
}

// usualPort returns the port of a service without another (RFC 8314 section
// 7.3; for sending without TLS, that of submission).
func usualPort(s Service, sec Security) int {
	switch {
	case s == IMAP && sec == TLS:
		return 993
	case s == IMAP:
		return 143
	case s == POP3 && sec == TLS:
		return 995
	case s == POP3:
		return 110
	case sec == TLS:
		return 465
	}
	return 587
}

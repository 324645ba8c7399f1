package settings

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Error says why there is no file. Its words are the messages error.ID.what
// and error.ID.next.
type Error struct {
	ID   string
	Args locale.Args
}

func (e *Error) Error() string { return fmt.Sprintf("%s %v", e.ID, e.Args) }

// Files makes the files of a mail program, with comments in the printer's
// language. Version is the program's, "" for the newest form known.
// The error is an *[Error].
func Files(s Settings, name, version string, p *locale.Printer) ([]File, error) {
	row, form, err := Known(name, version, "")
	if err != nil {
		return nil, err
	}
	if s.bridged() && !row.OnComputers() {
		return nil, &Error{"client-bridge", locale.Args{"client": row.Name}}
	}
	s = s.signedIn(row)
	var files []File
	forms := form.Files
	silent := s.readsAlone(row, forms)
	if silent {
		forms = []client.File{client.ToType()}
	}
	if server, alone := s.button(row); server != nil {
		if alone {
			forms = nil
		}
		if err := fitsSignIn(s, row, server); err != nil {
			return nil, err
		}
		steps := signInSteps(s, row, server, alone || len(forms) == 0)
		file, err := made(s, row, form, signInFile(), steps, p)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	for _, f := range forms {
		if f.NoStartTLS && s.Incoming != nil && s.Incoming.Security == result.StartTLS || f.Mode == client.Public && !s.holdForAll() {
			continue
		}
		if err := fits(s, row, f); err != nil {
			return nil, err
		}
		known := notes(s, row, form, f, p)
		if silent {
			known = append(known, locale.Text{ID: "settings.no-outgoing", Args: locale.Args{"client": row.Name}})
		}
		file, err := made(s, row, form, f, known, p)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// readsAlone reports whether a program is to read and send, and no server to
// send through answered: its files would be broken, and what reads can still be
// typed.
func (s Settings) readsAlone(row client.Row, forms []client.File) bool {
	return s.Outgoing == nil && s.Incoming != nil && row.Use == client.Reads && row.Sends == client.Yes &&
		slices.ContainsFunc(forms, func(f client.File) bool { return f.Outgoing || f.Typed })
}

// bridged reports whether a server is a program of the provider's on the person's
// own computer, which answers there alone.
func (s Settings) bridged() bool {
	return s.Incoming != nil && s.Incoming.Secret == SecretBridge || s.Outgoing != nil && s.Outgoing.Secret == SecretBridge
}

// holdForAll reports whether a file for everybody of the domain can be made of
// them, and is of use: a user name that follows from no address is one person's.
func (s Settings) holdForAll() bool {
	local, _, _ := strings.Cut(s.Address, "@")
	for _, x := range []*Server{s.Incoming, s.Outgoing} {
		if x != nil && x.Username != s.Address && x.Username != local {
			return false
		}
	}
	return !s.Findable
}

// made writes one file, with its notes.
func made(s Settings, row client.Row, form client.Form, f client.File, known []locale.Text, p *locale.Printer) (File, error) {
	comments := make([]string, len(known))
	for i := range known {
		p.Fill(&known[i])
		comments[i] = known[i].Text
	}
	words := func(id string, args map[string]any) string { return p.T(id, args) }
	d := data(s, row, form)
	d.Labels = Labels(row, p)
	if f.Typed {
		if d.Menu = stepsOf(known); d.Menu != "" {
			comments = comments[1:]
		}
	}
	content, err := f.Render(d, comments, words)
	var bad *client.ValueError
	if errors.As(err, &bad) {
		return File{}, &Error{"setting-value", locale.Args{"client": row.Name, "detail": bad.Error()}}
	}
	if err != nil {
		return File{}, err
	}
	return File{Name: f.Name, Mode: f.Mode, Content: content, Notes: known, Commented: f.Comments || f.Format == client.Text, Typed: f.Format == client.Text, QR: f.QR}, nil
}

// stepsOf are the steps to where a person types the values, a line each: the
// first of the notes. "" where the menus of the program are not known.
func stepsOf(notes []locale.Text) string {
	if len(notes) == 0 || !strings.HasPrefix(notes[0].ID, "settings.type.") {
		return ""
	}
	return notes[0].Text
}

// Steps returns those of a file that is typed, a line each: its first note. ""
// for none.
func (f *File) Steps() string {
	if !f.Typed {
		return ""
	}
	return stepsOf(f.Notes)
}

// fitsSignIn reports what a sign-in by a button needs and the settings do not
// have.
func fitsSignIn(s Settings, row client.Row, server *Server) error {
	if server.Service != result.Submission && row.Reads(string(server.Service)) == client.No {
		return noProtocol(row, server.Service)
	}
	return nil
}

// Known finds a program and the form of its files, or says what there is
// instead: another name, another version, or a protocol that the program has.
// A protocol of "" is whatever the advice will be. The error is an *[Error].
func Known(name, version string, protocol result.Service) (client.Row, client.Form, error) {
	row, ok := client.Lookup(name)
	if !ok {
		return row, client.Form{}, &Error{"client-unknown", locale.Args{"value": name, "near": client.Nearest(name)}}
	}
	if row.Use == client.Gone {
		return row, client.Form{}, &Error{"client-discontinued", locale.Args{"client": name, "instead_list": row.Instead, "ended": row.Ended != "", "ended_date": row.Ended}}
	}
	form, err := row.Form(version)
	if err != nil {
		var known []string
		for _, f := range row.Forms {
			if f.From != "" {
				known = append(known, f.From)
			}
		}
		return row, form, &Error{"client-version", locale.Args{"client": name, "value": version, "known_list": known}}
	}
	if protocol != "" && row.Use != client.SendsIt && row.Reads(string(protocol)) == client.No {
		return row, form, noProtocol(row, protocol)
	}
	return row, form, nil
}

func noProtocol(row client.Row, protocol result.Service) *Error {
	names := map[result.Service]string{result.IMAP: "IMAP", result.POP3: "POP"}
	other := result.IMAP
	if protocol == result.IMAP {
		other = result.POP3
	}
	return &Error{"client-protocol", locale.Args{"client": row.Name, "protocol": names[protocol], "other": names[other], "other_flag": string(other)}}
}

// Single is the one file that the program reads, nil where there are several
// or none. What is left is for a person, or for everybody of the domain.
func Single(files []File) *File {
	var one *File
	for i, f := range files {
		switch {
		case f.Typed, f.Mode == client.Public:
		case one != nil:
			return nil
		default:
			one = &files[i]
		}
	}
	return one
}

// Several returns the names of the files that a form always has for one person,
// where there is more than one: no output can hold them together.
func Several(form client.Form) []string {
	var names []string
	for _, f := range form.Files {
		if f.Format != client.Text && f.Mode == client.Private && !f.QR {
			names = append(names, f.Name)
		}
	}
	if len(names) < 2 {
		return nil
	}
	return names
}

// WithoutQR leaves out what a phone is shown as a QR code.
func WithoutQR(files []File) []File {
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return f.QR })
}

// Labels returns the names on a program's screens in the printer's language, as
// far as they are known; see [client.LabelKeys].
func Labels(row client.Row, p *locale.Printer) map[string]string {
	if row.Labels == nil {
		return nil
	}
	out := map[string]string{}
	for _, key := range client.LabelKeys() {
		if id := "settings.label." + row.Name + "." + key; p.Has(id) {
			out[key] = p.T(id, nil)
		}
	}
	return out
}

// Suits reports whether a program can be set to use these servers, so far as
// the servers decide: a name that is not known yet can still be given.
func Suits(s Settings, name string) bool {
	row, form, err := Known(name, "", "")
	if err != nil {
		return false
	}
	for _, f := range form.Files {
		var wrong *Error
		if errors.As(fits(s, row, f), &wrong) && wrong.ID != "settings-user" && wrong.ID != "settings-address" {
			return false
		}
	}
	return true
}

// fits reports what a file needs and does not have, or what its program
// cannot do. A table to type from leaves out what is not known.
func fits(s Settings, row client.Row, f client.File) error {
	args := locale.Args{"client": row.Name}
	if f.Incoming || f.Typed && s.Incoming != nil && row.Use != client.SendsIt {
		if s.Incoming == nil {
			return &Error{"settings-incoming", args}
		}
		if row.Reads(string(s.Incoming.Service)) == client.No {
			return noProtocol(row, s.Incoming.Service)
		}
		if s.NoCopy != "" && row.Use != client.BacksUp {
			return &Error{"settings-no-copy", locale.Args{"client": row.Name, "host": s.Incoming.Host, "obstacle": s.NoCopy}}
		}
		if err := speaks(*s.Incoming, row, f); err != nil {
			return err
		}
	}
	if f.Typed && s.Outgoing != nil && row.Sends == client.Yes {
		return speaks(*s.Outgoing, row, f)
	}
	if f.Outgoing {
		if s.Outgoing == nil {
			return &Error{"settings-outgoing", args}
		}
		if s.Address == "" || !strings.Contains(s.Address, "@") {
			return &Error{"settings-address", args}
		}
		return speaks(*s.Outgoing, row, f)
	}
	return nil
}

// speaks reports what a server needs and the program cannot do.
func speaks(server Server, row client.Row, f client.File) error {
	args := locale.Args{"client": row.Name, "host": server.Host, "port": server.Port}
	if server.Username == "" && !f.Typed {
		return &Error{"settings-user", args}
	}
	if server.Security == result.StartTLS && row.StartTLS == client.No {
		return &Error{"client-starttls", args}
	}
	switch server.Auth {
	case AuthOAuth2:
		if f.NoToken {
			args["version"] = row.Forms[0].From
			return &Error{"client-token-form", args}
		}
		if row.Issuers != "" { // a note says where it knows the issuer
			return nil
		}
		can := server.signIn(row).Can
		by := client.IssuerNamed(server.Issuer)
		args["issuer"], args["named"] = by.Title, by.Title != ""
		args["instead_list"] = othersThatSignIn(server, row)
		args["lists"], args["offered"], args["offered_list"] = row.OAuth2 == client.Yes, len(server.Mechanisms) > 0, server.Mechanisms
		args["pop"] = server.Service == result.POP3
		switch {
		case can == client.No:
			return &Error{"client-oauth2", args}
		case can == client.Yes && mechanismOf(server, row) == "":
			return &Error{"client-token-mechanism", args}
		}
	case AuthEncrypted:
		for _, m := range server.Mechanisms {
			if result.IsSCRAM(m) && row.SCRAM != client.No || isCRAM(m) && row.CRAM != client.No {
				return nil
			}
		}
		args["offered_list"] = server.Mechanisms
		return &Error{"client-mechanism", args}
	}
	return nil
}

// data returns what the templates see.
func data(s Settings, row client.Row, form client.Form) client.Data {
	d := client.Data{
		Program:     row.Name,
		Form:        form.From,
		Name:        accountName(s),
		Address:     s.Address,
		FullName:    s.Name,
		Keep:        keepOf(s, row),
		KeepDays:    s.Options.LeaveOnServerDays,
		Offline:     offline(s.Options),
		OfflineDays: s.Options.OfflineDays,
		BodyLimitKB: s.Options.BodyLimitBytes / 1024,
		PollMinutes: s.Options.PollMinutes,
		Folders:     map[string]string{},
		ByName:      len(s.ByName) > 0,
		Prefix:      s.Prefix,
		Delimiter:   s.Delimiter,
	}
	_, d.Domain, _ = strings.Cut(s.Address, "@")
	if s.Incoming != nil && row.Use != client.SendsIt {
		d.Incoming = s.server(s.Incoming, row)
	}
	if s.Outgoing != nil && row.Sends == client.Yes {
		d.Outgoing = s.server(s.Outgoing, row)
	}
	for use, name := range maps.All(s.Folders) {
		d.Folders[strings.TrimPrefix(use, `\`)] = name
	}
	return d
}

func (s Settings) server(x *Server, row client.Row) client.Server {
	return client.Server{
		POP: x.Service == result.POP3, Host: x.Host, Port: x.Port, StartTLS: x.Security == result.StartTLS,
		User: x.Username, Auth: x.Auth, Secret: x.Secret, Mechanism: mechanismOf(*x, row), LoginCommand: x.LoginCommand, UTF8: x.UTF8,
		Issuer: x.Issuer, Command: s.command(x),
	}
}

// offline returns what stays readable without a connection. A number of days
// alone means the recent ones.
func offline(o choose.Options) client.Offline {
	if o.Offline == "" && o.OfflineDays > 0 {
		return client.OfflineRecent
	}
	if o.Offline == string(client.OfflineRecent) && o.OfflineDays == 0 {
		return client.OfflineAll
	}
	return client.Offline(o.Offline)
}

// accountName names the account in files and folders.
func accountName(s Settings) string {
	switch {
	case s.Address != "":
		return client.SafeName(s.Address)
	case s.Incoming != nil:
		return client.SafeName(s.Incoming.Username)
	}
	return client.SafeName("")
}

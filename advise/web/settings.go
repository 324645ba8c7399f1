package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	facts "mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// field is one value to type, with a button that copies it.
type field struct {
	Name, Value string
	Copy        bool
}

type serverSettings struct {
	Title  string
	Fields []field
}

type fileView struct {
	Name, Path string
	Notes      []string
	Content    string // to look into
	Public     bool   // for the administrator of the domain
}

type settingsData struct {
	Platforms []platformView
	Own       []ownDevice
	Program   string   // its name in --client
	Named     string   // what it is called
	Steps     []string // to where the values are typed
	Servers   []serverSettings
	How       []string
	Notes     []string // of what is typed
	Files     []fileView
	QR        string // the path of its code
	QRNotes   []string
	Problem   *problemView
	None      string // why there is nothing to type
	Other     string // another protocol than the one that is advised
	Ahead     []string
	Known     []string
	Does      []string // what to set on the device
	told      []string // notes that stand on the page already
}

// ownDevice is a device that the person has named, and its program.
type ownDevice struct {
	Kind    string
	Program choice   // none: not said
	Usual   []choice // what most have there, where it was not said
}

type platformView struct {
	Name, Text string
	Programs   []choice
	Open       bool
}

// settingsPage shows what to type into a program, or what to load into it.
func (s *Server) settingsPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.report == nil {
		after(w, r, "/")
		return
	}
	s.show(w, r, v, "settings", stepSettings, false, s.settingsData(v, r.URL.Query().Get("program")))
}

// settingsData returns what a page of settings shows. The caller holds the
// lock.
func (s *Server) settingsData(v *visit, name string) settingsData {
	words := s.wordsOf(v)
	doc := s.document(v)
	row, known := client.Lookup(name)
	if name == "" || !known || row.Use == client.Gone {
		name = s.firstProgram(v)
		row, _ = client.Lookup(name)
	}
	d := settingsData{Program: name, Named: words.Format("client", name), Platforms: platformViews(v, name, words)}
	for _, device := range v.devices {
		own := ownDevice{Kind: locale.Capital(kindWord(device.Kind, words))}
		if device.Client != "" {
			own.Program = choice{device.Client, words.Format("client", device.Client), device.Client == name}
		} else {
			own.Usual = usualOn(device.Kind, words)
		}
		d.Own = append(d.Own, own)
	}
	d.Ahead = textsOf(doc.Ahead)
	d.Known = textsOf(doc.Known)
	if row.Use == client.SendsIt {
		d.Known = textsOf(facts.ForSending(doc.Known))
	}
	if doc.Settings == nil || doc.Settings.Incoming == nil && doc.Settings.Outgoing == nil {
		d.None = words.T("screen.settings.none", nil)
		if len(v.report.Probes) == 0 {
			d.None = words.T("screen.settings.unasked", nil)
		}
		return d
	}
	set, other := forProgram(doc, row)
	if other {
		d.Other = words.T("web.settings.other-protocol", locale.Args{"client": name, "protocol": protocolName(set.Incoming)})
	}
	for _, plan := range doc.Advice.Devices {
		if plan.Client == name {
			d.Does = append(d.Does, textsOf(plan.Does)...)
		}
	}
	shown := set.As(row)
	labels := settings.Labels(row, words)
	if shown.Incoming != nil {
		d.Servers = append(d.Servers, serverFields(words.T("settings.table.incoming-"+string(shown.Incoming.Service), nil), shown.Incoming, strings.TrimSuffix(shown.Prefix, shown.Delimiter), labels, words))
	}
	if shown.Outgoing != nil {
		d.Servers = append(d.Servers, serverFields(words.T("settings.table.outgoing", nil), shown.Outgoing, "", labels, words))
	}
	if d.How = render.SettingsWords(&shown, words); labels["auth"] != "" && len(d.How) > 0 {
		d.How = d.How[1:] // it stands with each server
	}
	files, err := settings.Files(set, name, "", words)
	var wrong *settings.Error
	if errors.As(err, &wrong) {
		d.Problem = &problemView{What: words.T("error."+wrong.ID+".what", wrong.Args)}
		if id := "error." + wrong.ID + ".next"; words.Has(id) {
			d.Problem.Next = words.T(id, wrong.Args)
		}
		return d
	}
	for _, f := range files {
		d.addFile(f, words.ForPages())
	}
	return d
}

// addFile puts a file on the page: a code to scan, steps to go, or something to
// download. A note that stands there already is not told again.
func (d *settingsData) addFile(f settings.File, pages *locale.Printer) {
	var notes []string
	for _, n := range f.Notes {
		text := n.Text
		if pages.Has(n.ID + "-page") { // without what is said of a terminal
			text = pages.T(n.ID, n.Args)
		}
		if text = strings.Join(tell.CleanLines(text), "\n"); !slices.Contains(d.told, text) {
			notes = append(notes, text)
		}
	}
	d.told = append(d.told, notes...)
	switch query := "?program=" + d.Program; {
	case f.QR:
		d.QR, d.QRNotes = "/code.svg"+query, notes
	case f.Typed: // its values are the fields
		if steps := tell.CleanLines(f.Steps()); steps[0] != "" && notes[0] == strings.Join(steps, "\n") {
			d.Steps, notes = steps, notes[1:]
		}
		d.Notes = append(d.Notes, notes...)
	default:
		d.Files = append(d.Files, fileView{Name: f.Name, Path: "/file" + query + "&name=" + f.Name, Notes: notes, Content: string(f.Content), Public: f.Mode == client.Public})
	}
}

// forProgram returns the settings for a program: by the protocol that is
// advised, or by the one that it has.
func forProgram(doc *advise.Document, row client.Row) (set settings.Settings, other bool) {
	set = *doc.Settings
	if set.Incoming == nil || row.Use == client.SendsIt || row.Reads(string(set.Incoming.Service)) != client.No {
		return set, false
	}
	has := result.IMAP
	if set.Incoming.Service == result.IMAP {
		has = result.POP3
	}
	with := settings.For(&doc.Report, doc.Advice, doc.Needs, string(has))
	if with.Incoming == nil {
		return set, false
	}
	with.Address = set.Address
	return *with, true
}

func protocolName(server *settings.Server) string {
	if server != nil && server.Service == result.POP3 {
		return "POP"
	}
	return "IMAP"
}

// firstProgram returns the program that the person named, or the one that most
// have.
func (s *Server) firstProgram(v *visit) string {
	for _, d := range v.devices {
		if d.Client != "" {
			return d.Client
		}
	}
	for _, d := range v.devices {
		switch d.Kind {
		case "phone", "tablet":
			return client.OnPhones()[0]
		}
	}
	return client.Usual
}

// usualOn returns the programs that come with a device of a kind, or that many
// have there.
func usualOn(kind choose.Kind, words *locale.Printer) []choice {
	platforms := []client.Platform{client.Windows, client.Mac}
	if kind == "phone" || kind == "tablet" {
		platforms = []client.Platform{client.IPhone, client.Android}
	}
	var out []choice
	for _, p := range platforms {
		for _, row := range client.On(p) {
			one := choice{row.Name, words.Format("client", row.Name), false}
			if row.Usual && row.Use == client.Reads && !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
}

func platformViews(v *visit, name string, words *locale.Printer) []platformView {
	var out []platformView
	open := false
	for _, p := range client.Platforms() {
		view := platformView{Name: string(p), Text: words.T("web.platform."+string(p), nil)}
		for _, row := range client.On(p) {
			view.Programs = append(view.Programs, choice{row.Name, words.Format("client", row.Name), row.Name == name})
			view.Open = view.Open || !open && row.Name == name
		}
		open = open || view.Open
		out = append(out, view)
	}
	return out
}

// serverFields returns the values of a server, named as the program names them
// where that is known.
func serverFields(title string, server *settings.Server, prefix string, labels map[string]string, words *locale.Printer) serverSettings {
	service := string(server.Service)
	if server.Service == result.Submission {
		service = "smtp"
	}
	label := func(key, ours string) string {
		return cmp.Or(labels[key+"-"+service], labels[key], ours)
	}
	ours := func(id string) string { return words.T("settings.table."+id, nil) }
	user := field{label("user", ours("user")), tell.Clean(server.Username), true}
	if server.Username == "" {
		user.Value, user.Copy = ours("user-unknown"), false
	}
	security := string(server.Security)
	out := []field{
		{label("server", ours("server")), tell.Clean(server.Host), true},
		{label("port", ours("port")), strconv.Itoa(server.Port), true},
		{label("security", ours("security")), label(security, words.T("screen.security."+security, nil)), false},
		user,
	}
	if auth := labels["auth"]; auth != "" {
		out = append(out, field{auth, cmp.Or(labels["auth-"+server.Auth], words.T("settings.auth."+server.Auth, nil)), false})
	}
	if server.Service == result.IMAP && prefix != "" && (len(labels) == 0 || labels["prefix"] != "") { // where it does not ask (RFC 2342)
		out = append(out, field{label("prefix", ours("prefix")), tell.Clean(prefix), true})
	}
	return serverSettings{Title: title, Fields: out}
}

// file hands a file of a program over.
func (s *Server) file(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	files := s.filesOf(v, r.URL.Query().Get("program"))
	i := slices.IndexFunc(files, func(f settings.File) bool {
		return f.Name != "" && f.Name == r.URL.Query().Get("name") && !f.QR && !f.Typed
	})
	if i < 0 {
		s.nowhere(w, v)
		return
	}
	handOver(w, files[i].Name, "application/octet-stream", files[i].Content)
}

// filesOf returns the files of a program; none where there are none. The caller
// holds the lock.
func (s *Server) filesOf(v *visit, name string) []settings.File {
	doc := s.document(v)
	row, known := client.Lookup(name)
	if doc == nil || !known || doc.Settings == nil {
		return nil
	}
	set, _ := forProgram(doc, row)
	files, err := settings.Files(set, name, "", s.wordsOf(v))
	if err != nil {
		return nil
	}
	return files
}

// code is the QR code of a program for a phone.
func (s *Server) code(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	files := s.filesOf(v, r.URL.Query().Get("program"))
	v.mu.Unlock()
	if i := slices.IndexFunc(files, func(f settings.File) bool { return f.QR }); i >= 0 {
		if code, err := settings.NewQR(files[i].Content); err == nil {
			s.svg(w, code.SVG())
			return
		}
	}
	http.NotFound(w, r)
}

// handOver has a browser keep a file.
func handOver(w http.ResponseWriter, name, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(content) // a reader that went away is its own affair
}

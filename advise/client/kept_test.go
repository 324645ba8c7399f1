package client

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"mailadvisor/advise/accounts"
)

// written is what was written for a row.
type written struct {
	row   Row
	form  Form
	data  Data
	files []*File
}

// roundTrip is what is written for a row: over IMAP and POP, with TLS and
// STARTTLS.
func roundTrip(yield func(written) bool) {
	for _, row := range Table() {
		for _, form := range row.Forms {
			for i := range 4 {
				pop, start := i&1 == 1, i&2 == 2
				if pop && row.POP != Yes || !pop && row.IMAP == No && row.Use != SendsIt || start && row.StartTLS == No {
					continue
				}
				ports := map[bool][3]int{false: {993, 995, 465}, true: {143, 110, 587}}[start]
				d := Data{
					Program: row.Name, Form: form.From, Name: "user", Address: "user@example.org", Domain: "example.org",
					Incoming: Server{POP: pop, Host: "in.example.org", Port: ports[0], StartTLS: start, User: "user@example.org", Auth: "password"},
					Outgoing: Server{Host: "out.example.org", Port: ports[2], StartTLS: start, User: "user@example.org", Auth: "password"},
					Offline:  OfflineRecent, OfflineDays: 30, PollMinutes: 15, Folders: map[string]string{"Sent": "Sent", "Trash": "Trash", "Drafts": "Drafts"},
				}
				if pop {
					d.Incoming.Port, d.Keep, d.KeepDays, d.Offline = ports[1], KeepDays, 12, ""
					if row.Keep.Kind == KeepForever {
						d.Keep, d.KeepDays = KeepAll, 0
					}
				}
				var files []*File
				for i := range form.Files {
					f := &form.Files[i]
					if (f.Incoming || f.Outgoing) && !(f.NoStartTLS && start) {
						files = append(files, f)
					}
				}
				if len(files) > 0 && !yield(written{row, form, d, files}) {
					return
				}
			}
		}
	}
}

// Every file that is written for a program is read back by the reader on its
// row: what comes back is what went in.
func TestKeptReadsWhatIsWritten(t *testing.T) {
	n := 0
	for w := range roundTrip {
		row, form, d, files := w.row, w.form, w.data, w.files
		name := fmt.Sprintf("%s %s pop %v starttls %v", row.Name, form.From, d.Incoming.POP, d.Incoming.StartTLS)
		if owner, _, _ := strings.Cut(files[0].Template, "."); owner != row.Name && len(row.Kept) == 0 {
			if other, ok := Lookup(owner); ok && len(other.Kept) > 0 {
				continue // it keeps what the other program keeps
			}
		}
		if row.Name == "roundcube" {
			continue // what is set for everybody holds no account
		}
		if len(row.Kept) == 0 {
			t.Errorf("%s is written and has no reader", row.Name)
			continue
		}
		folder := fstest.MapFS{}
		for _, f := range files {
			out, err := f.Render(d, []string{"a note"}, nil)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			folder[f.Name] = &fstest.MapFile{Data: out}
		}
		for _, f := range files {
			kept, ok := keptFor(row, f.Name, string(folder[f.Name].Data))
			if !ok {
				t.Errorf("%s: %s is known by no reader of the row", name, f.Name)
				continue
			}
			if row.Name == "evolution" && f.Name != files[0].Name {
				continue // they are read with the first
			}
			found := accounts.Read(kept.Read, accounts.Input{Program: row.Name, Name: f.Name, Files: folder})
			if len(found.Accounts) != 1 {
				t.Errorf("%s: %s: %d accounts, %+v", name, f.Name, len(found.Accounts), found)
				continue
			}
			n++
			compareAccount(t, name+" "+f.Name, row, f, d, found.Accounts[0])
		}
	}
	if n < 70 {
		t.Errorf("only %d files were read back", n)
	}
}

func keptFor(row Row, name, text string) (Kept, bool) {
	for _, k := range row.Kept {
		if k.Named(name) || k.Signed(text) {
			return k, true
		}
	}
	return Kept{}, false
}

func compareAccount(t *testing.T, name string, row Row, f *File, d Data, a accounts.Account) {
	t.Helper()
	want := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %s is %v, want %v", name, what, got, want)
		}
	}
	security := map[bool]accounts.Security{false: accounts.TLS, true: accounts.StartTLS}
	in, out := &a.Server, a.Outgoing
	if !f.Incoming || row.Name == "mu4e" { // mbsync collects for it
		in, out = nil, &a.Server
	}
	if in != nil {
		want("service", in.Service, map[bool]accounts.Service{false: accounts.IMAP, true: accounts.POP3}[d.Incoming.POP])
		want("host", in.Host, d.Incoming.Host)
		want("port", in.Port, d.Incoming.Port)
		want("security", in.Security, security[d.Incoming.StartTLS])
		if !strings.HasSuffix(f.Name, ".xml") {
			want("user", in.User, d.Incoming.User)
		}
		if in.Auth != "" {
			want("auth", in.Auth, accounts.Password)
		}
		if f.Mode == Public { // nobody spoke for everybody
			d.Keep, d.KeepDays = KeepAll, 0
		}
		if d.Incoming.POP && !row.Keep.Menu && a.Keep != "" {
			want("keep", a.Keep, string(d.Keep))
			want("days", a.KeepDays, d.KeepDays)
		}
	}
	if f.Outgoing {
		if out == nil {
			t.Errorf("%s: no outgoing server", name)
			return
		}
		want("outgoing host", out.Host, d.Outgoing.Host)
		want("outgoing port", out.Port, d.Outgoing.Port)
		want("outgoing security", out.Security, security[d.Outgoing.StartTLS])
		if !strings.HasSuffix(f.Name, ".xml") {
			want("outgoing user", out.User, d.Outgoing.User)
		}
	}
	for _, server := range a.Servers() {
		for setting, line := range server.Shown {
			if line.Text == "" {
				t.Errorf("%s: %s has no line", name, setting)
			}
		}
	}
}

package client

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every row answers every question, and every template belongs to a row.
// commitHash is a version that nobody could compare with a program's own.
var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

func TestTableIsComplete(t *testing.T) {
	used := map[string]bool{"templates/shared.tmpl": true}
	names := map[string]bool{}
	server := Server{Host: "mail.example.org", Port: 993, User: "user", Auth: "password"}
	words := func(id string, _ map[string]any) string { return id }
	for _, row := range Table() {
		if names[row.Name] {
			t.Errorf("%s stands twice", row.Name)
		}
		names[row.Name] = true
		for what, can := range map[string]Can{
			"IMAP": row.IMAP, "POP": row.POP, "Sends": row.Sends, "StartTLS": row.StartTLS,
			"OAuth2": row.OAuth2, "SCRAM": row.SCRAM, "CRAM": row.CRAM,
		} {
			if can != Yes && can != No && can != Unknown {
				t.Errorf("%s: %s is %q", row.Name, what, can)
			}
		}
		if row.Use == "" || row.Keep.Kind == "" || row.Window.Kind == "" || row.Password == "" {
			t.Errorf("%s: use %q, keep %q, window %q, password %q", row.Name, row.Use, row.Keep.Kind, row.Window.Kind, row.Password)
		}
		if (row.Keep.Kind == KeepSteps) != (len(row.Keep.Days) > 0) || !slices.IsSorted(row.Keep.Days) {
			t.Errorf("%s: steps %v of %s", row.Name, row.Keep.Days, row.Keep.Kind)
		}
		if (row.POP == No) != (row.Keep.Kind == KeepNone) {
			t.Errorf("%s: POP %s, and a copy stays %s", row.Name, row.POP, row.Keep.Kind)
		}
		if (row.Use == Gone) != (len(row.Forms) == 0) || (row.Use == Gone) != (len(row.Instead) > 0) {
			t.Errorf("%s: use %s, %d forms, in its place %q", row.Name, row.Use, len(row.Forms), row.Instead)
		}
		for _, name := range slices.Concat(row.Instead, row.With) {
			if other, ok := Lookup(name); !ok || other.Use == Gone {
				t.Errorf("%s names %s", row.Name, name)
			}
		}
		if row.Labels != nil {
			if _, err := time.Parse(time.DateOnly, row.Labels.Date); err != nil || row.Labels.File == "" || row.Labels.Program == "" || row.Labels.Version == "" || commitHash.MatchString(row.Labels.Version) {
				t.Errorf("%s: its names come from %+v", row.Name, *row.Labels)
			}
		}
		for _, form := range row.Forms {
			for _, f := range form.Files {
				if f.Write == nil {
					used["templates/"+f.Template] = true
				}
				if f.Mode != Private && f.Mode != Public || f.Name == "" || f.Format == "" {
					t.Errorf("%s: file %q, mode %o", row.Name, f.Name, f.Mode)
				}
				text, err := f.Render(Data{Name: "user", Address: "user@example.org", Domain: "example.org", Incoming: server, Outgoing: server}, []string{"A note."}, words)
				if err != nil || strings.Contains(string(text), "A note.") != (f.Comments || f.Format == Text) {
					t.Errorf("%s: comments %v, %v:\n%s", f.Name, f.Comments, err, text)
				}
				if f.Outgoing && row.Sends != Yes {
					t.Errorf("%s: %s holds an outgoing server", row.Name, f.Name)
				}
			}
		}
	}
	files, err := fs.Glob(templates, "templates/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !used[f] {
			t.Errorf("no row uses %s", f)
		}
		delete(used, f)
	}
	for f := range used {
		t.Errorf("%s does not exist", f)
	}
}

// A string that a template writes without an escape function can break the
// file, so every string of [Data] but the safe name goes through one.
func TestTemplatesEscape(t *testing.T) {
	files, err := fs.Glob(templates, "templates/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".txt") {
			continue // prose for a person
		}
		text, err := fs.ReadFile(templates, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range []string{"{{.Address}}", "{{.Domain}}", ".Host}}", ".User}}", "{{.}}"} {
			for line := range strings.Lines(string(text)) {
				at := strings.Index(line, raw)
				if at < 0 {
					continue
				}
				action := line[strings.LastIndex(line[:at+2], "{{"):]
				if !strings.Contains(action[:strings.Index(action, "}}")], " ") {
					t.Errorf("%s writes %s as it is: %s", file, raw, strings.TrimSpace(line))
				}
			}
		}
	}
}

func TestLookup(t *testing.T) {
	row, ok := Lookup("mbsync")
	if !ok || row.Name != "mbsync" {
		t.Errorf("Lookup(mbsync) = %s, %v", row.Name, ok)
	}
	if _, ok := Lookup("Mbsync"); ok {
		t.Error("a name is found in other letters: it would not be found in a script")
	}
	for typed, want := range map[string]string{
		"thunderbrid": "thunderbird", "Thunderbird": "thunderbird", "getmail": "getmail6", "apple": "apple-mail",
		"mbsynk": "mbsync", "mstmp": "msmtp", "pegasus": "", "": "",
	} {
		if got := Nearest(typed); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}

// What people call a program is one program's alone.
func TestMeant(t *testing.T) {
	whose := map[string]string{}
	for _, row := range Table() {
		for _, alias := range append([]string{row.Name}, row.Aliases...) {
			if other := whose[alias]; other != "" {
				t.Errorf("%s is %s and %s", alias, other, row.Name)
			}
			whose[alias] = row.Name
			if got, ok := Meant(alias); !ok || got.Name != row.Name {
				t.Errorf("%s is %s, want %s", alias, got.Name, row.Name)
			}
		}
	}
	for typed, want := range map[string]string{
		"iPhone": "ios-mail", "iPad": "ios-mail", "Outlook 365": "outlook", "Apple Mail": "apple-mail", "mail": "apple-mail",
		"android": "gmail-app", "gmail": "gmail-app", "hotmail": "outlook-new", "The Bat!": "the-bat", "nobody": "nobody", "": "",
	} {
		if got := Named(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func TestForm(t *testing.T) {
	mbsync, _ := Lookup("mbsync")
	for version, want := range map[string]string{
		"": "1.5", "1.5": "1.5", "1.5.1": "1.5", "v1.10": "1.5", "2": "1.5", "1.4.4": "1.4", "1.4": "1.4",
	} {
		form, err := mbsync.Form(version)
		if err != nil || form.From != want {
			t.Errorf("Form(%q) = %q, %v, want %q", version, form.From, err, want)
		}
	}
	for _, version := range []string{"1.3.9", "0", "new", "1.-4", "1..4", "1.4-rc1"} {
		if form, err := mbsync.Form(version); err == nil {
			t.Errorf("Form(%q) = %q", version, form.From)
		}
	}
	thunderbird, _ := Lookup("thunderbird")
	if _, err := thunderbird.Form("140.12"); err != nil {
		t.Error(err)
	}
}

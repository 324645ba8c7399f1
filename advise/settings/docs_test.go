package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// docsPath is where the pages of the programs stand, one each.
const docsPath = "../../docs/clients"

// The page of every program is what its row and the messages say.
func TestDocuments(t *testing.T) {
	want := map[string]bool{"README.md": true}
	var index strings.Builder
	index.WriteString("# Mail programs\n\nWhat each can do, the settings made for it, and the proof. Written by\n`go test -short ./advise/settings -update`, from the same rows as the settings.\n\n| program | IMAP | POP | proof |\n|---|---|---|---|\n")
	en, fr := printer(t, "en"), printer(t, "fr")
	for _, row := range client.Table() {
		name := row.Name + ".md"
		want[name] = true
		fmt.Fprintf(&index, "| [%s](%s) | %s | %s | %s |\n", row.Name, name, row.IMAP, row.POP, proofWords(row))
		testkit.Golden(t, filepath.Join(docsPath, name), page(t, row, en, fr))
	}
	testkit.Golden(t, filepath.Join(docsPath, "README.md"), index.String())
	want["OAUTH.md"] = true
	testkit.Golden(t, filepath.Join(docsPath, "OAUTH.md"), oauthPage())
	entries, err := os.ReadDir(docsPath)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !want[e.Name()] {
			t.Errorf("%s/%s belongs to no program", docsPath, e.Name())
		}
	}
}

// oauthPage returns the matrix of programs and issuers.
func oauthPage() string {
	var b strings.Builder
	b.WriteString("# OAuth 2, program by program and issuer by issuer\n\nHow each mail program comes by a token where a provider takes no password, and\nwhere that was read. Written by `go test -short ./advise/settings -update` from\nadvise/client/table_oauth.go.\n\n")
	b.WriteString("- button \"X\": an account is added under that name; no server is typed\n- setting: its authentication is OAuth2, and it opens the issuer's page by itself\n- command: a line of its file names a command that prints a token\n- client ID: as setting, with a client ID that the person registers\n- -: it cannot; ?: not known to us\n\n| program |")
	issuers := client.OAuthIssuers()
	for _, x := range issuers {
		fmt.Fprintf(&b, " %s |", x.Title)
	}
	b.WriteString(" another |\n|---|" + strings.Repeat("---|", len(issuers)+1) + "\n")
	var sources strings.Builder
	sources.WriteString("\n## Sources\n\n")
	for _, row := range client.Table() {
		if row.Use == client.Gone {
			continue
		}
		fmt.Fprintf(&b, "| %s |", row.Name)
		seen := map[string]bool{}
		for _, x := range append(issuers, client.Issuer{}) {
			cell := row.SignInAt(x.Name, "")
			fmt.Fprintf(&b, " %s |", cellWord(cell))
			if line := fmt.Sprintf("%s (%s)", cell.Source, cell.AsOf); !seen[line] {
				seen[line] = true
				fmt.Fprintf(&sources, "- %s: %s\n", row.Name, line)
			}
		}
		b.WriteString("\n")
	}
	return b.String() + sources.String()
}

func cellWord(cell client.SignIn) string {
	switch {
	case cell.Can == client.No:
		return "-"
	case cell.Can == client.Unknown:
		return "?"
	case cell.Way == client.ByOwnID:
		return "client ID"
	case cell.Choose != "" && cell.Work != "":
		return fmt.Sprintf("%s %q, %q", cell.Way, cell.Choose, cell.Work)
	case cell.Choose != "":
		return fmt.Sprintf("%s %q", cell.Way, cell.Choose)
	}
	return string(cell.Way)
}

func page(t *testing.T, row client.Row, en, fr *locale.Printer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", row.Name)
	if row.Use == client.Gone {
		fmt.Fprintf(&b, "Discontinued%s: no settings are made for it. In its place: %s.\n", since(row.Ended), strings.Join(row.Instead, ", "))
		return b.String()
	}
	fmt.Fprintf(&b, "Proof: %s.\n\n| | |\n|---|---|\n", proofWords(row))
	keep := string(row.Keep.Kind)
	for _, d := range row.Keep.Days {
		keep += fmt.Sprintf(" %d", d)
	}
	for _, line := range [][2]string{
		{"For", string(row.Use)}, {"IMAP", string(row.IMAP)}, {"POP", string(row.POP)}, {"Sends", string(row.Sends)},
		{"STARTTLS", string(row.StartTLS)}, {"OAuth2", string(row.OAuth2) + " ([where and how](OAUTH.md))"}, {"SCRAM", string(row.SCRAM)}, {"CRAM-MD5", string(row.CRAM)},
		{"A copy stays on a POP server", inMenu(keep, row.Keep.Menu)},
		{"Kept for reading without a connection", inMenu(string(row.Window.Kind), row.Window.Menu)},
		{"Password", string(row.Password)}, {"Together with", strings.Join(row.With, ", ")},
		{"Finds servers by what a domain publishes", string(row.Autoconfig)}, {"Its source", row.Source}, {"Called beside", strings.Join(row.Aliases, ", ")},
	} {
		if line[1] != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", line[0], line[1])
		}
	}
	labels(&b, row, en, fr)
	for _, service := range services(row) {
		for _, form := range row.Forms {
			files, err := Files(sample(service, result.TLS), row.Name, form.From, en)
			if err != nil {
				t.Fatalf("%s: %v", row.Name, err)
			}
			what := strings.ToUpper(string(service))
			if row.Use == client.SendsIt {
				what = "Sending"
			}
			if form.From != "" {
				what += ", version " + form.From + " and later"
			}
			fmt.Fprintf(&b, "\n## %s\n", what)
			for i, f := range files {
				fmt.Fprintf(&b, "\n### %s\n\n", f.Name)
				if !f.Commented {
					for _, n := range f.Notes {
						fmt.Fprintf(&b, "%s\n\n", strings.ReplaceAll(n.Text, "\n  ", "\n\n      "))
					}
				}
				fmt.Fprintf(&b, "Mode %04o.\n\n```%s\n%s```\n", f.Mode, fence(form.Files, i, f), strings.TrimRight(string(f.Content), "\n")+"\n")
			}
		}
	}
	return b.String()
}

func since(day string) string {
	if day == "" {
		return ""
	}
	return " since " + day
}

// fence returns the language of a code block, by the file's format.
func fence(files []client.File, i int, f File) string {
	at := slices.IndexFunc(files, func(c client.File) bool { return c.Name == f.Name })
	if at < 0 {
		at = i
	}
	return map[client.Format]string{
		client.XML: "xml", client.Plist: "xml", client.JSON: "json", client.TOML: "toml", client.INI: "ini", client.Lisp: "elisp", client.JS: "js", client.KeyFile: "ini", client.Lua: "lua",
	}[files[at].Format]
}

func inMenu(s string, menu bool) string {
	if menu {
		return s + " (in its menus, not in a file)"
	}
	return s
}

func proofWords(row client.Row) string {
	if row.Use == client.Gone {
		return "-"
	}
	p := row.Proof
	return strings.TrimSpace(strings.Join([]string{string(p.Kind), p.What, strings.Join(p.Versions, ", ")}, " "))
}

// labels is the table of the names on the program's screens.
func labels(b *strings.Builder, row client.Row, en, fr *locale.Printer) {
	english, french := Labels(row, en), Labels(row, fr)
	if row.Labels == nil {
		return
	}
	fmt.Fprintf(b, "\n## Names on its screens\n\nFrom %s of %s %s (%s).\n\n| | English | French |\n|---|---|---|\n", row.Labels.File, row.Labels.Program, row.Labels.Version, row.Labels.Date)
	for _, key := range client.LabelKeys() {
		if english[key] != "" {
			fmt.Fprintf(b, "| %s | %s | %s |\n", key, english[key], french[key])
		}
	}
}

// Every program whose names are said to be known has them in every language,
// and no other has any.
func TestLabels(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for _, row := range client.Table() {
			has := false
			for _, key := range client.LabelKeys() {
				has = has || p.Has("settings.label."+row.Name+"."+key)
			}
			if has != (row.Labels != nil) {
				t.Errorf("%s: %s: names in the language file: %v, a source of them: %v", lang, row.Name, has, row.Labels)
			}
		}
	}
}

package cli

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/proven"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

var proofs = flag.String("proofs", "", "what a run of all tests noted (see package proven): it has to be what docs/verified.tsv says")

// TestVerified wants docs/verified.tsv to be what a run of all tests noted,
// where there is one, and docs/verified.md to be what tests and tables say.
func TestVerified(t *testing.T) {
	const notes, page = "../../docs/verified.tsv", "../../docs/verified.md"
	stored := readProofs(t, notes)
	if *proofs != "" {
		noted := readProofs(t, *proofs)
		if testkit.Updating() {
			stored = noted
			var out strings.Builder
			for _, l := range stored {
				out.WriteString(l.String())
			}
			if err := os.WriteFile(notes, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range lacking(stored, noted) {
			t.Errorf("docs/verified.tsv says %q, and no test saw it", l.Key())
		}
		for _, l := range lacking(noted, stored) {
			t.Errorf("a test saw %q, and docs/verified.tsv does not say so", l.Key())
		}
		if t.Failed() {
			t.Log("package proven says how both are written")
		}
	}
	testkit.Golden(t, page, verifiedPage(t, stored))
}

func readProofs(t *testing.T, file string) []proven.Line {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := proven.Parse(string(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return lines
}

// lacking returns the lines that others do not have, whatever their versions.
func lacking(lines, others []proven.Line) (out []proven.Line) {
	for _, l := range lines {
		if !slices.ContainsFunc(others, func(o proven.Line) bool { return o.Key() == l.Key() }) {
			out = append(out, l)
		}
	}
	return out
}

// verifiedPage is docs/verified.md.
func verifiedPage(t *testing.T, noted []proven.Line) string {
	t.Helper()
	var out strings.Builder
	out.WriteString(`# What is proven

Written by tests, from what they saw (see package ` + "`probe/proven`" + `): a program is
here because a test ran it and passed, with the version that it had. CI compares
the set after every run.
`)
	for _, s := range []struct{ kind, heading, about, name, what string }{
		{"server", "Servers", "Started by the tests, with one account each, and talked to over real sockets.", "Server", "Services"},
		{"name server", "Name servers", "Started by the tests, for names that are signed, unsigned and signed wrongly.", "Name server", "Seen"},
		{"reader", "Readers", "Programs of others that read what is written here, and find it right.", "Reader", "Reads"},
		{"shell", "Shells", "They read the completion script, and complete lines by it.", "Shell", "Seen"},
	} {
		g := group{}
		for _, l := range noted {
			if l.Kind == s.kind {
				g.add(l)
			}
		}
		fmt.Fprintf(&out, "\n## %s\n\n%s\n\n| %s | Version | %s | Tests in |\n|---|---|---|---|\n", s.heading, s.about, s.name, s.what)
		for _, l := range g.lines {
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", l.Name, orDash(l.Version), l.What, l.Tests)
		}
	}
	out.WriteString(`
## Recorded servers

Reports of runs against servers, kept in ` + "`probe/testdata/reports`" + `: tests read
them again and compare every word that is made of them.

| Server, by its own words | Reports |
|---|---|
`)
	for _, row := range recorded(t) {
		fmt.Fprintf(&out, "| %s | %s |\n", row[0], row[1])
	}
	out.WriteString(`
## Mail programs

"verified": a test ran the program with the files that are made for it.
"validated": a test read the files back in their format. What is neither is not
listed; [all of them](clients/README.md).

| Program | Proof | What | Version |
|---|---|---|---|
`)
	for _, r := range client.Table() {
		if r.Proof.Kind != client.Unverified {
			fmt.Fprintf(&out, "| [%s](clients/%s.md) | %s | %s | %s |\n", r.Name, r.Name, r.Proof.Kind, r.Proof.What, orDash(strings.Join(r.Proof.Versions, ", ")))
		}
	}
	out.WriteString(matrixSection(t))
	out.WriteString(`
## Faults

What the embedded mail host can do wrong (` + "`mailadvisor probe --demo=fault:NAME`" + `).
A test probes each on every service that it applies to, and wants the failure
that stands here; "works" means that nothing may fail.

| Fault | What the host does | Failure | Services |
|---|---|---|---|
`)
	for _, f := range mailhost.Faults() {
		kind := "works"
		if f.Kind != "" {
			kind = "[" + f.Kind + "](failures.md#" + f.Kind + ")"
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", f.Name, strings.ReplaceAll(f.Does, "|", `\|`), kind, strings.Join(f.Services, ", "))
	}
	return out.String()
}

// matrixSection shows every program at every server, as docs/matrix.tsv has it.
func matrixSection(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/matrix.tsv")
	if err != nil {
		t.Fatal(err)
	}
	cells := client.ParseCells(string(text))
	var releases, servers, clients []string
	for _, c := range cells {
		releases, servers, clients = append(releases, c.Release), append(servers, c.Server), append(clients, c.Client)
	}
	sorted := func(list []string) []string {
		slices.Sort(list)
		return slices.Compact(list)
	}
	releases, servers, clients = sorted(releases), sorted(servers), sorted(clients)
	var out strings.Builder
	out.WriteString(`
## Mail programs at servers

Each program ran with the files that are made for it, at servers laid out
otherwise: Dovecot as Debian has it; Dovecot with the prefix INBOX. and German
names; Courier, which marks no folder; Cyrus with French names and many
mechanisms; GNU mailutils with an account of the system; and, beside the programs
of Debian 13, its own Dovecot 2.4. The settings are those
that follow from a probe of that server. Of each cell the server said: that the
program logged in and no login failed, how many messages are left (all of them
by default, none with --server-copy forbidden), and that the copy of what was
sent went to its folder for sent mail. ` + "`matrix.tsv`" + ` has every cell with its
versions and its date.

"all" stands for TLS and STARTTLS; "-" for what the program has not, and for what was not tried yet.
`)
	for _, release := range releases {
		fmt.Fprintf(&out, "\n### Programs of Debian %s\n\n| Program | %s |\n|---|%s\n", release, strings.Join(servers, " | "), strings.Repeat("---|", len(servers)))
		for _, name := range clients {
			row, shown := []string{}, false
			version := ""
			for _, server := range servers {
				word := cellWord(cells, release, name, server)
				shown = shown || word != ""
				row = append(row, orDash(word))
			}
			for _, c := range cells {
				if c.Release == release && c.Client == name && c.Version != "" {
					version = " " + c.Version
				}
			}
			if shown {
				fmt.Fprintf(&out, "| [%s](clients/%s.md)%s | %s |\n", name, name, version, strings.Join(row, " | "))
			}
		}
	}
	return out.String()
}

// cellWord returns what is known of a program at a server, over both protocols.
func cellWord(cells []client.Cell, release, name, server string) string {
	var parts []string
	for _, protocol := range []string{"imap", "pop3"} {
		ways := map[client.CellState][]string{}
		why := map[client.CellState]string{}
		for _, c := range cells {
			if c.Release == release && c.Client == name && c.Server == server && c.Protocol == protocol {
				ways[c.State] = append(ways[c.State], map[string]string{"tls": "TLS", "starttls": "STARTTLS"}[c.Security])
				why[c.State] = c.Why
			}
		}
		label := map[string]string{"imap": "IMAP", "pop3": "POP"}[protocol]
		if w := ways[client.CellProven]; len(w) == 2 {
			parts = append(parts, label+" all")
		} else if len(w) > 0 {
			parts = append(parts, label+" "+strings.Join(w, ", "))
		}
		if w := ways[client.CellRefused]; len(w) > 0 {
			parts = append(parts, label+" "+strings.Join(w, ", ")+": refused ("+why[client.CellRefused]+")")
		}
		if len(ways[client.CellUnable]) > 0 {
			parts = append(parts, label+": not to be had ("+why[client.CellUnable]+")")
		}
	}
	return strings.Join(parts, "; ")
}

// group merges lines of one program: what was seen, and where.
type group struct{ lines []proven.Line }

func (g *group) add(l proven.Line) {
	for i := range g.lines {
		if o := &g.lines[i]; o.Name == l.Name && o.Version == l.Version {
			o.What, o.Tests = together(o.What, l.What), together(o.Tests, l.Tests)
			return
		}
	}
	g.lines = append(g.lines, l)
}

func together(a, b string) string {
	if slices.Contains(strings.Split(a, "; "), b) {
		return a
	}
	return a + "; " + b
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// recorded returns the stored reports by the servers that they are of.
func recorded(t *testing.T) (rows [][2]string) {
	t.Helper()
	for _, file := range storedReports(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r result.Report
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		var servers []string
		for _, p := range r.Probes {
			for _, path := range p.Paths {
				if path.Implementation != "" {
					servers = append(servers, path.Implementation)
				}
			}
		}
		slices.Sort(servers)
		who := strings.Join(slices.Compact(servers), ", ")
		switch {
		case who != "":
		case len(r.Probes) > 0:
			who = "none answered, or none says what it is"
		default:
			who = "none: a search"
		}
		at := slices.IndexFunc(rows, func(row [2]string) bool { return row[0] == who })
		if at < 0 {
			at, rows = len(rows), append(rows, [2]string{who, ""})
		}
		rows[at][1] = strings.TrimPrefix(rows[at][1]+", "+name, ", ")
	}
	slices.SortFunc(rows, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return rows
}

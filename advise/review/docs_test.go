package review

import (
	"fmt"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/testkit"
)

func printer(t testing.TB, lang string) *locale.Printer {
	t.Helper()
	p, err := locale.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every rule, change and closed list has its words in every language.
func TestReviewRulesAreTold(t *testing.T) {
	if n := len(Rules()); n < 25 {
		t.Errorf("only %d rules", n)
	}
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for _, r := range Rules() {
			for _, part := range []string{"title", "risk"} {
				if !p.Has("review.rule." + r.ID + "." + part) {
					t.Errorf("%s: review.rule.%s.%s is missing", lang, r.ID, part)
				}
			}
		}
		for id, area := range wishes() {
			if !p.Has("review.do." + id) {
				t.Errorf("%s: review.do.%s is missing", lang, id)
			}
			switch {
			case area == "":
			case lang == "en":
				if !p.Has("review.screen.thunderbird." + area) {
					t.Errorf("%s: no screen of Thunderbird for %s", id, area)
				}
			}
		}
	}
}

// TestReviewDoc writes docs/review.md.
func TestReviewDoc(t *testing.T) {
	var b strings.Builder
	b.WriteString(head)
	b.WriteString("## What is read\n\nThe program's own files, wherever they lie when they are named; without a name, in these places:\n\n| Program | Places |\n|---|---|\n")
	p := printer(t, "en")
	for _, row := range client.Table() {
		var places []string
		for _, k := range row.Kept {
			for _, place := range k.Places {
				places = append(places, "`"+place+"`")
			}
		}
		if len(row.Kept) == 0 {
			continue
		}
		if len(places) == 0 {
			places = []string{"a file that is named: `" + strings.Join(row.Kept[0].Names, "`, `") + "`"}
		}
		fmt.Fprintf(&b, "| %s | %s |\n", p.Format("client", row.Name), strings.Join(places, ", "))
	}
	b.WriteString("\n## Rules\n\nOf two rules that speak of one setting, the first counts.\n\n| Rule | Status | Severity | Takes | Source | What can happen |\n|---|---|---|---|---|---|\n")
	for _, r := range Rules() {
		risk := p.T("review.rule."+r.ID+".risk", locale.Args{"password": true, "offline": "all", "unchecked": false, "needed": false})
		takes := map[string]string{"": "the files", needsHost: "an answer of the host", needsLogin: "a login", needsProvider: "what the domain publishes, or the table of providers"}[r.Needs]
		source := r.Source
		if source == "" {
			source = "-"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", r.ID, r.Status, r.Severity, takes, source, risk)
	}
	testkit.Golden(t, "../../docs/review.md", b.String())
}

const head = `# Review of existing settings

    mailadvisor review                      the mail programs of this computer
    mailadvisor review ~/.mbsyncrc          a file, or a folder, of any of them
    mailadvisor review -o json > now.json   for a program; the schema is review.schema.json
    mailadvisor review FILE --no-network    what needs no host
    mailadvisor review FILE --against before.json   what the server held then and holds now
    mailadvisor advise --from-review now.json

A review reads the accounts that mail programs have, asks their hosts as
` + "`probe`" + ` does, and says what is wrong, with the line that shows it and the change
on that program's screen or in its file. The exit status is that of findings: 1
where one fails, 2 for wrong use, 3 where nothing could be read.

## Logins

A login is tried where its password can be meant for no other mailbox: the files
hold one, or --user names it; of one user at two providers, --login-host says which.
Then quota, folders and what POP3 announces after a login are judged too. A wrong
password costs the mailbox one failure, however many accounts read it.

The password goes to the hosts that it was given for:

- A file that lies where its program keeps it for you names hosts to which that
  program sends the password already. They get it.
- A file that you name may be anybody's. Its hosts get no password, also none from
  the environment, unless you name the host with --login-host or with --connect, or
  the domain of the address in --user publishes the host itself so that nobody on
  the way could forge it.

What the domain publishes is probed beside what is set, so that a change is one
that was tried. One that was not says so.

## What is never done

- No store of passwords is opened: not ` + "`logins.json`, `key4.db`" + `, a keyring,
  ` + "`~/.netrc`, `~/.authinfo.gpg`" + ` or the folder of pass, by whatever link. A test
  with strace holds every file that is opened against a list of its own.
- A password in a file that is read is dropped where it is parsed. That there was
  one is a finding; nothing of it is kept or shown.
- Nothing that a configuration names is run: no command in backquotes, no
  PassCmd, no Python. What only running it would tell is listed as not known.
- Mail is not read. With --sizes, the sizes of the folders are added up.
- Nothing is written.

What a file holds and its program would not use gives no finding: servers that no
account uses, accounts that are switched off, profiles that are not started with,
local folders, feeds and news. They are listed as passed over.

Files that a configuration includes are read where they lie in the folder that was
named, or in the home folder of whoever's program it is; others are listed as not
known. A file in UTF-16 or with a mark of its encoding, and lines that end as on
Windows, are read as their programs read them. More than 32 MiB of one
configuration, and more than 500 accounts, are not read.

`

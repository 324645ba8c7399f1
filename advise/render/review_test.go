package render_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/review"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// readProfile reads the configuration of a program out of a made profile.
func readProfile(t *testing.T, profile, program, name string) []accounts.Account {
	t.Helper()
	row, ok := client.Lookup(program)
	if !ok {
		t.Fatal(program)
	}
	found := accounts.Read(row.Kept[0].Read, accounts.Input{Program: program, Name: name, Files: os.DirFS(filepath.Join("../client/testdata/profiles", profile)), Root: "~"})
	if len(found.Accounts) == 0 {
		t.Fatalf("%s: %+v", profile, found)
	}
	return found.Accounts
}

// reviewed returns what a review judges in one situation.
func reviewed(t *testing.T, situation string) review.Input {
	t.Helper()
	in := review.Input{Today: day("2026-03-10 14:05")}
	seen := func(service result.Service, port int, tls result.TLSState) result.Probe {
		tls.Chain = []result.Certificate{{Names: []string{"mail.example.org"}, NotAfter: day("2026-03-01 00:00")}}
		return result.Probe{Endpoint: result.Endpoint{Service: service, Host: "mail.example.org", Port: port, Security: result.TLS}, Status: result.OK,
			Paths: []result.Path{{Status: result.OK, Auth: []string{"PLAIN"}, TLS: &tls}}}
	}
	account := func(messages int64) []result.Account {
		return []result.Account{{Service: result.POP3, Host: "mail.example.org", From: 995, QuotaStatus: "ok",
			Quota:   []result.Quota{{Root: "user", Resource: "STORAGE", UsedBytes: ptr[int64](95), LimitBytes: ptr[int64](100), LimitState: "set"}},
			Mailbox: &result.Mailbox{Messages: &messages}}}
	}
	switch situation {
	case "shared":
		in.Found.Accounts = append(readProfile(t, "thunderbird-pop-removes-imap-elsewhere", "thunderbird", ".thunderbird/abc.default/prefs.js"),
			readProfile(t, "thunderbird-pop-removes-imap-elsewhere", "mbsync", ".mbsyncrc")...)
		in.Found.Passed = []accounts.Passed{{Program: "thunderbird", File: "~/.thunderbird/abc.default/prefs.js", Why: accounts.LocalFolders}}
		in.Of = []int{-1, -1}
	case "host":
		in.Found.Accounts = readProfile(t, "thunderbird-pop-forever", "thunderbird", "prefs.js")
		in.Found.Notes = []accounts.Note{{ID: accounts.NoteOutside, Line: accounts.Line{File: "~/.muttrc", Number: 3, Text: "source /etc/Muttrc.d/x"}}}
		in.Tested, in.Of = true, []int{0}
		in.Reports = []*result.Report{{Target: result.Target{User: "user@example.org"}, Accounts: account(180), Probes: []result.Probe{
			seen(result.POP3, 995, result.TLSState{Verified: true}), seen(result.IMAP, 993, result.TLSState{Verified: true}),
			seen(result.Submission, 465, result.TLSState{Problems: []result.Problem{{Kind: result.CertExpired}}})}}}
		in.Before = []*result.Report{{Target: result.Target{User: "user@example.org"}, Accounts: account(250)}}
	case "plain":
		in.Found.Accounts = readProfile(t, "mutt-hooks", "mutt", ".muttrc")
		for range in.Found.Accounts {
			in.Of = append(in.Of, -1)
		}
	case "healthy":
		in.Found.Accounts = readProfile(t, "thunderbird-imap", "thunderbird", "prefs.js")
		in.Of = []int{-1}
	}
	return in
}

// The screens of a review in both languages, wide and narrow.
func TestReviewScreens(t *testing.T) {
	for _, situation := range []string{"shared", "host", "plain", "healthy"} {
		for _, lang := range locale.Languages() {
			words, err := locale.New(lang)
			if err != nil {
				t.Fatal(err)
			}
			r := review.Make(reviewed(t, situation), words)
			for _, width := range []int{80, 40} {
				var out bytes.Buffer
				if err := render.Review(&out, r, words, render.TextOptions{Width: width, View: "review"}); err != nil {
					t.Fatal(err)
				}
				testkit.Golden(t, filepath.Join("testdata", fmt.Sprintf("review-%s-%d.%s.txt", situation, width, lang)), out.String())
				for line := range strings.Lines(out.String()) {
					if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > width && !written(r, line) {
						t.Errorf("%s %s: %d columns of %d: %s", situation, lang, n, width, line)
					}
				}
				if strings.Contains(out.String(), "‹") {
					t.Errorf("%s %s: words are missing", situation, lang)
				}
			}
		}
	}
}

// written reports whether a line is one to be written into a file, which is not
// broken.
func written(r *review.Review, line string) bool {
	for _, f := range r.Findings {
		for _, c := range f.Changes {
			if slices.Contains(c.Write, strings.TrimSpace(line)) {
				return true
			}
		}
	}
	return false
}

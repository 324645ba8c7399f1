package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/render/schema"
	"mailadvisor/advise/review"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/testkit"
)

const popForEver = "../client/testdata/profiles/thunderbird-pop-forever"

// TestReviewCommand reviews a profile against a private Dovecot and Postfix as a person
// types it, counts what the server holds before and after messages were lost,
// and takes the review as the needs of an advice.
func TestReviewCommand(t *testing.T) {
	s := realserver.Postfix(t, realserver.Options{Messages: 40, DaysOfMail: 30, Now: time.Now(), LeafNames: []string{"mail.example.org"}})
	profile := filepath.Join(t.TempDir(), "profile")
	if err := os.CopyFS(profile, os.DirFS(popForEver)); err != nil {
		t.Fatal(err)
	}
	password := place(t, t.TempDir(), "password", s.Password()+"\n")
	flags := []string{"--ca-file", s.CAFile(), "--user", s.User(), "--password-file", password, "--no-third-party", "--resolver", testkit.NewNames(t, "mail.example.org. 60 IN A 127.0.0.1").Address}
	for from, to := range s.Connect() {
		flags = append(flags, "--connect", strings.Replace(from, realserver.Host, "mail.example.org", 1)+"="+to[0])
	}
	run := func(status int, args ...string) string {
		t.Helper()
		got, stdout, stderr := asTypedNow(t, args...)
		if got != status {
			t.Errorf("%q: status %d, want %d\n%s%s", args, got, status, stdout, stderr)
		}
		if strings.Contains(stdout+stderr, s.Password()) {
			t.Errorf("%q shows the password", args)
		}
		return stdout
	}

	before := run(StatusOK, slices.Concat([]string{"review", profile, "-o", "json"}, flags)...)
	if err := schema.ValidateReview([]byte(before)); err != nil {
		t.Fatalf("%v\n%s", err, before)
	}
	var r review.Review
	if err := json.Unmarshal([]byte(before), &r); err != nil {
		t.Fatal(err)
	}
	if r.Verdict != "warn" || len(r.Findings) != 1 || r.Findings[0].ID != "pop-for-ever" || r.Untested != "" || len(r.Reports) != 1 {
		t.Errorf("%s %+v", r.Verdict, r.Findings)
	}
	file := place(t, t.TempDir(), "before.json", before)

	s.Doveadm(t, "expunge", "-u", s.User(), "mailbox", "INBOX", "1:15")
	after := run(StatusOK, slices.Concat([]string{"review", profile, "--against", file}, flags)...)
	says(t, after, "Messages on the server", "INBOX holds less than before")
	after = run(StatusOK, slices.Concat([]string{"review", profile, "--against", file, "-o", "json", "--lang", "fr"}, flags)...)
	if err := schema.ValidateReview([]byte(after)); err != nil {
		t.Error(err)
	}
	if err := json.Unmarshal([]byte(after), &r); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Mailboxes[0].Counts, func(c review.Count) bool { return c.Folder == "INBOX" })
	if c := r.Mailboxes[0].Counts; i < 0 || *c[i].Before != 40 || *c[i].Now != 25 {
		t.Errorf("counts: %+v", r.Mailboxes)
	}

	// Nobody is asked: the earlier report stands for the host.
	off := run(StatusOK, "review", profile, "--against", file, "--no-network", "-o", "json")
	if err := schema.ValidateReview([]byte(off)); err != nil {
		t.Error(err)
	}
	run(StatusOK, "review", profile, "--no-network")

	// A review is the needs of an advice.
	for lang, want := range map[string][]string{"en": {"Today it collects by POP and leaves every copy.", "read in the settings of your mail programs"}, "fr": {"Aujourd’hui, il relève par POP", "lu dans les réglages"}} {
		says(t, run(StatusOK, "advise", "--from-review", file, "--lang", lang, "--verbose"), want...)
	}
}

// The exit status of a review, as of findings; and what it says where there is
// nothing to read.
func TestReviewStatus(t *testing.T) {
	empty := t.TempDir()
	broken := place(t, t.TempDir(), "notes.txt", "nothing of a mail program\n")
	plain := "../client/testdata/profiles/claws-plain"
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"review", plain, "--no-network"}, StatusFailed, "plain-connection"},
		{[]string{"review", "../client/testdata/profiles/thunderbird-imap", "--no-network"}, StatusOK, "nothing to mend, as far as the files alone tell"},
		{[]string{"review", popForEver, "--no-network"}, StatusOK, "1 warning"},
		{[]string{"review", broken, "--no-network"}, StatusUsage, ""},
		{[]string{"review", filepath.Join(empty, "none"), "--no-network"}, StatusUsage, ""},
		{[]string{"review", empty, "--no-network"}, StatusUsage, ""},
		{[]string{"review", plain, "--no-network", "--program", "no-such-program"}, StatusUsage, ""},
		{[]string{"review", plain, "--no-network", "--against", broken}, StatusUsage, ""},
		{[]string{"review", plain, "--no-network", "-o", "csv"}, StatusUsage, ""},
		{[]string{"advise", "--from-review", broken}, StatusUsage, ""},
	} {
		status, stdout, stderr := asTyped(t, c.args...)
		if status != c.status || !strings.Contains(stdout, c.says) || status == StatusUsage && stderr == "" {
			t.Errorf("%q: status %d, want %d\n%s%s", c.args, status, c.status, stdout, stderr)
		}
	}
}

// A profile is told in both languages as JSON of the schema.
func TestReviewJSON(t *testing.T) {
	for _, profile := range []string{"thunderbird-many", "thunderbird-imap", "mutt-hooks", "fetchmail-repeats", "thunderbird-exception", "outlook-reg-ok"} {
		for _, lang := range []string{"en", "fr"} {
			_, stdout, _ := asTyped(t, "review", "../client/testdata/profiles/"+profile, "--no-network", "-o", "json", "--lang", lang)
			if err := schema.ValidateReview([]byte(stdout)); err != nil {
				t.Errorf("%s: %v", profile, err)
			}
			if !strings.Contains(stdout, `"findings": [`) {
				t.Errorf("%s: no list of findings", profile)
			}
		}
	}
}

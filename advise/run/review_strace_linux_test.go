package run

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// TestReviewOpensNoSecrets reads a whole home, with a store of passwords beside
// each configuration and links to them, under strace: none of the stores is
// opened, nothing is run and nothing is written.
func TestReviewOpensNoSecrets(t *testing.T) {
	if os.Getenv("MAILADVISOR_REVIEWED_HOME") != "" {
		home := os.Getenv("MAILADVISOR_REVIEWED_HOME")
		found, err := ReadAccounts(t.Context(), Configurations{Home: home, Env: func(string) string { return "" }, Sizes: true})
		if err != nil || len(found.Accounts) < 5 {
			t.Errorf("%d accounts, %v", len(found.Accounts), err)
		}
		if named, err := ReadAccounts(t.Context(), Configurations{Names: []string{home}, Env: func(string) string { return "" }, Sizes: true}); err != nil || len(named.Accounts) < 5 {
			t.Errorf("as a folder: %d accounts, %v", len(named.Accounts), err)
		}
		if _, err := ReadAccounts(t.Context(), Configurations{Names: []string{filepath.Join(home, ".mpoprc")}, Program: "mpop"}); err == nil {
			t.Error("a link to a store of passwords is read")
		}
		return
	}
	strace := testkit.Program(t, "strace", "strace")
	home := homeWithSecrets(t)
	log := filepath.Join(t.TempDir(), "strace")
	run := exec.Command(strace, "-f", "-qq", "-e", "trace=open,openat,openat2,execve,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat", "-o", log, os.Args[0], "-test.run", "^TestReviewOpensNoSecrets$")
	run.Env = append(os.Environ(), "MAILADVISOR_REVIEWED_HOME="+home)
	if out, err := run.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "PTRACE") || strings.Contains(string(out), "Operation not permitted") {
			testkit.Missing(t, "strace may not trace here: "+string(out))
		}
		t.Fatalf("%v: %s", err, out)
	}
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	path := regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	execs := 0
	for line := range strings.Lines(string(content)) {
		if strings.Contains(line, "execve(") {
			execs++
			continue
		}
		m := path.FindStringSubmatch(line)
		if m == nil || !strings.HasPrefix(m[1], home) {
			continue
		}
		opened++
		if isStore(strings.TrimPrefix(m[1], home)) {
			t.Errorf("a store of secrets is opened: %s", line)
		}
		if !strings.Contains(line, "O_RDONLY") || strings.Contains(line, "O_CREAT") {
			t.Errorf("something is written: %s", line)
		}
		if strings.Contains(m[1], "/Mail/") && !strings.Contains(line, "O_DIRECTORY") {
			t.Errorf("mail is opened: %s", line)
		}
	}
	if opened < 5 || execs > 1 {
		t.Errorf("%d files of the home were opened, %d programs run", opened, execs)
	}
}

// homeWithSecrets returns a home with the configurations of several programs,
// and the stores that lie beside them.
func homeWithSecrets(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	write := func(name, text string) {
		full := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	from := func(profile, to string) {
		content, err := os.ReadFile(filepath.Join(profiles, filepath.FromSlash(profile)))
		if err != nil {
			t.Fatal(err)
		}
		write(to, string(content))
	}
	write(".thunderbird/profiles.ini", "[Profile0]\nName=a\nIsRelative=1\nPath=p\nDefault=1\n")
	from("thunderbird-pop-forever/prefs.js", ".thunderbird/p/prefs.js")
	for _, name := range []string{".thunderbird/p/logins.json", ".thunderbird/p/logins-backup.json", ".thunderbird/p/key4.db", ".thunderbird/p/cert9.db", ".thunderbird/p/Mail/x/Inbox",
		".netrc", ".authinfo.gpg", ".password-store/mail/x.gpg", ".local/share/keyrings/login.keyring", ".claws-mail/passwordstorerc", ".gnupg/private.key", "SECRET.gpg",
		".ssh/id_ed25519", ".local/share/kwalletd/kdewallet.kwl", "passwords.kdbx", ".config/gopass/age/identities", ".thunderbird/p/signons.sqlite", "mail.p12"} {
		write(name, "SECRET")
	}
	from("mbsync-ok/.mbsyncrc", ".mbsyncrc")
	from("claws-ok/.claws-mail/accountrc", ".claws-mail/accountrc")
	from("evolution-ok/evolution/sources/a1.source", ".config/evolution/sources/a1.source")
	from("msmtp-ok/.msmtprc", ".msmtprc")
	from("offlineimap-ok/.offlineimaprc", ".offlineimaprc")
	write(".muttrc", "set folder=imaps://imap.example.org/\nset imap_user=user\nset spoolfile=+INBOX\nsource ~/.netrc\nsource ~/.password-store/mail/x.gpg\nsource ~/link\nsource \"gpg -d ~/SECRET.gpg |\"\nset imap_pass=`touch "+home+"/SECRET-run`\n")
	write(".getmail/getmailrc", "[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = imap.example.org\nusername = user\npassword_command = (\"touch\", \"/tmp/x\")\n")
	if err := os.Symlink(filepath.Join(home, ".netrc"), filepath.Join(home, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(home, ".thunderbird/p/logins.json"), filepath.Join(home, ".mpoprc")); err != nil {
		t.Fatal(err)
	}
	return home
}

// isStore reports whether a name is that of one of the stores which the home of
// this test holds, and of others that programs keep: a list of its own, which
// owes nothing to that of the program.
func isStore(name string) bool {
	for _, part := range []string{"SECRET", "logins.json", "logins-backup.json", "key4.db", "key3.db", "cert9.db", "signons.sqlite", ".netrc", "_netrc", "authinfo", ".password-store", "keyrings",
		"passwordstorerc", ".gnupg", ".ssh", "kwalletd", ".kdbx", ".gpg", ".p12", "id_ed25519", "private.key", "gopass"} {
		if strings.Contains(strings.ToLower(name), strings.ToLower(part)) {
			return true
		}
	}
	return false
}

package run

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
)

// samples returns the files that stand for the configurations of a program:
// each is put where the program keeps it.
func samples() map[string]string {
	return map[string]string{
		"aerc": "aerc-ok/accounts.conf", "alpine": "alpine-ok/.pinerc", "claws-mail": "claws-ok/.claws-mail/accountrc", "evolution": "evolution-ok/evolution/sources",
		"fetchmail": "fetchmail-ok/.fetchmailrc", "getmail6": "getmail-ok/getmailrc", "gnus": "gnus-plain/.gnus.el", "himalaya": "himalaya-ok/himalaya/config.toml",
		"imapfilter": "imapfilter-ok/.imapfilter/config.lua", "s-nail": "s-nail-ok/.mailrc", "kmail": "kmail-plain/.config", "mbsync": "mbsync-ok/.mbsyncrc", "meli": "meli-plain/meli/config.toml", "mpop": "mpop-ok/.mpoprc", "msmtp": "msmtp-ok/.msmtprc",
		"mutt": "mutt-ok/.muttrc", "neomutt": "neomutt-pop/.neomuttrc", "offlineimap3": "offlineimap-ok/.offlineimaprc", "sylpheed": "sylpheed-starttls-995/.sylpheed-2.0/accountrc",
		"thunderbird": "thunderbird-pop-removes-imap-elsewhere/.thunderbird",
	}
}

// put writes a file, and the folders that it lies in.
func put(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every place on the rows of the programs is looked at: on Linux, in a snap, in a
// flatpak, on Windows and on a Mac.
func TestReviewPlaces(t *testing.T) {
	n := 0
	for _, row := range client.Table() {
		for _, k := range row.Kept {
			for _, place := range k.Places {
				n++
				sample := filepath.Join(profiles, samples()[row.Name])
				home := t.TempDir()
				roaming := filepath.Join(home, "AppData", "Roaming")
				full := strings.NewReplacer("~/", home+"/", "%APPDATA%/", roaming+"/", "$XDG_CONFIG_HOME/", home+"/.config/").Replace(place)
				full = strings.NewReplacer("getmail/*rc*", "getmail/workrc", "getmail/*rc", "getmail/workrc", "getmailrc-*", "getmailrc-work", "_resource_*rc", "_resource_0rc").Replace(full)
				var err error
				switch {
				case row.Name == "thunderbird" || row.Name == "kmail":
					err = os.CopyFS(filepath.Dir(full), os.DirFS(sample))
					if row.Name == "kmail" && strings.Contains(place, "pop3") {
						put(t, full, []byte("[General]\nhost=pop.example.org\nport=995\nuseSSL=true\nlogin=user\n"))
					}
				case strings.HasSuffix(place, "/"):
					err = os.CopyFS(full, os.DirFS(sample))
				default:
					var content []byte
					if content, err = os.ReadFile(sample); err == nil {
						put(t, full, content)
					}
				}
				if err != nil {
					t.Fatalf("%s: %v", row.Name, err)
				}
				found, err := ReadAccounts(t.Context(), Configurations{Home: home, Env: func(name string) string {
					return map[string]string{"APPDATA": roaming}[name]
				}})
				mine := func(a accounts.Account) bool { return a.Program == row.Name && a.Own }
				if err != nil || !slices.ContainsFunc(found.Accounts, mine) {
					t.Errorf("%s at %s: %v %+v", row.Name, place, err, found)
				}
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d places", n)
	}
}

// plainly returns what was read, without what depends on where.
func plainly(found accounts.Found) string {
	var out []string
	for _, a := range found.Accounts {
		for _, s := range a.Servers() {
			out = append(out, fmt.Sprintf("%s %s %s:%d %s %s %s %v %s %d %d %q", a.Program, s.Service, s.Host, s.Port, s.Security, s.User, s.Auth, s.Unverified, a.Keep, a.KeepDays, a.PollSeconds, a.Address))
		}
	}
	return strings.Join(out, "\n")
}

// A configuration in another encoding, and with the line ends of Windows, says
// the same.
func TestReviewEncodings(t *testing.T) {
	wide := func(order func(b []byte, u uint16) []byte, mark []byte) func([]byte) []byte {
		return func(b []byte) []byte {
			for _, u := range utf16.Encode([]rune(string(b))) {
				mark = order(mark, u)
			}
			return mark
		}
	}
	forms := map[string]func() func([]byte) []byte{
		"CRLF": func() func([]byte) []byte {
			return func(b []byte) []byte {
				return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r"), nil), []byte("\n"), []byte("\r\n"))
			}
		},
		"a mark of UTF-8": func() func([]byte) []byte {
			return func(b []byte) []byte { return append([]byte("\ufeff"), b...) }
		},
		"UTF-16, little end first": func() func([]byte) []byte {
			return wide(func(b []byte, u uint16) []byte { return append(b, byte(u), byte(u>>8)) }, []byte{0xff, 0xfe})
		},
		"UTF-16, big end first": func() func([]byte) []byte {
			return wide(func(b []byte, u uint16) []byte { return append(b, byte(u>>8), byte(u)) }, []byte{0xfe, 0xff})
		},
	}
	list, err := os.ReadDir(profiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if !d.IsDir() || d.Name() == "apple-signed" || strings.HasPrefix(d.Name(), "outlook-reg") { // binary, and UTF-16 as it is
			continue
		}
		dir := profile(t, d.Name())
		read := func() string {
			found, err := ReadAccounts(t.Context(), Configurations{Names: []string{dir}})
			if err != nil {
				t.Errorf("%s: %v", d.Name(), err)
			}
			return plainly(found)
		}
		want := read()
		originals := map[string][]byte{}
		_ = filepath.WalkDir(dir, func(file string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				originals[file], err = os.ReadFile(file)
			}
			return err
		})
		for form, make := range forms {
			if strings.HasPrefix(form, "UTF-16") && (strings.HasPrefix(d.Name(), "apple") || strings.HasPrefix(d.Name(), "k9") || strings.HasPrefix(d.Name(), "autoconfig")) {
				continue // XML says its encoding itself
			}
			for file, content := range originals {
				put(t, file, make()(content))
			}
			if got := read(); got != want {
				t.Errorf("%s in %s:\n%s\nwant\n%s", d.Name(), form, got, want)
			}
		}
	}
}

// What a file system may hold in place of a file: the review ends, and says what
// it could not read.
func TestReviewHostileFiles(t *testing.T) {
	const account = "set folder = imaps://imap.example.org/\nset spoolfile = +INBOX\nset imap_user = user\n"
	notes := func(found accounts.Found) string {
		var out []string
		for _, n := range found.Notes {
			out = append(out, string(n.ID))
		}
		slices.Sort(out)
		return strings.Join(slices.Compact(out), " ")
	}
	link := func(t *testing.T, to, name string) {
		t.Helper()
		if err := os.Symlink(to, name); err != nil {
			t.Skip(err)
		}
	}
	for _, c := range []struct {
		name     string
		make     func(t *testing.T, home string)
		accounts int
		notes    string
	}{
		{"a file that includes itself", func(t *testing.T, home string) {
			put(t, path.Join(home, ".muttrc"), []byte(account+"source ~/.muttrc\n"))
		}, 1, ""},
		{"two files that include each other", func(t *testing.T, home string) {
			put(t, path.Join(home, ".muttrc"), []byte("source ~/.mutt/a\n"))
			put(t, path.Join(home, ".mutt/a"), []byte("source ~/.mutt/b\nsource ~/.mutt/b\n"))
			put(t, path.Join(home, ".mutt/b"), []byte(account+"source ~/.mutt/a\nsource ~/.mutt/a\n"))
		}, 1, ""},
		{"a link to itself", func(t *testing.T, home string) { link(t, ".muttrc", path.Join(home, ".muttrc")) }, 0, ""},
		{"a link into a collection of dot files", func(t *testing.T, home string) {
			put(t, path.Join(home, "dotfiles/mutt/muttrc"), []byte(account))
			link(t, "dotfiles/mutt/muttrc", path.Join(home, ".muttrc"))
		}, 1, ""},
		{"an included file elsewhere in the home folder", func(t *testing.T, home string) {
			put(t, path.Join(home, ".mutt/muttrc"), []byte("source ~/mail/account\n"))
			put(t, path.Join(home, "mail/account"), []byte(account))
		}, 1, ""},
		{"an included file beside it", func(t *testing.T, home string) {
			put(t, path.Join(home, ".config/mutt/muttrc"), []byte("source ~/.config/mutt/accounts/work\n"))
			put(t, path.Join(home, ".config/mutt/accounts/work"), []byte(account))
		}, 1, ""},
		{"an included file outside", func(t *testing.T, home string) {
			put(t, path.Join(home, ".muttrc"), []byte(account+"source /etc/hostname\nsource ~root/x\nsource ../../../../../../etc/hostname\n"))
		}, 1, "outside"},
		{"an included store of passwords", func(t *testing.T, home string) {
			put(t, path.Join(home, ".muttrc"), []byte(account+"source ~/.netrc\nsource ~/innocent\n"))
			put(t, path.Join(home, ".netrc"), []byte("set imap_user = SECRET\n"))
			link(t, ".netrc", path.Join(home, "innocent"))
		}, 1, "unread"},
		{"a folder in place of a file", func(t *testing.T, home string) {
			if err := os.MkdirAll(path.Join(home, ".mbsyncrc"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, 0, ""},
		{"more than is read", func(t *testing.T, home string) {
			put(t, path.Join(home, ".mbsyncrc"), bytes.Repeat([]byte("# nothing\n"), accounts.MaxBytes/10+1))
		}, 0, "unread"},
		{"more accounts than are read", func(t *testing.T, home string) {
			var b bytes.Buffer
			for i := range 2 * accounts.MaxAccounts {
				fmt.Fprintf(&b, "IMAPAccount a%d\nHost imap%d.example.org\nUser u\nPassCmd x\nTLSType IMAPS\n\n", i, i)
			}
			put(t, path.Join(home, ".mbsyncrc"), b.Bytes())
		}, accounts.MaxAccounts, ""},
		{"one line of a megabyte", func(t *testing.T, home string) {
			put(t, path.Join(home, ".mbsyncrc"), []byte("IMAPAccount a\nHost "+strings.Repeat("x", 1<<20)+"\nUser u\n"))
		}, 1, ""},
		{"no text at all", func(t *testing.T, home string) {
			for _, name := range []string{".mbsyncrc", ".msmtprc", ".fetchmailrc", ".offlineimaprc", ".muttrc", ".pinerc", ".mpoprc"} {
				put(t, path.Join(home, name), []byte{0, 0xff, 0xfe, 0x80, '\n', 0x1b, '['})
			}
		}, 0, ""},
		{"a profile that is gone", func(t *testing.T, home string) {
			put(t, path.Join(home, ".thunderbird/profiles.ini"), []byte("[Profile0]\nName=a\nIsRelative=1\nPath=gone\nDefault=1\n"))
		}, 0, "unread"},
		{"a profile outside", func(t *testing.T, home string) {
			put(t, path.Join(home, ".thunderbird/profiles.ini"), []byte("[Profile0]\nName=a\nIsRelative=0\nPath=/etc\nDefault=1\n"))
		}, 0, "outside"},
	} {
		home := t.TempDir()
		c.make(t, home)
		found, err := ReadAccounts(t.Context(), Configurations{Home: home})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Accounts) != c.accounts || notes(found) != c.notes {
			t.Errorf("%s: %d accounts, notes %q; want %d, %q: %+v", c.name, len(found.Accounts), notes(found), c.accounts, c.notes, found.Notes)
		}
		if strings.Contains(fmt.Sprintf("%+v", found), "SECRET") {
			t.Errorf("%s: a store of passwords was read", c.name)
		}
		// As a folder that was named, it ends as well.
		if _, err := ReadAccounts(t.Context(), Configurations{Names: []string{home}}); err != nil && problemOf(t, err) == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A file that was named is a person's own where it lies as its program keeps it,
// by whatever way it was named.
func TestReviewOwn(t *testing.T) {
	home := t.TempDir()
	const muttrc = "set folder = imaps://imap.example.org/\nset spoolfile = +INBOX\nset imap_user = user\n"
	put(t, filepath.Join(home, ".mbsyncrc"), []byte("IMAPAccount a\nHost imap.example.org\nUser u\nPassCmd x\nTLSType IMAPS\n"))
	put(t, filepath.Join(home, "copies/.mbsyncrc"), []byte("IMAPAccount a\nHost imap.example.org\nUser u\nPassCmd x\nTLSType IMAPS\n"))
	put(t, filepath.Join(home, ".mutt/muttrc"), []byte("source ~/accounts/a\n"))
	put(t, filepath.Join(home, ".mutt/work.muttrc"), []byte("source ~/accounts/a\n"))
	put(t, filepath.Join(home, "accounts/a"), []byte(muttrc))
	put(t, filepath.Join(home, "muttrc"), []byte(muttrc))
	if err := os.CopyFS(filepath.Join(home, ".thunderbird"), os.DirFS(filepath.Join(profiles, "thunderbird-pop-removes-imap-elsewhere/.thunderbird"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(home, ".mbsyncrc"), filepath.Join(home, "link.mbsyncrc")); err != nil {
		t.Skip(err)
	}
	for name, own := range map[string]bool{
		".mbsyncrc": true, "link.mbsyncrc": true, "copies/.mbsyncrc": false, "copies": false, ".mutt/muttrc": true, ".mutt/work.muttrc": true, "muttrc": false,
		".thunderbird/profiles.ini": true, ".thunderbird/abc.default/prefs.js": true, ".thunderbird/abc.default": true, ".thunderbird": true,
	} {
		found, err := ReadAccounts(t.Context(), Configurations{Names: []string{filepath.Join(home, filepath.FromSlash(name))}, Home: home})
		if err != nil || len(found.Accounts) == 0 {
			t.Errorf("%s: %v %+v", name, err, found)
			continue
		}
		if found.Accounts[0].Own != own {
			t.Errorf("%s: own %v, want %v", name, !own, own)
		}
	}
}

package client

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"mailadvisor/advise/accounts"
)

// mark is a password that no reader may let out.
const mark = "MARKED-s3cret"

// marked are configurations with a password in every place where one may stand,
// also in places where a person would put one by mistake.
func marked() map[string]map[string]string {
	account := `[Account: 1]
account_name=x
protocol=3
receive_server=imap.example.org
user_id=user
password=` + mark + `
smtp_password=` + mark + `
config_version=4
`
	profile := `<?xml version="1.0"?><plist version="1.0"><dict><key>PayloadContent</key><array><dict><key>PayloadType</key><string>com.apple.mail.managed</string>
<key>EmailAccountType</key><string>EmailTypeIMAP</string><key>IncomingMailServerHostName</key><string>imap.example.org</string>
<key>IncomingPassword</key><string>` + mark + `</string><key>OutgoingPassword</key><string>` + mark + `</string></dict></array></dict></plist>`
	android := `<k9settings><accounts><account><incoming-server type="IMAP"><host>imap.example.org</host><password>` + mark + `</password></incoming-server></account></accounts></k9settings>`
	mbsync := "IMAPAccount x\nHost imap.example.org\nUser user\nPass " + mark + "\nPassCmd \"echo " + mark + "\"\nUserCmd \"echo " + mark + "\"\nTunnel \"ssh " + mark + "\"\n"
	martin := "account x\nhost imap.example.org\nuser user\npassword " + mark + "\npasswordeval \"echo " + mark + "\"\ntls on\neval echo " + mark + "\n"
	mutt := "set folder=\"imaps://user:" + mark + "@imap.example.org/\" imap_pass=" + mark + " pop_pass = '" + mark + "'\nset smtp_url=smtps://user:" + mark + "@smtp.example.org smtp_pass = " + mark +
		"\nset my_pass = " + mark + "\nset imap_oauth_refresh_command = \"x --secret " + mark + "\"\nset tunnel=\"ssh " + mark + "\"\nmailboxes imaps://user:" + mark + "@imap.example.org/x\n" +
		"account-hook imaps://b:" + mark + "@two.example.org/ 'set imap_user=b imap_pass=" + mark + "'\nsource \"gpg -d " + mark + " |\"\nset spoolfile=`echo " + mark + "`\n"
	emacs := `(setq mail-sources '((pop :server "pop.example.org" :user "u" :password "` + mark + `")) smtpmail-smtp-server "smtp.example.org" smtpmail-auth-credentials '(("x" 25 "u" "` + mark + `")))`
	wide := "\xff\xfe"
	for _, u := range utf16.Encode([]rune("[HKEY\\9375CFF0413111d3B88A00104B2A6676\\1]\r\n\"IMAP Server\"=\"imap.example.org\"\r\n\"IMAP Password\"=\"" + mark + "\"\r\n\"SMTP Password\"=\"" + mark + "\"\r\n")) {
		wide += string([]byte{byte(u), byte(u >> 8)})
	}
	return map[string]map[string]string{
		"aerc":          {"accounts.conf": "[x]\nsource = imaps://user:" + mark + "@imap.example.org\nsource-cred-cmd = echo " + mark + "\noutgoing = smtps://user:" + mark + "@smtp.example.org\n"},
		"alpine":        {"pinerc": "inbox-path={imap.example.org/ssl/user=user}INBOX\nxoauth2-client-secret=" + mark + "\npassword=" + mark + "\n"},
		"apple-mail":    {"a.mobileconfig": profile},
		"claws-mail":    {"claws-mail/accountrc": account},
		"evolution":     {"a.source": "[Data Source]\nEnabled=true\n[Mail Account]\nBackendName=imapx\n[Authentication]\nHost=imap.example.org\nPassword=" + mark + "\nCredentialName=" + mark + "\n"},
		"fetchmail":     {"fetchmailrc": "poll imap.example.org proto imap user user password \"" + mark + "\" ssl plugin \"x " + mark + "\" mda \"x " + mark + "\"\npoll b.example.org proto pop3 user b pass=" + mark + " preconnect '" + mark + "'\n"},
		"getmail6":      {"getmailrc": "[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = imap.example.org\npassword = " + mark + "\n  " + mark + "\npassword_command = (\"echo\", \"" + mark + "\")\n"},
		"gnus":          {"gnus.el": emacs},
		"himalaya":      {"himalaya/config.toml": "[accounts.x]\nemail = \"u@example.org\"\nbackend.type = \"imap\"\nbackend.host = \"imap.example.org\"\nbackend.login = \"u\"\nbackend.auth.raw = \"" + mark + "\"\nbackend.auth.cmd = \"echo " + mark + "\"\n[accounts.y]\nimap.server = \"imaps://u:" + mark + "@imap.example.org\"\nimap.sasl.plain.password.raw = \"" + mark + "\"\n"},
		"imapfilter":    {"imapfilter/config.lua": "a = IMAP {\n  server = 'imap.example.org', username = 'u',\n  password = '" + mark + "', oauth2 = \"" + mark + "\",\n  ssl = 'auto' }\nlocal s, p = pipe_from('echo " + mark + "')\n"},
		"s-nail":        {"mailrc": "set v15-compat\nset folder=imaps://u:" + mark + "@imap.example.org inbox=+INBOX\nset mta=smtps://u:" + mark + "@smtp.example.org smtp-auth-password=" + mark + "\nset password-u@imap.example.org=" + mark + " netrc-pipe='gpg -d " + mark + "'\n"},
		"ios-mail":      {"a.mobileconfig": profile},
		"k9":            {"a.k9s": android, "qr-code.json": `[1,[1,1],[0,"imap.example.org",993,3,1,"u","x","` + mark + `"],[[[0,"smtp.example.org",465,3,1,"u","` + mark + `"],["u@example.org","` + `n"]]]]`},
		"kmail":         {"akonadi_imap_resource_0rc": "[network]\nImapServer=imap.example.org\nPassword=" + mark + "\n", "mailtransports": "[Transport 1]\nhost=smtp.example.org\npassword=" + mark + "\n"},
		"mbsync":        {"mbsyncrc": mbsync},
		"mbsync-backup": {"backup.mbsyncrc": mbsync},
		"meli":          {"meli/config.toml": "[accounts.x]\nformat = \"imap\"\nserver_hostname = \"imap.example.org\"\nserver_password = \"" + mark + "\"\nserver_password_command = \"echo " + mark + "\"\n"},
		"mpop":          {"mpoprc": martin},
		"msmtp":         {"msmtprc": martin},
		"mu4e":          {"mu4e.el": emacs},
		"mutt":          {"muttrc": mutt},
		"neomutt":       {"neomuttrc": mutt},
		"offlineimap3":  {"offlineimaprc": "[general]\naccounts = x\n[Account x]\nremoterepository = r\n[Repository r]\ntype = IMAP\nremotehost = imap.example.org\nremotepass = " + mark + "\nremotepasseval = f(\"" + mark + "\")\noauth2_client_secret = " + mark + "\noauth2_refresh_token = " + mark + "\nremoteusereval = f(\"" + mark + "\")\n"},
		"outlook":       {"a.prf": "[Internet Account List]\nAccount1=IMAP_I_Mail\n[Account1]\nIMAPServer=imap.example.org\nIMAPPassword=" + mark + "\nSMTPPassword=" + mark + "\n", "a.reg": wide},
		"sylpheed":      {"sylpheed-2.0/accountrc": strings.Replace(account, "config_version=4\n", "", 1)},
		"thunderbird": {"prefs.js": `user_pref("mail.accountmanager.accounts", "account1");user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.type", "imap"); user_pref("mail.server.server1.hostname", "imap.example.org"); user_pref("mail.server.server1.password", "` + mark + `");
user_pref("signon.x", "` + mark + `"); user_pref("mail.server.server1.oauth2.token", "` + mark + `");`,
			"config-v1.1.xml": `<clientConfig><emailProvider id="x"><incomingServer type="imap"><hostname>imap.example.org</hostname><password>` + mark + `</password></incomingServer></emailProvider></clientConfig>`},
		"thunderbird-android": {"a.k9s": android},
	}
}

// No reader lets a password out, wherever it stands.
func TestReviewDropsPasswords(t *testing.T) {
	samples := marked()
	for _, row := range Table() {
		if len(row.Kept) == 0 {
			continue
		}
		if len(samples[row.Name]) < len(row.Kept) {
			t.Errorf("%s has %d readers and %d samples with a password", row.Name, len(row.Kept), len(samples[row.Name]))
		}
		folder := fstest.MapFS{}
		for name, text := range samples[row.Name] {
			folder[name] = &fstest.MapFile{Data: []byte(text)}
		}
		for name, text := range samples[row.Name] {
			if name == "mailtransports" {
				continue // read with the resources
			}
			kept, ok := keptFor(row, name, accounts.Decode([]byte(text)))
			if !ok {
				t.Errorf("%s: %s is known by no reader", row.Name, name)
				continue
			}
			found := accounts.Read(kept.Read, accounts.Input{Program: row.Name, Name: name, Files: folder, Home: "."})
			if len(found.Accounts) == 0 {
				t.Errorf("%s: %s: no account: %+v", row.Name, name, found)
			}
			var all bytes.Buffer
			fmt.Fprintf(&all, "%+v", found)
			for _, a := range found.Accounts {
				for _, s := range a.Servers() {
					fmt.Fprintf(&all, "%+v", *s)
				}
			}
			if strings.Contains(all.String(), mark) {
				t.Errorf("%s: %s lets the password out: %s", row.Name, name, all.String())
			}
		}
	}
}

// Every reader takes any bytes: it ends, and what it says has a host and a port
// in bounds.
func FuzzKept(f *testing.F) {
	type reader struct {
		program string
		kept    Kept
	}
	var readers []reader
	for _, row := range Table() {
		for _, k := range row.Kept {
			readers = append(readers, reader{row.Name, k})
		}
	}
	samples := marked()
	for i, r := range readers {
		f.Add(i, []byte(""))
		for _, text := range samples[r.program] {
			f.Add(i, []byte(text))
		}
	}
	for file, text := range madeProfiles(f) {
		for i, r := range readers {
			if r.kept.Named(file) {
				f.Add(i, []byte(text))
			}
		}
	}
	for w := range roundTrip {
		for _, file := range w.files {
			out, err := file.Render(w.data, nil, nil)
			for i, r := range readers {
				if err == nil && r.program == w.row.Name {
					f.Add(i, out)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, which int, content []byte) {
		if which < 0 || which >= len(readers) || len(content) > 1<<16 {
			return
		}
		kept := readers[which].kept
		file := "profile"
		for _, n := range kept.Names {
			if !strings.ContainsAny(n, "*/") {
				file = n
				break
			}
		}
		if readers[which].program == "evolution" {
			file = "a.source"
		}
		folder := fstest.MapFS{file: {Data: content}}
		found := accounts.Read(kept.Read, accounts.Input{Program: "x", Name: file, Files: folder, Home: "."})
		if len(found.Accounts) > accounts.MaxAccounts {
			t.Errorf("%d accounts", len(found.Accounts))
		}
		for _, n := range found.Notes {
			if strings.HasPrefix(n.Line.Text, "stopped: ") {
				t.Errorf("a reader failed of its own: %+v", n)
			}
		}
		for _, a := range found.Accounts {
			for _, s := range a.Servers() {
				if s.Host == "" && s == &a.Server || s.Port < 0 {
					t.Errorf("a server without a place: %+v", s)
				}
			}
		}
	})
}

// madeProfiles returns the files of the made profiles, by their names.
func madeProfiles(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS("testdata/profiles"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile("testdata/profiles/" + name)
		out[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzKeptBeside gives any bytes for the files that a reader opens beside the
// one that was named: what they hold may spoil no account, and ends.
func FuzzKeptBeside(f *testing.F) {
	beside := []string{"cert_override.txt", "Mail/mail.example.org/popstate.dat", "user.js", "mailtransports", "emailidentities", "b.source", "account.work", ".mutt/colors"}
	main := map[string]string{
		"prefs.js": `user_pref("mail.accountmanager.accounts", "account1"); user_pref("mail.account.account1.server", "server1"); user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.hostname", "mail.example.org"); user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/mail.example.org");`,
		"akonadi_imap_resource_0rc": "[network]\nImapServer=imap.example.org\nUserName=user\n",
		"a.source":                  "[Data Source]\nDisplayName=a\nEnabled=true\n[Mail Account]\nBackendName=imapx\nIdentityUid=b\n[Authentication]\nHost=imap.example.org\nPort=993\nUser=u\n",
		"muttrc":                    "set folder=imaps://imap.example.org/\nsource account.work\nsource ~/.mutt/colors\n",
	}
	for i := range beside {
		f.Add(i, []byte(""))
	}
	for name, text := range madeProfiles(f) {
		for i, b := range beside {
			if path.Base(name) == path.Base(b) || strings.HasSuffix(name, ".source") && strings.HasSuffix(b, ".source") {
				f.Add(i, []byte(text))
			}
		}
	}
	f.Add(0, []byte("mail.example.org:995:^\tOID.2.16.840.1.101.3.4.2.1\tAA:BB\n[::1]:993\n"))
	f.Add(1, []byte("# POP3 State File\nk UIDL1 1700000000\nf UIDL2 1\n"))
	f.Add(6, []byte("source account.work\nset imap_user=x\n"))
	f.Fuzz(func(t *testing.T, which int, content []byte) {
		if which < 0 || which >= len(beside) || len(content) > 1<<16 {
			return
		}
		folder := fstest.MapFS{beside[which]: {Data: content}}
		for name, text := range main {
			folder[name] = &fstest.MapFile{Data: []byte(text)}
		}
		for program, name := range map[string]string{"thunderbird": "prefs.js", "kmail": "akonadi_imap_resource_0rc", "evolution": ".", "mutt": "muttrc"} {
			row, _ := Lookup(program)
			found := accounts.Read(row.Kept[0].Read, accounts.Input{Program: program, Name: name, Files: folder, Home: "."})
			for _, n := range found.Notes {
				if strings.HasPrefix(n.Line.Text, "stopped: ") {
					t.Errorf("%s: a reader failed of its own: %+v", program, n)
				}
			}
			if len(found.Accounts) > accounts.MaxAccounts {
				t.Errorf("%s: %d accounts", program, len(found.Accounts))
			}
		}
	})
}

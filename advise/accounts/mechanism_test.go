package accounts_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"mailadvisor/advise/accounts"
)

// The ways to log in that a configuration names are kept in its order; of one
// that names none, nothing is.
func TestMechanisms(t *testing.T) {
	thunderbird := func(kind, method string) string {
		return `user_pref("mail.accountmanager.accounts", "account1"); user_pref("mail.account.account1.server", "server1"); user_pref("mail.server.server1.type", "` + kind + `");
user_pref("mail.server.server1.hostname", "mail.example.org"); user_pref("mail.server.server1.authMethod", ` + method + `);`
	}
	for _, c := range []struct {
		name, file, text string
		read             accounts.Reader
		auth             accounts.Auth
		want             []string
	}{
		{"Thunderbird, a password", "prefs.js", thunderbird("imap", "3"), accounts.Thunderbird, accounts.Password, nil},
		{"Thunderbird, encrypted by IMAP", "prefs.js", thunderbird("imap", "4"), accounts.Thunderbird, accounts.Encrypted, []string{"CRAM-MD5"}},
		{"Thunderbird, encrypted by POP", "prefs.js", thunderbird("pop3", "4"), accounts.Thunderbird, accounts.Encrypted, []string{"CRAM-MD5", "APOP"}},
		{"mbsync, a list", "mbsyncrc", "IMAPAccount a\nHost h.example.org\nAuthMechs SCRAM-SHA-256 plain\n", accounts.Mbsync, accounts.Encrypted, []string{"SCRAM-SHA-256", "PLAIN"}},
		{"mbsync, any", "mbsyncrc", "IMAPAccount a\nHost h.example.org\nAuthMechs *\n", accounts.Mbsync, "", nil},
		{"mbsync, as it was", "mbsyncrc", "IMAPAccount a\nHost h.example.org\nRequireCRAM yes\n", accounts.Mbsync, accounts.Encrypted, []string{"CRAM-MD5"}},
		{"mutt, a list", "muttrc", "set folder=imaps://h.example.org/\nset imap_authenticators=\"cram-md5:login\"\n", accounts.Mutt, accounts.Encrypted, []string{"CRAM-MD5", "LOGIN"}},
		{"mutt, none", "muttrc", "set folder=imaps://h.example.org/\n", accounts.Mutt, "", nil},
		{"mutt, unset", "muttrc", "set folder=imaps://h.example.org/\nset imap_user=a\nunset imap_user imap_authenticators\n", accounts.Mutt, "", nil},
		{"msmtp", "msmtprc", "account a\nhost h.example.org\nauth scram-sha-1\n", accounts.Msmtp, accounts.Encrypted, []string{"SCRAM-SHA-1"}},
		{"getmail", "getmailrc", "[retriever]\ntype = SimplePOP3SSLRetriever\nserver = h.example.org\nusername = u\nuse_apop = True\n", accounts.Getmail, accounts.Encrypted, []string{"APOP"}},
		{"fetchmail", "fetchmailrc", "poll h.example.org proto IMAP auth cram-md5 user u\n", accounts.Fetchmail, accounts.Encrypted, []string{"CRAM-MD5"}},
		{"Claws Mail", "accountrc", "[Account: 1]\nprotocol=3\nreceive_server=h.example.org\nuser_id=u\nimap_auth_method=512\nconfig_version=4\n", accounts.ClawsMail, accounts.Encrypted, []string{"SCRAM-SHA-256"}},
		{"Evolution", "a.source", "[Data Source]\nEnabled=true\n[Mail Account]\nBackendName=pop\n[Authentication]\nHost=h.example.org\nPort=995\nMethod=+APOP\n", accounts.Evolution, accounts.Encrypted, []string{"APOP"}},
		{"Alpine", ".pinerc", "inbox-path={h.example.org/ssl/user=u/auth=cram-md5}INBOX\n", accounts.Alpine, accounts.Encrypted, []string{"CRAM-MD5"}},
		{"KMail", "akonadi_imap_resource_0rc", "[network]\nImapServer=h.example.org\nUserName=u\nAuthentication=2\n", accounts.KMail, accounts.Encrypted, []string{"CRAM-MD5"}},
	} {
		found := accounts.Read(c.read, accounts.Input{Program: "x", Name: c.file, Files: fstest.MapFS{c.file: {Data: []byte(c.text)}}, Home: "."})
		if len(found.Accounts) != 1 {
			t.Errorf("%s: %+v", c.name, found)
			continue
		}
		if a := found.Accounts[0]; a.Auth != c.auth || !slices.Equal(a.Mechanisms, c.want) || a.User == "no" {
			t.Errorf("%s: %s %q, want %s %q (user %q)", c.name, a.Auth, a.Mechanisms, c.auth, c.want, a.User)
		}
	}
}

// Old versions of mbsync have the encryption before the host, without slashes.
func TestMbsyncOldHost(t *testing.T) {
	for host, want := range map[string]accounts.Server{
		"imaps:h.example.org":        {Host: "h.example.org", Port: 993, Security: accounts.TLS},
		"imap:h.example.org:1143":    {Host: "h.example.org", Port: 1143},
		"imaps://h.example.org:1993": {Host: "h.example.org", Port: 1993, Security: accounts.TLS},
	} {
		found := accounts.Read(accounts.Mbsync, accounts.Input{Program: "mbsync", Name: "mbsyncrc", Files: fstest.MapFS{"mbsyncrc": {Data: []byte("IMAPAccount a\nHost " + host + "\n")}}})
		if len(found.Accounts) != 1 {
			t.Errorf("%s: %+v", host, found)
			continue
		}
		if a := found.Accounts[0]; a.Host != want.Host || a.Port != want.Port || want.Security != "" && a.Security != want.Security {
			t.Errorf("%s: %+v", host, a.Server)
		}
	}
}

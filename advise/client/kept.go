package client

import (
	"path"
	"regexp"
	"strings"

	"mailadvisor/advise/accounts"
)

// Kept is a configuration that a program keeps by itself, and that a person
// has: how it is read back, where it usually lies, and how it is told from others.
type Kept struct {
	Read accounts.Reader
	// Places are where it lies, the likeliest first: "~" is the home folder,
	// "%APPDATA%" that of Windows, "$XDG_CONFIG_HOME" that of settings; a part
	// may hold wildcards (package path). What ends with "/" is a folder that is
	// read as a whole.
	Places []string
	// Together says that all its files in a folder are one configuration.
	Together bool
	// Profile says that it is a folder with a file of preferences, which may be
	// one of several that a list of profiles names.
	Profile bool
	// Names are the names that such a file has elsewhere, as patterns; a leading
	// dot does not count. One with a slash wants the folder too.
	Names []string
	// Sign is what stands in such a file and in no other, as a regular
	// expression; "" where its name has to tell.
	Sign string
	// Includes says that it may name other files of the home folder as parts of
	// itself.
	Includes bool
}

// Named reports whether a file has a name of this configuration.
func (k Kept) Named(file string) bool {
	file = strings.ToLower(strings.ReplaceAll(file, `\`, "/"))
	base := plainName(path.Base(file))
	for _, pattern := range k.Names {
		folder, name, nested := strings.Cut(pattern, "/")
		if !nested {
			if ok, _ := path.Match(pattern, base); ok {
				return true
			}
			continue
		}
		if ok, _ := path.Match(name, base); ok && plainName(path.Base(path.Dir(file))) == folder {
			return true
		}
	}
	return false
}

// plainName returns a name without the dot that hides it, also as tools for dot
// files write that.
func plainName(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "dot_"), ".")
}

// Signed reports whether a text has the sign of this configuration.
func (k Kept) Signed(text string) bool {
	if k.Sign == "" {
		return false
	}
	ok, err := regexp.MatchString(`(?im)`+k.Sign, text)
	return err == nil && ok
}

// Folder returns a place that is read as a whole, by its name; "" for a file.
func Folder(place string) (string, bool) { return strings.CutSuffix(place, "/") }

// configurations returns those that can be read back, by the name of their
// program.
func configurations() map[string][]Kept {
	profiles := func(places ...string) []string {
		for i := range places {
			places[i] += "/profiles.ini"
		}
		return places
	}
	mozilla := Kept{
		Read: accounts.Thunderbird, Profile: true,
		Places: profiles("~/.thunderbird", "~/snap/thunderbird/common/.thunderbird", "~/.var/app/org.mozilla.Thunderbird/.thunderbird", "~/.var/app/net.thunderbird.Thunderbird/.thunderbird",
			"~/.mozilla-thunderbird", "%APPDATA%/Thunderbird", "~/Library/Thunderbird"),
		Names: []string{"profiles.ini", "prefs.js", "user.js", "*.user.js", "*.prefs.js"},
		Sign:  `user_pref\s*\(\s*["']mail\.|^\[Profile\d+\]`,
	}
	android := []Kept{{Read: accounts.Android, Names: []string{"*.k9s", "qr-code.json"}, Sign: `<k9settings|\A\s*\[1,\s*\[\d`}}
	profile := []Kept{{Read: accounts.Apple, Names: []string{"*.mobileconfig"}, Sign: `com\.apple\.mail\.managed`}}
	mutt := func(name string, places ...string) []Kept {
		return []Kept{{Read: accounts.Mutt, Places: places, Names: []string{name + "rc", name + "rc.local", "*." + name + "rc", name + "/" + name + "rc"},
			Sign: `^\s*(set|source|account-hook|folder-hook|mailboxes)\s+\S`, Includes: true}}
	}
	himalaya := Kept{Read: accounts.Himalaya, Places: []string{"$XDG_CONFIG_HOME/himalaya/config.toml", "~/.himalayarc"}, Names: []string{"himalaya/config.toml", "himalaya*.toml", "himalayarc"},
		Sign: `^\s*\[accounts\.[^\]]+\](.|\n)*^\s*(backend\.|imap\.server|backend\s*=|email\s*=|\[accounts\.[^\]]+\.(backend|imap))`}
	autoconfig := Kept{Read: accounts.Autoconfig, Names: []string{"config-v1.1.xml", "*autoconfig*.xml"}, Sign: `<clientConfig`}
	emacs := func(name, sign string, places ...string) []Kept {
		return []Kept{{Read: accounts.Emacs, Places: places, Names: []string{name + ".el", "*" + name + "*.el", name}, Sign: sign}}
	}
	return map[string][]Kept{
		"aerc": {{Read: accounts.Aerc, Places: []string{"$XDG_CONFIG_HOME/aerc/accounts.conf", "~/Library/Preferences/aerc/accounts.conf"}, Names: []string{"accounts.conf", "*.accounts.conf"},
			Sign: `^\s*(source|outgoing)\s*=\s*(imap|imaps|smtp|smtps|maildir|notmuch|jmap)[+\w]*://`}},
		"alpine":     {{Read: accounts.Alpine, Places: []string{"~/.pinerc", "~/.alpinerc"}, Names: []string{"pinerc", "alpinerc", "*.pinerc"}, Sign: `^(inbox-path|folder-collections|user-domain)=`}},
		"apple-mail": profile,
		"claws-mail": {{Read: accounts.ClawsMail, Places: []string{"~/.claws-mail/accountrc", "%APPDATA%/Claws-mail/accountrc"}, Names: []string{"claws-mail/accountrc", "claws*.accountrc", "claws*accountrc"},
			Sign: `^\[Account: ?\d+\](.|\n)*^(config_version|message_leave_hour|low_bandwidth|gnutls_set_priority|default_privacy_system|imap_use_trash|ssl_certs_auto_accept)=`}},
		"evolution":  {{Read: accounts.Evolution, Together: true, Places: []string{"$XDG_CONFIG_HOME/evolution/sources/", "~/.var/app/org.gnome.Evolution/config/evolution/sources/"}, Names: []string{"*.source"}, Sign: `^\[Data Source\]`}},
		"fetchmail":  {{Read: accounts.Fetchmail, Places: []string{"~/.fetchmailrc", "$XDG_CONFIG_HOME/fetchmail/fetchmailrc"}, Names: []string{"fetchmailrc", "*.fetchmailrc", "fetchmail.conf"}, Sign: `^\s*(poll|skip|server)\s+\S+(.|\n)*\b(proto|protocol|user|username|via)\b`}},
		"getmail6":   {{Read: accounts.Getmail, Places: []string{"~/.getmail/getmailrc", "~/.getmail/getmailrc-*", "~/.getmail/*rc", "$XDG_CONFIG_HOME/getmail/getmailrc", "$XDG_CONFIG_HOME/getmail/*rc*"}, Names: []string{"getmailrc", "getmailrc-*", "getmailrc.*", "*.getmailrc", "getmail/*rc*"}, Sign: `^\[retriever\]`}},
		"gnus":       emacs("gnus", `nnimap|mail-sources|gnus-select-method`, "~/.gnus.el", "~/.gnus", "~/.emacs.d/gnus.el"),
		"himalaya":   {himalaya},
		"imapfilter": {{Read: accounts.Imapfilter, Places: []string{"~/.imapfilter/config.lua"}, Names: []string{"imapfilter/config.lua", "*imapfilter*.lua"}, Sign: `^\s*[\w.]+\s*=\s*IMAP\s*[({]`}},
		"ios-mail":   profile,
		"k9":         android,
		"kmail": {{Read: accounts.KMail, Together: true, Places: []string{"$XDG_CONFIG_HOME/akonadi_imap_resource_*rc", "$XDG_CONFIG_HOME/akonadi_pop3_resource_*rc"}, Names: []string{"akonadi_imap_resource*rc", "akonadi_pop3_resource*rc", "mailtransports"},
			Sign: `^\[network\](.|\n)*^imapserver`}},
		"mbsync": {{Read: accounts.Mbsync, Places: []string{"~/.mbsyncrc", "$XDG_CONFIG_HOME/isyncrc", "$XDG_CONFIG_HOME/mbsyncrc"}, Names: []string{"mbsyncrc", "isyncrc", "*.mbsyncrc", "mbsyncrc.*", "mbsyncrc-*"},
			Sign: `^\s*(IMAPAccount|IMAPStore|MaildirStore)\s`}},
		"mbsync-backup": {{Read: accounts.Mbsync, Names: []string{"backup.mbsyncrc", "restore.mbsyncrc"}}},
		"meli":          {{Read: accounts.Meli, Places: []string{"$XDG_CONFIG_HOME/meli/config.toml"}, Names: []string{"meli/config.toml", "meli*.toml"}, Sign: `^\s*(server_hostname|root_mailbox)\s*=`}},
		"mpop":          {{Read: accounts.Mpop, Places: []string{"~/.mpoprc", "$XDG_CONFIG_HOME/mpop/config"}, Names: []string{"mpoprc", "*.mpoprc", "mpop/config"}, Sign: `^\s*(delivery|uidls_file|keep|received_header)\s`}},
		"msmtp":         {{Read: accounts.Msmtp, Places: []string{"~/.msmtprc", "$XDG_CONFIG_HOME/msmtp/config"}, Names: []string{"msmtprc", "*.msmtprc", "msmtp/config"}, Sign: `^\s*(account|defaults)\b(.|\n)*^\s*(host|tls|from|auth)\s`, Includes: true}},
		"mu4e":          emacs("mu4e", `mu4e-|smtpmail-smtp-server`),
		"mutt":          mutt("mutt", "~/.muttrc", "~/.mutt/muttrc", "$XDG_CONFIG_HOME/mutt/muttrc"),
		"neomutt":       mutt("neomutt", "~/.neomuttrc", "~/.neomutt/neomuttrc", "$XDG_CONFIG_HOME/neomutt/neomuttrc"),
		"offlineimap3":  {{Read: accounts.OfflineIMAP, Places: []string{"~/.offlineimaprc", "$XDG_CONFIG_HOME/offlineimap/config"}, Names: []string{"offlineimaprc", "*.offlineimaprc", "offlineimap/config"}, Sign: `^\[Repository `}},
		"outlook": {{Read: accounts.OutlookPRF, Names: []string{"*.prf"}, Sign: `^\[Internet Account List\]`},
			{Read: accounts.OutlookReg, Names: []string{"*.reg"}, Sign: `9375CFF0413111d3B88A00104B2A6676|^"(IMAP|POP3) Server"=`}},
		"s-nail":              {{Read: accounts.SNail, Places: []string{"~/.mailrc"}, Names: []string{"mailrc", "*.mailrc"}, Sign: `^\s*set\s+(v15-compat|mta=|(folder|inbox)=['"]?(imaps?|pop3s?)://)`}},
		"sylpheed":            {{Read: accounts.Sylpheed, Places: []string{"~/.sylpheed-2.0/accountrc", "%APPDATA%/Sylpheed/accountrc"}, Names: []string{"sylpheed-2.0/accountrc", "sylpheed*accountrc"}, Sign: `^\[Account: ?\d+\]`}},
		"thunderbird":         {mozilla, autoconfig},
		"thunderbird-android": android,
	}
}

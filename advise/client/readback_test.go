package client

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"howett.net/plist"
)

// Every file is read back by a parser of its format, with every awkward value
// in every place: what comes back is what went in.
func TestReadBack(t *testing.T) {
	for _, v := range awkward {
		d := Data{
			Form: "1.5", Name: SafeName(v), Address: v, Domain: v,
			Incoming: Server{Host: v, Port: 993, User: v, Auth: "password"},
			Outgoing: Server{Host: v, Port: 587, StartTLS: true, User: v, Auth: "encrypted-password"},
			Offline:  OfflineRecent, OfflineDays: 30, BodyLimitKB: 128, PollMinutes: 15,
			Folders: map[string]string{"Sent": v, "Junk": v, "Trash": v},
		}
		for _, pop := range []bool{false, true} {
			d.Incoming.POP, d.Keep, d.KeepDays = pop, "", 0
			if pop {
				d.Keep, d.KeepDays = KeepDays, 12
			}
			t.Run(fmt.Sprintf("thunderbird %v %s", pop, v), func(t *testing.T) { readUserJS(t, d) })
			t.Run(fmt.Sprintf("autoconfig %v %s", pop, v), func(t *testing.T) { readAutoconfig(t, d) })
			t.Run(fmt.Sprintf("apple %v %s", pop, v), func(t *testing.T) { readProfile(t, d) })
			t.Run(fmt.Sprintf("getmail %v %s", pop, v), func(t *testing.T) { readGetmail(t, d) })
		}
		d.Incoming.POP = false
		t.Run("mbsync "+v, func(t *testing.T) { readMbsync(t, d) })
		t.Run("msmtp "+v, func(t *testing.T) { readMsmtp(t, d) })
	}
}

// file renders a template with a note that looks like a setting.
func file(t *testing.T, template string, d Data) string {
	t.Helper()
	f := File{Template: template}
	for _, row := range Table() {
		for _, form := range row.Forms {
			for _, x := range form.Files {
				if x.Template == template {
					f = x
				}
			}
		}
	}
	out, err := f.Render(d, []string{`a note: user_pref("x", 1); Pass = x`}, nil)
	if err != nil {
		var value *ValueError
		if errors.As(err, &value) && strings.HasPrefix(template, "msmtp") && strings.ContainsAny(d.Address, "?*[%") {
			t.Skip("msmtp cannot hold it, and says so")
		}
		t.Fatal(err)
	}
	return string(out)
}

var pref = regexp.MustCompile(`^user_pref\("([a-zA-Z0-9._]+)", (.*)\);$`)

func readUserJS(t *testing.T, d Data) {
	prefs := map[string]any{}
	for line := range strings.Lines(file(t, "thunderbird.user.js", d)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "//") {
			continue
		}
		m := pref.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("not a preference: %q", line)
		}
		value, err := prefValue(m[2])
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		prefs[m[1]] = value
	}
	s := "mail.server.server1."
	want := map[string]any{
		s + "hostname": d.Incoming.Host, s + "userName": d.Incoming.User, s + "port": 993, s + "socketType": 3, s + "authMethod": 3,
		s + "type": "imap", s + "autosync_max_age_days": 30, s + "offline_download": true, s + "max_size": 128, s + "check_time": 15,
		"mail.identity.id1.useremail": d.Address, "mail.smtpserver.smtp1.hostname": d.Outgoing.Host, "mail.smtpserver.smtp1.username": d.Outgoing.User,
		"mail.smtpserver.smtp1.try_ssl": 2, "mail.smtpserver.smtp1.authMethod": 4, "mail.smtpserver.smtp1.port": 587,
	}
	if d.Incoming.POP {
		maps.DeleteFunc(want, func(k string, _ any) bool {
			return strings.Contains(k, "offline") || strings.Contains(k, "autosync") || strings.Contains(k, "max_size")
		})
		maps.Copy(want, map[string]any{
			s + "type": "pop3", s + "leave_on_server": true, s + "delete_by_age_from_server": true, s + "num_days_to_leave_on_server": 12,
		})
	}
	for key, value := range want {
		if prefs[key] != value {
			t.Errorf("%s is %#v, want %#v", key, prefs[key], value)
		}
	}
}

// prefValue reads a value of a preferences file: a boolean, a number, or a
// string with the escapes that Mozilla's parser knows.
func prefValue(s string) (any, error) {
	switch s {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	if n, err := strconv.Atoi(s); err == nil {
		return n, nil
	}
	body, ok := strings.CutPrefix(s, `"`)
	if !ok {
		return nil, errors.New("neither boolean, number nor string")
	}
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		switch c := body[i]; c {
		case '"':
			if i != len(body)-1 {
				return nil, fmt.Errorf("%q after the string", body[i+1:])
			}
			return b.String(), nil
		case '\\':
			i++
			if i == len(body) || body[i] != '"' && body[i] != '\\' {
				return nil, errors.New("an escape that is not used here")
			}
			b.WriteByte(body[i])
		default:
			b.WriteByte(c)
		}
	}
	return nil, errors.New("the string has no end")
}

func readAutoconfig(t *testing.T, d Data) {
	type server struct {
		Type     string `xml:"type,attr"`
		Hostname string `xml:"hostname"`
		Port     int    `xml:"port"`
		Socket   string `xml:"socketType"`
		User     string `xml:"username"`
		Auth     string `xml:"authentication"`
		Keep     string `xml:"pop3>leaveMessagesOnServer"`
		Days     int    `xml:"pop3>daysToLeaveMessagesOnServer"`
	}
	type config struct {
		Version  string `xml:"version,attr"`
		Provider struct {
			ID       string `xml:"id,attr"`
			Domain   string `xml:"domain"`
			Incoming server `xml:"incomingServer"`
			Outgoing server `xml:"outgoingServer"`
		} `xml:"emailProvider"`
	}
	var got, want config
	if err := xml.Unmarshal([]byte(file(t, "thunderbird.config-v1.1.xml", d)), &got); err != nil {
		t.Fatal(err)
	}
	want.Version, want.Provider.ID, want.Provider.Domain = "1.1", d.Domain, d.Domain
	want.Provider.Incoming = server{Type: "imap", Hostname: d.Incoming.Host, Port: 993, Socket: "SSL", User: "%EMAILADDRESS%", Auth: "password-cleartext"}
	want.Provider.Outgoing = server{Type: "smtp", Hostname: d.Outgoing.Host, Port: 587, Socket: "STARTTLS", User: "%EMAILADDRESS%", Auth: "password-encrypted"}
	if d.Incoming.POP {
		want.Provider.Incoming.Type, want.Provider.Incoming.Keep = "pop3", "true"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func readProfile(t *testing.T, d Data) {
	var profile struct {
		PayloadType, PayloadIdentifier, PayloadUUID string
		PayloadContent                              []map[string]any
	}
	if _, err := plist.Unmarshal([]byte(file(t, "apple-mail.mobileconfig", d)), &profile); err != nil {
		t.Fatal(err)
	}
	if profile.PayloadType != "Configuration" || len(profile.PayloadContent) != 1 || !uuidForm.MatchString(profile.PayloadUUID) {
		t.Fatalf("%+v", profile)
	}
	account := profile.PayloadContent[0]
	want := map[string]any{
		"PayloadType": "com.apple.mail.managed", "EmailAccountType": "EmailTypeIMAP", "EmailAddress": d.Address,
		"IncomingMailServerHostName": d.Incoming.Host, "IncomingMailServerPortNumber": uint64(993), "IncomingMailServerUseSSL": true,
		"IncomingMailServerUsername": d.Incoming.User, "IncomingMailServerAuthentication": "EmailAuthPassword",
		"OutgoingMailServerHostName": d.Outgoing.Host, "OutgoingMailServerPortNumber": uint64(587), "OutgoingMailServerUseSSL": true,
		"OutgoingMailServerUsername": d.Outgoing.User, "OutgoingMailServerAuthentication": "EmailAuthCRAMMD5",
	}
	if d.Incoming.POP {
		want["EmailAccountType"] = "EmailTypePOP"
	}
	for key, value := range want {
		if account[key] != value {
			t.Errorf("%s is %#v, want %#v", key, account[key], value)
		}
	}
	for key := range account {
		if strings.Contains(key, "Password") && key != "OutgoingPasswordSameAsIncomingPassword" {
			t.Errorf("the profile holds %s", key)
		}
	}
}

var uuidForm = regexp.MustCompile(`^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$`)

// readINI reads a file as Python's RawConfigParser does: no quoting, and a
// comment only where it has the line for itself.
func readINI(t *testing.T, text string) map[string]string {
	t.Helper()
	out := map[string]string{}
	section := ""
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";"):
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		default:
			key, value, ok := strings.Cut(line, "=")
			if !ok || strings.HasPrefix(line, " ") {
				t.Fatalf("not an option: %q", line)
			}
			key = section + "." + strings.TrimSpace(key)
			if _, twice := out[key]; twice {
				t.Fatalf("%s stands twice", key)
			}
			out[key] = strings.TrimSpace(value)
		}
	}
	return out
}

func readGetmail(t *testing.T, d Data) {
	got := readINI(t, file(t, "getmail6.getmailrc", d))
	want := map[string]string{
		"retriever.type": "SimpleIMAPSSLRetriever", "retriever.server": d.Incoming.Host, "retriever.port": "993", "retriever.username": d.Incoming.User,
		"retriever.password_command": `("pass", "show", "mail/` + d.Name + `")`, "retriever.mailboxes": `("INBOX",)`,
		"retriever.ca_certs": "/etc/ssl/certs/ca-certificates.crt",
		"destination.type":   "Maildir", "destination.path": "~/Mail/" + d.Name + "/",
		"options.read_all": "false", "options.delete": "false",
	}
	if d.Incoming.POP {
		want["retriever.type"], want["options.delete_after"] = "SimplePOP3SSLRetriever", "12"
		delete(want, "retriever.mailboxes")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A getmail that deletes at once and one that never does are told apart.
func TestGetmailKeeps(t *testing.T) {
	server := Server{POP: true, Host: "mail.example.org", Port: 995, User: "user", Auth: "password"}
	for keep, want := range map[KeepFor][2]string{KeepNot: {"true", ""}, KeepAll: {"false", ""}, KeepDays: {"false", "12"}} {
		got := readINI(t, file(t, "getmail6.getmailrc", Data{Name: "user", Incoming: server, Keep: keep, KeepDays: 12}))
		if got["options.delete"] != want[0] || got["options.delete_after"] != want[1] {
			t.Errorf("%s: delete %q, delete_after %q", keep, got["options.delete"], got["options.delete_after"])
		}
	}
}

func readMbsync(t *testing.T, d Data) {
	for _, form := range []string{"1.4", "1.5"} {
		d.Form = form
		for _, template := range []string{"mbsync.mbsyncrc", "mbsync-backup.mbsyncrc", "mbsync-restore.mbsyncrc"} {
			got := map[string][]string{}
			var sections []string
			for line := range strings.Lines(file(t, template, d)) {
				words := mbsyncWords(strings.TrimSuffix(line, "\n"))
				if len(words) == 0 {
					continue
				}
				if slices.Contains([]string{"IMAPAccount", "IMAPStore", "MaildirStore", "Channel"}, words[0]) {
					sections = append(sections, words[0])
				}
				got[words[0]] = words[1:]
			}
			if want := []string{"IMAPAccount", "IMAPStore", "MaildirStore", "Channel"}; !slices.Equal(sections, want) {
				t.Errorf("%s: sections %q", template, sections)
			}
			secure := map[string]string{"1.4": "SSLType", "1.5": "TLSType"}[form]
			for key, want := range map[string]string{
				"Host": d.Incoming.Host, "User": d.Incoming.User, "Port": "993", secure: "IMAPS", "PassCmd": "pass show mail/" + d.Name,
			} {
				if !slices.Equal(got[key], []string{want}) {
					t.Errorf("%s: %s is %q, want %q", template, key, got[key], want)
				}
			}
			if _, ok := got["Pass"]; ok {
				t.Errorf("%s holds a password", template)
			}
		}
	}
}

func readMsmtp(t *testing.T, d Data) {
	got := map[string]string{}
	for line := range strings.Lines(file(t, "msmtp.msmtprc", d)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
		}
		if _, twice := got[key]; !twice {
			got[key] = value
		}
	}
	want := map[string]string{
		"account": d.Name, "host": d.Outgoing.Host, "port": "587", "tls": "on", "tls_starttls": "on", "auth": "plain",
		"from": d.Address, "user": d.Outgoing.User, "passwordeval": "pass show mail/" + d.Name,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

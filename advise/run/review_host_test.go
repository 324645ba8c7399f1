package run

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// hosted returns a runner for a private server, and an internet that knows it
// and what a test publishes besides: records, and the server of an autoconfig
// file.
func hosted(t *testing.T, s *realserver.Server, autoconfig string, records ...string) *Runner {
	t.Helper()
	n := testkit.NewInternet(t, time.Now()) // as the server has it
	n.Zone(append(records, realserver.Host+". 60 IN A 127.0.0.1")...)
	if autoconfig != "" {
		n.Handle("https://autoconfig.example.test/mail/config-v1.1.xml", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			fmt.Fprintf(w, `<clientConfig version="1.1"><emailProvider id="example.test"><domain>example.test</domain><incomingServer type="imap"><hostname>%s</hostname><port>993</port><socketType>SSL</socketType><username>%%EMAILADDRESS%%</username><authentication>password-cleartext</authentication></incomingServer></emailProvider></clientConfig>`, autoconfig)
		})
		n.Connect[autoconfig+":993"] = s.Connect()[realserver.Host+":993"]
	}
	maps.Copy(n.Connect, s.Connect())
	roots := s.Roots().Clone()
	roots.AppendCertsFromPEM(n.CA)
	r := &Runner{Options: probe.Options{Now: time.Now, Connect: n.Connect, Roots: roots, Resolver: n.Address, Timeout: time.Minute}}
	r.Search.NoThirdParty = true
	r.Login = Login{User: s.User(), Secret: Known(s.Password())}
	return r
}

// moved returns a copy of a made profile that is set to the private server,
// with some of its text replaced.
func moved(t *testing.T, name string, replace ...string) string {
	t.Helper()
	dir := profile(t, name)
	words := strings.NewReplacer(append(replace, "imap.example.org", realserver.Host, "pop.example.org", realserver.Host, "smtp.example.org", realserver.Host, "example.org", "example.test")...)
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(file, []byte(words.Replace(string(content))), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// atHost reads profiles and judges them by what is seen at their hosts.
func atHost(t *testing.T, r *Runner, needs choose.Needs, before []*result.Report, names ...string) *review.Review {
	t.Helper()
	found, err := ReadAccounts(t.Context(), Configurations{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	in, err := r.Review(t.Context(), Reviewing{Found: found, Before: before})
	if err != nil {
		t.Fatal(err)
	}
	in.Needs = needs
	p, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return review.Make(in, p)
}

// changes returns the rules that spoke, each with its changes.
func changes(r *review.Review) string {
	var out []string
	for _, f := range r.Findings {
		s := f.ID
		for _, c := range f.Changes {
			s += " " + c.ID
			if c.ID == "connect" && c.Args["untested"] == true {
				s += "?"
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestReviewAtDovecot holds made profiles against a private Dovecot: what needs
// a host or a login is found there, each change was tried, and a profile in
// order gives no alarm.
func TestReviewAtDovecot(t *testing.T) {
	var broken, found, healthy, alarms atomic.Int32
	t.Cleanup(func() {
		t.Logf("at private servers: broken profiles: %d, found: %d; healthy: %d, false alarms: %d", broken.Load(), found.Load(), healthy.Load(), alarms.Load())
	})
	disk := int64(1 << 10)
	type profileCase struct {
		profile string
		replace []string
		needs   choose.Needs
		want    string
	}
	for _, server := range []struct {
		name      string
		options   realserver.Options
		published string // by autoconfig
		records   []string
		cases     []profileCase
	}{
		{name: "a mailbox that fills", options: realserver.Options{Quota: 100 << 10, Messages: 100, DaysOfMail: 30, ListenOther: true}, cases: []profileCase{
			{profile: "thunderbird-pop-forever", want: "pop-fills-quota keep-days"},
			{profile: "thunderbird-pop-14", want: ""},
			{profile: "thunderbird-imap", want: ""},
			{profile: "claws-ok", want: ""},
			{profile: "mbsync-ok", want: ""},
			{profile: "mpop-keep", want: "pop-fills-quota program"},
			{profile: "thunderbird-exception", want: "exception-not-needed exception"},
			{profile: "thunderbird-plain", want: "plain-connection connect"},
			{profile: "thunderbird-if-offered", want: "starttls-optional connect"},
			{profile: "thunderbird-tls-143", want: "port-mismatch connect"},
			{profile: "thunderbird-starttls-993", want: "port-mismatch connect"},
			{profile: "thunderbird-imap", needs: choose.Needs{DiskBytes: &disk}, want: "disk-too-small offline-days"},
			// The server offers CRAM-MD5.
			{profile: "thunderbird-imap", replace: []string{`server1.authMethod", 3`, `server1.authMethod", 4`}, want: ""},
		}},
		{name: "without CRAM-MD5", options: realserver.Options{Messages: 5, Extra: "auth_mechanisms = plain scram-sha-256"}, cases: []profileCase{
			{profile: "thunderbird-imap", replace: []string{`server1.authMethod", 3`, `server1.authMethod", 4`}, want: "login-form-refused plain-login"},
			{profile: "thunderbird-imap", replace: []string{`server1.authMethod", 3`, `server1.authMethod", 10`}, want: "login-form-refused plain-login"},
		}},
		{name: "a certificate for another name", options: realserver.Options{Messages: 5, LeafNames: []string{"imap.example.test"}}, cases: []profileCase{
			{profile: "thunderbird-imap", want: "certificate-other-name connect?"},
			{profile: "thunderbird-exception", want: "exception-stored connect? exception"},
		}},
		{name: "a certificate that has expired", options: realserver.Options{Messages: 5, LeafNotAfter: time.Now().Add(-48 * time.Hour)}, cases: []profileCase{
			{profile: "thunderbird-imap", want: "certificate-invalid certificate-renew"},
			{profile: "thunderbird-pop-14", want: "certificate-invalid certificate-renew"},
			{profile: "thunderbird-exception", want: "exception-stored certificate-renew exception"},
		}},
		{name: "STARTTLS alone", options: realserver.Options{Messages: 5, Extra: "service imap-login {\n  inet_listener imaps {\n    port = 0\n  }\n}\n"}, cases: []profileCase{
			{profile: "thunderbird-imap", want: "endpoint-no-answer connect"},
		}},
		{name: "no encryption", options: realserver.Options{Messages: 5, Extra: "ssl = no\n"}, cases: []profileCase{
			{profile: "thunderbird-plain", want: "plain-connection no-encryption"},
			{profile: "thunderbird-if-offered", want: "starttls-optional no-encryption"},
		}},
		{name: "another server is published", options: realserver.Options{Messages: 5, LeafNames: []string{realserver.Host, "imap.example.test"}},
			published: "imap.example.test", records: []string{"_pop3s._tcp.example.test. 60 IN SRV 0 0 0 .", "_pop3._tcp.example.test. 60 IN SRV 0 0 0 ."},
			cases: []profileCase{
				{profile: "thunderbird-imap", want: "host-differs connect"},
				{profile: "thunderbird-pop-14", want: "protocol-not-offered imap"},
			}},
		{name: "a host that is gone", options: realserver.Options{Messages: 5}, cases: []profileCase{
			{profile: "thunderbird-imap", replace: []string{"mail.example.org", "gone.example.test"}, want: "host-unknown provider; host-unknown provider"},
		}},
	} {
		t.Run(server.name, func(t *testing.T) {
			t.Parallel()
			server.options.Now = time.Now()
			s := realserver.Dovecot(t, server.options)
			r := hosted(t, s, server.published, server.records...)
			for _, c := range server.cases {
				got := atHost(t, r, c.needs, nil, moved(t, c.profile, c.replace...))
				words := changes(got)
				switch {
				case c.want == "" && words == "":
					healthy.Add(1)
				case c.want == "":
					healthy.Add(1)
					alarms.Add(1)
				case words == c.want:
					broken.Add(1)
					found.Add(1)
				default:
					broken.Add(1)
				}
				if words != c.want {
					t.Errorf("%s: %q, want %q", c.profile, words, c.want)
					for _, rep := range got.Reports {
						for _, p := range rep.Probes {
							t.Logf("%s %s %s %+v %+v", p.Service, p.Address(), p.Status, p.Failure, p.Login)
						}
					}
				}
			}
		})
	}
}

// A wrong password costs the mailbox one failure, also where a program reads it
// by POP and by IMAP.
func TestReviewWrongPassword(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Messages: 3, Now: time.Now()})
	r := hosted(t, s, "")
	r.Login.Secret = Known("wrong " + s.Password())
	got := atHost(t, r, choose.Needs{}, nil, moved(t, "thunderbird-pop-and-imap"))
	if words := changes(got); !strings.Contains(words, "login-refused login-check") {
		t.Errorf("%q", words)
	}
	if n := s.LoginFailures(); n != 1 {
		t.Errorf("%d failed logins, want 1", n)
	}
}

// Which hosts of an account may have the password: those of a person's own file,
// and of one that was named only what the person names, or what the domain of
// the user who was named publishes.
func TestReviewRecipients(t *testing.T) {
	const mine, theirs = "mail.example.org", "imap.example.net"
	published := &result.Discovery{Endpoints: []result.Candidate{{Endpoint: result.Endpoint{Service: result.IMAP, Host: mine, Port: 993, Security: result.TLS}, Trust: result.TrustA, Followed: true}}}
	for _, c := range []struct {
		name     string
		host     string
		own      bool
		user     string
		hosts    []string
		connect  map[string][]string
		found    *result.Discovery
		address  string
		intended string
	}{
		{name: "a person's own file", host: mine, own: true, intended: mine},
		{name: "a file that was named", host: theirs},
		{name: "a file that was named, and a user", host: theirs, user: "user@example.org", address: "user@example.org"},
		{name: "a host that was named", host: theirs, hosts: []string{"IMAP.example.net"}, intended: theirs},
		{name: "another host that was named", host: theirs, hosts: []string{mine}},
		{name: "a host whose place was named", host: theirs, connect: map[string][]string{theirs + ":993": {"127.0.0.1:1"}}, intended: theirs},
		{name: "published for the user who was named", host: mine, user: "user@example.org", address: "user@example.org", found: published, intended: mine},
		{name: "published for a user whom only the file names", host: mine, address: "user@example.org", found: published},
		{name: "published for another than the user who was named", host: mine, user: "other@example.com", address: "user@example.org", found: published},
		{name: "a stranger's host beside what is published", host: theirs, user: "user@example.org", address: "user@example.org", found: published},
	} {
		a := &accounts.Account{Own: c.own, Server: accounts.Server{Service: accounts.IMAP, Host: c.host, Port: 993, Security: accounts.TLS, User: "user"}}
		j := &reviewJob{}
		j.add(a)
		r := &Runner{Login: Login{User: c.user}, Options: probe.Options{Connect: c.connect}}
		job := &Job{Endpoints: j.endpoints, Target: result.Target{Address: c.address}, Discovery: c.found}
		if got := strings.Join(r.reviewRecipients(j, job, c.hosts), " "); got != c.intended {
			t.Errorf("%s: %q, want %q", c.name, got, c.intended)
		}
	}
}

// One password is for one mailbox: that of the user, or of the host, that was
// named, or the only one.
func TestReviewChoosesLogin(t *testing.T) {
	box := func(user, host string) *reviewJob {
		j := &reviewJob{}
		j.add(&accounts.Account{Server: accounts.Server{Service: accounts.IMAP, Host: host, User: user}})
		return j
	}
	named := Secret{Named: true, Read: Known("x").Read}
	for _, c := range []struct {
		name    string
		login   Login
		hosts   []string
		boxes   []*reviewJob
		want    string // the host
		problem string
	}{
		{name: "the only one", boxes: []*reviewJob{box("a", "mail.a.org")}, want: "mail.a.org"},
		{name: "the user who was named", login: Login{User: "B"}, boxes: []*reviewJob{box("a", "mail.a.org"), box("b", "mail.a.org")}, want: "mail.a.org"},
		{name: "one user at two providers", login: Login{User: "anna", Secret: named}, boxes: []*reviewJob{box("anna", "mail.a.org"), box("anna", "mail.b.org")}, problem: "review-login"},
		{name: "one user at two providers, and a host", login: Login{User: "anna", Secret: named}, hosts: []string{"mail.b.org"}, boxes: []*reviewJob{box("anna", "mail.a.org"), box("anna", "mail.b.org")}, want: "mail.b.org"},
		{name: "several, and a password of the environment", login: Login{Secret: Known("x")}, boxes: []*reviewJob{box("a", "mail.a.org"), box("b", "mail.b.org")}},
		{name: "several, and a password that was named", login: Login{Secret: named}, boxes: []*reviewJob{box("a", "mail.a.org"), box("b", "mail.b.org")}, problem: "review-login"},
		{name: "a user whom no file names, and one mailbox", login: Login{User: "other"}, boxes: []*reviewJob{box("a", "mail.a.org")}, want: "mail.a.org"},
	} {
		r := &Runner{Login: c.login}
		err := r.chooseLogin(c.boxes, c.hosts)
		if got := problemOf(t, err); got != c.problem {
			t.Errorf("%s: %q, want %q", c.name, got, c.problem)
		}
		got := ""
		for _, b := range c.boxes {
			if b.login {
				got += b.account.Host
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// embedded returns a runner for the embedded host in one situation, which
// announces what Dovecot does not.
func embedded(t *testing.T, c mailhost.Config) *Runner {
	t.Helper()
	host := testkit.Host(t, c)
	n := testkit.NewInternet(t, testkit.Today())
	n.Zone(mailhost.Name + ". 60 IN A 127.0.0.1")
	r := &Runner{Options: probe.Options{Now: testkit.Today, Connect: host.Connect(), Roots: host.Roots(), Resolver: n.Address, Timeout: time.Minute}}
	r.Search.NoThirdParty = true
	return r
}

// Days above EXPIRE and a poll below LOGIN-DELAY, as a server announces them.
func TestReviewAnnounced(t *testing.T) {
	expires := embedded(t, mailhost.Config{Scenario: "expire-7"})
	delays := embedded(t, mailhost.Config{Scenario: "fault:login-delay"})
	often := []string{`check_new_mail", true`, `check_new_mail", true); user_pref("mail.server.server1.check_time", 5`}
	for _, c := range []struct {
		name    string
		runner  *Runner
		profile string
		replace []string
		want    string
	}{
		{"days above EXPIRE", expires, "thunderbird-pop-14", nil, "pop-above-expire keep-days"},
		{"for ever above EXPIRE", expires, "thunderbird-pop-forever", nil, "pop-above-expire keep-days"},
		{"by IMAP", expires, "thunderbird-imap", nil, ""},
		{"a poll below LOGIN-DELAY", delays, "thunderbird-pop-14", often, "poll-too-often poll"},
		{"a poll as LOGIN-DELAY allows", delays, "thunderbird-pop-14", nil, ""},
	} {
		got := atHost(t, c.runner, choose.Needs{}, nil, moved(t, c.profile, c.replace...))
		if words := changes(got); words != c.want {
			t.Errorf("%s: %q, want %q", c.name, words, c.want)
		}
	}
}

// Courier announces LOGIN-DELAY 10 as its package sets it up.
func TestReviewAtCourier(t *testing.T) {
	s := realserver.Start(t, "courier", realserver.Options{Messages: 3, Now: time.Now()})
	r := hosted(t, s, "")
	r.Login = Login{}
	got := atHost(t, r, choose.Needs{}, nil, moved(t, "fetchmail-ok", "set daemon 900", "set daemon 5", "protocol IMAP", "protocol POP3"))
	if words := changes(got); !strings.Contains(words, "poll-too-often poll") {
		t.Errorf("%q", words)
	}
}

// What makes messages disappear is said with its line, and with what the server
// holds.
func TestReviewTellsWhereMailHasGone(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Messages: 17, DaysOfMail: 30, Now: time.Now()})
	r := hosted(t, s, "")
	for _, c := range []struct {
		profile string
		wants   []string
	}{
		{"thunderbird-pop-removes-imap-elsewhere", []string{"takes every message off the server as it collects it", "leave_on_server = false", "the inbox on the server holds 17 messages"}},
		{"thunderbird-shortest-days", []string{"3 days after it collected it, and the other program here relies on finding it for longer", "line 29", "30 days after it collected it", "holds 17 messages"}},
		{"thunderbird-retention", []string{"deletes on the server what is older than", "daysToKeepHdrs", "holds 17 messages"}},
		{"thunderbird-retention-count", []string{"deletes on the server all but the newest", "numHdrsToKeep"}},
		{"thunderbird-trash", []string{"empties the trash when it is closed", "empty_trash_on_exit = true"}},
		{"fetchmail-imap-deletes", []string{"deletes what it collects over IMAP"}},
		{"thunderbird-pop-alone", []string{"takes every message off the server as it collects it"}},
		{"thunderbird-imap", nil},
		{"thunderbird-pop-forever", nil},
	} {
		var said []string
		for _, m := range atHost(t, r, choose.Needs{}, nil, moved(t, c.profile)).Mailboxes {
			for _, g := range m.Gone {
				said = append(said, g.Text)
			}
		}
		text := strings.Join(said, "\n")
		for _, w := range c.wants {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q lacks %q", c.profile, text, w)
			}
		}
		if c.wants == nil && text != "" {
			t.Errorf("%s: %q", c.profile, text)
		}
	}
}

// Where no host may have the password, that is said, with what would allow it.
func TestReviewSaysWhereNoPasswordGoes(t *testing.T) {
	a := &accounts.Account{File: "dotfiles/.mbsyncrc", Server: accounts.Server{Service: accounts.IMAP, Host: "imap.example.net", Port: 993, Security: accounts.TLS, User: "user"}}
	j := &reviewJob{login: true}
	j.add(a)
	var said []locale.Text
	r := &Runner{Login: Login{Secret: Known("from the environment")}, Person: Person{Say: func(x locale.Text) { said = append(said, x) }}}
	job := &Job{Endpoints: j.endpoints}
	if err := r.reviewLogin(t.Context(), j, job, nil); err != nil || job.Options.Credential != nil {
		t.Errorf("%v %+v", err, job.Options.Credential)
	}
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		if len(said) != 1 || !strings.Contains(p.T(said[0].ID, said[0].Args), "--login-host imap.example.net") {
			t.Errorf("%s: %+v", lang, said)
		}
	}
}

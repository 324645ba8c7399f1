package settings

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// seen returns an endpoint that answered over a verified connection.
func seen(service result.Service, port int, security result.Security, changes ...func(*result.Probe)) result.Probe {
	p := result.Probe{
		Endpoint: result.Endpoint{Service: service, Host: "mail.example.org", Port: port, Security: security},
		Status:   result.OK, Session: "192.0.2.10",
		Paths: []result.Path{{
			Address: "192.0.2.10", Family: "ipv4", Status: result.OK,
			TLS: &result.TLSState{Version: "TLS 1.3", Verified: true}, Auth: []string{"PLAIN", "LOGIN"},
		}},
	}
	for _, change := range changes {
		change(&p)
	}
	return p
}

func unverified(p *result.Probe) {
	p.Status = result.Fail
	p.Paths[0].TLS.Verified = false
}

func offers(mechanisms ...string) func(*result.Probe) {
	return func(p *result.Probe) { p.Paths[0].Auth = mechanisms }
}

func login(status result.LoginStatus) func(*result.Probe) {
	return func(p *result.Probe) { p.Login = &result.Login{Status: status} }
}

func refused(kind result.Kind) func(*result.Probe) {
	return func(p *result.Probe) {
		p.Login = &result.Login{Status: "fail", Failure: &result.Failure{Kind: kind, Step: result.StepLogin}}
	}
}

func healthy() []result.Probe {
	return []result.Probe{
		seen(result.IMAP, 143, result.StartTLS), seen(result.IMAP, 993, result.TLS),
		seen(result.POP3, 110, result.StartTLS), seen(result.POP3, 995, result.TLS),
		seen(result.Submission, 587, result.StartTLS), seen(result.Submission, 465, result.TLS),
	}
}

func TestPick(t *testing.T) {
	none := result.Probe{Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 143, Security: result.None}, Status: result.OK}
	cases := []struct {
		name   string
		probes []result.Probe
		port   int // 0: no server
		auth   string
	}{
		{"TLS before STARTTLS, whatever came first", healthy(), 993, AuthPassword},
		{"STARTTLS where it is all there is", []result.Probe{seen(result.IMAP, 143, result.StartTLS)}, 143, AuthPassword},
		{"never an unverified certificate", []result.Probe{seen(result.IMAP, 993, result.TLS, unverified), seen(result.IMAP, 143, result.StartTLS)}, 143, AuthPassword},
		{"never a cleartext connection", []result.Probe{none}, 0, ""},
		{"no other service", []result.Probe{seen(result.POP3, 995, result.TLS)}, 0, ""},
		{"nothing was probed", nil, 0, ""},
		{"a login that succeeded says more", []result.Probe{seen(result.IMAP, 993, result.TLS, login("not-tried")), seen(result.IMAP, 143, result.StartTLS, login("ok"))}, 143, AuthPassword},
		{"a wrong password changes nothing", []result.Probe{seen(result.IMAP, 993, result.TLS, refused(result.AuthRejected)), seen(result.IMAP, 143, result.StartTLS, login("not-tried"))}, 993, AuthPassword},
		{"a port of its own", []result.Probe{seen(result.IMAP, 10993, result.TLS)}, 10993, AuthPassword},
		{"challenges alone", []result.Probe{seen(result.IMAP, 993, result.TLS, offers("SCRAM-SHA-256", "CRAM-MD5"))}, 993, AuthEncrypted},
		{"the password before a challenge", []result.Probe{seen(result.IMAP, 993, result.TLS, offers("SCRAM-SHA-256", "PLAIN"))}, 993, AuthPassword},
		{"OAuth2 alone", []result.Probe{seen(result.IMAP, 993, result.TLS, offers("XOAUTH2", "OAUTHBEARER"))}, 993, AuthOAuth2},
		{"the server asked for OAuth2", []result.Probe{seen(result.IMAP, 993, result.TLS, offers("PLAIN", "XOAUTH2"), refused(result.WebLoginRequired))}, 993, AuthOAuth2},
		{"it asked, and offers none", []result.Probe{seen(result.IMAP, 993, result.TLS, refused(result.WebLoginRequired))}, 993, AuthPassword},
		{"LOGIN as a command", []result.Probe{seen(result.IMAP, 993, result.TLS, offers("CRAM-MD5"), func(p *result.Probe) { yes := true; p.Paths[0].LoginCommand = &yes })}, 993, AuthPassword},
		{"mechanisms not seen", []result.Probe{seen(result.IMAP, 993, result.TLS, offers())}, 993, AuthPassword},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := pick(&result.Report{Probes: c.probes}, result.IMAP)
			if c.port == 0 {
				if got != nil {
					t.Fatalf("got %+v", got)
				}
				return
			}
			if got == nil || got.Port != c.port || got.Auth != c.auth {
				t.Errorf("got %+v, want port %d, %s", got, c.port, c.auth)
			}
		})
	}
}

func TestFrom(t *testing.T) {
	report := &result.Report{
		Target: result.Target{Input: "user@example.org", Address: "user@example.org", User: "user@example.org"},
		Probes: healthy(),
		Accounts: []result.Account{{Service: result.IMAP, Host: "mail.example.org", From: 993, Mailbox: &result.Mailbox{
			Folders: []result.Folder{{Name: "INBOX"}, {Name: "Gesendet", SpecialUse: `\Sent`}, {Name: "Old", SpecialUse: `\Sent`}, {Name: "Papierkorb", SpecialUse: `\Trash`}},
		}}},
	}
	server := func(service result.Service, port int) *Server {
		return &Server{Service: service, Host: "mail.example.org", Port: port, Security: result.TLS, Username: "user@example.org", Auth: AuthPassword, Mechanism: "PLAIN", Mechanisms: []string{"PLAIN", "LOGIN"}}
	}
	folders := map[string]string{`\Sent`: "Gesendet", `\Trash`: "Papierkorb"}
	imap := &choose.Advice{Protocol: "imap", Options: choose.Options{Offline: "recent", OfflineDays: 30, Idle: true}, Alternatives: []choose.Alternative{
		{Strategy: choose.IMAPWindow}, {Strategy: choose.POPKeepDays, Args: locale.Args{"copy_days": 12}},
	}}
	pop := &choose.Advice{Protocol: "pop3", Options: choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12, FirstKeepDays: 1, PollMinutes: 15}}
	full := &choose.Advice{Protocol: "imap", Alternatives: []choose.Alternative{{Strategy: choose.POPKeepDays, Args: locale.Args{"copy_days": 0.0}}}}
	one := 1
	alone := &choose.Needs{Devices: &one, OldMail: "one-computer"}
	cases := []struct {
		name string
		got  *Settings
		want *Settings
	}{
		{"IMAP as advised", From(report, imap, nil), &Settings{
			Incoming: server(result.IMAP, 993), Outgoing: server(result.Submission, 465), Folders: folders,
			Options: choose.Options{Offline: "recent", OfflineDays: 30, Idle: true}, Address: "user@example.org",
		}},
		{"POP as advised", From(report, &choose.Advice{Protocol: "pop3", Options: choose.Options{LeaveOnServer: "no"}}, alone), &Settings{
			Incoming: server(result.POP3, 995), Outgoing: server(result.Submission, 465),
			Options: choose.Options{LeaveOnServer: "no"}, Address: "user@example.org", OnlyCopy: true,
		}},
		{"POP against the advice: the days that were computed", For(report, imap, nil, "pop3"), &Settings{
			Incoming: server(result.POP3, 995), Outgoing: server(result.Submission, 465),
			Options: choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12}, Address: "user@example.org",
		}},
		{"IMAP against the advice: nothing of POP", For(report, pop, nil, "imap"), &Settings{
			Incoming: server(result.IMAP, 993), Outgoing: server(result.Submission, 465), Folders: folders,
			Options: choose.Options{PollMinutes: 15}, Address: "user@example.org",
		}},
		{"POP where no copy fits", For(report, full, alone, "pop3"), &Settings{
			Incoming: server(result.POP3, 995), Outgoing: server(result.Submission, 465),
			Options: choose.Options{LeaveOnServer: "no"}, Address: "user@example.org", OnlyCopy: true,
		}},
		{"POP with nothing known", For(report, nil, nil, "pop3"), &Settings{
			Incoming: server(result.POP3, 995), Outgoing: server(result.Submission, 465),
			Options: choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 14}, Address: "user@example.org",
		}},
		{"mixed: the IMAP side", From(report, &choose.Advice{Protocol: "mixed"}, nil), &Settings{
			Incoming: server(result.IMAP, 993), Outgoing: server(result.Submission, 465), Folders: folders, Address: "user@example.org",
		}},
		{"no advice", From(report, nil, nil), &Settings{
			Incoming: server(result.IMAP, 993), Outgoing: server(result.Submission, 465), Folders: folders, Address: "user@example.org",
		}},
		{"no advice, POP alone", From(&result.Report{Probes: healthy()[3:4]}, nil, nil), &Settings{
			Incoming: &Server{Service: result.POP3, Host: "mail.example.org", Port: 995, Security: result.TLS, Auth: AuthPassword, Mechanism: "PLAIN", Mechanisms: []string{"PLAIN", "LOGIN"}},
			Options:  choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 14},
		}},
		{"neither protocol", From(report, &choose.Advice{Protocol: "none"}, nil), &Settings{Outgoing: server(result.Submission, 465), Address: "user@example.org"}},
		{"nothing was probed", From(&result.Report{}, &choose.Advice{Protocol: "imap"}, nil), &Settings{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUsername(t *testing.T) {
	e := result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 993, Security: result.TLS}
	found := &result.Discovery{Endpoints: []result.Candidate{
		{Endpoint: result.Endpoint{Service: result.IMAP, Host: "imap.example.org", Port: 993}, Username: "other"},
		{Endpoint: e, Username: "user"},
	}}
	cases := []struct {
		report result.Report
		want   string
	}{
		{result.Report{Target: result.Target{User: "u123", Address: "user@example.org"}, Discovery: found}, "u123"},
		{result.Report{Target: result.Target{Address: "user@example.org"}, Discovery: found}, "user"},
		{result.Report{Target: result.Target{Address: "user@example.org"}}, "user@example.org"},
		{result.Report{}, ""},
	}
	for _, c := range cases {
		if got := username(&c.report, &result.Probe{Endpoint: e}); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// A host alone with --user user@example.org knows the address all the same.
func TestAddressFromUserName(t *testing.T) {
	s := From(&result.Report{Target: result.Target{Host: "mail.example.org", User: "user@example.org"}, Probes: healthy()}, nil, nil)
	if s.Address != "user@example.org" {
		t.Errorf("address %q", s.Address)
	}
}

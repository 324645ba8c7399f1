package advise

import (
	"testing"

	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// Settings are told as far as a login with them went.
func TestSettingsSeen(t *testing.T) {
	in := result.Endpoint{Service: result.IMAP, Host: "mail.example.org", Port: 993, Security: result.TLS}
	out := result.Endpoint{Service: result.Submission, Host: "mail.example.org", Port: 465, Security: result.TLS}
	login := func(e result.Endpoint, s result.LoginStatus) result.Probe {
		return result.Probe{Endpoint: e, Status: result.OK, Login: &result.Login{Status: s}}
	}
	refused := []result.Account{{Service: result.IMAP, Host: in.Host, InboxFailure: result.NewFailure(result.MailboxRefused, "NO")}}
	for _, c := range []struct {
		name     string
		probes   []result.Probe
		accounts []result.Account
		want     string
	}{
		{"both logged in", []result.Probe{login(in, result.LoginOK), login(out, result.LoginOK)}, nil, SettingsSeen},
		{"one not tried", []result.Probe{login(in, result.LoginOK), login(out, result.LoginNotTried)}, nil, SettingsUntried},
		{"one refused", []result.Probe{login(in, result.LoginOK), login(out, result.LoginFailed)}, nil, SettingsDoubted},
		{"no mailbox behind it", []result.Probe{login(in, result.LoginOK), login(out, result.LoginOK)}, refused, SettingsDoubted},
		{"one not tested", []result.Probe{login(in, result.LoginOK)}, nil, SettingsDoubted},
	} {
		d := &Document{Settings: &settings.Settings{
			Incoming: &settings.Server{Service: in.Service, Host: in.Host, Port: in.Port, Security: in.Security},
			Outgoing: &settings.Server{Service: out.Service, Host: out.Host, Port: out.Port, Security: out.Security},
		}}
		d.Probes, d.Accounts = c.probes, c.accounts
		if got := d.SettingsSeen(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

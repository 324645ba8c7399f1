package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// realHost returns a private Dovecot and Postfix, and the flags that reach
// them.
func realHost(t *testing.T, o realserver.Options) (*realserver.Server, []string) {
	t.Helper()
	s := realserver.Postfix(t, o)
	return s, realFlags(t, s)
}

// asTyped runs the program as a person would, on the tests' day.
func asTyped(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	return asTypedAt(t, clock, args...)
}

// asTypedNow does so today: real servers have no other clock.
func asTypedNow(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	return asTypedAt(t, time.Now, args...)
}

func asTypedAt(t *testing.T, clock func() time.Time, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = Main(t.Context(), args, Streams{
		In: strings.NewReader(""), Out: &out, Err: &err, Env: func(string) string { return "" }, Now: clock,
	})
	return status, out.String(), err.String()
}

// TestRealHost runs the main job on a Dovecot and a Postfix: what the host
// offers, whether it works, POP or IMAP, and the settings.
func TestRealHost(t *testing.T) {
	_, flags := realHost(t, realserver.Options{Quota: 100 << 20, Messages: 400, DaysOfMail: 80, Now: time.Now(), ListenOther: true})
	target := []string{realserver.Host}

	status, stdout, stderr := asTypedNow(t, slices.Concat([]string{"probe"}, target, flags, []string{"-o", "json"})...)
	var d advise.Document
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		t.Fatalf("status %d, %v\n%s", status, err, stderr)
	}
	if status != StatusOK {
		t.Errorf("probe: status %d\n%s", status, stderr)
	}
	if len(d.Probes) != 6 {
		t.Fatalf("%d endpoints, want 6", len(d.Probes))
	}
	for _, p := range d.Probes {
		path := p.SessionPath()
		if p.Status != result.OK || p.Login == nil || p.Login.Status != result.LoginOK {
			t.Errorf("%s: %s, login %+v", p.Address(), p.Status, p.Login)
			continue
		}
		c := path.Capabilities
		if p.Security == result.StartTLS && len(c.BeforeTLS) == 0 || len(c.AfterTLS) == 0 {
			t.Errorf("%s: a phase without capabilities: %+v", p.Address(), c)
		}
		if p.Service == result.IMAP && (!slices.Contains(c.AfterLogin, "QUOTA") || slices.Contains(c.AfterTLS, "QUOTA")) {
			t.Errorf("%s: Dovecot announces QUOTA after login only", p.Address())
		}
	}
	for _, a := range d.Accounts {
		if a.Service != result.IMAP {
			continue
		}
		if a.QuotaStatus != result.QuotaOK || *a.Quota[0].LimitBytes != 100<<20 {
			t.Errorf("quota %s %+v", a.QuotaStatus, a.Quota)
		}
		if a.Mailbox == nil || *a.Mailbox.Messages != 400 || a.Mailbox.Arrival == nil {
			t.Errorf("mailbox %+v", a.Mailbox)
		}
	}

	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"advise", "--devices", "3"}, []string{"Use IMAP", "measured: quota", realserver.Host + "   993"}},
		{[]string{"advise", "--devices", "3", "--lang", "fr"}, []string{"Choisissez IMAP", "Sauvegarde"}},
		{[]string{"probe"}, []string{"in order", "Dovecot", "accepted"}},
		{[]string{"settings", "--client", "mbsync"}, []string{"Host", realserver.Host}},
		{[]string{"settings", "--client", "thunderbird", "--protocol", "pop3"}, []string{"leave_on_server"}},
	} {
		status, stdout, stderr := asTypedNow(t, slices.Concat(c.args[:1], target, c.args[1:], flags)...)
		if status != StatusOK {
			t.Errorf("%v: status %d\n%s%s", c.args, status, stdout, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stdout, want) {
				t.Errorf("%v does not say %q:\n%s", c.args, want, stdout)
			}
		}
	}

	url := "imaps://" + realserver.Host
	if status, stdout, stderr := asTypedNow(t, slices.Concat([]string{"probe", url}, flags)...); status != StatusOK || !strings.Contains(stdout, "IMAP") {
		t.Errorf("%s: status %d\n%s%s", url, status, stdout, stderr)
	}
}

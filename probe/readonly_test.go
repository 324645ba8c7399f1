package probe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// On every scenario and every fault, with a login, nothing but the commands
// of the closed list reaches the host.
func TestReadOnly(t *testing.T) {
	scenarios := []string{}
	for _, s := range mailhost.Scenarios() {
		scenarios = append(scenarios, s.Name)
	}
	for _, f := range mailhost.Faults() {
		scenarios = append(scenarios, "fault:"+f.Name)
	}
	for _, scenario := range scenarios {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			h, o := host(t, scenario)
			o.Credential, o.Usage = credential(t, mailhost.Password, mailhost.Name), UsageAlways
			if token := h.Token(); token != "" || scenario == "fault:oauth-only" {
				o.Credential = credential(t, cmp.Or(token, mailhost.Token), mailhost.Name)
				o.Credential.Token = true
			}
			endpoints := result.DefaultEndpoints(mailhost.Name)
			if scenario == "fault:plaintext-on-tls-port" { // which reads the beginning of TLS as commands
				endpoints = slices.DeleteFunc(endpoints, func(e result.Endpoint) bool { return e.Security == result.TLS })
			}
			visitTogether(t, o, endpoints)
			allowed := map[string][]string{
				"imap":       append(slices.DeleteFunc(wire.ReadOnly(result.IMAP), func(c string) bool { return c == "UID" }), "UID FETCH"),
				"pop3":       wire.ReadOnly(result.POP3),
				"submission": wire.ReadOnly(result.Submission),
			}
			if scenario == "default" && len(h.Commands()) < 20 {
				t.Errorf("the host received only %q", h.Commands())
			}
			for _, sent := range h.Commands() {
				service, command, _ := strings.Cut(sent, " ")
				if !slices.Contains(allowed[service], command) {
					t.Errorf("the host received %q", sent)
				}
			}
		})
	}
}

// mailOf returns what Dovecot holds of the account: every message with its UID,
// its flags and its text. \Recent is apart.
func mailOf(t *testing.T, s *realserver.Server) (mail string, recent string) {
	t.Helper()
	listed := s.Doveadm(t, "fetch", "-u", s.User(), "mailbox uid flags date.received size.physical text", "ALL")
	var all []string
	for line := range strings.Lines(listed) {
		if flags, ok := strings.CutPrefix(line, "flags:"); ok && strings.Contains(flags, `\Recent`) {
			line = "flags:" + strings.ReplaceAll(strings.ReplaceAll(flags, ` \Recent`, ""), `\Recent`, "")
		}
		all = append(all, strings.Join(strings.Fields(line), " "))
	}
	all = append(all, slices.Sorted(strings.Lines(s.Doveadm(t, "mailbox", "status", "-u", s.User(), "messages unseen uidnext uidvalidity", "*")))...)
	count := s.Doveadm(t, "mailbox", "status", "-u", s.User(), "recent", "INBOX")
	return strings.Join(all, "\n"), strings.TrimSpace(count)
}

// A probe of everything, with a login, leaves every message of a real mailbox
// as it was: UIDs, flags, dates and texts, of mail in cur and of mail in new
// that no client has seen. What says that mail is new (\Recent) stays over
// IMAP; a POP3 login alone takes it away on Dovecot, as with any mail program.
func TestReadOnlyOnDovecot(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Quota: 5 << 20, Messages: 120, DaysOfMail: 30})
	limits := quick
	limits.TLS, limits.Greeting, limits.Login = 5*time.Second, 5*time.Second, 15*time.Second
	cr, err := NewCredential(s.User(), s.Password(), false, realserver.Host)
	if err != nil {
		t.Fatal(err)
	}
	var endpoints []result.Endpoint
	for _, e := range result.DefaultEndpoints(realserver.Host) {
		if e.Service != result.Submission {
			endpoints = append(endpoints, e)
		}
	}
	// Folders that Dovecot is configured to have are made, empty, when the
	// first mail program of all asks for them. Here one was before us.
	s.Doveadm(t, "mailbox", "create", "-u", s.User(), "Drafts", "Sent", "Junk", "Trash")
	before, newBefore := mailOf(t, s)
	if strings.Count(before, "uid: ") != 120 || !strings.Contains(before, "The quick brown fox") || !strings.Contains(before, `flags: \Seen`) ||
		!strings.HasSuffix(newBefore, "recent=3") {
		t.Fatalf("the mailbox is not what the test needs: %s", newBefore)
	}
	for _, tt := range []struct {
		service result.Service
		recent  bool
	}{{result.IMAP, true}, {result.POP3, false}} {
		t.Run(string(tt.service), func(t *testing.T) {
			o := Options{Connect: s.Connect(), Roots: s.Roots(), StepLimits: limits, Credential: cr, TLSScan: true, Usage: UsageAlways}
			report := visitAll(t, o, slices.DeleteFunc(slices.Clone(endpoints), func(e result.Endpoint) bool { return e.Service != tt.service })...)
			if len(report.Accounts) != 1 || report.Accounts[0].Mailbox == nil || *report.Accounts[0].Mailbox.Messages != 120 {
				t.Fatalf("the probe did not read the mailbox: %+v", report.Accounts)
			}
			after, newAfter := mailOf(t, s)
			if after != before {
				t.Errorf("the mail has changed: %s", difference(before, after))
			}
			if tt.recent && newAfter != newBefore {
				t.Errorf("%s, was %s", newAfter, newBefore)
			}
			t.Logf("%s, was %s", newAfter, newBefore)
		})
	}
}

// difference returns the first line in which two texts differ.
func difference(a, b string) string {
	was, is := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range was {
		if i >= len(is) || was[i] != is[i] {
			return fmt.Sprintf("%q is now %q", was[i], append(is, slices.Repeat([]string{""}, len(was))...)[i])
		}
	}
	return "there is more of it"
}

package probe

import (
	"strconv"
	"strings"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/submission"
)

func TestReplies(t *testing.T) {
	imap := func(lines string) *result.Failure { return imapReply(strings.Split(lines, "\n")) }
	smtp := func(lines string) *result.Failure {
		var r submission.Reply
		for line := range strings.SplitSeq(lines, "\n") {
			r.Code, _ = strconv.Atoi(line[:3])
			r.Lines = append(r.Lines, strings.TrimLeft(line[3:], " -"))
		}
		return smtpRefusal(r)
	}
	for _, test := range []struct {
		read   func(string) *result.Failure
		said   string
		kind   result.Kind
		code   string
		detail string
		unread bool
	}{
		{imap, "T1 NO [AUTHENTICATIONFAILED] Authentication failed.", result.AuthRejected, "AUTHENTICATIONFAILED", "Authentication failed.", false},
		{imap, "T1 NO Login failed.", result.AuthRejected, "", "Login failed.", false},
		{imap, "T1 no [expired] change it", result.AuthExpired, "EXPIRED", "change it", false},
		{imap, "* BAD [ALERT] Plaintext authentication not allowed\nT1 NO [PRIVACYREQUIRED] Authentication not allowed until SSL/TLS is enabled.",
			result.PrivacyRequired, "PRIVACYREQUIRED", "Authentication not allowed until SSL/TLS is enabled. (Plaintext authentication not allowed)", true},
		{imap, "T1 NO Login only available under a layer", result.PrivacyRequired, "", "Login only available under a layer", false},
		{imap, "T1 NO [UNAVAILABLE] Temporary authentication failure.", result.AuthTemporary, "UNAVAILABLE", "Temporary authentication failure.", false},
		{imap, "T1 NO [CONTACTADMIN] Ask.", result.AccountDisabled, "CONTACTADMIN", "Ask.", false},
		{imap, "T1 NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
			result.AppPasswordRequired, "ALERT", "Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", false},
		{imap, "* NO [WEBALERT https://accounts.google.com/signin/continue?plt=AKgn] Web login required.\nT1 NO [ALERT] Please log in via your web browser (Failure)",
			result.WebLoginRequired, "ALERT", "Please log in via your web browser (Failure) (Web login required.)", false},
		{imap, "T1 BAD Error in IMAP command", result.MechanismRefused, "", "Error in IMAP command", true},
		{imap, "* BYE Too many connections", result.Busy, "", "Too many connections", false},
		{imap, "T1 NO [ALERT] Too many simultaneous connections. (Failure)", result.Busy, "ALERT", "Too many simultaneous connections. (Failure)", false},
		{imap, "T1 NO System error", result.AuthTemporary, "", "System error", false},
		{imap, "T1 NO [REFERRAL imap://jane;AUTH=*@SERVER2.example.org/] Other server", result.Referral, "REFERRAL", "Other server", false},
		{imap, "T1 BAD wrong password", result.AuthRejected, "", "wrong password", false},
		{imap, "T1 NO [AUTHENTICATIONFAILED] no\n* BYE bye", result.AuthRejected, "AUTHENTICATIONFAILED", "no", false},

		{pop3Reply, "-ERR [AUTH] Authentication failed.", result.AuthRejected, "AUTH", "Authentication failed.", false},
		{pop3Reply, "-ERR", result.AuthRejected, "", "", false},
		{pop3Reply, "-ERR [SYS/TEMP] later", result.AuthTemporary, "SYS/TEMP", "later", false},
		{pop3Reply, "-ERR [sys/perm] never", result.AccountDisabled, "SYS/PERM", "never", false},
		{pop3Reply, "-ERR [IN-USE] Mailbox is locked", result.InUse, "IN-USE", "Mailbox is locked", false},
		{pop3Reply, "-ERR [LOGIN-DELAY] Logins must be at least 5 minutes apart", result.LoginDelay, "LOGIN-DELAY", "Logins must be at least 5 minutes apart", false},
		{pop3Reply, "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
			result.PrivacyRequired, "AUTH", "Plaintext authentication disallowed on non-secure (SSL/TLS) connections.", false},
		{pop3Reply, "-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754", result.WebLoginRequired, "AUTH",
			"Web login required: https://support.google.com/mail/answer/78754", false},

		{smtp, "535 5.7.8 Error: authentication failed", result.AuthRejected, "535 5.7.8", "Error: authentication failed", false},
		{smtp, "535 Incorrect authentication data", result.AuthRejected, "535", "Incorrect authentication data", false},
		{smtp, "534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor",
			result.AppPasswordRequired, "534 5.7.9", "Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor", false},
		{smtp, "534 5.7.9 Authentication mechanism is too weak", result.MechanismRefused, "534 5.7.9", "Authentication mechanism is too weak", true},
		{smtp, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", result.OAuthRequired, "535 5.7.139",
			"Authentication unsuccessful, basic authentication is disabled.", false},
		{smtp, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", result.AccountDisabled, "535 5.7.139",
			"Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", false},
		{smtp, "454 4.7.0 Temporary authentication failure", result.AuthTemporary, "454 4.7.0", "Temporary authentication failure", false},
		{smtp, "432 4.7.12 A password transition is needed", result.AuthExpired, "432 4.7.12", "A password transition is needed", false},
		{smtp, "421 4.3.2 too busy", result.Busy, "421 4.3.2", "too busy", false},
		{smtp, "530 5.7.0 Must issue a STARTTLS command first", result.PrivacyRequired, "530 5.7.0", "Must issue a STARTTLS command first", true},
		{smtp, "523 5.7.10 Authentication not allowed until SSL/TLS is enabled.", result.PrivacyRequired, "523 5.7.10", "Authentication not allowed until SSL/TLS is enabled.", false},
		{smtp, "504 5.5.4 Unrecognized authentication type", result.MechanismRefused, "504 5.5.4", "Unrecognized authentication type", true},
		{smtp, "538 5.7.11 Encryption required", result.PrivacyRequired, "538 5.7.11", "Encryption required", false},
		{smtp, "501 5.5.2 Cannot decode response", result.MechanismRefused, "501 5.5.2", "Cannot decode response", true},
		{smtp, "451 4.3.0 Authentication failed", result.AuthTemporary, "451 4.3.0", "Authentication failed", false},
		{smtp, "250 hello", result.ProtocolError, "250", "hello", false},
	} {
		t.Run(test.said, func(t *testing.T) {
			f := test.read(test.said)
			if f.Kind != test.kind || f.Code != test.code || f.Detail != test.detail {
				t.Errorf("got %s %q %q\nwant %s %q %q", f.Kind, f.Code, f.Detail, test.kind, test.code, test.detail)
			}
			if got := passwordUnread(f); got != test.unread {
				t.Errorf("passwordUnread: got %v", got)
			}
		})
	}
}

func FuzzReplies(f *testing.F) {
	f.Add("T1 NO [AUTHENTICATIONFAILED] x\n* BYE")
	f.Add("-ERR [AUTH")
	f.Add("535-5.7.8 x\n535 5.7.8")
	f.Fuzz(func(t *testing.T, said string) {
		lines := strings.Split(said, "\n")
		imapReply(lines)
		pop3Reply(said)
		if smtpRefusal(submission.Reply{Code: len(said), Lines: lines}).Kind == "" {
			t.Error("a failure without a kind")
		}
	})
}

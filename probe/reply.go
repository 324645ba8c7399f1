package probe

import (
	"slices"
	"strings"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/says"
	"mailadvisor/probe/submission"
	"mailadvisor/probe/wire"
)

// This file takes apart what a server answers to a login, and names it: by
// its words and its code ([says.Read]), else by what the protocol's word for
// "no" means.

// imapReply names an IMAP server's refusal, from the lines received since
// the command was sent: its completion, or the BYE at which it ended. What
// the server alerted to before (RFC 3501 section 7.1) is added to the text.
// It is nil where the lines hold no refusal.
func imapReply(lines []string) *result.Failure {
	// BAD is no judgement of what a command holds, but of its form.
	kinds := map[string]result.Kind{"NO": result.AuthRejected, "BAD": result.MechanismRefused, "BYE": result.Closed}
	var final protocol.Refusal
	var status string
	var alerts []string
	var unasked *protocol.Refusal // an untagged BAD, which names no command (RFC 9051 section 7.1.3)
	for _, line := range lines {
		tag, rest := wire.CutWord([]byte(line))
		word, text := wire.CutWord(rest)
		name := strings.ToUpper(string(word))
		if _, refusal := kinds[name]; !refusal {
			continue
		}
		said := protocol.SplitCode(string(text))
		if untagged := string(tag) == "*"; untagged && name != "BYE" {
			if alerts = append(alerts, said.Text); name == "BAD" {
				unasked = &said
			}
			continue
		} else if untagged && status != "" { // the BYE behind a completion
			continue
		}
		status, final = name, said
	}
	switch {
	case status == "" && unasked != nil: // nothing follows it
		return unasked.Failure(result.IMAP, result.StepLogin, result.ProtocolError)
	case status == "":
		return nil
	}
	if len(alerts) > 0 {
		final.Text += " (" + strings.Join(alerts, "; ") + ")"
	}
	return final.Failure(result.IMAP, result.StepLogin, kinds[status])
}

// pop3Reply names a "-ERR …" answer.
func pop3Reply(line string) *result.Failure {
	text := strings.TrimSpace(strings.TrimPrefix(line, "-ERR"))
	return protocol.SplitCode(text).Failure(result.POP3, result.StepLogin, result.AuthRejected)
}

// smtpRefusal names a refusal of AUTH.
func smtpRefusal(r submission.Reply) *result.Failure {
	otherwise := result.ProtocolError
	switch r.Code / 100 {
	case 4:
		otherwise = result.AuthTemporary
	case 5:
		otherwise = result.AuthRejected
	}
	f := r.Apart().Failure(result.Submission, result.StepLogin, otherwise)
	if r.Code/100 == 4 && f.Kind == result.AuthRejected { // its words, but not for good
		f = newFailure(result.AuthTemporary, f.Detail)
		f.Code = r.Apart().Code
	}
	return f
}

// passwordUnread reports whether an answer proves that the server did not
// look at the password, so that a login elsewhere still counts as the first:
// the connection is not private enough (RFC 5530, RFC 3207), or the mechanism
// or the form of the command is not taken (RFC 4954).
func passwordUnread(f *result.Failure) bool {
	basic, _, _ := strings.Cut(f.Code, " ")
	return f.Code == "PRIVACYREQUIRED" || basic == "530" || f.Kind == result.MechanismRefused
}

// aboutService reports whether a refusal is about the service and says nothing
// of the credential: other services can still be asked.
func aboutService(f *result.Failure) bool {
	if f.Kind == result.AccountDisabled {
		return slices.Contains(protocol.Meaning("", f).Reasons, says.ProtocolOff)
	}
	return slices.Contains([]result.Kind{result.Busy, result.InUse, result.LoginDelay, result.Referral, result.TurnedAway, result.MailboxRefused}, f.Kind)
}

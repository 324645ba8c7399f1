package protocol

import (
	"net/url"
	"slices"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/says"
)

// A Refusal is what a server answered, taken apart.
type Refusal struct {
	Code   string // "AUTHENTICATIONFAILED", "SYS/TEMP", "535 5.7.8"; may be empty
	Text   string // what a person is meant to read
	Server string // the one to use instead (RFC 2221)
}

// SplitCode takes "[CODE arguments] text" apart. The arguments are left out,
// for one provider's are a link that signs its reader in; but the server that
// a referral names is kept.
func SplitCode(text string) Refusal {
	inside, found := strings.CutPrefix(text, "[")
	code, behind, closed := strings.Cut(inside, "]")
	if !found || !closed {
		return Refusal{Text: text}
	}
	code, arguments, _ := strings.Cut(code, " ")
	r := Refusal{Code: strings.ToUpper(code), Text: strings.TrimSpace(behind)}
	if r.Code == "REFERRAL" {
		r.Server = referred(arguments)
	}
	return r
}

// referred returns the server of a login referral:
// "IMAP://user;AUTH=*@SERVER2/" (RFC 2221 section 4.1, RFC 5092). It is empty
// where none is named.
func referred(arguments string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(arguments), " ")
	u, err := url.Parse(first)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// Failure names a refusal at a step. otherwise is the kind where neither the
// words nor the code say more.
func (r Refusal) Failure(service result.Service, step string, otherwise result.Kind) *result.Failure {
	f := &result.Failure{Step: step, Detail: r.Text, Code: r.Code}
	kind := Meaning(service, f).Kind
	if kind == "" {
		kind = otherwise
	}
	f = result.NewFailure(kind, r.Text)
	f.Code, f.Server = r.Code, r.Server
	return f
}

// NotNow names why a server does not talk to a client that has said nothing
// yet: because it is busy, or because of who the client is. detail is the
// answer as it is to be shown.
func NotNow(service result.Service, r Refusal, detail string, otherwise result.Kind) *result.Failure {
	f := r.Failure(service, result.StepGreeting, otherwise)
	kind := f.Kind
	switch kind {
	case result.TurnedAway, result.Busy:
	case result.AuthTemporary:
		kind = result.Busy
	default:
		kind = otherwise
	}
	f = result.NewFailure(kind, detail)
	f.Code = r.Code
	return f
}

// OrNotNow returns the failure of a command that a server refused, which may be
// a refusal of the client instead: where its words speak of that.
func OrNotNow(service result.Service, r Refusal, command *result.Failure) *result.Failure {
	said := Meaning(service, &result.Failure{Step: result.StepGreeting, Detail: r.Text, Code: r.Code})
	of := func(reason string) bool {
		return slices.Contains([]string{says.Sessions, says.Rate, says.FailedLogins, says.Listed, says.Place, says.Unnamed}, reason)
	}
	if said.Row == nil || !slices.ContainsFunc(said.Reasons, of) {
		return command
	}
	f := NotNow(service, r, command.Detail, command.Kind)
	f.Code = command.Code
	return f
}

// NotOpened returns a refusal behind an accepted login, where a mailbox is
// looked into.
func NotOpened(service result.Service, r Refusal) *result.Failure {
	read := &result.Failure{Step: result.StepMailbox, Detail: r.Text, Code: r.Code}
	kind := Meaning(service, read).Kind
	switch kind {
	case result.Busy, result.InUse, result.IDRequired:
	default:
		kind = result.MailboxRefused
	}
	f := result.NewFailure(kind, r.Text)
	f.Code = r.Code
	f.Temporary = f.Temporary || slices.Contains([]string{"UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT", "SYS/TEMP", "IN-USE"}, r.Code)
	return f
}

// Meaning reads a failure's words and code.
func Meaning(service result.Service, f *result.Failure) says.Meaning {
	codes := strings.Fields(f.Code)
	slices.Reverse(codes) // an enhanced code says more than the basic one
	return says.Read(says.Answer{Service: service, Step: f.Step, Codes: codes, Text: f.Detail})
}

package probe

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// What the steps behind a login may receive where a mailbox is large, in
// octets: a SEARCH costs 7 a message, a size alone 35, UID, date and size 88.
const (
	listBytes    = 4 << 20 // names and numbers of all folders
	sizesBytes   = 8 << 20 // sizes of messages, where STATUS does not tell them
	arrivalBytes = 4 << 20
)

// usage reads the account: quota, folders with their sizes, and how fast mail
// arrives. Nothing is changed: mailboxes are opened with EXAMINE, and no
// message is read. What fails is absent, with its failure beside it; the
// steps behind it are still tried.
func (s *imapSession) usage(_ context.Context, now time.Time) (result.Account, []result.Step) {
	a := result.Account{Service: result.IMAP, Host: s.endpoint.Host, From: s.endpoint.Port}
	l := s.quota(&a)
	folders := s.mailbox(&a, l)
	if a.Mailbox != nil {
		s.arrival(&a, folders, now)
	}
	return a, s.c.TakeSteps()
}

// quota reads the quota roots of INBOX (RFC 9208), where the server says that
// it has any. What names the folders is asked in the same flight.
func (s *imapSession) quota(a *result.Account) *listing {
	if !has(s.caps, "QUOTA") {
		a.QuotaStatus = result.QuotaUnsupported
		return nil
	}
	s.c.Begin(result.StepQuota, "")
	s.c.Raise(listBytes)
	s.c.Divide()
	asked := s.client.GetQuotaRoot("INBOX")
	l := s.askList()
	_, err := asked.Wait()
	q := readQuota(s.c.Lines())
	const most = 4
	for _, root := range q.untold()[:min(most, len(q.untold()))] {
		if err == nil {
			// A refusal leaves this root's limits unknown, and says no more.
			s.client.GetQuota(root).Wait()
		}
	}
	q = readQuota(s.c.Lines())
	for i := range q.limits {
		q.limits[i].Root = s.c.Scrub(q.limits[i].Root)
	}
	a.Quota, a.QuotaStatus = q.limits, q.status()
	if f := s.c.End(refused(err)); f != nil && a.QuotaStatus != result.QuotaOK {
		a.QuotaStatus, a.QuotaFailure = result.QuotaFail, f
	}
	return l
}

// saidNo reports a server's NO or BAD, after which the session goes on.
func saidNo(err error) bool {
	var no *imap.Error
	return errors.As(err, &no)
}

// refused makes a server's NO or BAD to a command behind the login a failure;
// other errors stay what they are.
func refused(err error) error {
	var no *imap.Error
	if !errors.As(err, &no) {
		return err
	}
	f := newFailure(result.ProtocolError, no.Text)
	f.Code = string(no.Code)
	f.Temporary = no.Code == imap.ResponseCodeUnavailable || no.Code == imap.ResponseCodeInUse || no.Code == imap.ResponseCodeLimit
	return f
}

// notOpened makes a server's NO or BAD to a command that looks into a mailbox
// a failure: what its words and its code mean there; other errors stay what
// they are. The library leaves the code out, which the lines have.
func (s *imapSession) notOpened(err error) error {
	var no *imap.Error
	if !errors.As(err, &no) {
		return err
	}
	said := reply{text: no.Text}
	for _, line := range s.c.Lines() {
		_, rest := wire.CutWord([]byte(line))
		word, text := wire.CutWord(rest)
		if r := splitCode(string(text)); strings.EqualFold(string(word), string(no.Type)) && r.text == strings.TrimSpace(no.Text) {
			said = r
		}
	}
	return storeFailure(result.IMAP, said)
}

// storeFailure is a refusal behind an accepted login, where a mailbox is
// looked into.
func storeFailure(service result.Service, r reply) *result.Failure {
	read := &result.Failure{Step: result.StepMailbox, Detail: r.text, Code: r.code}
	kind := meaning(service, read).Kind
	switch kind {
	case result.Busy, result.InUse, result.IDRequired:
	default:
		kind = result.MailboxRefused
	}
	f := newFailure(kind, r.text)
	f.Code = r.code
	f.Temporary = f.Temporary || slices.Contains([]string{"UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT", "SYS/TEMP", "IN-USE"}, r.code)
	return f
}

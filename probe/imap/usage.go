package imap

import (
	"fmt"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

// What the steps behind a login may receive where a mailbox is large, in
// octets: a SEARCH costs 7 a message, a size alone 35, UID, date and size 88.
const (
	listBytes    = 4 << 20 // names and numbers of all folders
	sizesBytes   = 8 << 20 // sizes of messages, where STATUS does not tell them
	arrivalBytes = 4 << 20
)

// Usage reads the account: quota, folders with their sizes, and how fast mail
// arrives. Nothing is changed: mailboxes are opened with EXAMINE, and no
// message is read. What fails is absent, with its failure beside it; the
// steps behind it are still tried.
func (s *Session) Usage(now time.Time) result.Account {
	a := result.Account{Service: result.IMAP, Host: s.endpoint.Host, From: s.endpoint.Port}
	l := s.quota(&a)
	s.folders = s.mailbox(&a, l)
	if a.Mailbox != nil {
		s.arrival(&a, s.folders, now)
	}
	return a
}

// quota reads the quota roots of INBOX (RFC 9208), where the server says that
// it has any. What names the folders is asked in the same flight.
func (s *Session) quota(a *result.Account) *listing {
	if !protocol.Has(s.Caps, "QUOTA") {
		a.QuotaStatus = result.QuotaUnsupported
		return nil
	}
	s.c.Begin(result.StepQuota, "")
	s.c.Raise(listBytes)
	s.c.Stream()
	s.c.Divide()
	q := Quotas{Untrue: a.NoteUntrue}
	asked := s.Client.GetQuotaRoot("INBOX", &q)
	l := s.askList(a)
	err := asked.Wait()
	const most = 4
	untold := q.Untold()
	for _, root := range untold[:min(most, len(untold))] {
		if err == nil {
			// A refusal leaves this root's limits unknown, and says no more.
			s.Client.GetQuota(root, &q).Wait()
		}
	}
	s.omitted(q.Omitted, "quota roots")
	a.Quota, a.QuotaStatus = q.Limits, q.Status()
	if f := s.c.End(Refused(err)); f != nil && a.QuotaStatus != result.QuotaOK {
		a.QuotaStatus, a.QuotaFailure = result.QuotaFail, f
	}
	return l
}

// omitted says in the step under way how much of an answer was not read.
func (s *Session) omitted(n int, what string) {
	if n > 0 {
		s.c.Remark(fmt.Sprintf("%d more %s not read", n, what))
	}
}

package imap

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
	"mailadvisor/probe/wire"
)

// atHost returns a session with the embedded host, logged in over TLS.
func atHost(t *testing.T, now time.Time, messages int) *Session {
	t.Helper()
	h := testkit.Host(t, mailhost.Config{Messages: messages, Now: now})
	e := result.DefaultEndpoints(mailhost.Name)[0]
	raw, err := net.Dial("tcp", h.Connect()[e.Address()][0])
	if err != nil {
		t.Fatal(err)
	}
	c := wire.New(t.Context(), wire.Config{Endpoint: e})
	c.Attach(tls.Client(raw, &tls.Config{ServerName: mailhost.Name, RootCAs: h.Roots(), Time: func() time.Time { return now }}))
	s := New(c, e)
	t.Cleanup(func() { s.Farewell(t.Context()) })
	c.Begin(result.StepGreeting, "")
	if err := s.Greet(&result.Path{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Capabilities(protocol.AfterTLS); err != nil {
		t.Fatal(err)
	}
	s.Identify(&result.Path{})
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	if err := s.Client.Login(mailhost.User, mailhost.Password); err != nil {
		t.Fatal(err)
	}
	s.AfterLogin(&result.Path{}, true)
	c.TakeSteps()
	return s
}

// A folder is searched from its end, and the whole of it counted where all of
// it is of the window.
func TestLargeFolderIsSearchedFromItsEnd(t *testing.T) {
	const messages = 150_000
	now := time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)
	s := atHost(t, now, messages)
	n := int64(messages)
	folders := []*Mailbox{{Name: "INBOX", Messages: &n}}
	for _, tt := range []struct {
		since    time.Time
		searches int
	}{
		{now.AddDate(0, 0, -windowDays), 1},
		{now.AddDate(-90, 0, 0), 4}, // 20,000, 40,000, 80,000, 10,000
	} {
		s.c.Begin(result.StepArrival, "")
		s.c.Raise(arrivalBytes)
		windows, err := s.windows([]string{"INBOX"}, folders, tt.since)
		if err != nil {
			t.Fatal(err)
		}
		searches := strings.Count(strings.Join(s.c.Lines(), "\n"), "* ESEARCH")
		whole := s.Client.Search(1, 0, tt.since, true)
		if err := whole.Wait(messages); err != nil {
			t.Fatal(err)
		} else if want := (window{ok: true, exists: messages, count: whole.Count, first: whole.First}); windows[0] != want || searches != tt.searches {
			t.Errorf("since %s: %+v in %d searches, want %+v in %d", tt.since.Format(time.DateOnly), windows[0], searches, want, tt.searches)
		}
		s.c.End(nil)
	}
}

// Folders for which the report has no room are in its totals, where the server
// told of them.
func TestTotalsHoldAllFolders(t *testing.T) {
	messages, octets := int64(2), int64(10)
	folders := make([]*Mailbox, maxFolders+50)
	for i := range folders {
		folders[i] = &Mailbox{Name: fmt.Sprint(i), Messages: &messages, Bytes: &octets}
	}
	m := addUp(folders, 0)
	if len(m.Folders) != maxFolders || m.FoldersOmitted != 50 || *m.Messages != 2*(maxFolders+50) || *m.Bytes != 10*(maxFolders+50) {
		t.Errorf("%d folders, %d omitted, %d messages, %d octets", len(m.Folders), m.FoldersOmitted, *m.Messages, *m.Bytes)
	}
	folders[maxFolders].Messages, folders[maxFolders].Bytes = nil, nil
	if m := addUp(folders, 0); *m.Messages != 2*(maxFolders+49) || !m.AtLeast {
		t.Errorf("one folder is not known: %d messages, at least: %v", *m.Messages, m.AtLeast)
	}
}

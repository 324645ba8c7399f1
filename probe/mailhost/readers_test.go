package mailhost

import (
	"crypto/tls"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/knadh/go-pop3"
	"github.com/xdg-go/scram"
)

// Clients that others wrote must understand the host.

func TestReadByImapclient(t *testing.T) {
	h := start(t, "")
	addr, _ := address(t, h, "imap")
	c, err := imapclient.DialStartTLS(addr, &imapclient.Options{
		TLSConfig: &tls.Config{Time: func() time.Time { return testNow }, RootCAs: h.Roots(), ServerName: Name}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(User, Password).Wait(); err != nil {
		t.Fatal(err)
	}
	if !c.Caps().Has(imap.CapQuota) || !c.Caps().Has(imap.CapStatusSize) {
		t.Errorf("capabilities after login: %v", c.Caps())
	}
	quota, err := c.GetQuotaRoot("INBOX").Wait()
	if err != nil {
		t.Fatal(err)
	}
	storage := quota[0].Resources[imap.QuotaResourceStorage]

	list, err := c.List("", "*", &imap.ListOptions{ReturnSpecialUse: true,
		ReturnStatus: &imap.StatusOptions{NumMessages: true, Size: true}}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	var octets int64
	for _, f := range list {
		octets += *f.Status.Size
		if f.Mailbox == "Sent" && !slices.Contains(f.Attrs, imap.MailboxAttrSent) {
			t.Errorf("Sent has the attributes %v", f.Attrs)
		}
	}
	if len(list) != 6 || octets != h.mailbox.used {
		t.Errorf("%d folders of %d octets in all, want 6 of %d", len(list), octets, h.mailbox.used)
	}
	if free := storage.Usage*1024 - octets; free < 0 || free >= 1024 || storage.Limit != 5*1024*1024 {
		t.Errorf("the quota is %+v, the folders hold %d octets", storage, octets)
	}

	inbox, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if inbox.NumMessages != 14293 || inbox.UIDNext != imap.UID(h.mailbox.inbox().uidNext) {
		t.Errorf("INBOX is %+v", inbox)
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{Since: testNow.AddDate(0, 0, -7)},
		&imap.SearchOptions{ReturnMin: true, ReturnCount: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	var set imap.UIDSet
	set.AddRange(imap.UID(found.Min), 0)
	messages, err := c.Fetch(set, &imap.FetchOptions{UID: true, Flags: true, RFC822Size: true, InternalDate: true}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	if len(messages) != int(found.Count) {
		t.Errorf("%d messages fetched, %d found", len(messages), found.Count)
	}
	newest := h.mailbox.inbox().messages[14292]
	last := messages[len(messages)-1]
	if last.UID != imap.UID(newest.uid) || last.RFC822Size != int64(newest.size) ||
		!last.InternalDate.Equal(time.Unix(newest.date, 0)) || len(last.Flags) != 0 {
		t.Errorf("the newest message is %+v, want %+v", last, newest)
	}
	if err := c.Logout().Wait(); err != nil {
		t.Error(err)
	}
}

// given hands out a connection that is there already.
type given struct{ net.Conn }

func (g given) Dial(string, string) (net.Conn, error) { return g.Conn, nil }

func TestReadByGoPop3(t *testing.T) {
	h := start(t, "small-quota")
	addr, _ := address(t, h, "pop3s")
	conn, err := tls.Dial("tcp", addr, &tls.Config{Time: func() time.Time { return testNow }, RootCAs: h.Roots(), ServerName: Name})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c, err := pop3.New(pop3.Opt{Dialer: given{conn}}).NewConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Auth(User, Password); err != nil {
		t.Fatal(err)
	}
	count, octets, err := c.Stat()
	if err != nil || count != 1077 || int64(octets) != h.mailbox.used {
		t.Errorf("STAT: %d messages, %d octets, %v", count, octets, err)
	}
	list, err := c.List(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		octets -= m.Size
	}
	if octets != 0 || len(list) != count {
		t.Errorf("LIST has %d messages and %d octets less than STAT", len(list), octets)
	}
	ids, err := c.Uidl(0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range ids {
		seen[m.UID] = true
	}
	if len(seen) != count {
		t.Errorf("UIDL has %d different ids", len(seen))
	}
	if err := c.Dele(1); err == nil {
		t.Error("DELE was accepted")
	}
	if err := c.Quit(); err != nil {
		t.Error(err)
	}
}

// The SCRAM exchange, checked by the client side, which proves that the host
// knows the password too (RFC 5802 section 3).
func TestScram(t *testing.T) {
	accounts, err := newAccounts()
	if err != nil {
		t.Fatal(err)
	}
	for mechanism, hash := range map[string]scram.HashGeneratorFcn{"SCRAM-SHA-1": scram.SHA1, "SCRAM-SHA-256": scram.SHA256} {
		for password, want := range map[string]verdict{Password: accepted, "wrong": rejected} {
			client, err := hash.NewClient(User, password, "")
			if err != nil {
				t.Fatal(err)
			}
			conversation := client.NewConversation()
			step := (&Host{accounts: accounts}).begin(mechanism)
			challenge, v := step(nil)
			for v == goOn {
				response := ""
				if !conversation.Done() {
					if response, err = conversation.Step(string(challenge)); err != nil {
						t.Fatal(err)
					}
				}
				challenge, v = step([]byte(response))
			}
			if v != want || conversation.Valid() != (want == accepted) {
				t.Errorf("%s with %q: %v", mechanism, password, v)
			}
		}
	}
}

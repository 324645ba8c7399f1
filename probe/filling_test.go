package probe

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// all is to count every message, in a time that suffices.
func all() filling {
	return filling{UsageAlways, func() time.Duration { return time.Minute }}
}

// Every message of the embedded host is counted once.
func TestUsageOfEveryMessage(t *testing.T) {
	s := atHost(t, "", 0, result.IMAP)
	a := s.usage(hostDay, all())
	u := a.Usage
	if a.UsageFailure != nil || u == nil {
		t.Fatalf("%+v", a.UsageFailure)
	}
	if u.Amount != (result.Amount{Messages: *a.Mailbox.Messages, Bytes: *a.Mailbox.Bytes}) || u.Read != u.Messages || u.Estimated || u.Partial {
		t.Errorf("%+v of %d, %d", u.Amount, *a.Mailbox.Messages, *a.Mailbox.Bytes)
	}
	for _, f := range a.Mailbox.Folders {
		i := slices.IndexFunc(u.Folders, func(have result.FolderUsage) bool { return have.Name == f.Name })
		if have := u.Folders[i]; have.Bytes != *f.Bytes || have.Messages != *f.Messages || have.State != result.FolderRead {
			t.Errorf("%+v, want %d in %d", have, *f.Bytes, *f.Messages)
		}
	}
}

// counting returns a proxy that counts what the server sends.
func counting(t testing.TB, server string) (address string, octets *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	octets = &atomic.Int64{}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				near.Close()
				return
			}
			go func() {
				io.Copy(far, near)
				far.Close()
			}()
			go func() {
				io.Copy(counter{near, octets}, far)
				near.Close()
			}()
		}
	}()
	return l.Addr().String(), octets
}

// counter counts what is written.
type counter struct {
	io.Writer
	octets *atomic.Int64
}

func (c counter) Write(p []byte) (int, error) {
	c.octets.Add(int64(len(p)))
	return c.Writer.Write(p)
}

// filledOn returns a run that counts every message of a real server.
func filledOn(t testing.TB, s *realserver.Server, connect map[string][]string, services ...result.Endpoint) *result.Report {
	t.Helper()
	cr, err := NewCredential(s.User(), s.Password(), false, realserver.Host)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Connect: connect, Roots: s.Roots(), Credential: cr, Usage: UsageAlways, Timeout: 5 * time.Minute, Patient: true}
	report, err := Run(t.Context(), result.Target{Input: realserver.Host}, slices.Values(services), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func imaps() result.Endpoint {
	return result.Endpoint{Service: result.IMAP, Host: realserver.Host, Port: 993, Security: result.TLS}
}

// BenchmarkUsage counts 100,000 messages on a real Dovecot: first with an index
// that Dovecot has still to make, then with one that it has. Dovecot packs what
// it sends where it can.
func BenchmarkUsage(b *testing.B) {
	for _, packed := range []bool{false, true} {
		s := realserver.Dovecot(b, realserver.Options{Quota: 4 << 30, Messages: 100_000, DaysOfMail: 3000, Hollow: true, Compress: packed})
		for _, index := range []string{"cold", "warm"} {
			b.Run(fmt.Sprintf("%s,packed=%v", index, packed), func(b *testing.B) {
				for b.Loop() {
					proxy, octets := counting(b, s.Connect()[realserver.Host+":993"][0])
					report := filledOn(b, s, map[string][]string{realserver.Host + ":993": {proxy}}, imaps())
					u := report.Accounts[0].Usage
					if u == nil || u.Read != 100_000 {
						b.Fatalf("%+v %+v", u, report.Accounts[0].UsageFailure)
					}
					steps := report.Probes[0].Paths[0].Steps
					at := slices.IndexFunc(steps, func(s result.Step) bool { return s.Name == result.StepUsage })
					b.ReportMetric(steps[at].TookMS/1000, "s/usage")
					b.ReportMetric(float64(octets.Load())/100_000, "octets/message")
				}
			})
		}
	}
}

// In no time at all, every folder is reckoned by some of its messages, and it
// is said so. Where STATUS tells sizes, the octets are right all the same.
func TestUsageInNoTime(t *testing.T) {
	s := atHost(t, "", 0, result.IMAP)
	a := s.usage(hostDay, filling{UsageAlways, func() time.Duration { return 0 }})
	u := a.Usage
	if a.UsageFailure != nil || u == nil || !u.Estimated || u.Partial || u.Read != 0 || u.Messages != *a.Mailbox.Messages {
		t.Fatalf("%+v of %d %+v", u.Amount, *a.Mailbox.Messages, a.UsageFailure)
	}
	if !about(float64(u.Bytes), float64(*a.Mailbox.Bytes), 0.0001) {
		t.Errorf("%d octets, want %d", u.Bytes, *a.Mailbox.Bytes)
	}
	whole := atHost(t, "", 0, result.IMAP).usage(hostDay, all()).Usage
	for _, year := range whole.Years() {
		i := slices.IndexFunc(u.Years(), func(y result.PeriodUsage) bool { return y.Period == year.Period })
		if i < 0 || !about(float64(u.Years()[i].Messages), float64(year.Messages), 0.1) {
			t.Errorf("%s: %+v of %d", year.Period, u.Years(), year.Messages)
		}
	}
}

// A run that is interrupted tells what was counted until then.
func TestUsageInterrupted(t *testing.T) {
	h, o := host(t, "default")
	o.Credential, o.Usage = credential(t, mailhost.Password, mailhost.Name), UsageAlways
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Observe = func(e Event) {
		if e.Step == result.StepUsage && !e.Done {
			cancel()
		}
	}
	report, err := Run(ctx, result.Target{}, slices.Values(result.DefaultEndpoints(mailhost.Name)[:1]), o)
	if err != nil || !report.Interrupted {
		t.Fatal(report, err)
	}
	_, u := report.Usage()
	if u == nil || !u.Partial && u.Read != 22757 || u.Estimated || report.Accounts[0].Mailbox == nil {
		t.Errorf("%+v", u)
	}
	if h.Logins() == nil {
		t.Error("nobody logged in")
	}
}

// What the server itself says of each message, as "folder uid octets seconds
// flags" a line.
func countedBy(t *testing.T, said string) map[string]*result.FolderUsage {
	t.Helper()
	folders := map[string]*result.FolderUsage{}
	for line := range strings.Lines(said) {
		words := strings.Fields(line)
		if len(words) < 4 {
			t.Fatalf("%q", line)
		}
		f := folders[words[0]]
		if f == nil {
			f = &result.FolderUsage{Unread: &result.Amount{}, Deleted: &result.Amount{}}
			folders[words[0]] = f
		}
		octets, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		one := result.Amount{Messages: 1, Bytes: octets}
		f.Amount = f.Amount.Plus(one)
		if !slices.Contains(words, `\Seen`) {
			*f.Unread = f.Unread.Plus(one)
		}
		if slices.Contains(words, `\Deleted`) {
			*f.Deleted = f.Deleted.Plus(one)
		}
	}
	return folders
}

func checkCounted(t *testing.T, u *result.Usage, want map[string]*result.FolderUsage) {
	t.Helper()
	var all result.Amount
	for name, f := range want {
		i := slices.IndexFunc(u.Folders, func(have result.FolderUsage) bool { return have.Name == name })
		if i < 0 {
			t.Fatalf("no %s in %+v", name, u.Folders)
		}
		have := u.Folders[i]
		if have.Unread == nil || have.Deleted == nil {
			t.Fatalf("%s: %s, without flags", name, have.State)
		}
		if have.Amount != f.Amount || *have.Unread != *f.Unread || *have.Deleted != *f.Deleted || have.State != result.FolderRead {
			t.Errorf("%s: %+v, unread %+v, deleted %+v; the server has %+v, %+v, %+v", name, have.Amount, *have.Unread, *have.Deleted, f.Amount, *f.Unread, *f.Deleted)
		}
		all = all.Plus(f.Amount)
	}
	if u.Amount != all || u.Sum(func(result.UsageCell) bool { return true }) != all {
		t.Errorf("in all %+v, the server has %+v", u.Amount, all)
	}
}

// Every octet of a real Dovecot, by doveadm, whether it packs what it sends or
// not; and nothing of it changes.
func TestUsageOfDovecotToTheOctet(t *testing.T) {
	for _, packed := range []bool{false, true} {
		s := realserver.Dovecot(t, realserver.Options{Quota: 40 << 20, Messages: 2500, DaysOfMail: 900, Compress: packed})
		s.Doveadm(t, "mailbox", "create", "-u", s.User(), "Drafts", "Sent", "Junk", "Trash")
		s.Put(t, "Sent", 30)
		s.Put(t, "Trash", 40)
		s.Unread(t, "Sent")
		s.Doveadm(t, "flags", "add", "-u", s.User(), `\Deleted`, "mailbox", "INBOX", "uid", "100:120")
		s.Doveadm(t, "copy", "-u", s.User(), "Sent", "mailbox", "INBOX", "uid", "200:209")
		before, _ := mailOf(t, s)
		report := filledOn(t, s, s.Connect(), imaps())
		_, u := report.Usage()
		if u == nil {
			t.Fatalf("%+v", report.Accounts)
		}
		var lines strings.Builder
		for record := range strings.SplitSeq(s.Doveadm(t, "-f", "tab", "fetch", "-u", s.User(), "mailbox uid size.virtual date.received.unixtime flags", "ALL"), "\n") {
			if record != "" && !strings.HasPrefix(record, "mailbox\t") {
				lines.WriteString(record + "\n")
			}
		}
		want := countedBy(t, lines.String())
		checkCounted(t, u, want)
		if d := want["INBOX"].Deleted; d.Messages == 0 {
			t.Error("nothing is marked as deleted")
		}
		if len(u.Copies) != 1 || u.Copies[0].Messages != want["Sent"].Messages-30 || !slices.Equal(u.Copies[0].Folders, []string{"INBOX", "Sent"}) {
			t.Errorf("copies: %+v", u.Copies)
		}
		for _, l := range u.Largest {
			found := s.Doveadm(t, "-f", "flow", "fetch", "-u", s.User(), "size.virtual", "mailbox", l.Folder, "uid", strconv.Itoa(int(l.UID)))
			if strings.TrimSpace(found) != fmt.Sprintf("size.virtual=%d", l.Bytes) {
				t.Errorf("%+v is %q", l, found)
			}
		}
		if after, _ := mailOf(t, s); after != before {
			t.Errorf("the mail has changed: %s", difference(before, after))
		}
		step := report.Probes[0].Paths[0].StepNamed(result.StepUsage)
		if compressed := slices.ContainsFunc(step.Lines, func(l string) bool { return strings.Contains(l, "COMPRESS DEFLATE") }); compressed != packed {
			t.Errorf("packed %v, and in the dialogue %v", packed, compressed)
		}
	}
}

// Every octet of a real Cyrus, by its own word to another client.
func TestUsageOfCyrusToTheOctet(t *testing.T) {
	s := realserver.Start(t, "cyrus", realserver.Options{Messages: 300, DaysOfMail: 400})
	s.Put(t, "Corbeille", 12)
	s.Unread(t, "INBOX")
	var lines strings.Builder
	for _, folder := range []string{"INBOX", "Corbeille"} {
		for _, m := range s.Fetch(t, folder) {
			fmt.Fprintf(&lines, "%s %d %d %d %s\n", folder, m.UID, m.Size, 0, m.Flags)
		}
	}
	report := filledOn(t, s, s.Connect(), imaps())
	_, u := report.Usage()
	if u == nil {
		t.Fatalf("%+v", report.Accounts)
	}
	checkCounted(t, u, countedBy(t, lines.String()))
	if i := slices.IndexFunc(u.Folders, func(f result.FolderUsage) bool { return f.Name == "Corbeille" }); u.Folders[i].Kind != result.KindTrash {
		t.Errorf("%+v", u.Folders[i])
	}
}

// Over POP3 there are sizes alone.
func TestUsageOfPOP3(t *testing.T) {
	a := atHost(t, "", 200, result.POP3).usage(hostDay, all())
	u := a.Usage
	if u == nil || u.By != result.UsageByList || u.Bytes != *a.Mailbox.Bytes || u.Messages != 200 || u.Unread != nil || u.Copies != nil {
		t.Fatalf("%+v", u)
	}
	if y := u.Years(); len(y) != 1 || y[0].Period != "" {
		t.Errorf("%+v", y)
	}
	if l := u.Largest[0]; l.Number == 0 || l.Date != "" || l.UID != 0 {
		t.Errorf("%+v", l)
	}
}

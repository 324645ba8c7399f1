package probe

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// A mistake of the program fails the visit that meets it, and no other.
func TestPanicIsOneFailure(t *testing.T) {
	works := plain(result.POP3, listen(t, announces("+OK hi\r\n", map[string]string{"CAPA": "-ERR\r\n", "QUIT": "+OK\r\n"})))
	breaks := plain(result.IMAP, 1)
	o := Options{StepLimits: quick, dial: func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
		if addr.Port() == 1 {
			panic("a bug")
		}
		return new(net.Dialer).DialContext(ctx, "tcp", addr.String())
	}}
	report := visitAll(t, o, works, breaks)
	if p := report.Probes[0]; p.Status != result.OK {
		t.Errorf("the other: %+v", p.Failure)
	}
	if f := report.Probes[1].Failure; f == nil || f.Kind != result.LocalError {
		t.Errorf("%+v", f)
	}
}

// One that is met behind the login leaves the login as it was.
func TestPanicInUsage(t *testing.T) {
	j := &journey{run: &run{now: testkit.Today}, e: plain(result.IMAP, 1), s: broken{}}
	j.c = j.run.newConn(t.Context(), j.e, netip.AddrPort{}, nil)
	if a := j.usage(); a.MailboxFailure == nil || a.MailboxFailure.Kind != result.LocalError || a.From != 1 {
		t.Errorf("%+v", a)
	}
}

// broken is a session that this program reads wrongly.
type broken struct{ session }

func (broken) usage(time.Time, filling) result.Account {
	return result.Account{From: slices.Max([]int{})}
}

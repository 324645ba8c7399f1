package probe

import (
	"errors"
	"net/netip"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// An address that may not be dialled is not, whatever the probe would do
// there, and the others of the host are.
func TestAllow(t *testing.T) {
	h, o := host(t, "default")
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	o.TLSScan = true
	o.Allow = func(ip netip.Addr) error {
		if ip.Is4() {
			return errors.New("not that one")
		}
		return nil
	}
	seen := map[string]bool{}
	for _, p := range visitAll(t, o).Probes {
		for _, path := range p.Paths {
			seen[path.Family] = true
			switch f := path.Failure; {
			case path.Family == "ipv6" && path.Status != result.OK:
				t.Errorf("%s [%s]: %v", p.Address(), path.Address, f)
			case path.Family == "ipv4" && (f == nil || f.Kind != result.LocalError || f.Step != result.StepConnect || f.Detail != "not that one"):
				t.Errorf("%s [%s]: %v", p.Address(), path.Address, f)
			}
		}
	}
	if !seen["ipv4"] {
		t.Error("the host has no address of the kind that is refused")
	}

	o.Allow = func(netip.Addr) error { return errors.New("none") }
	before := h.Logins().Total().Attempts
	for _, p := range visitAll(t, o).Probes {
		if p.Status != result.Fail || p.Failure.Kind != result.LocalError {
			t.Errorf("%s: %s, %v", p.Address(), p.Status, p.Failure)
		}
	}
	if n := h.Logins().Total().Attempts - before; n != 0 {
		t.Errorf("%d logins reached a host that may not be dialled", n)
	}
}

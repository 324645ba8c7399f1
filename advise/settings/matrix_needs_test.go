//go:build unix

package settings

import (
	"os"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// What a program leaves on a POP server is what the person asked for, whatever
// else was said: every program that runs here, with the file that follows from a
// probe, the advice and the needs, at a mailbox of 12. The first collection is
// what counts: by then, mail is lost or it is not. CI runs the programs that
// collect and show nothing with every need, the others of a terminal with those
// that differ most, at Dovecot; .ci/matrix runs all, everywhere.
func TestNeedsAtRealServers(t *testing.T) {
	t.Parallel()
	whole := os.Getenv("MAILADVISOR_MATRIX") == "whole"
	for _, p := range participants() {
		row, ok := client.Lookup(p.name)
		if !ok {
			t.Fatalf("no program %s", p.name)
		}
		if row.POP != client.Yes || !whole && (p.slow || p.clicked) {
			continue
		}
		for i, h := range hosts() {
			if !whole && i > 0 {
				break
			}
			t.Run(p.name+"/"+h.name, func(t *testing.T) {
				t.Parallel()
				w := way{result.POP3, result.TLS}
				if why := unable(release(), p.name, h.name, w); why != "" {
					t.Skip(why)
				}
				program(t, p.program, p.debian)
				s := realserver.Start(t, h.start, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}, German: h.german})
				first := true
				for _, n := range wishes() {
					often, ofCopies := ofCopies()[n.name]
					if !ofCopies || !whole && p.sends && !often {
						continue
					}
					t.Run(n.name, func(t *testing.T) {
						if !first {
							s.Empty(t, "INBOX")
							s.Put(t, "INBOX", 12)
						}
						first = false
						var advice choose.Advice
						c, refusal := newCell(t, p, h, s, w, n.needs, &advice)
						if refusal != nil {
							t.Fatal(refusal)
						}
						left := 12
						switch {
						case row.Keep.ByHand: // it deletes what the person deletes
						case n.needs.ServerCopy == "forbidden", n.onlyCopy && advice.Strategy == choose.POPRemove:
							left = 0
						}
						c.check(p, left)
					})
				}
			})
		}
	}
}

// ofCopies returns the names of the wishes that decide whether a copy stays on
// a POP server, and which of them every program has in CI.
func ofCopies() map[string]bool {
	return map[string]bool{
		"nothing is said": true, "one device": false, "one device, old mail there alone": true,
		"old mail on one computer of two": false, "the same, kept on the server": false, "three devices": false,
		"three devices, the server must keep it": true, "the server must not keep it": true,
		"three devices, the server must not keep it": false, "shared": false, "no room for any copy": false,
		"no IMAP": false, "no IMAP, two devices": false, "no IMAP, the server must keep it": false,
	}
}

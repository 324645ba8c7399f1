package pop3

import "testing"

// Values are kept evenly spaced, however many there are.
func TestSpaced(t *testing.T) {
	for _, n := range []int64{0, 5, maxListedSizes, maxListedSizes + 1, 10 * maxListedSizes} {
		var s spaced
		for i := range n {
			s.add(i)
		}
		if len(s.kept) > maxListedSizes || int64(len(s.kept)) < min(n, maxListedSizes/2) {
			t.Errorf("%d of %d", len(s.kept), n)
		}
		for i, v := range s.kept {
			if v != int64(i*max(1, s.step)) {
				t.Fatalf("%d stands at %d of %d", v, i, n)
			}
		}
	}
}

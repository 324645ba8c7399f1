package run

import (
	"fmt"
	"strings"
	"testing"
)

// Every target is in one share, on every machine.
func TestShards(t *testing.T) {
	counts := map[int]int{}
	for i := range 10_000 {
		counts[ShardOf(fmt.Sprintf("host-%d.example-%d.org", i%3, i), 7)]++
	}
	for k := 1; k <= 7; k++ {
		if counts[k] < 1300 || counts[k] > 1560 {
			t.Errorf("share %d of 7 has %d of 10,000", k, counts[k])
		}
	}
	if got := ShardOf("mail.example.org", 1000); got != 863 { // as in sha256sum
		t.Errorf("mail.example.org is in share %d", got)
	}
	// All of one domain is in one share, however it is written.
	for _, target := range []string{"example.org", "user@example.org", "imaps://imap.example.org:993", "a.b.example.org", "user@mail.example.org"} {
		if got := ShardOf(target, 1000); got != 863 {
			t.Errorf("%s is in share %d", target, got)
		}
	}
}

// FuzzList: a list is foreign bytes; whatever is in it, each line is a target,
// a complaint, or nothing, and no target holds what ends a line.
func FuzzList(f *testing.F) {
	for _, seed := range []string{"mail.example.org\n", "\ufeffa\r\n# b\n\n c # d", `{"target":"imaps://a"}`, `{"target":{"input":"a"}}`, "{", "{\"target\":1}\n\x00", "{}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for l := range listLines(strings.NewReader(text)) {
			if l.Target == "" && l.Wrong == nil || l.Number <= last {
				t.Errorf("%+v", l)
			}
			last = l.Number
		}
	})
}

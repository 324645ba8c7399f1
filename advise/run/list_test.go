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
	for _, seed := range []string{"mail.example.org\n", "\ufeffa\r\n# b\n\n c # d", `{"target":"imaps://a"}`, `{"target":{"input":"a"}}`, "{", "{\"target\":1}\n\x00", "{}", "[\n{\"target\":\"a\"},\n{}]", "{\n\"target\": \"a\"\n}\n{\n", "\xff\xfea\x00"} {
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

// What -o json writes is a list too, and what is no text is none, and is not
// repeated line by line.
func TestListsOfOtherForms(t *testing.T) {
	const report = "{\n  \"target\": {\n    \"input\": \"a.example.org\"\n  }\n}\n"
	for _, c := range []struct{ text, want string }{
		{report, "a.example.org"},
		{report + report, "a.example.org a.example.org"},
		{"[\n" + report + ",\n" + report + "]\n", "a.example.org a.example.org"},
		{"[\n]\n", "list-empty"},
		{"[\n" + report + ",\n{\"tar", "a.example.org list-json"},
		{"{\n\"target\": {},\n", "list-json"},
		{"b.example.org\n{\n", "b.example.org list-json"},
		{"# caf\xe9\nb.example.org\n", "b.example.org"},
		{"\x7fELF\x02\x01\x00\n\x00\x00\n\x00\x00\n", "list-text"},
		{"\xff\xfeb\x00\n\x00c\x00\n", "list-text"},
	} {
		var got []string
		for l := range listLines(strings.NewReader(c.text)) {
			if l.Wrong != nil {
				got = append(got, l.Wrong.ID)
			} else {
				got = append(got, l.Target)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

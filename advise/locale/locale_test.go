package locale

import (
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	cases := []struct {
		key    string
		value  any
		en, fr string
	}{
		{"limit_bytes", int64(5 << 30), "5 GB", "5~Go"},
		{"used_bytes", int64(2150 << 20), "2.1 GB", "2,1~Go"},
		{"used_bytes", int64(55 << 20), "55 MB", "55~Mo"},
		{"used_bytes", 512, "512 bytes", "512~octets"},
		{"used_share", 0.42, "42%", "42~%"},
		{"used_share", 0.004, "<1%", "<1~%"},
		{"used_share", 0.999, ">99%", ">99~%"},
		{"took_ms", 20.6, "21 ms", "21~ms"},
		{"took_ms", 3020.0, "3.02 s", "3,02~s"},
		{"full_date", "2026-03-01", "1 March 2026", "1er mars 2026"},
		{"full_month", "2030-08", "August 2030", "août 2030"},
		{"until_at", "2026-03-16T16:42:00Z", "16 March 2026, 16:42 UTC", "16 mars 2026, 16~h~42 UTC"},
		{"port_list", []any{"993", "110", "465"}, "993, 110 and 465", "993, 110 et 465"},
		{"messages", 22757, "22,757", "22~757"},
		{"port", 65535, "65535", "65535"},
		{"host", "mail.example.org", "mail.example.org", "mail.example.org"},
		{"full_month", word("2030-08"), "August 2030", "août 2030"},
	}
	for _, c := range cases {
		for lang, want := range map[string]string{"en": c.en, "fr": strings.ReplaceAll(c.fr, "~", Narrow)} {
			p, err := New(lang)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Format(c.key, c.value); got != want {
				t.Errorf("%s: Format(%q, %v) = %q, want %q", lang, c.key, c.value, got, want)
			}
		}
	}
}

// word is a word of a closed list, as packages give them types.
type word string

// A template compares it with a string, which has no type of its own.
func TestWordsAreStrings(t *testing.T) {
	p, err := New("en")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.data(Args{"level": word("full")})["level"]; got != any("full") {
		t.Errorf("%T %v", got, got)
	}
}

func TestCount(t *testing.T) {
	cases := []struct {
		lang string
		n    float64
		want string
	}{
		{"en", 0, "0 days"}, {"en", 1, "1 day"}, {"en", 1.5, "1.5 days"}, {"en", 2, "2 days"},
		{"fr", 0, "0 jour"}, {"fr", 1, "1 jour"}, {"fr", 1.5, "1,5 jour"}, {"fr", 2, "2 jours"},
	}
	for _, c := range cases {
		p, err := New(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Count("day", c.n); err != nil || got != c.want {
			t.Errorf("%s: Count(day, %v) = %q, %v, want %q", c.lang, c.n, got, err, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	cases := []struct {
		names []string
		want  string
	}{
		{nil, "en"},
		{[]string{"", "", "fr_FR.UTF-8"}, "fr"},
		{[]string{"C", "", "fr_FR.UTF-8"}, "en"},
		{[]string{"", "fr"}, "fr"},
		{[]string{"fry_NL"}, "en"},
		{[]string{"fr-CA"}, "fr"},
	}
	for _, c := range cases {
		if got := Match(c.names...); got != c.want {
			t.Errorf("Match(%q) = %q, want %q", c.names, got, c.want)
		}
	}
}

func TestSizeRoundsToTheCarefulSide(t *testing.T) {
	p, err := New("en")
	if err != nil {
		t.Fatal(err)
	}
	const size = 3.82 * (1 << 30)
	if up, down, near := p.Size(size, Up), p.Size(size, Down), p.Size(size, Nearest); up != "3.9 GB" || down != "3.8 GB" || near != "3.8 GB" {
		t.Errorf("up %s, down %s, nearest %s", up, down, near)
	}
}

package choose

import "testing"

func TestParseSize(t *testing.T) {
	cases := []struct {
		in   string
		want int64 // -1: an error
	}{
		{"500", -1}, {"5000000", 5000000}, {"1 000 Mo", 1000 << 20}, {"1\u202f000\u202fMo", 1000 << 20}, {"1,000 MB", 1000 << 20}, {"1,000,000 kB", 1000000 << 10},
		{"10Gio", 10 << 30}, {"10 gigas", 10 << 30}, {"10 Gigaoctets", 10 << 30}, {"500 mégas", 500 << 20}, {"2 T", 2 << 40}, {"1 0 MB", -1}, {"12 34 MB", -1}, {"1 500,5 Mo", 1500<<20 + 1<<19},
		{"0,5 Go", 1 << 29}, {"1.000 GB", 1 << 30}, {"500 MB of", -1},
		{"100MB", 100 << 20}, {"100 MB", 100 << 20}, {"1,5 Go", 3 << 29}, {"1.5GB", 3 << 29},
		{"2 GiB", 2 << 30}, {"5Ko", 5 << 10}, {"5 ko", 5 << 10}, {"5KB", 5 << 10}, {"3\u202fMo", 3 << 20}, {"0", 0},
		{"", -1}, {"MB", -1}, {"-1MB", -1}, {"1e9", -1}, {"1.2.3GB", -1}, {"5 parsecs", -1}, {"9000000 TB", -1}, {"NaN", -1},
	}
	for _, c := range cases {
		got, err := ParseSize(c.in)
		if err != nil {
			got = -1
		}
		if got != c.want {
			t.Errorf("ParseSize(%q) = %d, %v, want %d", c.in, got, err, c.want)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	for _, s := range []string{"100MB", "1,5 Go", "2 GiB", "-1", "1e400", "\u202f", "1 000 Mo", "1,000,000", "10 gigas"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := ParseSize(s); err == nil && (n < 0 || n >= 1<<53) {
			t.Errorf("ParseSize(%q) = %d", s, n)
		}
	})
}

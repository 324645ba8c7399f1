package client

import (
	"bytes"
	"encoding/json"
)

// androidDays returns the days that K-9 Mail and Thunderbird for Android offer
// for how far back they look, the longest within n; -1 is no limit.
func androidDays(offline Offline, n int) int {
	if offline != OfflineRecent {
		return -1
	}
	return Step([]int{1, 2, 7, 14, 21, 28, 56, 84, 168, 365}, n)
}

// androidSize returns the octets up to which they fetch a message whole, the
// largest within kB; 0 is no limit.
func androidSize(kB int64) int {
	if kB == 0 {
		return 0
	}
	var sizes []int
	for n := 1 << 10; n <= 2<<20; n *= 2 {
		sizes = append(sizes, n)
	}
	return Step(append(sizes, 5<<20, 10<<20), int(kB)<<10)
}

// Step returns the longest choice within n, or the shortest there is.
func Step(choices []int, n int) int {
	best := choices[0]
	for _, c := range choices {
		if c <= n {
			best = c
		}
	}
	return best
}

// outlookKeep is Outlook's LeaveOnServer: bit 0 leaves a copy, bit 1 deletes
// it after the days in the upper half.
func outlookKeep(keep KeepFor, days int) int {
	switch keep {
	case KeepDays:
		return days<<16 | 3
	case KeepNot:
		return 0
	}
	return 1
}

// jsonString writes a JSON string with nothing escaped that need not be: every
// octet makes a QR code larger.
func jsonString(s string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return "", err
	}
	return string(bytes.TrimSpace(b.Bytes())), nil
}

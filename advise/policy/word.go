package policy

import (
	"math"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
)

// room is what must be free of a quota: a share of it, or octets.
type room struct {
	share float64
	bytes int64
}

// tlsVersions returns the versions of TLS as a policy writes them, oldest
// first.
func tlsVersions() []string { return []string{"1.0", "1.1", "1.2", "1.3"} }

func versionWord() *config.Word {
	return &config.Word{ID: "version", Known: tlsVersions, Read: config.AsWritten, Numbers: []float64{1.0, 1.1, 1.2, 1.3}}
}

const maxDays = 3650

func daysWord() *config.Word {
	return &config.Word{ID: "days", Type: "integer", Max: maxDays, Read: func(s string) (any, bool) {
		n, err := strconv.ParseUint(s, 10, 16)
		return int(n), err == nil && n <= maxDays
	}}
}

func mechanismWord() *config.Word {
	return &config.Word{ID: "mechanism", Open: true, Known: mechanisms, Meant: slip(mechanisms), Pattern: `^[A-Za-z0-9_-]{1,20}$`, // RFC 4422 section 3.1
		Read: func(s string) (any, bool) {
			ok := len(s) <= 20 && strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
			return strings.ToUpper(s), ok
		}}
}

func capabilityWord() *config.Word {
	return &config.Word{ID: "capability", Meant: slip(capabilityNames), Read: func(s string) (any, bool) {
		ok := !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
		return strings.TrimSpace(s), ok && strings.TrimSpace(s) != ""
	}}
}

// severities returns those of findings, the gravest first.
func severities() []string {
	var out []string
	for _, s := range diagnose.Severities() {
		out = append(out, string(s))
	}
	return out
}

func findingWord() *config.Word {
	return &config.Word{ID: "finding", Read: config.AsWritten, Known: func() []string {
		out := severities()
		for _, r := range diagnose.Rules() {
			out = append(out, r.ID)
		}
		return out
	}}
}

// roomWord returns a share ("10%") or a size ("500 MB"), by 1024 as mail
// servers count quota (RFC 9208).
func roomWord() *config.Word {
	return &config.Word{ID: "room", Pattern: `^[0-9]+([.,][0-9]+)? ?(%|[kKMGT]?i?[Bbo])$`, Read: func(s string) (any, bool) {
		digits := strings.TrimRight(s, "%kKMGTiBbo ")
		n, err := strconv.ParseFloat(strings.Replace(digits, ",", ".", 1), 64)
		if err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
			return nil, false
		}
		unit := strings.TrimSpace(s[len(digits):])
		if unit == "%" {
			return room{share: n / 100}, n <= 100
		}
		power, ok := map[string]float64{"b": 0, "o": 0, "kb": 1, "ko": 1, "kib": 1, "mb": 2, "mo": 2, "mib": 2,
			"gb": 3, "go": 3, "gib": 3, "tb": 4, "to": 4, "tib": 4}[strings.ToLower(unit)]
		bytes := n * math.Pow(1024, power)
		return room{bytes: int64(bytes)}, ok && bytes < 1<<53
	}}
}

// size is a number of octets.
type size int64

// sizeWord returns a room that is no share.
func sizeWord() *config.Word {
	return &config.Word{ID: "size", Pattern: `^[0-9]+([.,][0-9]+)? ?[kKMGT]?i?[Bbo]$`, Read: func(s string) (any, bool) {
		v, ok := roomWord().Read(s)
		if !ok || strings.HasSuffix(s, "%") {
			return nil, false
		}
		return size(v.(room).bytes), v.(room).bytes > 0
	}}
}

// word returns a size as a policy writes it: exactly, in the largest unit that
// can.
func (n size) word() string {
	unit := 0
	units := []string{"B", "KB", "MB", "GB", "TB"}
	for unit < len(units)-1 && n != 0 && n%1024 == 0 {
		n /= 1024
		unit++
	}
	return strconv.FormatInt(int64(n), 10) + units[unit]
}

func dateWord() *config.Word {
	return &config.Word{ID: "date", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, Read: func(s string) (any, bool) {
		t, err := time.Parse(time.DateOnly, s)
		return t, err == nil
	}}
}

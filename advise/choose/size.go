package choose

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ErrBareSize is a size without its unit: it is asked about, as nobody means
// so many octets.
var ErrBareSize = errors.New("a size without its unit")

// leastBare is the smallest bare number that may be meant in octets: a megabyte.
const leastBare = 1 << 20

// sizeUnits returns the units of sizes by their power of 1024: symbols, and the
// words that people write, in English and French.
func sizeUnits() map[string]int {
	units := map[string]int{}
	for power, words := range []string{
		"b o byte bytes octet octets",
		"k ki kb ko kib kio kilo kilos kilobyte kilobytes kilooctet kilooctets",
		"m mi mb mo mib mio meg megs mega megas megabyte megabytes megaoctet megaoctets",
		"g gi gb go gib gio gig gigs giga gigas gigabyte gigabytes gigaoctet gigaoctets",
		"t ti tb to tib tio tera teras terabyte terabytes teraoctet teraoctets",
	} {
		for _, word := range strings.Fields(words) {
			units[word] = power
		}
	}
	return units
}

// thousands is a number in groups of three, as it is written: 1 000, 1,000.
var thousands = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[1-9][0-9]{0,2}((?: [0-9]{3})+|(?:,[0-9]{3})+)([.,][0-9]+)?$`)
})

// ParseSize reads SIZE: "100MB", "1,5 Go", "2 GiB", "1 000 Mo", "10 gigas".
// Every unit is a power of 1024, as mail servers count quota (RFC 9208); kB,
// KB, ko and KiB are one. A number of octets needs no unit where it is at
// least a million, or 0; smaller ones are asked about ([ErrBareSize]).
func ParseSize(s string) (int64, error) {
	wrong := fmt.Errorf("%q is not a size", s)
	t := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFD.String(strings.ToLower(strings.TrimSpace(s))))
	end := strings.IndexFunc(t, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' && r != ' ' })
	unit := ""
	if end >= 0 {
		t, unit = t[:end], strings.TrimSpace(t[end:])
	}
	t = strings.TrimSpace(t)
	if thousands().MatchString(t) && (strings.Contains(t, " ") || !strings.Contains(t, ".") || strings.Contains(t, ",")) {
		groups := thousands().FindStringSubmatch(t)
		whole := strings.TrimSuffix(t, groups[2])
		t = strings.NewReplacer(" ", "", ",", "").Replace(whole) + groups[2]
	}
	n, err := strconv.ParseFloat(strings.Replace(t, ",", ".", 1), 64)
	if err != nil || strings.Contains(t, " ") {
		return 0, wrong
	}
	if unit == "" {
		if n != 0 && n < leastBare {
			return 0, ErrBareSize
		}
		unit = "b"
	}
	power, ok := sizeUnits()[unit]
	bytes := n * math.Pow(1024, float64(power))
	if !ok || bytes >= 1<<53 {
		return 0, wrong
	}
	return int64(bytes), nil
}

// Unlimited reports whether a person says that there is no limit.
func Unlimited(s string) bool {
	switch strings.TrimSpace(Folded(s)) {
	case "unlimited", "no limit", "none", "infinite", "illimite", "illimitee", "sans limite", "aucune", "aucun", "infini":
		return true
	}
	return false
}

// Folded is text without case, accents and the forms of apostrophes.
func Folded(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’':
			b.WriteByte('\'')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

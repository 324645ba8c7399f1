package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parseSize reads SIZE: "500", "100MB", "1,5 Go", "2 GiB". Every unit is a
// power of 1024, as mail servers count quota (RFC 9208); kB, KB, ko and KiB
// are one.
func parseSize(s string) (int64, error) {
	t := strings.ToLower(strings.TrimSpace(s))
	digits := strings.IndexFunc(t, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	unit := ""
	if digits >= 0 {
		t, unit = t[:digits], strings.Trim(t[digits:], " \u00a0\u202f")
	}
	n, err := strconv.ParseFloat(strings.Replace(t, ",", ".", 1), 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a size", s)
	}
	power, ok := map[string]float64{
		"": 0, "b": 0, "o": 0, "byte": 0, "bytes": 0, "octet": 0, "octets": 0,
		"k": 1, "kb": 1, "ko": 1, "kib": 1, "m": 2, "mb": 2, "mo": 2, "mib": 2,
		"g": 3, "gb": 3, "go": 3, "gib": 3, "t": 4, "tb": 4, "to": 4, "tib": 4,
	}[unit]
	bytes := n * math.Pow(1024, power)
	if !ok || bytes >= 1<<53 {
		return 0, fmt.Errorf("%q is not a size", s)
	}
	return int64(bytes), nil
}

// optional is a flag that is nil until it is given: what was not said is not a
// zero.
type optional[T any] struct {
	value **T
	kind  string
	parse func(string) (T, error)
}

func (f optional[T]) String() string {
	if f.value == nil || *f.value == nil {
		return ""
	}
	return fmt.Sprint(**f.value)
}
func (f optional[T]) Type() string { return f.kind }
func (f optional[T]) Set(s string) error {
	v, err := f.parse(s)
	if err != nil {
		return err
	}
	*f.value = &v
	return nil
}

package diagnose

import (
	"math"
	"time"

	"mailadvisor/probe/result"
)

// This file holds the bounds from which on a value is told of, for those who
// draw them beside the value: a monitoring system, an alert.

// A certificate of the usual life of 90 days or more is told of 30 days before
// its end; one of a shorter life, which is renewed later, in proportion.
const usualLife = 90 * 24 * time.Hour

// endBound is the severity of a certificate with less than so many days left.
type endBound struct {
	days     float64
	severity Severity
}

// endBounds returns the bounds of a certificate, the gravest first.
func endBounds(leaf *result.Certificate) [3]endBound {
	scale := min(1, leaf.NotAfter.Sub(leaf.NotBefore).Hours()/usualLife.Hours())
	return [3]endBound{{7 * scale, High}, {14 * scale, Medium}, {30 * scale, Low}}
}

// CertificateBounds returns the days left below which the finding
// tls-expires-soon is made of a certificate, and below which its severity is
// high.
func CertificateBounds(leaf *result.Certificate) (told, grave float64) {
	b := endBounds(leaf)
	return b[len(b)-1].days, b[0].days
}

// QuotaBounds returns the octets in use above which the finding quota-usage
// warns of a limit, and above which it fails.
func QuotaBounds(limit int64) (warns, fails int64) {
	above := func(share float64) int64 { return int64(math.Ceil(share*float64(limit))) - 1 }
	return above(warnShare), above(criticalShare)
}

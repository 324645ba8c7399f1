package protocol

import "slices"

// What a number of a server can be, at most. JSON carries none above 2^53
// exactly (RFC 8259 section 6), and what says that it is larger than four
// terabytes, a message or a folder, is no size.
const (
	MaxNumber = 1 << 53
	MaxSize   = 1 << 42
)

// Add returns the sum of two numbers that are not negative. It ends at
// [MaxNumber].
func Add(a, b int64) int64 {
	if a > MaxNumber-b {
		return MaxNumber
	}
	return a + b
}

// LargeBytes returns the 99th percentile of the sizes, or nil where there are
// too few to speak of one.
func LargeBytes(octets []int64) *int64 {
	const enough = 20
	if len(octets) < enough {
		return nil
	}
	sorted := slices.Sorted(slices.Values(octets))
	large := sorted[(len(sorted)*99-1)/100]
	return &large
}

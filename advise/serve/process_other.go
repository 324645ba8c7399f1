//go:build !linux

package serve

import "mailadvisor/advise/exposition"

// addSystem adds nothing where the system is not Linux: what Go itself tells
// is there.
func addSystem(*exposition.Samples) {}

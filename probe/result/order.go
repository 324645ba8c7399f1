package result

// CompareBool orders what holds behind what does not: it returns -1, 0 or 1, as
// cmp.Compare does.
func CompareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

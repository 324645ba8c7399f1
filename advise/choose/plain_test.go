//go:build !race

package choose

const raced = false

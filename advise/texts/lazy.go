package texts

import (
	"regexp"
	"sync"
)

// lazy compiles a pattern when it is first asked for: a start of the program
// that explains no text pays for none.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

package cli

import (
	"github.com/inconshreveable/mousetrap"
)

// clicked reports whether Explorer started the program: it then has a console
// of its own, which nobody asked for.
func clicked() bool { return mousetrap.StartedByExplorer() }

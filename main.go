// Mailadvisor tests the mail servers of an account and advises POP or IMAP.
package main

// The messages come first: the manual pages are made of them.
//
//go:generate go generate ./advise/locale
//go:generate go run . manual docs/man

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"mailadvisor/advise/cli"
)

// sameSignal is how long after a signal another one is the same.
const sameSignal = time.Second

func main() {
	runtime.MemProfileRate = 0 // no samples of memory unless --profile-mem asks for them
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks the program to end, and says what is known by then.
	// A second one ends it, whatever it waits for: a pipe that nobody opens, or a
	// terminal that takes nothing. What comes at once is still the first:
	// timeout(1) signals its program and then its group, and the program is in both.
	context.AfterFunc(ctx, func() { time.AfterFunc(sameSignal, stop) })
	os.Exit(cli.Main(ctx, os.Args[1:], cli.OS())) // the system takes the signals back
}

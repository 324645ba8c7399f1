// Mailadvisor tests the mail servers of an account and advises POP or IMAP.
package main

//go:generate go run . manual docs/man

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"mailadvisor/advise/cli"
)

func main() {
	runtime.MemProfileRate = 0 // no samples of memory unless --profile-mem asks for them
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cli.Main(ctx, os.Args[1:], cli.OS())
	stop()
	os.Exit(status)
}

// Mailadvisor tests the mail servers of an account and advises POP or IMAP.
package main

//go:generate go run . manual docs/man

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"mailadvisor/advise/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cli.Main(ctx, os.Args[1:], cli.OS())
	stop()
	os.Exit(status)
}

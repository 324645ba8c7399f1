package mailhost_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"

	"mailadvisor/probe/mailhost"
)

// The host listens on loopback, for whoever trusts its certificate.
func ExampleStart() {
	host, err := mailhost.Start(context.Background(), mailhost.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	for _, e := range host.Endpoints() {
		if e.Key != "pop3s" {
			continue
		}
		conn, err := tls.Dial("tcp", e.Addrs[0], &tls.Config{RootCAs: host.Roots(), ServerName: mailhost.Name})
		if err != nil {
			fmt.Println(err)
			return
		}
		defer conn.Close()
		greeting, _ := bufio.NewReader(conn).ReadString('\n')
		fmt.Print(greeting)
	}
	// Output: +OK Demo mail host ready.
}

// Command loop is the floor of a sweep: for each target a connection, a TLS
// handshake that verifies the certificate, the greeting of IMAP, CAPABILITY and
// LOGOUT, with nothing beside.
//
//	go run .ci/peers/loop.go -n 1000 -address 127.0.0.1:993 -host mail.example.test -ca ca.pem
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"io"
	"log"
	"os"
	"strings"
	"sync"
)

func main() {
	n := flag.Int("n", 1000, "how many targets")
	atOnce := flag.Int("c", 16, "how many at once")
	address := flag.String("address", "", "where the host answers")
	host := flag.String("host", "", "its name")
	ca := flag.String("ca", "", "a file with the issuers to trust")
	flag.Parse()
	pem, err := os.ReadFile(*ca)
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	config := &tls.Config{ServerName: *host, RootCAs: roots}
	var all sync.WaitGroup
	next := make(chan int)
	for range *atOnce {
		all.Go(func() {
			for range next {
				if err := visit(*address, config); err != nil {
					log.Fatal(err)
				}
			}
		})
	}
	for i := range *n {
		next <- i
	}
	close(next)
	all.Wait()
}

func visit(address string, config *tls.Config) error {
	conn, err := tls.Dial("tcp", address, config)
	if err != nil {
		return err
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	if _, err := in.ReadString('\n'); err != nil {
		return err
	}
	for _, command := range []string{"a CAPABILITY", "b LOGOUT"} {
		if _, err := io.WriteString(conn, command+"\r\n"); err != nil {
			return err
		}
		for tag := command[:2]; ; {
			line, err := in.ReadString('\n')
			if err != nil {
				return err
			}
			if strings.HasPrefix(line, tag) {
				break
			}
		}
	}
	return nil
}

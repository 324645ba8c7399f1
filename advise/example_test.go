package advise_test

import (
	"encoding/json"
	"fmt"
	"os"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// The whole way from a stored report: findings, advice and settings, here in
// French.
func ExampleMake() {
	stored, err := os.ReadFile("../probe/testdata/reports/dovecot-postfix.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	var report result.Report
	if err := json.Unmarshal(stored, &report); err != nil {
		fmt.Println(err)
		return
	}
	words, err := locale.New("fr")
	if err != nil {
		fmt.Println(err)
		return
	}
	devices := 3
	d := advise.Make(&report, &choose.Needs{Devices: &devices}, words, advise.Advise)
	fmt.Println(advise.VerdictOf(d))
	fmt.Println(d.Sentence.Text)
	fmt.Println(d.Advice.Protocol, d.Advice.Strategy)
	fmt.Println(d.Settings.Incoming.Host, d.Settings.Incoming.Port, d.Settings.Incoming.Security)
	// Output:
	// ok
	// mail.example.test est en ordre : le courrier se lit par IMAP et POP3 et s’envoie, toujours avec chiffrement. 6 services sur 6 ; 0,21 s.
	// imap imap-window
	// mail.example.test 993 tls
}

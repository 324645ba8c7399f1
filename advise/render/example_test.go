package render_test

import (
	"fmt"
	"os"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// A document in one of the formats, to any writer.
func ExampleEncode() {
	words, err := locale.New("en")
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &advise.Document{
		Report:   result.Report{Target: result.Target{Input: "mail.example.org"}, Probes: []result.Probe{{Status: result.OK}}},
		Sentence: locale.Text{Text: "mail.example.org is in order."},
		Findings: []diagnose.Finding{{ID: "imap-idle-missing", Status: diagnose.Pass, Title: "IDLE"}},
	}
	encoder, err := render.NewEncoder("tap", os.Stdout, words, render.TextOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.Encode(encoder, d); err != nil {
		fmt.Println(err)
	}
	// Output:
	// TAP version 14
	// # mail.example.org is in order.
	// ok 1 - imap-idle-missing
	// 1..1
}

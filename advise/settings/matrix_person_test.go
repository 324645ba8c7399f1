//go:build unix

package settings

import (
	"mime"
	"net/mail"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// Whatever a person is called, those who get mail read that name: every program
// that sends either writes it, with all its signs, before the address, or there
// are no files for it. Most people's names have to work everywhere.
func TestNamesOfPeople(t *testing.T) {
	t.Parallel()
	names := []struct {
		name  string
		usual bool
	}{
		{"Doe, Jane", true},
		{"Jörg Müller", true},
		{"Müller, Jörg (Büro); R&D #1", false},
		{"Jane \"JJ\" O'Neil <x@y> 100% $HOME \\n `id` ~ [a] %n {b}", false},
	}
	for _, p := range participants() {
		if !p.sends || !hasTurn(p, hosts()[0], way{result.IMAP, result.TLS}) || p.clicked || p.name == "mu4e" {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			program(t, p.program, p.debian)
			row, _ := client.Lookup(p.name)
			w := way{result.POP3, result.TLS}
			if row.POP == client.No {
				w.service = result.IMAP
			}
			s := realserver.Start(t, "dovecot", realserver.Options{Messages: 12, LeafNames: []string{"localhost"}})
			for _, n := range names {
				t.Run(n.name, func(t *testing.T) {
					c, refusal := newCell(t, p, hosts()[0], s, w, choose.Needs{}, nil)
					if refusal != nil {
						t.Fatal(refusal)
					}
					c.settings.Name = n.name
					if _, err := Files(c.settings, p.name, "", printer(t, "en")); err != nil {
						if n.usual {
							t.Error(err)
						}
						return
					}
					c.sentBefore = s.Count(t, c.host.sent)
					p.run(c)
					message, err := mail.ReadMessage(strings.NewReader(c.sink.received().message))
					if err != nil {
						t.Fatal(err)
					}
					from, err := (&mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}}).Parse(message.Header.Get("From"))
					if err != nil || from.Name != n.name || from.Address != c.settings.Address {
						t.Errorf("From: %s\n%+v %v", message.Header.Get("From"), from, err)
					}
				})
			}
		})
	}
}

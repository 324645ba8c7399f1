package render_test

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

func TestError(t *testing.T) {
	narrow := func(s string) string { return strings.ReplaceAll(s, "~", locale.Narrow) }
	cases := []struct {
		name, lang string
		e          render.ErrorText
		want       string
	}{
		{
			"what, why, next", "en",
			render.ErrorText{
				What:     "mail.exampel.org: there is no host of this name",
				Why:      "The name server 192.0.2.53 answered that the name does not exist.",
				Next:     "Check the spelling, or start from the address and let it find the host:",
				Commands: []string{"mailadvisor discover user@example.org"},
			},
			`mailadvisor: mail.exampel.org: there is no host of this name
  Why   The name server 192.0.2.53 answered that the name does not exist.
  Next  Check the spelling, or start from the address and let it find the host:
        mailadvisor discover user@example.org
`,
		},
		{
			"a command is folded at a flag, not inside quotes", "en",
			render.ErrorText{
				What:     "the password file mail.pass cannot be read: permission denied",
				Why:      "It belongs to root and no one else may read it (mode 0600).",
				Next:     "Run as its owner, or name a command that prints the password:",
				Commands: []string{`mailadvisor probe mail.example.org --user user@example.org --password-command "pass show mail/example -q"`},
			},
			`mailadvisor: the password file mail.pass cannot be read: permission denied
  Why   It belongs to root and no one else may read it (mode 0600).
  Next  Run as its owner, or name a command that prints the password:
        mailadvisor probe mail.example.org --user user@example.org \
            --password-command "pass show mail/example -q"
`,
		},
		{
			"in French", "fr",
			render.ErrorText{
				What: narrow("mail.example.org:993~: l’émetteur du certificat est inconnu"),
				Why: narrow("Il est signé par «~Example Internal CA~», que cette machine ne reconnaît pas. Le nom et les dates sont justes. " +
					"Votre mot de passe n’a pas été envoyé."),
				Next: narrow("Si cet émetteur est celui de votre organisation, demandez-en le fichier à l’administrateur et indiquez-le~; " +
					"sinon, ne saisissez votre mot de passe nulle part~:"),
				Commands: []string{"mailadvisor probe imaps://mail.example.org --user user@example.org --ca-file internal-ca.pem"},
			},
			narrow(`mailadvisor~: mail.example.org:993~: l’émetteur du certificat est inconnu
  Pourquoi  Il est signé par «~Example Internal CA~», que cette machine ne
            reconnaît pas. Le nom et les dates sont justes. Votre mot de passe
            n’a pas été envoyé.
  Ensuite   Si cet émetteur est celui de votre organisation, demandez-en le
            fichier à l’administrateur et indiquez-le~; sinon, ne saisissez
            votre mot de passe nulle part~:
            mailadvisor probe imaps://mail.example.org \
                --user user@example.org --ca-file internal-ca.pem
`),
		},
		{"nothing but what", "en", render.ErrorText{What: "it is so"}, "mailadvisor: it is so\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := render.Error(&out, c.e, printer(t, c.lang), render.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", out.String(), c.want)
			}
		})
	}
}

func TestErrorColours(t *testing.T) {
	var out bytes.Buffer
	e := render.ErrorText{What: "no", Why: "so", Next: "type:", Commands: []string{"mailadvisor --help"}}
	if err := render.Error(&out, e, printer(t, "en"), render.TextOptions{Color: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\x1b[31mno", "\x1b[1mWhy", "\x1b[1mNext", "\x1b[36mmailadvisor --help"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in %q", want, out.String())
		}
	}
}

// A terminal without UTF-8 gets none, in the line of a run either.
func TestProgressInASCII(t *testing.T) {
	var out bytes.Buffer
	p := render.NewProgress(&out, printer(t, "fr"), render.TextOptions{ASCII: true})
	if err := p.Show(1, 6, "mail.example.org:993", "capabilities"); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "\r1 sur 6  mail.example.org:993 capacites"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := render.NewProgress(&out, printer(t, "en"), render.TextOptions{Width: 40})
	show := func(done int, current string) string {
		t.Helper()
		out.Reset()
		endpoint, step, _ := strings.Cut(current, " ")
		if err := p.Show(done, 6, endpoint, step); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got, want := show(1, "mail.example.org:993 login"), "\r1 of 6 done  mail.example.org:993 login"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := show(1, "mail.example.org:993 login"); got != "" {
		t.Errorf("the same again is written again: %q", got)
	}
	if got := show(2, strings.Repeat("x", 100)); len(got) != 1+39 {
		t.Errorf("%d columns on a terminal of 40: %q", len(got)-1, got)
	}
	if got, want := show(3, ""), "\r3 of 6 done"+strings.Repeat(" ", 28)+strings.Repeat("\b", 28); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := show(4, "a\x1b[2Jb"); strings.Contains(got, "\x1b") {
		t.Errorf("an escape in %q", got)
	}
	out.Reset()
	if err := p.Erase(); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.ReplaceAll(got, " ", "") != "\r\r" {
		t.Errorf("%q is not erased", got)
	}
	out.Reset()
	if err := p.Erase(); err != nil || out.Len() > 0 {
		t.Errorf("nothing is erased twice: %q, %v", out.String(), err)
	}
}

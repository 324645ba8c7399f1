package web

import (
	"html"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
	"mailadvisor/probe/testkit"
)

// A sign-in on the page of the issuer, in the same tab: the person sees whose
// page it is before, agrees there, and is back by itself.
func TestPathOfASignIn(t *testing.T) {
	s := newSite(t, "oauth")
	p := s.person(t, looks{})
	p.presses("Look")
	p.sees("Sign in on the provider's page", "With a code, on another device", "Who was asked")
	p.pictured("found")
	p.presses("Sign in on the provider's page")
	p.sees("The sign-in is on a page of 127.0.0.1", "Waiting for your agreement", "Stop")
	p.never("To the answer")
	p.pictured("consent")
	p.presses("Open the page of 127.0.0.1")
	p.sees("A program on this computer wants to read and send the mail")
	p.presses("Allow")
	p.sees("What the test saw", "accepted", "To the answer")
	p.never("You are not signed in")
	p.never("eyJ")
	p.pictured("test")
	p.presses("To the answer")
	p.sees("Use IMAP", "has room until")
}

// With a code that is typed elsewhere; a sign-in that is stopped, and one that
// is refused on the issuer's page, end where they were begun, with the cause and
// what comes next.
func TestPathOfASignInByACode(t *testing.T) {
	s := newSite(t, "oauth")
	p := s.person(t, looks{lang: "fr", scheme: "dark", width: 360, height: 740})
	p.presses("Chercher")
	p.sees("Avec un code, sur un autre appareil")
	p.pictured("found")
	p.presses("Avec un code")
	p.sees("tapez-y ce code", "Le code est valable")
	p.pictured("code")
	p.presses("Arrêter")
	p.sees("Vous l’avez arrêté. Aucune connexion à un compte n’a été faite.", "Avec un code")
	p.presses("S’identifier sur la page du fournisseur")
	p.sees("L’identification se fait sur une page de 127.0.0.1")
	p.presses("Ouvrir la page de 127.0.0.1")
	p.sees("A program on this computer wants")
	p.presses("Refuse")
	p.sees("L’identification a été refusée sur la page de", "Recommencez, et acceptez", "Avec un code")
	p.pictured("refused")
	p.presses("Avec un code")
	p.sees("tapez-y ce code")
	agree(t, script[string](p, `document.getElementById("consent").href + "?user_code=" + document.getElementById("device-code").textContent`))
	p.sees("Ce que le test a vu", "Voir la réponse")
	p.never("Vous n’êtes pas connecté")
}

// agree opens a page of the embedded issuer as something that asks for no HTML:
// it agrees by asking.
func agree(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

var (
	consentLink = regexp.MustCompile(`id="consent" href="([^"]+)"`)
	consentCode = regexp.MustCompile(`id="device-code">([^<]+)<`)
)

// Every fault of an issuer is told on the page where the sign-in was begun, in
// each language, and none of its words is for a terminal.
func TestSignInFaultsOnThePage(t *testing.T) {
	for _, fault := range mailhost.IssuerFaults() {
		if fault.Name == "issuer-slow-down" { // the pause is tested in package signin
			continue
		}
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "fault:"+fault.Name)
			v := s.visit(t)
			v.get("/")
			v.post("/start", "address", mailhost.User)
			v.sees("/found", "Sign in, or not")
			flow := fault.Flow
			if flow == "" {
				flow = signin.Browser
			}
			v.post("/signin", "how", flow, "user", mailhost.User, "back", "/found")
			testkit.Await(t, "the issuer's page, or an end", func() bool {
				v.get("/test")
				return consentLink.MatchString(v.page) || strings.Contains(v.page, `class="problem"`) || strings.Contains(v.page, "To the answer")
			})
			if link := consentLink.FindStringSubmatch(v.page); link != nil {
				address := html.UnescapeString(link[1])
				if code := consentCode.FindStringSubmatch(v.page); code != nil {
					address += "?user_code=" + code[1]
				}
				agree(t, address)
			}
			if fault.Kind == "" || fault.Kind == string(signin.NoBrowserFlow) { // the page goes the way that there is
				v.sees("/test", "To the answer")
				return
			}
			v.sees("/found", `class="problem"`)
			for _, lang := range locale.Languages() {
				v.post("/language", "lang", lang, "back", "/found")
				v.get("/found")
				what := s.words[lang].T("error.sign-in-"+fault.Kind+".what", locale.Args{"issuer": mailhost.IssuerHost, "name": "", "detail": ""})
				if !strings.Contains(html.UnescapeString(v.page), sentence(what)) {
					t.Errorf("%s: nothing says %q:\n%s", lang, what, v.page)
				}
			}
		})
	}
}

// No kind of a failed sign-in, and no reason of a login, is told on a page by a
// flag of the command line; each has a next step.
func TestLoginsAreToldOnThePage(t *testing.T) {
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		held := func(id string, p *problemView) {
			t.Helper()
			if all := p.What + p.Why + p.Next; strings.Contains(all, "--") || p.What == "" || p.Next == "" {
				t.Errorf("%s: %s: %+v", lang, id, p)
			}
		}
		for _, k := range signin.Kinds() {
			for _, issuer := range []string{"", "google", "microsoft"} {
				err := run.SignInProblem(&signin.Failure{Kind: k.Kind, Issuer: "login.example.org", Name: issuer, Detail: "it said so"}, signin.Client{})
				held(string(k.Kind), viewOf(problemOf(err), words))
			}
		}
		for _, reason := range result.LoginReasons() {
			r := &result.Report{Probes: []result.Probe{{Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.example.test", Port: 993}, Login: &result.Login{Status: result.LoginNotTried, Reason: reason}}}}
			s := &Server{words: map[string]*locale.Printer{lang: words}}
			d := s.document(&visit{lang: lang, report: r})
			told := unsigned(d, words)
			if told == nil {
				t.Errorf("%s: %s is not told", lang, reason)
				continue
			}
			held(string(reason), told)
		}
	}
}

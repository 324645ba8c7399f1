package web

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mailadvisor/advise"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// Each path is that of a person: what is seen, typed, pressed. axe looks at
// each step (see pictured).

// The demo host, from the address to the code for a phone. The first answer is
// at most six clicks away.
func TestPathOfAnAddress(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	p.sees("Your mail: POP or IMAP", "Nothing is sent anywhere before")
	p.pictured("start")
	p.presses("Look")
	p.sees("mail.example.test", "Sign in, or not", "Who was asked")
	p.pictured("found")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("What the test saw", "To the answer")
	p.never(mailhost.Password)
	p.pictured("test")
	p.presses("To the answer")
	p.sees("Use IMAP", "has room until", "Which devices read this mailbox?", "We assume: 2 devices")
	if p.clicks > 6 {
		t.Errorf("the first answer took %d clicks", p.clicks)
	}
	own := s.only(t)
	own.mu.Lock()
	took := own.searched + time.Duration(own.report.ElapsedMS*float64(time.Millisecond))
	own.mu.Unlock()
	// What a person types apart, it takes 10 seconds at most. A machine that does
	// much else at once is given three times as long.
	t.Logf("the first answer took %d clicks, and %s of search and test", p.clicks, took.Round(time.Millisecond))
	if took > 30*time.Second {
		t.Errorf("search and test took %s", took)
	}
	p.pictured("answer")
	p.chooses("kind0", "computer")
	p.sees("stays the same")
	p.chooses("program0", "thunderbird")
	p.chooses("kind1", "phone")
	p.sees("your two devices")
	p.pictured("answered")
	p.presses("All ways, side by side")
	p.sees("Traffic a day")
	p.presses("To the settings")
	p.sees("Thunderbird", "mail.example.test", "993", "Download user.js", "Phone: choose its program below (often: Mail (iPhone, iPad)")
	p.pictured("settings")
	p.presses("Copy")
	p.sees("Copied")
	p.presses("Android")
	p.presses("Thunderbird (Android)")
	p.sees("Scan this with the phone")
	p.pictured("phone")
	p.presses("To backup and ticket")
	p.sees("IMAP is not one", "For a ticket", "Leave my address out")
	p.presses("Look at the text")
	p.pictured("finish")
	p.presses("Leave my address out")
	p.sees("Your address is left out")
	p.presses("Look at the text")
	p.sees("Use IMAP")
	p.never(mailhost.User)
	p.never(mailhost.Password)
	p.presses("Start again")
	p.sees("Your mail address")
	p.presses("Quit")
	p.sees("You can close this tab")
	<-s.done // and the program with it
}

// POP or IMAP without a host: answers change the advice at once, a default is
// none, and an answer that is none says so.
func TestPathWithoutAHost(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{scheme: "dark"})
	p.presses("I only want to choose")
	p.sees("Which devices read this mailbox?", "We assume: not known")
	p.pictured("answer")
	p.types("q-quota", "100")
	p.key(kb.Tab)
	p.sees("100 of what? Write 100 MB or 100 GB.")
	p.pictured("wrong")
	p.types("q-quota", "100 MB")
	p.key(kb.Tab)
	p.sees("100 MB")
	p.chooses("kind0", "computer")
	p.sees("Changed by your answer. Before: Use IMAP", "Use POP and let a copy stay")
	p.chooses("kind0", "")
	p.sees("We assume: 2 devices")
	p.presses("To the settings")
	p.sees("Name an address or a server")
	p.pictured("settings")
}

// French on a small screen in a dark room.
func TestPathInFrench(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{lang: "fr", scheme: "dark", width: 360, height: 740})
	p.sees("Votre courrier\u202f: POP ou IMAP", "Chercher")
	p.pictured("start")
	p.presses("Chercher")
	p.sees("Mot de passe")
	p.pictured("found")
	p.types("password", mailhost.Password)
	p.presses("Se connecter et tester")
	p.sees("Voir la réponse")
	p.pictured("test")
	p.presses("Voir la réponse")
	p.sees("Choisissez IMAP", "Sur quels appareils")
	p.pictured("answer")
	p.presses("Voir les réglages")
	p.sees("Les réglages de vos appareils", "Télécharger user.js")
	p.pictured("settings")
	p.presses("Sauvegarde et ticket")
	p.sees("Pour un ticket")
	p.pictured("finish")
	p.presses("English")
	p.sees("For a ticket")
}

// A wrong password stays on the page, with its cause and what comes next, and is
// not sent a second time.
func TestPathOfAWrongPassword(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{width: 700})
	p.presses("Look")
	p.sees("Sign in, or not")
	p.types("password", "not-the-password")
	p.presses("Sign in and test")
	p.sees("You are not signed in", "The server refused the user name or the password", "Password")
	p.never("not-the-password")
	p.never("auth-rejected") // what it says stands above; it folds
	p.pictured("refused")
	p.types("password", "not-the-password")
	p.presses("Sign in and test")
	p.sees("The server has refused this password already")
	p.pictured("again")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("in order")
	p.never("refused")
}

// A host that says nothing: what is waited for is shown, and "Stop" ends it at
// once, with what was seen by then.
func TestPathOfAHostThatHangs(t *testing.T) {
	s := newSite(t, "fault:silent")
	p := s.person(t, looks{})
	p.presses("Look")
	p.sees("Sign in, or not")
	p.presses("Test without signing in")
	p.sees("Testing user@example.test", "waiting for its greeting", "Stop")
	p.pictured("hanging")
	p.presses("Stop")
	p.sees("You have stopped it", "To the answer")
	p.pictured("stopped")
	p.presses("To the answer")
	p.sees("Which devices read this mailbox?")
}

// By keys alone, from the first page to the last, and each way in. What has the
// focus can be seen: tabsTo looks.
func TestPathByKeyboard(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	p.key(kb.Enter) // the field of the address has the focus
	p.sees("Sign in, or not")
	p.tabsTo("Password")
	p.key(mailhost.Password)
	p.key(kb.Enter)
	p.sees("What the test saw")
	p.tabsTo("To the answer")
	p.key(kb.Enter)
	p.sees("Which devices read this mailbox?")
	p.tabsTo("Device 1")
	p.key("c") // the option that begins so
	p.sees("stays the same")
	if on := script[string](p, "document.activeElement.id"); on != "kind0" {
		t.Errorf("after an answer the focus is on %q, and not where it was", on)
	}
	p.tabsTo("One more question")
	p.key(kb.Enter)
	p.tabsTo("No answer (we assume: no)") // the first way to answer it is chosen, and the arrows choose another
	p.key(kb.ArrowDown)
	p.sees("stays the same")
	if on := script[string](p, "document.activeElement.id"); on != "q-metered-1" {
		t.Errorf("after an arrow the focus is on %q", on)
	}
	p.tabsTo("Use these answers")
	p.key(kb.Enter)
	p.sees("A few questions")
	p.tabsTo("To the settings")
	p.key(kb.Enter)
	p.sees("Settings for your devices")
	p.tabsTo("Copy\nHostname")
	p.key(kb.Enter)
	p.sees("Copied")
	p.tabsTo("Android")
	p.key(kb.Enter)
	p.tabsTo("Thunderbird (Android)")
	p.key(kb.Enter)
	p.sees("Scan this with the phone")
	p.tabsTo("Download mail.k9s")
	p.tabsTo("To backup and ticket")
	p.key(kb.Enter)
	p.sees("For a ticket")
	p.tabsTo("Leave my address out")
	p.key(kb.Enter)
	p.sees("Your address is left out")
	p.tabsTo("Copy the text")
	p.key(kb.Enter)
	p.sees("Copied")
	p.tabsTo("Look at the text")
	p.key(kb.Enter)
	p.sees("Use IMAP")
	p.tabsTo("Start again")
	p.key(kb.Enter)
	p.sees("Your mail address")
	for _, way := range []struct{ name, shows string }{
		{"I only want to choose", "Which devices read this mailbox?"},
		{"I know my mail server", "A mail server by its name"},
		{"I have an error message", "What an error message means"},
		{"Open a report", "It can be dropped anywhere"},
	} {
		p.do(chromedp.Navigate(s.base+"/"), chromedp.WaitVisible("#address"))
		p.tabsTo(way.name)
		p.key(kb.Enter)
		p.sees(way.shows)
	}
	p.tabsTo("Français")
	p.key(kb.Enter)
	p.sees("Ouvrir un rapport", "Il peut être déposé")
	p.tabsTo("Quitter")
	p.key(kb.Enter)
	p.sees("Vous pouvez fermer cet onglet")
	<-s.done
}

// The same in a browser without scripts: pages that wait come again by
// themselves, answers are sent by a button, and a sign-in goes there and back.
func TestPathInABrowserWithoutScripts(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{noScript: true})
	p.presses("Look")
	p.sees("Sign in, or not")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("What the test saw", "To the answer")
	p.presses("To the answer")
	p.sees("Use IMAP", "We assume: 2 devices")
	p.chooses("kind0", "phone")
	p.presses("Use these answers")
	p.sees("phone", "stays the same with your answer")
	p.presses("To the settings")
	p.sees("Download")
	p.presses("To backup and ticket")
	p.sees("For a ticket")
	oauth := newSite(t, "oauth").person(t, looks{noScript: true})
	oauth.presses("Look")
	oauth.presses("Sign in on the provider's page")
	oauth.presses("Open the page of 127.0.0.1")
	oauth.presses("Allow")
	oauth.sees("What the test saw", "accepted")
}

// A search that hangs is stopped, or gone on from with what is known without
// asking.
func TestPathOfASearchThatHangs(t *testing.T) {
	names, err := net.ListenPacket("udp4", "127.0.0.1:0") // it answers nothing
	if err != nil {
		t.Fatal(err)
	}
	defer names.Close()
	s := newSite(t, "default", func(o *Options) {
		runner := o.Runner
		o.Runner = func() (*run.Runner, error) {
			r, err := runner()
			if err == nil {
				r.Options.Resolver = names.LocalAddr().String()
			}
			return r, err
		}
	})
	p := s.person(t, looks{width: 360, height: 740})
	p.types("address", "anna@gmail.com")
	p.presses("Look")
	p.sees("Looking for the servers of anna@gmail.com", "Stop", "Go on without asking anybody")
	p.pictured("searching")
	p.presses("Stop")
	p.sees("Your mail address")
	p.presses("Look")
	p.presses("Go on without asking anybody")
	p.sees("Which devices read this mailbox?", "To the settings")
	p.pictured("from-table")
	p.presses("To the settings")
	p.sees("imap.gmail.com")
	p.presses("Address")
	p.types("address", "anna@example.org")
	p.presses("Look")
	p.presses("Go on without asking anybody")
	p.sees("Nothing is known of example.org without asking")
	p.never("--no-network")
}

// What is wrong with a form is told to the person, however often the script asks
// for what is new before the page comes.
func TestMistakeWaitsForThePage(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	own := s.only(t)
	own.change(func() { own.mistake = problem("web-no-password") })
	for range 2 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Dest", "empty")
		answer, err := v.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		v.read(answer)
	}
	if v.get("/"); !strings.Contains(v.page, `id="mistake"`) {
		t.Error("the script took the mistake away")
	}
	if v.get("/"); strings.Contains(v.page, `id="mistake"`) {
		t.Error("it is told twice")
	}
}

// Without a script every step is a plain form.
func TestPathWithoutAScript(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in, or not")
	v.logsIn(mailhost.Password)
	if !strings.Contains(v.page, `<noscript><meta http-equiv="refresh" content="2"></noscript>`) && !strings.Contains(v.page, "To the answer") {
		t.Errorf("the page of a test does not come again by itself:\n%s", v.page)
	}
	v.sees("/test", "To the answer")
	v.get("/answer")
	v.post("/answer", "kind", "computer", "program", "thunderbird", "kind", "phone", "program", "", "kind", "", "program", "", "offline", "all")
	if !strings.Contains(v.page, "your two devices") {
		t.Errorf("the answers have no effect:\n%s", v.page)
	}
	if v.get("/file?program=thunderbird&name=user.js"); !strings.Contains(v.page, "user_pref") {
		t.Errorf("no file, but:\n%s", v.page)
	}
	if v.get("/code.svg?program=thunderbird-android"); !strings.HasPrefix(v.page, "<svg") && !strings.HasPrefix(v.page, "<?xml") {
		t.Errorf("no code, but:\n%.200s", v.page)
	}
	v.get("/report.json")
	var d advise.Document
	if err := json.Unmarshal([]byte(v.page), &d); err != nil || d.Advice == nil || d.Advice.Protocol != "imap" || len(d.Needs.DeviceList) != 2 {
		t.Errorf("%v: %.300s", err, v.page)
	}
	if strings.Contains(v.page, mailhost.Password) {
		t.Error("the report holds the password")
	}
}

// A stored report comes back by a file, chosen or dropped; what is no report
// says so.
func TestPathOfAStoredReport(t *testing.T) {
	s := newSite(t, "default")
	v := s.tested(t)
	v.get("/report.json")
	file := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(file, []byte(v.page), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(other, []byte("Dear all,"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := newSite(t, "default")
	p := again.person(t, looks{})
	p.presses("Open a report")
	p.sees("It can be dropped anywhere")
	p.pictured("stored")
	p.do(chromedp.SetUploadFiles("#report", []string{other}))
	p.presses("Open")
	p.sees("letter.txt is not a report")
	p.pictured("no-report")
	p.do(chromedp.SetUploadFiles("#report", []string{file}))
	p.presses("Open")
	p.sees("What the test saw", "mail.example.test", "From the file report.json. The test was made on")
	p.presses("To the answer")
	p.sees("Which devices read this mailbox?")
	p.presses("Address")
	p.sees("Or another way")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(string(content))
	script[bool](p, `(() => { const data = new DataTransfer(); data.items.add(new File([`+string(text)+`], "dropped.json"));
  for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data})); return true; })()`)
	p.sees("What the test saw", "mail.example.test")
}

// An error text is explained, and what nobody knows is said to be so.
func TestPathOfAnErrorText(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	p.presses("I have an error message")
	p.types("text", "535 5.7.8 Error: authentication failed")
	p.presses("Explain")
	p.sees("Why it happens", "What to do now")
	p.pictured("explained")
	p.sees("Test the servers of an address")
	p.types("text", "Task 'user@example.test - Receiving' reported error (0x800CCC0E): 'Outlook cannot connect to your incoming (POP3) e-mail server.'")
	p.presses("Explain")
	p.sees("Test the servers of user@example.test")
	p.presses("Test the servers of user@example.test")
	p.sees("Sign in, or not", "mail.example.test")
	p.do(chromedp.Navigate(s.base+"/explain"), chromedp.WaitVisible("#text"))
	p.types("text", "the kettle is cold")
	p.presses("Explain")
	p.sees("This text is not known")
	p.pictured("unknown")
}

// A slip of the hand is asked about before anybody else is.
func TestPathOfASlip(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{width: 360})
	p.types("address", "anna@gmial.com")
	p.presses("Look")
	p.sees("Is gmial.com right?", "Yes: anna@gmail.com")
	p.pictured("slip")
	p.types("address", "not an address")
	p.presses("Look")
	p.sees("cannot be the name of a host", "Your mail address")
	p.pictured("no-address")
}

// Two tabs know of each other, and the end of the program is told.
func TestPathOfTwoTabs(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	p.sees("Or another way")
	other := *p
	ctx, end := chromedp.NewContext(p.ctx)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	other.ctx = ctx
	other.do(chromedp.Navigate(s.base + "/"))
	other.sees("open in another tab too")
	p.sees("open in another tab too")
	s.Close()
	p.sees("The program has ended")
	testkit.Await(t, "the server's end", func() bool {
		select {
		case <-s.done:
			return true
		default:
			return false
		}
	})
}

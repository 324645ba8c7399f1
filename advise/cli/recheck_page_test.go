package cli

import (
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/run"
	"mailadvisor/advise/web"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// TestCommandsOfThePageAreRun types what the page of a test hands over for a
// terminal: each command of its report and of its last step is one, and what
// checks again finds the same.
func TestCommandsOfThePageAreRun(t *testing.T) {
	const scenario = "fault:starttls-stripped"
	host := testkit.Host(t, mailhost.Config{Scenario: scenario, Now: testkit.Today()})
	template := run.Runner{Version: "0.1.0", Command: "advise", Options: probe.Options{Now: testkit.Today}}
	if err := template.UseDemoDomain(host); err != nil {
		t.Fatal(err)
	}
	page, err := web.New(web.Options{
		Runner:  func() (*run.Runner, error) { r := template; return &r, nil },
		Example: mailhost.User, Password: mailhost.Password, Scenario: scenario, Now: testkit.Today, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(page.Handler())
	defer site.Close()
	defer page.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	text := ""
	read := func(answer *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		content, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(content)
	}
	get := func(path string) { t.Helper(); read(client.Get(site.URL + path)) }
	token := ""
	post := func(path string, form url.Values) {
		t.Helper()
		form.Set("form", token)
		read(client.PostForm(site.URL+path, form))
	}
	read(client.Get(page.Address(site.URL)))
	get("/")
	token = regexp.MustCompile(`name="form" value="([A-Z0-9]+)"`).FindStringSubmatch(text)[1]
	post("/start", url.Values{"address": {mailhost.User}})
	testkit.Await(t, "the servers", func() bool { get("/found"); return strings.Contains(text, `type="password"`) })
	post("/signin", url.Values{"how": {"without"}, "user": {mailhost.User}, "back": {"/found"}})
	testkit.Await(t, "the test", func() bool { get("/test"); return strings.Contains(text, `href="/answer"`) })

	get("/report.json")
	var d advise.Document
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, f := range d.Findings {
		if f.Recheck == "" || !f.Mend() {
			continue
		}
		checked++
		if _, again := found(t, shellWords(t, f.Recheck)[1:])[f.ID]; !again && f.Status == "fail" {
			t.Errorf("%s is not found again by %s", f.ID, f.Recheck)
		}
	}
	if checked == 0 {
		t.Error("the report has no command that checks again")
	}

	get("/finish")
	_, terminal, there := strings.Cut(text, `<details id="terminal">`)
	terminal, _, _ = strings.Cut(terminal, "</details>")
	tags := regexp.MustCompile(`<[^>]*>`)
	commands := regexp.MustCompile(`(?s)<pre>(.*?)</pre>`).FindAllStringSubmatch(terminal, -1)
	if !there || len(commands) == 0 {
		t.Fatalf("there is no command for a terminal:\n%s", terminal)
	}
	for _, c := range commands {
		line := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(c[1], ""))), " ")
		if !strings.HasPrefix(line, "mailadvisor ") {
			continue
		}
		if status, _, stderr := asTyped(t, shellWords(t, line)[1:]...); status == StatusUsage {
			t.Errorf("%s is no command:\n%s", line, stderr)
		}
	}
}

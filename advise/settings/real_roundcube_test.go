//go:build unix

package settings

import (
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"

	"mailadvisor/probe/testkit"
)

// webmail is Roundcube in PHP's own web server, as a person's browser meets it.
type webmail struct {
	c     *cell
	base  string
	http  *http.Client
	token string // against requests of other sites
}

// runRoundcube signs in, reads the inbox's list, and sends a message from the
// page that writes one, into the folder that stands there for sent mail.
func runRoundcube(c *cell) {
	w := startRoundcube(c)
	w.post("?_task=login", url.Values{"_task": {"login"}, "_action": {"login"}, "_user": {c.server.User()}, "_pass": {c.server.Password()}})
	list := w.get("?_task=mail&_action=list&_mbox=INBOX&_remote=1&_refresh=1")
	if !strings.Contains(list, `"messagecount":12`) {
		c.Fatalf("the list of the inbox:\n%s\n%s", list, w.log())
	}
	page := w.get("?_task=mail&_action=compose&_to=friend@example.net")
	value := func(pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(page)
		if m == nil {
			c.Fatalf("no %s in the page that writes a message:\n%s\n%s", pattern, page, w.log())
		}
		return html.UnescapeString(m[1])
	}
	form := url.Values{
		"_task": {"mail"}, "_action": {"send"}, "_id": {value(`name="_id" value="([^"]+)"`)}, "_from": {value(`(?s)name="_from".*?value="(\d+)"`)},
		"_to": {"friend@example.net"}, "_subject": {"test"}, "_message": {"Hello."}, "_is_html": {"0"},
		"_store_target": {value(`(?s)name="_store_target".*?value="([^"]*)" selected`)},
	}
	if answer := w.post("?_task=mail&_action=send&_framed=1", form); !strings.Contains(answer, "sent_successfully") {
		c.Fatalf("not sent:\n%s\n%s", answer, w.log())
	}
}

// startRoundcube starts it with our file beside a configuration that holds the
// rest: a database, and the authorities that it trusts.
func startRoundcube(c *cell) *webmail {
	c.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	for _, folder := range []string{"temp", "logs"} {
		c.mkdir(folder)
	}
	c.install(c.settings, "roundcube", "")
	c.write("defaults.inc.php", "<?php include('/etc/roundcube/defaults.inc.php');\n", 0o600)
	trusted := fmt.Sprintf("['ssl' => ['cafile' => '%s', 'verify_peer' => true, 'verify_peer_name' => true]]", c.path("authorities.pem"))
	c.write("config.inc.php", fmt.Sprintf(`<?php
$config = [];
$config['db_dsnw'] = 'sqlite:///%[1]s/mail.db?mode=0600';
$config['des_key'] = 'rcmail-!24ByteDESkey*Str';
$config['temp_dir'] = '%[1]s/temp';
$config['log_dir'] = '%[1]s/logs';
$config['plugins'] = [];
$config['imap_conn_options'] = $config['smtp_conn_options'] = %[2]s;
include(__DIR__ . '/mail.inc.php');
`, c.home, trusted), 0o600)
	c.run("", "php", "-r", `$db = new PDO("sqlite:mail.db"); $db->exec(file_get_contents("/usr/share/roundcube/SQL/sqlite.initial.sql"));`)
	c.env = append(c.env, "ROUNDCUBE_CONFIG_DIR="+c.home)
	c.start("php", "-S", address, "-t", "/var/lib/roundcube/public_html")
	jar, _ := cookiejar.New(nil)
	w := &webmail{c: c, base: "http://" + address + "/", http: &http.Client{Jar: jar}}
	testkit.Await(c.T, "Roundcube", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	w.get("")
	return w
}

var requestToken = regexp.MustCompile(`name="_token" value="([^"]+)"|"request_token":"([^"]+)"`)

// get fetches a page, and keeps the token that stands in it.
func (w *webmail) get(path string) string {
	w.c.Helper()
	req, err := http.NewRequestWithContext(w.c.Context(), http.MethodGet, w.base+path, nil)
	if err != nil {
		w.c.Fatal(err)
	}
	return w.answer(req)
}

func (w *webmail) post(path string, form url.Values) string {
	w.c.Helper()
	form.Set("_token", w.token)
	req, err := http.NewRequestWithContext(w.c.Context(), http.MethodPost, w.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.c.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.answer(req)
}

func (w *webmail) answer(req *http.Request) string {
	w.c.Helper()
	resp, err := w.http.Do(req)
	if err != nil {
		w.c.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.c.Fatalf("%s: %s, %v\n%s\n%s", req.URL, resp.Status, err, text, w.log())
	}
	if m := requestToken.FindSubmatch(text); m != nil {
		w.token = string(m[1]) + string(m[2])
	}
	return string(text)
}

// log returns what Roundcube noted of its faults.
func (w *webmail) log() string {
	text, _ := os.ReadFile(w.c.path("logs/errors.log"))
	return string(text)
}

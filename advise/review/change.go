package review

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Change is what to do about a finding: lines to write into a file, or fields
// of a screen to set.
type Change struct {
	ID   string      `json:"id"`
	Args locale.Args `json:"args,omitempty"`
	// Where it is done: a file and a line of it (0 where the file has no such
	// line yet), or the way to a screen.
	File    string   `json:"file,omitempty"`
	Line    int      `json:"line,omitempty"`
	Instead string   `json:"instead,omitempty"` // what stands there
	Write   []string `json:"write,omitempty"`
	Screen  string   `json:"screen,omitempty"`
	Fields  []Field  `json:"fields,omitempty"`
	Text    string   `json:"text"` // in a sentence, whatever the program

	program, area string
	fields        []field
}

// Field is a field of a screen, in the program's own words where they are known.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// field is a Field before it has words: the messages of its name and value, or a
// value as it is.
type field struct{ name, valueID, value string }

// wish is a change before it is one for a program: its ID is one of wishes.
type wish struct {
	id         string
	endpoint   result.Endpoint // connect
	days       int
	minutes    int
	user       string
	line       accounts.Line // in place of which it is
	untested   bool          // where to connect to was not tried; of a login: without TLS
	mechanisms []string      // that the server offers
}

// wishes returns all IDs, each with the area of a screen that it stands on.
func wishes() map[string]string {
	return map[string]string{
		"connect": "server", "user": "server", "oauth": "server", "plain-login": "server", "password-command": "server", "verify": "server",
		"keep-days": "keep", "keep-all": "keep", "deleted-stay": "keep", "remember": "keep", "poll": "keep", "keep-on-imap": "keep",
		"sent": "copies", "trash": "trash", "retention": "sync", "offline": "sync", "offline-days": "sync",
		"exception": "certificates", "certificate-renew": "", "certificate-name": "", "certificate-issuer": "", "clock": "", "no-encryption": "", "offered-login": "server",
		"login-check": "", "login-later": "", "app-password": "", "new-provider": "", "own-program": "", "pop": "add", "one-account": "remove", "login": "server", "private": "", "program": "", "provider": "", "imap": "add",
	}
}

// change makes a change for the program of an account.
func (s *scene) change(i int, of side, w wish) Change {
	a := s.account(i)
	c := Change{ID: w.id, program: a.Program, area: wishes()[w.id], Args: locale.Args{
		"client": a.Program, "file": cmp.Or(w.line.File, a.File), "name": cmp.Or(a.Name, a.Address, a.Host), "host": w.endpoint.Host, "port": w.endpoint.Port, "security": string(w.endpoint.Security),
		"service": string(w.endpoint.Service), "copy_days": w.days, "poll_minutes": w.minutes, "user": w.user, "out": of == outgoing, "untested": w.untested, "mechanisms_list": w.mechanisms,
	}}
	srv := s.server(i, of)
	edit := editOf(a.Program, of, w.id, string(w.endpoint.Security), srv)
	if row, _ := client.Lookup(a.Program); w.id == "connect" && row.InURL {
		w.line = srv.Shown[accounts.SetHost] // the one to write anew
		if row.Like == "mutt" {
			edit = muttPlace(edit, w.line)
		}
	}
	if len(edit) > 0 && !strings.HasSuffix(a.File, ".xml") {
		c.File, c.Line, c.Instead = cmp.Or(w.line.File, a.File), w.line.Number, w.line.Text
		if w.line.Number == 0 {
			c.Instead = ""
		}
		user := cmp.Or(w.user, srv.User)
		host := w.endpoint.Host
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		fill := strings.NewReplacer("{host}", host, "{port}", strconv.Itoa(w.endpoint.Port), "{user}", user, "{login}", loginOf(user), "{days}", strconv.Itoa(w.days),
			"{seconds}", strconv.Itoa(60*w.minutes), "{name}", cmp.Or(safe(a.Name), "mail"), "{pop}", map[accounts.Service]string{accounts.POP3: "POP3", accounts.IMAP: "IMAP"}[srv.Service])
		for _, line := range edit {
			c.Write = append(c.Write, fill.Replace(line))
		}
		return c
	}
	if c.area == "" {
		return c
	}
	if c.area == "server" && of == outgoing {
		c.area = "sending"
	}
	c.fields = fieldsOf(w, srv)
	return c
}

// muttPlace returns the lines for a place that mutt has in another variable
// than folder, or in a list of mailboxes.
func muttPlace(edit []string, at accounts.Line) []string {
	out := slices.Clone(edit)
	for i, l := range out {
		rest, folder := strings.CutPrefix(l, `set folder = "`)
		switch words := strings.Fields(at.Text); {
		case !folder || len(words) < 2:
		case words[0] == "set" && words[1] != "folder" && !strings.Contains(words[1], "://"):
			out[i] = "set " + words[1] + ` = "` + strings.TrimSuffix(rest, `"`) + `INBOX"`
		case words[0] == "mailboxes":
			out[i] = `mailboxes "` + strings.Replace(strings.TrimSuffix(rest, `"`), "{host}", "{login}@{host}", 1) + `INBOX"`
		}
	}
	return out
}

// loginOf returns a user name in a URL, with its @ written as %40.
func loginOf(user string) string { return strings.NewReplacer("%", "%25", "@", "%40").Replace(user) }

// safe returns a name that may stand in a command.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("@._-", r) {
			return r
		}
		return -1
	}, name)
}

// fieldsOf returns the fields of a screen that a wish sets.
func fieldsOf(w wish, srv *accounts.Server) []field {
	switch w.id {
	case "connect":
		var out []field
		if !strings.EqualFold(w.endpoint.Host, srv.Host) {
			out = append(out, field{name: "server", value: w.endpoint.Host})
		}
		if w.endpoint.Port != srv.Port {
			out = append(out, field{name: "port", value: strconv.Itoa(w.endpoint.Port)})
		}
		if string(w.endpoint.Security) != string(srv.Security) {
			out = append(out, field{name: "security", valueID: string(w.endpoint.Security)})
		}
		return out
	case "user":
		return []field{{name: "user", value: w.user}}
	case "oauth":
		return []field{{name: "auth", valueID: "auth-oauth2"}}
	case "plain-login":
		return []field{{name: "auth", valueID: "auth-password"}}
	case "keep-days":
		return []field{{name: "keep", valueID: "on"}, {name: "keep-days", value: strconv.Itoa(w.days)}}
	case "keep-all":
		return []field{{name: "keep", valueID: "on"}}
	case "deleted-stay":
		return []field{{name: "deleted", valueID: "off"}}
	case "poll":
		return []field{{name: "poll", value: strconv.Itoa(w.minutes)}}
	case "sent":
		return []field{{name: "sent", valueID: "on-server"}}
	case "trash":
		return []field{{name: "trash", valueID: "off"}}
	case "retention":
		return []field{{name: "retention", valueID: "off"}}
	case "offline":
		return []field{{name: "offline", valueID: "on"}}
	case "offline-days":
		return []field{{name: "window", value: strconv.Itoa(w.days)}}
	}
	return nil
}

// Program returns the mail program that a change is for.
func (c *Change) Program() string {
	name, _ := c.Args["client"].(string)
	return name
}

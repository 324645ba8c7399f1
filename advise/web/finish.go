package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/settings"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

type finishData struct {
	Backup  *render.Part
	Mirror  string // the path of a file for a copy that only grows; "" for none
	Next    *render.Part
	Summary string
	Address bool // the report names an address
	Left    bool // it was left out
	HasHost bool
	Query   string
}

// finishPage tells of the backup, and has what a helpdesk asks for.
func (s *Server) finishPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	doc := s.document(v)
	if doc == nil {
		after(w, r, "/")
		return
	}
	words := s.wordsOf(v)
	d := finishData{HasHost: doc.Target.Input != "", Address: doc.Target.Address != "" || v.user != "", Left: r.URL.Query().Has("without")}
	if d.Left {
		d.Query = "?without"
		doc = s.without(doc, v.user, words)
	}
	parts, err := render.Parts(doc, words)
	if err != nil {
		s.o.Log.Error(err.Error())
	}
	for _, p := range parts {
		switch p.ID {
		case render.PartBackup:
			d.Backup = &p
		case render.PartNext:
			d.Next = &p
		}
	}
	if doc.Settings != nil && d.HasHost && settings.Suits(*doc.Settings, client.Mirror) {
		d.Mirror = "/settings?program=" + client.Mirror
	}
	d.Summary = summary(doc, s.saidOf(v), words)
	s.show(w, r, v, "finish", stepFinish, false, d)
}

// summary returns a text for a ticket, with what a helpdesk asks first: whose
// mailbox, when, by what; then what was seen, what the person said, and what is
// advised.
func summary(d *advise.Document, said []string, words *locale.Printer) string {
	var b bytes.Buffer
	b.WriteString(words.T("web.finish.head", locale.Args{"target": tell.Clean(d.Target.Input), "at": words.Instant(d.StartedAt), "version": tell.Clean(d.Tool.Version)}) + "\n\n")
	o := render.TextOptions{View: render.ViewProbe, Width: 80, Why: true, Handed: true}
	if len(d.Probes) > 0 {
		_ = render.Text(&b, d, words, o) // a buffer takes everything
		b.WriteString("\n")
	}
	b.WriteString(words.T("web.finish.said", nil) + "\n")
	if len(said) == 0 {
		said = []string{words.T("web.finish.said-nothing", nil)}
	}
	for _, line := range said {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString("\n")
	o.View = render.ViewAdvise
	_ = render.Text(&b, d, words, o)
	return strings.ReplaceAll(b.String(), locale.Narrow, "\u00a0")
}

// saidOf returns what a person has answered, a line each. The caller holds the
// lock.
func (s *Server) saidOf(v *visit) []string {
	words := s.wordsOf(v)
	var out []string
	if len(v.devices) > 0 {
		var devices []string
		for _, d := range v.devices {
			text := kindWord(d.Kind, words)
			if d.Client != "" {
				text += " (" + words.Format("client", d.Client) + ")"
			}
			devices = append(devices, text)
		}
		out = append(out, words.T("web.answer.devices", nil)+" "+strings.Join(devices, ", "))
	}
	for _, q := range s.questionViews(v) {
		if !q.Answered {
			continue
		}
		answer := q.Typed
		for _, o := range q.Options {
			if o.Chosen {
				answer = o.Text
			}
		}
		out = append(out, q.Text+" "+answer)
	}
	return out
}

// without returns a document that does not say whose mailbox it tells of.
func (s *Server) without(d *advise.Document, user string, words *locale.Printer) *advise.Document {
	report := anonymous(&d.Report, user)
	if report == nil {
		return d
	}
	return advise.Make(report, d.Needs, words, advise.Advise)
}

// anonymous returns a report in which no address and no user name of the person
// stands, wherever a server or a source said it; nil where it cannot be made.
func anonymous(r *result.Report, user string) *result.Report {
	content, err := json.Marshal(r)
	if err != nil {
		return nil
	}
	var tree any
	if json.Unmarshal(content, &tree) != nil {
		return nil
	}
	hidden := map[string]string{}
	for _, name := range []string{r.Target.Address, r.Target.User, user, r.Target.Input} {
		if local, domain, ok := strings.Cut(name, "@"); ok && local != "" {
			hidden[strings.ToLower(name)] = hiddenName + "@" + domain
			hidden[strings.ToLower(local)] = hiddenName
		} else if name != "" && name == r.Target.User || name == user && name != "" {
			hidden[strings.ToLower(name)] = hiddenName
		}
	}
	if content, err = json.Marshal(hide(tree, hidden)); err != nil {
		return nil
	}
	var out result.Report
	if json.Unmarshal(content, &out) != nil {
		return nil
	}
	return &out
}

// hide replaces names in every text of a tree: a word that is one, or an
// address wherever it stands.
func hide(tree any, hidden map[string]string) any {
	switch t := tree.(type) {
	case string:
		return hideIn(t, hidden)
	case []any:
		for i := range t {
			t[i] = hide(t[i], hidden)
		}
	case map[string]any:
		for key := range t {
			t[key] = hide(t[key], hidden)
		}
	}
	return tree
}

func hideIn(text string, hidden map[string]string) string {
	if to, whole := hidden[strings.ToLower(text)]; whole {
		return to
	}
	for name, to := range hidden {
		if !strings.Contains(name, "@") {
			continue
		}
		for {
			i := strings.Index(strings.ToLower(text), name)
			if i < 0 || len(strings.ToLower(text)) != len(text) || strings.EqualFold(name, to) {
				break
			}
			text = text[:i] + to + text[i+len(name):]
		}
	}
	return text
}

// report hands the report over, in a form that others read.
func (s *Server) report(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	doc := s.document(v)
	if doc == nil {
		s.nowhere(w, v)
		return
	}
	words := s.wordsOf(v)
	if r.URL.Query().Has("without") {
		doc = s.without(doc, v.user, words)
	}
	var b bytes.Buffer
	switch r.URL.Path {
	case "/summary.txt":
		b.WriteString(summary(doc, s.saidOf(v), words))
		handOver(w, "mailadvisor.txt", "text/plain; charset=utf-8", b.Bytes())
	case "/report.json":
		if err := machine.JSON(&b, doc); err != nil {
			s.o.Log.Error(err.Error())
		}
		handOver(w, "mailadvisor.json", "application/json", b.Bytes())
	default:
		e, err := render.NewEncoder("html", &b, words, render.TextOptions{})
		if err == nil {
			err = render.Encode(e, doc)
		}
		if err != nil {
			s.o.Log.Error(err.Error())
		}
		handOver(w, "mailadvisor.html", "text/html; charset=utf-8", b.Bytes())
	}
}

// hiddenName stands where the person's name stood.
const hiddenName = "left-out"

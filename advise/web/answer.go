package web

import (
	"bytes"
	"net/http"
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/tell"
)

// firstQuestions are those that stand open on the page; the others fold below.
const firstQuestions = 4

type choice struct {
	Value, Text string
	Chosen      bool
}

// questionView is one question of the page.
type questionView struct {
	ID, Kind  string
	Text      string
	More      string
	Because   string
	Assumed   string // what holds without an answer
	Typed     string
	Wrong     string
	Options   []choice
	Answered  bool
	Following bool // it folds: others come first
}

// deviceView is one row of the question of devices.
type deviceView struct {
	Kinds, Programs []choice
}

type answerData struct {
	Questions []questionView
	More      int // that fold
	Devices   []deviceView
	Assumed   bool // nobody named a device
	Settled   bool
	Lead      string
	Ahead     []string
	Parts     map[string]*render.Part
	Plans     []render.Part
	Picture   string
	Changed   string // what the last answer changed, in words
	Reasons   []reasonView
	Filling   []render.Part // what fills the mailbox, where its messages were counted
	Uncounted bool          // the mailbox was read, and not counted
}

type reasonView struct{ Weight, Text, Evidence string }

// answerPage shows the questions that can still change something, and the
// answer so far beside them.
func (s *Server) answerPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.report == nil {
		after(w, r, "/")
		return
	}
	data, err := s.answerData(v)
	if err != nil {
		s.o.Log.Error(err.Error())
	}
	s.show(w, r, v, "answer", stepAnswer, false, data)
}

// answerData returns the advice and its questions. The caller holds the lock.
func (s *Server) answerData(v *visit) (answerData, error) {
	words := s.wordsOf(v)
	doc := s.document(v)
	d := answerData{Lead: tell.Clean(doc.Advice.Summary), Parts: map[string]*render.Part{},
		Picture: render.Picture(doc, words), Assumed: len(v.devices) == 0}
	d.Ahead = textsOf(doc.Ahead)
	d.Questions = s.questionViews(v)
	for _, q := range d.Questions {
		if q.Following {
			d.More++
		}
	}
	d.Settled = !slices.ContainsFunc(d.Questions, func(q questionView) bool { return !q.Answered })
	d.Devices = deviceViews(v.devices, words)
	if now := adviceIn(doc); v.before != "" {
		d.Changed = words.T("web.answer.same", nil)
		if now != v.before {
			d.Changed = words.T("web.answer.changed", locale.Args{"before": tell.Clean(v.before)})
		}
	}
	d.Reasons = reasons(doc, words)
	parts, err := render.Parts(doc, words)
	for _, p := range parts {
		switch p.ID {
		case render.PartPlan:
			d.Plans = append(d.Plans, p)
		case render.PartUsage, render.PartAmounts, render.PartLargest, render.PartCopies, render.PartRoom:
			d.Filling = append(d.Filling, p)
		default:
			d.Parts[p.ID] = &p
		}
	}
	d.Uncounted = len(d.Filling) == 0 && doc.MainAccount() != nil && len(v.job.Endpoints) > 0
	return d, err
}

// mostReasons stand on the page without opening anything.
const mostReasons = 3

// reasons returns the first ones, which decide.
func reasons(d *advise.Document, words *locale.Printer) []reasonView {
	var out []reasonView
	for _, r := range slices.Concat(d.Advice.Gates, d.Advice.Reasons) {
		if len(out) == mostReasons || r.For == "" {
			continue
		}
		weight := ""
		if r.Weight != "" {
			weight = words.T("screen.weight."+r.Weight, nil)
		}
		out = append(out, reasonView{weight, tell.Clean(r.Text), render.Evidence(r.Evidence, words)})
	}
	return out
}

// inDevices are the questions that the rows of devices answer together.
func inDevices(id string) bool { return id == "devices" || id == "device" || id == "client" }

// questionViews returns the questions that were answered, in their place, and
// those that are open. The caller holds the lock.
func (s *Server) questionViews(v *visit) []questionView {
	words := s.wordsOf(v)
	open := choose.Questions(v.report, v.needs)
	var out []questionView
	add := func(q choose.Question, answered bool) {
		q.Fill(words)
		view := questionView{ID: q.ID, Kind: q.Kind, Text: tell.Clean(q.Text.Text), More: tell.Clean(q.More.Text), Because: tell.Clean(q.Because.Text),
			Typed: tell.Clean(v.answers[q.ID]), Wrong: v.wrong[q.ID], Answered: answered && v.wrong[q.ID] == "", Assumed: render.Default(q, words)}
		if own := "web.more." + q.ID; words.Has(own) { // without what is said of a terminal
			view.More = words.T(own, nil)
		}
		if n, err := choose.ParseSize(view.Assumed); q.Kind == "size" && err == nil {
			view.Assumed = words.Size(float64(n), locale.Nearest)
		}
		for _, o := range q.Options {
			view.Options = append(view.Options, choice{o.Value, tell.Clean(o.Text.Text), v.answers[q.ID] == o.Value})
		}
		out = append(out, view)
	}
	for _, q := range choose.Questions(v.report, choose.Needs{}) { // those that an answer has taken from the list
		if v.answers[q.ID] != "" && !inDevices(q.ID) {
			add(q, true)
		}
	}
	for _, q := range open {
		if q.Changes != "" && !inDevices(q.ID) && !slices.ContainsFunc(out, func(o questionView) bool { return o.ID == q.ID }) {
			add(q, false)
		}
	}
	for id, typed := range v.answers { // asked once, and no longer without the others
		if typed != "" && answerable()[id] != nil && !inDevices(id) && !slices.ContainsFunc(out, func(o questionView) bool { return o.ID == id }) {
			q := choose.Question{ID: id, Kind: "size", Text: locale.Text{ID: "ask." + id + ".text"}, More: locale.Text{ID: "ask." + id + ".more"}}
			add(q, true)
		}
	}
	slices.SortStableFunc(out, func(a, b questionView) int { return order(v.asked, a.ID) - order(v.asked, b.ID) })
	for i := range out {
		if !slices.Contains(v.asked, out[i].ID) {
			v.asked = append(v.asked, out[i].ID)
		}
		out[i].Following = i >= firstQuestions-1 // that of the devices is the first
	}
	return out
}

// order returns the place of a question among those that were on the page
// before: none jumps while one answers.
func order(asked []string, id string) int {
	if i := slices.Index(asked, id); i >= 0 {
		return i
	}
	return len(asked)
}

// deviceViews returns the rows of the question of devices: those that were
// named, and an empty one.
func deviceViews(devices []choose.Device, words *locale.Printer) []deviceView {
	var out []deviceView
	for _, d := range append(slices.Clone(devices), choose.Device{}) {
		var row deviceView
		row.Kinds = append(row.Kinds, choice{"", words.T("web.answer.no-device", nil), d.Kind == ""})
		for _, k := range readingKinds() {
			row.Kinds = append(row.Kinds, choice{string(k), kindWord(k, words), d.Kind == k})
		}
		if d.Kind == "" { // no device, no program
			out = append(out, row)
			continue
		}
		row.Programs = append(row.Programs, choice{"", words.T("web.answer.program-unknown", nil), d.Client == ""})
		for _, c := range client.Table() {
			if c.Use == client.Reads || c.Name == d.Client {
				row.Programs = append(row.Programs, choice{c.Name, words.Format("client", c.Name), d.Client == c.Name})
			}
		}
		out = append(out, row)
	}
	return out
}

// answer takes what was answered; the advice follows at once.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, v *visit) {
	v.change(func() {
		if v.report == nil {
			return
		}
		words := s.wordsOf(v)
		before := adviceIn(s.document(v))
		for id := range answerable() {
			if values, sent := r.PostForm[id]; sent {
				v.answers[id] = values[0]
			}
		}
		if kinds, sent := r.PostForm["kind"]; sent {
			v.devices = devicesOf(kinds, r.PostForm["program"])
		}
		if r.PostFormValue("more") != "" && len(v.devices) < maxDevices {
			v.devices = append(v.devices, choose.Device{Kind: choose.Computer})
		}
		for i := range v.devices {
			v.devices[i].Name = kindWord(v.devices[i].Kind, words)
		}
		needs, wrong := needsOf(v.answers, v.devices)
		v.needs, v.wrong, v.before = v.withReview(needs), map[string]string{}, before
		for id, err := range wrong {
			if e, ok := err.(*answerError); ok {
				v.wrong[id] = words.T("web.wrong."+e.id, e.args)
			}
		}
	})
	after(w, r, "/answer")
}

// picture is the mailbox filling, as SVG.
func (s *Server) picture(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b bytes.Buffer
	shape := render.Wide
	if r.URL.Query().Has("narrow") {
		shape = render.Narrow
	}
	if d := s.document(v); d == nil || render.SVG(&b, d, s.wordsOf(v), shape) != nil {
		http.NotFound(w, r)
		return
	}
	s.svg(w, b.Bytes())
}

// svg writes a picture, which has its style in itself and loads nothing.
func (s *Server) svg(w http.ResponseWriter, content []byte) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	_, _ = w.Write(content) // a reader that went away is its own affair
}

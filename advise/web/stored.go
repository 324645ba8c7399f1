package web

import (
	"bytes"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
)

// What a file may hold: reports that are offered, and values of JSON in each and
// in all. A hostile file of few octets would else become much in memory, and
// long to show.
const (
	mostStored    = 200
	mostValues    = 30_000
	mostValuesAll = 1_000_000
)

// values is about how many values a text of JSON has.
func values(text []byte) int {
	return bytes.Count(text, []byte(",")) + bytes.Count(text, []byte("{")) + bytes.Count(text, []byte("["))
}

type storedData struct {
	File    string
	Reports []choice
}

// storedPage asks for a stored report, or which one of several.
func (s *Server) storedPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	d := storedData{File: v.fromFile}
	for i, doc := range v.stored {
		d.Reports = append(d.Reports, choice{strconv.Itoa(i), tell.Clean(doc.Target.Input) + ", " + s.wordsOf(v).Instant(doc.StartedAt), false})
	}
	s.show(w, r, v, "stored", noStep, false, d)
}

// stored takes a file. What is in it is judged anew, in the reader's language.
func (s *Server) stored(w http.ResponseWriter, r *http.Request, v *visit) {
	file, head, err := r.FormFile("report")
	if err != nil {
		v.change(func() { v.mistake = problem("web-no-file") })
		after(w, r, "/stored")
		return
	}
	content, err := io.ReadAll(file)
	file.Close()
	name := run.Shortened(tell.Clean(path.Base(strings.ReplaceAll(head.Filename, `\`, "/"))))
	var docs []*advise.Document
	if err == nil && values(content) > mostValuesAll {
		s.alone(w, v.language(), http.StatusRequestEntityTooLarge, "form", "")
		return
	}
	if err == nil {
		for raw, wrong := range run.StoredJSON("-", bytes.NewReader(content)) {
			if err = wrong; err != nil || len(docs) == mostStored {
				break
			}
			if values(raw) > mostValues {
				s.alone(w, v.language(), http.StatusRequestEntityTooLarge, "form", "")
				return
			}
			for d, wrong := range run.Stored("-", bytes.NewReader(raw)) {
				if err = wrong; err == nil {
					docs = append(docs, d)
				}
			}
			if err != nil {
				break
			}
		}
	}
	if err != nil || len(docs) == 0 {
		p := problemOf(err)
		if p == nil {
			p = run.Usage("report-form", locale.Args{"file": name, "reason": "none"})
		}
		if p.Args["file"] == "-" {
			p.Args["file"] = name
		}
		v.change(func() { v.mistake = p })
		after(w, r, "/stored")
		return
	}
	s.halt(v)
	v.change(func() {
		v.reset()
		v.fromFile, v.stored = name, docs
		if len(docs) == 1 {
			v.use(docs[0])
		}
	})
	s.afterStored(w, r, v)
}

// pick takes one of several reports.
func (s *Server) pick(w http.ResponseWriter, r *http.Request, v *visit) {
	i, err := strconv.Atoi(r.PostFormValue("report"))
	s.halt(v)
	v.change(func() {
		if err == nil && i >= 0 && i < len(v.stored) {
			docs, name := v.stored, v.fromFile
			v.reset()
			v.stored, v.fromFile = docs, name
			v.use(docs[i])
		}
	})
	s.afterStored(w, r, v)
}

func (s *Server) afterStored(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	doc := v.report
	v.mu.Unlock()
	switch {
	case doc == nil:
		after(w, r, "/stored")
	case len(doc.Probes) > 0:
		after(w, r, "/test")
	default:
		after(w, r, "/answer")
	}
}

// use makes a stored report that of the visit. The caller holds the lock.
func (v *visit) use(d *advise.Document) {
	report := d.Report
	v.report, v.stage, v.typed, v.user = &report, probed, report.Target.Input, report.Target.User
	if d.Needs != nil {
		v.needs = *d.Needs
		v.devices = append([]choose.Device(nil), d.Needs.DeviceList...)
	}
}

package web

import (
	"net/http"
	"regexp"
	"strings"
	"sync"

	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
	"mailadvisor/advise/texts"
)

// explainPage asks for an error text.
func (s *Server) explainPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s.show(w, r, v, "explain", noStep, false, map[string]any{})
}

// explain says what a text means. It is not kept: it may hold more than an error.
func (s *Server) explain(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	text := r.PostFormValue("text")
	data := map[string]any{}
	if strings.TrimSpace(text) != "" {
		e := render.NewTextExplanation(texts.Explain(text), s.wordsOf(v))
		data["Text"], data["Answer"], data["Test"] = tell.Clean(text), e, targetIn(text, e.Host)
	}
	s.show(w, r, v, "explain", noStep, false, data)
}

// targetIn returns what can be tested of a text: the mail address that stands
// in it, or else the host of a mail server; "" for none.
func targetIn(text, host string) string {
	reader := run.Runner{Command: "advise"}
	for _, one := range []string{addressIn().FindString(text), host} {
		if one == "" {
			continue
		}
		if _, err := reader.Read(one); err == nil {
			return one
		}
	}
	return ""
}

// addressIn finds a mail address among other words.
var addressIn = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\pL\pN._%+-]+@(?:[\pL\pN-]+\.)+\pL{2,}`) })

package web

import (
	"net/http"
	"strings"

	"mailadvisor/advise/render"
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
		data["Text"], data["Answer"] = tell.Clean(text), e
	}
	s.show(w, r, v, "explain", noStep, false, data)
}

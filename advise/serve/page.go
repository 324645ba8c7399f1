package serve

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
)

//go:embed page.html
var pageSource string

// page answers /, for whoever looks with a browser: what can be asked here.
func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	setup, logins := s.current()
	type link struct{ URL, Name, Module, Session string }
	var links []link
	for _, t := range setup.Config.Targets {
		q := url.Values{"target": {t.Name}, "module": {t.Module}}
		links = append(links, link{"/probe?" + q.Encode(), t.Name, t.Module, "/probe?" + q.Encode() + "&debug=true"})
	}
	var withheld []string
	for _, name := range config.Names(logins) {
		if why := logins[name].withheld(s.o.Now()); why != "" {
			withheld = append(withheld, s.o.Words.T("serve.page."+why, locale.Args{"value": name}))
		}
	}
	t, err := template.New("page").Funcs(template.FuncMap{"t": func(id string) string { return s.o.Words.T("serve.page."+id, nil) }}).Parse(pageSource)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	_ = t.Execute(w, map[string]any{ // a reader that went away is its own affair
		"Lang": s.o.Words.Lang(), "Version": s.o.Version, "Links": links, "Modules": config.Names(setup.Config.Modules), "Withheld": withheld,
	})
}

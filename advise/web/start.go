package web

import (
	"net/http"
	"slices"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
)

// startPage asks for an address, and offers the other ways in.
func (s *Server) startPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	typed := v.typed
	if typed == "" {
		typed = s.o.Example
	}
	meant := ""
	if v.mistake != nil && v.mistake.ID == "web-meant" {
		meant, _ = v.mistake.Args["address"].(string)
	}
	s.show(w, r, v, "start", stepAddress, false, map[string]any{"Typed": typed, "Meant": meant, "Here": s.o.Here != nil, "Stopped": v.stopped && v.stage == atStart})
}

// start takes the address. A slip of the hand in a known domain is asked about
// before anybody else is.
func (s *Server) start(w http.ResponseWriter, r *http.Request, v *visit) {
	input := run.Pasted(r.PostFormValue("address"))
	local, domain, isAddress := strings.Cut(input, "@")
	if no := s.refused(r, input); no != nil {
		v.change(func() { v.typed, v.mistake = probe.WithoutPassword(input), no })
		after(w, r, "/")
		return
	}
	if meant := run.Meant(domain); isAddress && meant != "" && r.PostFormValue("sure") == "" {
		v.change(func() {
			v.typed = input
			v.mistake = run.Usage("web-meant", locale.Args{"domain": strings.ToLower(domain), "meant": meant, "address": local + "@" + meant})
		})
		after(w, r, "/")
		return
	}
	s.search(v, input, "")
	after(w, r, "/found")
}

// serverPage asks for a host that is known, and a user name.
func (s *Server) serverPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	host := ""
	if v.mistake != nil { // as it was typed here
		host = v.typed
	}
	s.show(w, r, v, "server", stepAddress, false, map[string]any{"User": v.user, "Host": host})
}

// server takes a host, a user name and, where it is another, the mail address.
func (s *Server) server(w http.ResponseWriter, r *http.Request, v *visit) {
	host, user := run.Pasted(r.PostFormValue("host")), strings.TrimSpace(r.PostFormValue("user"))
	if no := s.refused(r, host); no != nil {
		v.change(func() { v.mistake, v.typed, v.user = no, probe.WithoutPassword(host), user })
		after(w, r, "/server")
		return
	}
	s.search(v, host, user)
	after(w, r, "/found")
}

// refused returns why what was typed is not searched or tested: it is no target,
// its host is not one of the file, or the visitor asks too often. Nil lets it be.
func (s *Server) refused(r *http.Request, input string) *run.Problem {
	if input == "" {
		return run.Usage("web-empty", nil)
	}
	reader := run.Runner{Command: "advise"}
	if _, err := reader.Read(input); err != nil {
		return problemOf(err)
	}
	return s.limited(r)
}

// chooseOnly begins the questions, without a host.
func (s *Server) chooseOnly(w http.ResponseWriter, r *http.Request, v *visit) {
	s.halt(v)
	s.today(v)
	after(w, r, "/answer")
}

// kindWord returns a kind of devices in words.
func kindWord(k choose.Kind, words *locale.Printer) string {
	return words.T("web.kind."+string(k), nil)
}

// readingKinds returns the kinds of devices that somebody reads mail on.
func readingKinds() []choose.Kind {
	return slices.DeleteFunc(choose.Kinds(), func(k choose.Kind) bool { return k == choose.Sender })
}

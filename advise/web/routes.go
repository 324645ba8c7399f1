package web

import (
	"net/http"
)

// route is one thing that a browser may ask for. One of its answers is set.
type route struct {
	Pattern string // as http.ServeMux has it
	// Visited answers those who have a visit; a form carries its token.
	Visited func(http.ResponseWriter, *http.Request, *visit)
	// Open answers everybody, and says nothing of a run.
	Open http.HandlerFunc
}

// routes returns all that is answered. The tests attack each row, and look at
// each page that one of them shows.
func (s *Server) routes() []route {
	return []route{
		{Pattern: "GET /page.css", Open: s.asset("text/css; charset=utf-8", pageStyle()+s.o.Config.style())},
		{Pattern: "GET /page.js", Open: s.asset("text/javascript; charset=utf-8", pageScript)},
		{Pattern: "GET /favicon.ico", Open: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }},
		{Pattern: "GET /open", Open: s.open},
		{Pattern: "GET /back", Open: s.goBack},
		{Pattern: "GET /{$}", Visited: s.startPage},
		{Pattern: "POST /start", Visited: s.start},
		{Pattern: "GET /server", Visited: s.serverPage},
		{Pattern: "POST /server", Visited: s.server},
		{Pattern: "POST /choose", Visited: s.chooseOnly},
		{Pattern: "GET /found", Visited: s.foundPage},
		{Pattern: "POST /signin", Visited: s.signIn},
		{Pattern: "POST /agreed", Visited: s.agreed},
		{Pattern: "POST /table", Visited: s.table},
		{Pattern: "POST /stop", Visited: s.stop},
		{Pattern: "GET /test", Visited: s.testPage},
		{Pattern: "GET /answer", Visited: s.answerPage},
		{Pattern: "POST /answer", Visited: s.answer},
		{Pattern: "GET /settings", Visited: s.settingsPage},
		{Pattern: "GET /file", Visited: s.file},
		{Pattern: "GET /code.svg", Visited: s.code},
		{Pattern: "GET /picture.svg", Visited: s.picture},
		{Pattern: "GET /finish", Visited: s.finishPage},
		{Pattern: "GET /report.json", Visited: s.report},
		{Pattern: "GET /report.html", Visited: s.report},
		{Pattern: "GET /summary.txt", Visited: s.report},
		{Pattern: "GET /explain", Visited: s.explainPage},
		{Pattern: "POST /explain", Visited: s.explain},
		{Pattern: "GET /review", Visited: s.reviewPage},
		{Pattern: "POST /review", Visited: s.review},
		{Pattern: "POST /review/use", Visited: s.useReview},
		{Pattern: "GET /stored", Visited: s.storedPage},
		{Pattern: "POST /stored", Visited: s.stored},
		{Pattern: "POST /stored/pick", Visited: s.pick},
		{Pattern: "POST /language", Visited: s.language},
		{Pattern: "POST /again", Visited: s.again},
		{Pattern: "POST /quit", Visited: s.quit},
		{Pattern: "GET /events", Visited: s.events},
		{Pattern: "/", Visited: s.nothingHere},
	}
}

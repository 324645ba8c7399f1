package web

import (
	"fmt"
	"net/http"
	"time"
)

const (
	eventPause = 150 * time.Millisecond // between two events, however much happens
	eventBeat  = 15 * time.Second       // a comment now and then keeps the connection, and finds tabs that are gone
	maxTabs    = 32
)

// events tells a tab whenever its page has something new (server-sent events).
// An event carries no text: the page asks for itself again.
func (s *Server) events(w http.ResponseWriter, r *http.Request, v *visit) {
	flush, ok := w.(http.Flusher)
	tab := r.URL.Query().Get("tab")
	if !ok || tab == "" || len(tab) > 64 || !v.enter(tab) {
		http.Error(w, "no tab", http.StatusBadRequest)
		return
	}
	defer v.leave(tab, s.o.Now)
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Time{}) // it lasts; who does not read it is found by each write
	write := func(format string, args ...any) bool {
		_ = conn.SetWriteDeadline(time.Now().Add(s.o.Limits.Read))
		_, err := fmt.Fprintf(w, format, args...)
		flush.Flush()
		return err == nil
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	seen := -1
	several := false
	beat := time.NewTicker(eventBeat)
	defer beat.Stop()
	for {
		v.mu.Lock()
		changed, version, many, closed := v.changed, v.version, len(v.tabs) > 1, v.closed
		v.mu.Unlock()
		switch {
		case closed:
			write("event: ended\ndata: \n\n")
			return
		case many != several:
			several = many
			write("event: tabs\ndata: %t\n\n", many)
		}
		if version != seen {
			seen = version
			write("event: changed\ndata: %d\n\n", version)
		}
		select {
		case <-changed:
			select {
			case <-time.After(eventPause):
			case <-r.Context().Done():
				return
			}
		case <-beat.C:
			if !write(": here\n\n") {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.ended:
			write("event: ended\ndata: \n\n")
			return
		}
	}
}

// enter notes that a tab is open.
func (v *visit) enter(tab string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.tabs) >= maxTabs && v.tabs[tab] == 0 {
		return false
	}
	v.tabs[tab]++
	v.tabless = time.Time{}
	if len(v.tabs) > 1 {
		v.wake()
	}
	return true
}

// leave notes that a tab, or one of its connections, is gone.
func (v *visit) leave(tab string, now func() time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.tabs[tab]--; v.tabs[tab] <= 0 {
		delete(v.tabs, tab)
		v.wake()
	}
	if len(v.tabs) == 0 {
		v.tabless = now()
	}
}

package wire

import (
	"bytes"
	"net"
	"slices"
	"sync"
	"time"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// lastHearing is how long it is read what a server said before it took nothing
// more: it is there already, or on its way.
const lastHearing = time.Second

// maxHeard is how much is kept of what came in place of a handshake, in octets.
const maxHeard = 1 << 10

// hearing is a connection that outlives its other end's: where a write meets
// that the server has gone, what the server said before is still to be read,
// and tells why. So the write is passed over, and the connection ends for its
// readers, once they have read everything.
type hearing struct {
	net.Conn

	mu    sync.Mutex
	lost  error  // of the first write that nobody took
	heard []byte // what came, while taps
	taps  bool
}

func (h *hearing) Write(p []byte) (int, error) {
	if h.ended() != nil {
		return len(p), nil
	}
	n, err := h.Conn.Write(p)
	if err == nil || !gone(err) {
		return n, err
	}
	h.Conn.SetReadDeadline(time.Now().Add(lastHearing))
	h.mu.Lock()
	h.lost = err
	h.mu.Unlock()
	return len(p), nil
}

func (h *hearing) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.taps {
		h.heard = append(h.heard, p[:min(n, maxHeard-len(h.heard))]...)
	}
	if n == 0 && err != nil && h.lost != nil {
		err = h.lost
	}
	return n, err
}

func (h *hearing) ended() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lost
}

// gone reports whether an error of a write is that of an end which the server
// made.
func gone(err error) bool {
	return slices.Contains([]result.Kind{result.Reset, result.Closed}, foreign.Kind(err))
}

// tap keeps the beginning of what comes, up to the call of the function that it
// returns.
func (h *hearing) tap() (heard func() []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.taps = true
	return func() []byte {
		h.mu.Lock()
		defer h.mu.Unlock()
		said := h.heard
		h.taps, h.heard = false, nil
		return said
	}
}

// The deadlines of steps end no last hearing later.

func (h *hearing) SetDeadline(t time.Time) error {
	if h.ended() != nil {
		return nil
	}
	return h.Conn.SetDeadline(t)
}

func (h *hearing) SetReadDeadline(t time.Time) error {
	if h.ended() != nil {
		return nil
	}
	return h.Conn.SetReadDeadline(t)
}

// NotTLS is a handshake that ended at what a server said instead.
type NotTLS struct {
	Said string // its first line
	err  error
}

func (e NotTLS) Error() string { return e.err.Error() }

func (e NotTLS) Unwrap() error { return e.err }

func firstLine(said []byte) string {
	line, _, _ := bytes.Cut(said, []byte("\n"))
	return string(bytes.TrimRight(line, "\r"))
}

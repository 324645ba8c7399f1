package wire

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// Transcript is the one writer that all connections of a run share. A nil
// transcript writes nothing. One that is held keeps its lines until it is
// released: while a person is asked for the secret that has to be hidden.
type Transcript struct {
	mu    sync.Mutex
	w     io.Writer
	start time.Time
	held  bool
	kept  []string
}

// NewTranscript returns the transcript of a run that began at start. Where it
// is held, Release has to be called.
func NewTranscript(w io.Writer, start time.Time, held bool) *Transcript {
	return &Transcript{w: w, start: start, held: held}
}

// note writes one line: milliseconds since the start, whose it is, the text.
func (t *Transcript) note(head, text string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	line := fmt.Sprintf("%9.1f %s %s", result.Milliseconds(time.Since(t.start)), head, text)
	if t.held {
		t.kept = append(t.kept, line)
		return
	}
	io.WriteString(t.w, line+"\n")
}

// Release writes what was kept, without the secret, and keeps nothing more.
func (t *Transcript) Release(secret string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	r := newRedactor(result.IMAP, secret)
	for _, line := range t.kept {
		io.WriteString(t.w, r.text(line)+"\n")
	}
	t.held, t.kept = false, nil
}

// End says that nothing more is written: the run is over. A library may have a
// line left, as go-imap has, which asks for capabilities in a goroutine that
// nobody can wait for.
func (t *Transcript) End() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.w = io.Discard
}

// recorder keeps what crossed one connection, without secrets: the lines of
// the step under way for the report, and every line for the transcript. It is
// not safe for concurrent use: its conn guards it.
type recorder struct {
	redact *redactor
	out    *Transcript
	head   string // names the connection in the transcript

	first, last []string // of the step: the first lines, and the last behind them
	oldest      int      // in last, once it is full
	omitted     int
}

func newRecorder(e result.Endpoint, address, secret string, out *Transcript) *recorder {
	return &recorder{
		redact: newRedactor(e.Service, secret),
		out:    out,
		head:   fmt.Sprintf("%s %s [%s]", e.Service, e.Address(), address),
	}
}

// allows reports whether a line may be sent: see [redactor.allows].
func (r *recorder) allows(line []byte) bool { return r.redact.allows(line) }

func (r *recorder) sent(line []byte)     { r.keep("C: " + r.redact.client(line)) }
func (r *recorder) received(line []byte) { r.keep("S: " + r.redact.server(line)) }

// keep bounds what a long answer leaves in the report: its beginning and its
// end tell what it was.
func (r *recorder) keep(line string) {
	r.out.note(r.head, line)
	if len(line) > maxShown {
		line = line[:maxShown] + "…"
	}
	if len(r.first) < MaxRecorded/2 {
		r.first = append(r.first, line)
		return
	}
	if len(r.last) < MaxRecorded/2 {
		r.last = append(r.last, line)
		return
	}
	r.last[r.oldest] = line
	r.oldest = (r.oldest + 1) % len(r.last)
	r.omitted++
}

// answer records the lines of a long answer, of which it keeps no more than
// the report shows; a transcript has them all. The function that it returns
// with received records those kept back.
func (r *recorder) answer() (received func(line []byte), end func()) {
	const kept = MaxRecorded / 2
	var last [kept][]byte
	behind := 0 // how many came behind the first
	first := 0
	received = func(line []byte) {
		if first < kept || r.out != nil {
			first++
			r.received(line)
			return
		}
		at := &last[behind%kept]
		*at = append((*at)[:0], line...)
		behind++
	}
	return received, func() {
		from := max(0, behind-kept)
		r.omitted += from
		for i := from; i < behind; i++ {
			r.received(last[i%kept])
		}
	}
}

// take returns the step's lines and begins anew.
func (r *recorder) take() []string {
	lines := r.first
	if r.omitted > 0 {
		lines = append(lines, fmt.Sprintf("… (%d lines left out)", r.omitted))
		r.last = slices.Concat(r.last[r.oldest:], r.last[:r.oldest])
	}
	lines = append(lines, r.last...)
	r.first, r.last, r.oldest, r.omitted = nil, nil, 0, 0
	return lines
}

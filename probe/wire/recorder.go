package wire

import (
	"fmt"
	"io"
	"slices"
	"strings"
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
	left  int // octets that it still takes
}

// maxTranscript bounds the transcript of one run, so that no server fills a
// disk, or the memory while it is held: many times what a run on a large
// mailbox leaves.
const maxTranscript = 64 << 20

// NewTranscript returns the transcript of a run that began at start. Where it
// is held, Release has to be called.
func NewTranscript(w io.Writer, start time.Time, held bool) *Transcript {
	return &Transcript{w: w, start: start, held: held, left: maxTranscript}
}

// note writes one line: milliseconds since the start, whose it is, the text.
func (t *Transcript) note(head, text string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left < 0 {
		return
	}
	line := fmt.Sprintf("%9.1f %s %s", result.Milliseconds(time.Since(t.start)), head, text)
	if t.left -= len(line) + 1; t.left < 0 {
		line = fmt.Sprintf("-- the transcript of this run ends here: it has %d MB", maxTranscript>>20)
	}
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

	now  page
	next page // what came in already and belongs to the next step
}

// A page is what a report keeps of a step: the beginning and the end of a long
// one tell what it was.
type page struct {
	first   []string // as they are shown
	last    []entry
	oldest  int // in last, once it is full
	omitted int
	remarks []string
	held    []string // every line, for a transcript that has them later
}

// An entry is one line of the end, of which it is not known yet whether it will
// be shown. What a server says outside of an exchange is kept as it came, and
// made safe when it is shown.
type entry struct {
	raw   []byte
	plain bool // raw is a server's line, still to be made safe
	cut   bool // there was more of it
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

func (r *recorder) sent(line []byte) {
	shown := "C: " + r.redact.client(line)
	r.out.note(r.head, shown)
	r.now.keep(shown)
}

func (r *recorder) received(line []byte) { r.answer(&r.now, line) }

// early records a line of the next step.
func (r *recorder) early(line []byte) { r.answer(&r.next, line) }

func (r *recorder) answer(p *page, line []byte) {
	if r.redact.state == idle && r.out == nil {
		cut := len(line) > maxRaw
		line = line[:min(len(line), maxRaw)]
		if p.full() {
			p.push(line, true, cut)
		} else {
			p.first = append(p.first, r.show(entry{line, true, cut}))
		}
		return
	}
	shown := "S: " + r.redact.server(line)
	if p == &r.next && r.out != nil {
		p.held = append(p.held, shown)
	} else {
		r.out.note(r.head, shown)
	}
	p.keep(shown)
}

// remark adds a line that nobody sent.
func (r *recorder) remark(text string) {
	r.out.note(r.head, "-- "+text)
	r.now.remarks = append(r.now.remarks, "… ("+text+")")
}

// full reports whether the beginning is complete.
func (p *page) full() bool { return len(p.first) >= MaxRecorded/2 }

// keep bounds what a long answer leaves in the report.
func (p *page) keep(shown string) {
	if p.full() {
		p.push([]byte(shown), false, false)
		return
	}
	p.first = append(p.first, shorten(shown, maxShown))
}

// push keeps a copy of a line of the end, in place of the oldest where there is
// no room for it.
func (p *page) push(line []byte, plain, cut bool) {
	const half = MaxRecorded / 2
	if len(p.last) < half {
		p.last = append(p.last, entry{slices.Clone(line), plain, cut})
		return
	}
	at := &p.last[p.oldest]
	at.raw, at.plain, at.cut = append(at.raw[:0], line...), plain, cut
	p.oldest = (p.oldest + 1) % half
	p.omitted++
}

// end returns the entries of the end, in their order.
func (p *page) end() []entry { return slices.Concat(p.last[p.oldest:], p.last[:p.oldest]) }

// show returns an entry as the report has it.
func (r *recorder) show(e entry) string {
	line := string(e.raw)
	if e.plain {
		line = "S: " + r.redact.text(line)
	}
	if e.cut { // what was cut off can have begun in the rest: its end does not show
		return shorten(line, min(maxShown, max(0, len(line)-maxShown)))
	}
	return shorten(line, maxShown)
}

func shorten(line string, most int) string {
	if len(line) <= most {
		return line
	}
	return strings.ToValidUTF8(line[:most], "") + "…"
}

// turn begins the next step with what came in for it already.
func (r *recorder) turn() {
	for _, line := range r.next.held {
		r.out.note(r.head, line)
	}
	r.next.held = nil
	if len(r.now.first) == 0 { // nothing was sent ahead
		r.now, r.next = r.next, page{}
		return
	}
	for _, shown := range r.next.first {
		r.now.keep(shown)
	}
	for _, e := range r.next.end() {
		r.now.push(e.raw, e.plain, e.cut)
	}
	r.now.omitted += r.next.omitted
	r.next = page{}
}

// take returns the step's lines and begins anew.
func (r *recorder) take() []string {
	p := r.now
	r.now = page{}
	lines := p.first
	if p.omitted > 0 {
		lines = append(lines, fmt.Sprintf("… (%d lines left out)", p.omitted))
	}
	for _, e := range p.end() {
		lines = append(lines, r.show(e))
	}
	return append(lines, p.remarks...)
}

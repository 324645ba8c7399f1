package wire

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

func TestRecorderKeepsBeginningAndEnd(t *testing.T) {
	r := newRecorder(result.Endpoint{Service: result.POP3}, "", "", nil)
	for i := range 1000 {
		r.received([]byte(strconv.Itoa(i)))
	}
	lines := r.take()
	if len(lines) != MaxRecorded+1 || lines[0] != "S: 0" || lines[MaxRecorded/2-1] != "S: 29" ||
		lines[MaxRecorded/2] != "… (940 lines left out)" || lines[MaxRecorded/2+1] != "S: 970" || lines[MaxRecorded] != "S: 999" {
		t.Errorf("%q", lines)
	}
	if again := r.take(); len(again) != 0 {
		t.Errorf("%q", again)
	}
}

// A line that a library still has after the end of the run is written nowhere.
func TestTranscriptEndsWithItsRun(t *testing.T) {
	var written strings.Builder
	tr := NewTranscript(&written, time.Now(), false)
	tr.note("imap", "C: a CAPABILITY")
	tr.End()
	tr.note("imap", "C: b CAPABILITY")
	if got := written.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "C: a CAPABILITY") {
		t.Errorf("%q", got)
	}
}

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

// However much a server says, the transcript of a run stays within its bound,
// also while it is held in memory, and says that it ends.
func TestTranscriptIsBounded(t *testing.T) {
	for _, held := range []bool{false, true} {
		var written strings.Builder
		tr := NewTranscript(&written, time.Now(), held)
		tr.left = 1000
		for range 100 {
			tr.note("imap", "S: "+strings.Repeat("x", 40))
		}
		kept := 0
		for _, line := range tr.kept {
			kept += len(line) + 1
		}
		tr.Release("secret")
		got := written.String()
		if kept > 1100 || len(got) > 1100 || strings.Count(got, "ends here") != 1 || !strings.HasSuffix(got, " MB\n") {
			t.Errorf("held %v: %d octets kept, %d written:\n%s", held, kept, len(got), got)
		}
	}
}

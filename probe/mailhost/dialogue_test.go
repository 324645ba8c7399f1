package mailhost

import (
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The scripts in testdata/dialogues are sessions with the host. A script says
// with whom it speaks ("host: SCENARIO", "endpoint: KEY") and then, in order:
//
//	C: a line that is sent; several in a row are sent at once
//	S: the line that must come; … in it stands for any text
//	…  lines are skipped until the next S: line comes
//	-- EVENT    see player.event
//	# a comment
//
// An endpoint with TLS from the start gets its handshake at once, unless
// "raw" stands behind it.
//
// {user}, {password}, {plain} (both in RFC 4616's form and base64) and
// {wrong} (the same with a wrong password) are put in.
func TestDialogues(t *testing.T) {
	scripts, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			play(t, string(text))
		})
	}
}

var testNow = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

func play(t *testing.T, script string) {
	expand := strings.NewReplacer("{user}", User, "{password}", Password,
		"{plain}", base64.StdEncoding.EncodeToString([]byte("\x00"+User+"\x00"+Password)),
		"{wrong}", base64.StdEncoding.EncodeToString([]byte("\x00"+User+"\x00wrong")))
	p := &player{t: t}
	scenario, skip := "", false
	var pending strings.Builder
	for i, line := range strings.Split(script, "\n") {
		if pending.Len() > 0 && !strings.HasPrefix(line, "C: ") {
			if _, err := io.WriteString(p.conn, pending.String()); err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
			pending.Reset()
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "", "#":
		case "host:":
			scenario = rest
		case "endpoint:":
			p.dial(start(t, scenario), rest)
		case "C:":
			pending.WriteString(expand.Replace(rest) + "\r\n")
		case "…":
			skip = true
		case "S:":
			p.expect(i+1, expand.Replace(rest), skip)
			skip = false
		case "--":
			p.event(i+1, rest)
		default:
			t.Fatalf("line %d: %q is not a line of a script", i+1, line)
		}
	}
}

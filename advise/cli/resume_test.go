package cli

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Two runs never write one file at the same time: the second is refused, and
// leaves the file as it is. Once the first has ended, it goes on.
func TestResumeIsLocked(t *testing.T) {
	path := program(t)
	const whole = `{"schema":"mailadvisor/1","target":{"input":"mail.example.test"},"probes":[{"service":"imap","host":"mail.example.test","port":993,"security":"tls","status":"ok"}]}` + "\n"
	file := place(t, t.TempDir(), "result.jsonl", whole)
	holds := func() string {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	command := func(lang string) *exec.Cmd {
		return exec.Command(path, "probe", "-", "--resume", file, "--lang", lang)
	}

	first := command("en")
	list, err := first.StdinPipe() // whose targets it waits for
	if err != nil {
		t.Fatal(err)
	}
	said, err := first.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	wait := watched(t, first)
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil || !strings.Contains(line, "has 1 target of an earlier") {
		t.Fatalf("%q, %v", line, err) // the file is its own now
	}

	torn := whole + `{"schema":"mailadvi` // as the first would be writing
	place(t, "", file, torn)
	for lang, want := range map[string]string{"en": "another run is writing", "fr": "un autre test écrit dans"} {
		second := command(lang)
		second.Stdin = strings.NewReader("")
		out, _ := second.CombinedOutput()
		if status := second.ProcessState.ExitCode(); status != StatusUnable || !strings.Contains(string(out), want) {
			t.Errorf("%s: status %d\n%s", lang, status, out)
		}
	}
	if got := holds(); got != torn {
		t.Errorf("the second changed the file:\n%s", got)
	}

	const done = "mail.example.test\n" // nothing is left to do
	if _, err := io.WriteString(list, done); err != nil {
		t.Fatal(err)
	}
	list.Close()
	if status := wait(); status != StatusOK {
		t.Errorf("the first ends with %d", status)
	}
	third := command("en")
	third.Stdin = strings.NewReader(done)
	if out, err := third.CombinedOutput(); err != nil {
		t.Errorf("nobody writes any more: %v\n%s", err, out)
	}
	if got := holds(); got != whole {
		t.Errorf("what is torn was not cut off:\n%s", got)
	}
}

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/proven"
	"mailadvisor/probe/testkit"
)

// TestShellsComplete has each shell read its script and complete lines, as a
// person's Tab does.
func TestShellsComplete(t *testing.T) {
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "mailadvisor")); err != nil { // see TestMain
		t.Fatal(err)
	}
	// The functions of bash and zsh are called as the shells call them; fish
	// can be asked itself.
	shells := map[string]string{
		"bash": `
. /usr/share/bash-completion/bash_completion || exit 1
compopt() { :; } # works inside a completion alone
eval "$(mailadvisor completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
COMP_WORDS=($(sed 's/\([:=]\)/ \1 /g' <<<"$1")) # as readline cuts a line
[[ $1 != *' ' ]] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]}-1))
__start_mailadvisor
printf '%s\n' "${COMPREPLY[@]}"`,
		"zsh": `
compdef() { :; } # without a terminal there is no completion to define
eval "$(mailadvisor completion zsh)"
_describe() { print -l -- ${completions%%:*} | grep -- "^$words[-1]"; } # what is offered
words=(${(z)1}); [[ $1 != *' ' ]] || words+=("")
CURRENT=$#words
_mailadvisor`,
		"fish": `
mailadvisor completion fish | source
complete -C $argv[1]`,
	}
	lines := map[string]string{
		"mailadvisor adv":                           "advise",
		"mailadvisor advise --offline r":            "recent",
		"mailadvisor settings --client thunderbird": "thunderbird thunderbird-android",
		"mailadvisor explain imap-starttls":         "imap-starttls-missing",
		"mailadvisor probe --demo -o json":          "json jsonl",
	}
	for shell, script := range shells {
		t.Run(shell, func(t *testing.T) {
			if shell == "bash" {
				testkit.File(t, "/usr/share/bash-completion/bash_completion", "bash-completion")
			}
			path := proven.Program(t, "shell", "completion", shell, shell)
			for line, want := range lines {
				args := []string{"-c", script, line}
				if shell != "fish" {
					args = []string{"-c", script, shell, line}
				}
				cmd := exec.Command(path, args...)
				cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME="+bin)
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Errorf("%v\n%s", err, out)
				}
				var got []string
				for word := range strings.Lines(string(out)) {
					word, _, _ = strings.Cut(strings.TrimSpace(word), "\t") // what it means
					got = append(got, word)
				}
				slices.Sort(got)
				if strings.Join(got, " ") != want {
					t.Errorf("%s: %s completes to %q, want %s", shell, line, got, want)
				}
			}
		})
	}
}

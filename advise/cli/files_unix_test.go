//go:build unix

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// A password file holds a password, whatever the editor put before it, and
// however it ends its lines.
func TestPasswordFiles(t *testing.T) {
	wide := func(order string) string {
		var b bytes.Buffer
		for _, unit := range utf16.Encode([]rune("\ufeff" + mailhost.Password + "\r\n")) {
			if order == "LE" {
				b.Write([]byte{byte(unit), byte(unit >> 8)})
			} else {
				b.Write([]byte{byte(unit >> 8), byte(unit)})
			}
		}
		return b.String()
	}
	for name, content := range map[string]string{
		"one line":             mailhost.Password,
		"line ends of Windows": mailhost.Password + "\r\nmore\r\n",
		"byte order mark":      "\ufeff" + mailhost.Password + "\n",
		"UTF-16, little end":   wide("LE"),
		"UTF-16, big end":      wide("BE"),
	} {
		t.Run(name, func(t *testing.T) {
			got := runWith(t, "", "probe", "--demo", "--only", "imap:993", "--password-file", place(t, t.TempDir(), "password", content))
			if got.status != StatusOK || !strings.Contains(got.out, "accepted") {
				t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
			}
		})
	}
}

// A command gives its first line, and no more is waited for or kept: not for an
// agent that it leaves behind with its output open, nor for one that writes on.
func TestPasswordCommands(t *testing.T) {
	testkit.Program(t, "sh", "dash")
	sleep := testkit.Program(t, "sleep", "coreutils")
	pid := filepath.Join(t.TempDir(), "pid")
	for name, command := range map[string]string{
		"leaves an agent behind": "echo " + mailhost.Password + "; " + sleep + " 600 & echo $! >" + pid,
		"writes on":              "while :; do echo " + mailhost.Password + "; done",
		"takes no end":           "trap '' PIPE; while :; do echo " + mailhost.Password + "; done 2>/dev/null",
	} {
		t.Run(name, func(t *testing.T) {
			got := runWith(t, "", "probe", "--demo", "--only", "imap:993", "--password-command", command)
			if got.status != StatusOK || !strings.Contains(got.out, "accepted") {
				t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
			}
		})
	}
	endByPID(t, pid)
}

// What the program writes for the person alone goes to no file that somebody
// else chose by a link, and others cannot read it.
func TestOwnFiles(t *testing.T) {
	for flag, args := range map[string][]string{
		"--transcript": {"probe", "--demo", "--only", "imap:993", "--transcript"},
		"--resume":     {"probe", "-", "-o", "jsonl", "--resume"},
	} {
		t.Run(flag, func(t *testing.T) {
			dir := t.TempDir()
			target := filepath.Join(dir, "elsewhere")
			link := filepath.Join(dir, "link")
			if err := os.Symlink(target, link); err != nil {
				t.Fatal(err)
			}
			for _, exists := range []bool{false, true} {
				if exists {
					place(t, dir, "elsewhere", "")
				}
				got := runWith(t, "", append(args, link)...)
				content, err := os.ReadFile(target)
				if got.status != StatusUsage || !strings.Contains(got.errors, "symbolic link") || len(content) > 0 || exists != (err == nil) {
					t.Errorf("status %d; behind the link: %d octets, %v\n%s", got.status, len(content), err, got.errors)
				}
			}
			open := place(t, dir, "open", "")
			if err := os.Chmod(open, 0o644); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{open, filepath.Join(dir, "new")} {
				runWith(t, "", append(args, name)...)
				if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s: %v, %v", name, info.Mode(), err)
				}
			}
		})
	}
}

// A file that never ends is refused, whatever it is to be.
func TestInputsAreBounded(t *testing.T) {
	endless := testkit.File(t, "/dev/zero", "no package: a device")
	for _, args := range [][]string{
		{"probe", "--demo", "--ca-file", endless},
		{"check", "--demo", "--policy", endless},
		{"serve", "--config", endless},
		{"render", endless},
		{"check", "--demo", "--policy", place(t, t.TempDir(), "policy.yaml", "include: ["+endless+"]\n")},
		{"probe", "--targets", endless},
		{"check", "-", "--demo", "--baseline", endless},
		{"probe", "-", "--resume", endless},
		{"probe", "--demo", "--password-file", endless},
		{"probe", "--demo", "--token-file", endless},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			done := make(chan ran, 1)
			go func() { done <- runWith(t, "", args...) }()
			select {
			case got := <-done:
				if got.status == StatusOK {
					t.Errorf("it is taken\n%s%s", got.out, got.errors)
				}
			case <-time.After(3 * time.Minute): // reading for ever
				t.Fatal("it is read without end")
			}
		})
	}
}

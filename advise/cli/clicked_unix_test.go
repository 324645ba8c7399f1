//go:build !windows

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"howett.net/plist"

	"mailadvisor/probe/testkit"
)

// A desktop starts the program without a terminal: by the entry of its menu,
// which ships, or by a double click on the file. The page opens in the browser
// of the desktop, and the program ends with it.
func TestADesktopOpensThePage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other desktops have no entries")
	}
	bin := t.TempDir()
	opened := filepath.Join(bin, "opened")
	if err := os.Symlink(program(t), filepath.Join(bin, "mailadvisor")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\necho \"$1\" >\""+opened+".new\" && mv \""+opened+".new\" \""+opened+"\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	entry := desktopEntry(t, readExample(t, "desktop/mailadvisor.desktop"))
	if entry["Terminal"] != "false" || entry["Type"] != "Application" {
		t.Errorf("%v", entry)
	}
	for name, command := range map[string][]string{"the entry of its menu": strings.Fields(entry["Exec"]), "a double click": {"mailadvisor"}} {
		t.Run(name, func(t *testing.T) {
			os.Remove(opened)
			cmd := exec.Command(filepath.Join(bin, command[0]), command[1:]...)
			cmd.Env = []string{"PATH=" + bin + ":/usr/bin:/bin", "DISPLAY=:77", "HOME=" + t.TempDir(), "LC_ALL=C.UTF-8"}
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal, whatever that of the tests is
			wait := watched(t, cmd)
			testkit.Await(t, "the browser", func() bool { _, err := os.Stat(opened); return err == nil })
			address, err := os.ReadFile(opened)
			if err != nil {
				t.Fatal(err)
			}
			usePage(t, strings.TrimSpace(string(address)))
			if status := wait(); status != StatusOK {
				t.Errorf("status %d", status)
			}
		})
	}
	// Where somebody reads what it writes, or no desktop is there, it is the help.
	for name, env := range map[string]string{"a pipe": "DISPLAY=:77", "no desktop": "X=y"} {
		cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "mailadvisor"))
		cmd.Env = []string{"PATH=" + bin, env}
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		os.Remove(opened)
		var err error
		if name == "a pipe" {
			var out []byte
			if out, err = cmd.Output(); !strings.Contains(string(out), "mailadvisor probe") {
				t.Errorf("%s: %s", name, out)
			}
		} else {
			err = cmd.Run()
		}
		if _, wrong := os.Stat(opened); err != nil || wrong == nil {
			t.Errorf("%s: %v, a browser was opened: %t", name, err, wrong == nil)
		}
	}
}

// desktopEntry returns the main group of an entry for desktops.
func desktopEntry(t *testing.T, content string) map[string]string {
	t.Helper()
	lines := strings.Split(content, "\n")
	if lines[0] != "[Desktop Entry]" {
		t.Fatalf("%q begins it", lines[0])
	}
	out := map[string]string{}
	for _, line := range lines[1:] {
		if key, value, found := strings.Cut(line, "="); found {
			out[key] = value
		}
	}
	return out
}

// The release makes a bundle that the Finder starts: its program is where its
// list says, and where the program knows itself to be started by a double click.
func TestBundle(t *testing.T) {
	script, err := os.ReadFile("../../.ci/release")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(script), "\nbundle() {")
	body, _, ended := strings.Cut(rest, "\n}\n")
	if !found || !ended {
		t.Fatal("the release makes no bundle")
	}
	dir := t.TempDir()
	place(t, dir, "mailadvisor", "the program")
	wants(t, dir, testkit.Program(t, "bash", "bash"), "-euc", "name=mailadvisor version=1.2.3\nbundle() {"+body+"\n}\nbundle "+dir)
	content, err := os.ReadFile(filepath.Join(dir, "Mailadvisor.app/Contents/Info.plist"))
	if err != nil {
		t.Fatal(err)
	}
	var info struct {
		CFBundleExecutable, CFBundlePackageType, CFBundleShortVersionString string
		CFBundleLocalizations                                               []string
		LSUIElement                                                         bool
	}
	if _, err := plist.Unmarshal(content, &info); err != nil {
		t.Fatal(err)
	}
	if info.CFBundlePackageType != "APPL" || info.CFBundleShortVersionString != "1.2.3" || len(info.CFBundleLocalizations) != 2 || !info.LSUIElement {
		t.Errorf("%+v", info)
	}
	self := filepath.Join(dir, "Mailadvisor.app/Contents/MacOS", info.CFBundleExecutable)
	if content, err := os.ReadFile(self); string(content) != "the program" {
		t.Errorf("%s: %q, %v", self, content, err)
	}
	if content, err := os.ReadFile(filepath.Join(dir, "mailadvisor")); string(content) != "the program" {
		t.Errorf("the link beside it: %q, %v", content, err)
	}
	if !inBundle(self) || inBundle(filepath.Join(dir, "mailadvisor")) {
		t.Error("a double click is taken for something else, or something else for one")
	}
}

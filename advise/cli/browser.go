package cli

import (
	"os/exec"
	"runtime"
)

// browserOpener opens an address in the person's browser, or is nil where this
// machine shows none: the address is one argument, and no shell reads it.
func browserOpener(env func(string) string) func(string) error {
	var command []string
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		if env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == "" {
			return nil
		}
		command = []string{"xdg-open"}
	}
	if env("SSH_CONNECTION") != "" && runtime.GOOS != "windows" { // it would open where nobody sits
		return nil
	}
	return func(address string) error {
		cmd := exec.Command(command[0], append(command[1:], address)...)
		if err := cmd.Start(); err != nil {
			return err
		}
		go func() { _ = cmd.Wait() }() // some stay as long as the browser
		return nil
	}
}

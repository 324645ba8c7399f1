package cli

import (
	"os/exec"
	"runtime"
)

// openBrowser has the system open an address in the person's browser. It does
// not wait for the browser to end.
func openBrowser(url string) error {
	command := map[string][]string{
		"windows": {"rundll32", "url.dll,FileProtocolHandler"},
		"darwin":  {"open"},
	}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	cmd := exec.Command(command[0], append(command[1:], url)...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // it is told by the page whether a browser came
	return nil
}

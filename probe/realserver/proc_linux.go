package realserver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// supported says why servers cannot be started here; empty: they can.
const supported = ""

// ownGroup puts a server in a process group of its own, so that all it forked
// can be ended.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// end ends a server, and returns when all of its group are gone. The children
// are asked along with their master, which reaps them; the master itself may
// sleep for seconds before it looks, and has nothing to save.
func end(cmd *exec.Cmd, ended <-chan struct{}) {
	group := cmd.Process.Pid
	syscall.Kill(-group, syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(300 * time.Millisecond):
	}
	for len(alive(group)) > 0 {
		syscall.Kill(-group, syscall.SIGKILL)
		time.Sleep(5 * time.Millisecond)
	}
	<-ended
}

// alive lists the processes of a group that still run, as "PID (name)". Dead
// ones that nobody has reaped yet do not count.
func alive(group int) []string {
	var found []string
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // ended meanwhile
		}
		// proc(5): PID (name) state parent group …, where the name may hold anything.
		i := strings.LastIndexByte(string(text), ')') + 1
		var state string
		var parent, g int
		if _, err := fmt.Sscan(string(text[i:]), &state, &parent, &g); err != nil {
			continue
		}
		if g == group && state != "Z" && state != "X" {
			found = append(found, string(text[:i]))
		}
	}
	return found
}

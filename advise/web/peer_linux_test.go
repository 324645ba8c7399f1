package web

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"mailadvisor/probe/testkit"
)

// Another account of the computer is hung up on, whatever it has read: it gets
// no answer at all.
func TestAnotherAccount(t *testing.T) {
	if os.Getuid() != 0 {
		testkit.Missing(t, "only root can be another account")
	}
	bash := testkit.Program(t, "bash", "bash")
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	own := ownPeers(l, true)
	defer own.Close()
	go func() {
		for {
			conn, err := own.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte("hello"))
			conn.Close()
		}
	}()
	host, port, _ := net.SplitHostPort(l.Addr().String())
	read := func(uid uint32) string {
		cmd := exec.CommandContext(t.Context(), bash, "-c", "exec 3<>/dev/tcp/"+host+"/"+port+" && cat <&3")
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
		out, _ := cmd.Output() // it is hung up on: that is an error to some
		return string(out)
	}
	if got := read(0); got != "hello" {
		t.Errorf("its own account got %q", got)
	}
	if got := read(65534); got != "" {
		t.Errorf("another account got %q", got)
	}
}

// What the table says is found by both ends, and by no part of one.
func TestOwnerOf(t *testing.T) {
	const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
   3: short
`
	from, to := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 0xD431}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 0x1F90}
	if uid, found := ownerOf(strings.NewReader(table), from, to); uid != 1000 || !found {
		t.Errorf("%d, %t", uid, found)
	}
	if _, found := ownerOf(strings.NewReader(table), from, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}); found {
		t.Error("a connection that is not there is found")
	}
}

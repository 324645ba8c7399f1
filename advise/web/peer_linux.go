package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

// tablePath is where Linux lists the connections of the machine, with the
// account of each end (proc_pid_net(5)).
const tablePath = "/proc/self/net/tcp"

// strangers reports whether the other end of a connection belongs to another
// account than this process; root may do everything anyway. Where that cannot
// be told, it does not.
func strangers(remote, local net.Addr) bool {
	from, okFrom := remote.(*net.TCPAddr)
	to, okTo := local.(*net.TCPAddr)
	if !okFrom || !okTo || from.IP.To4() == nil || to.IP.To4() == nil {
		return false
	}
	table, err := os.Open(tablePath)
	if err != nil {
		return false
	}
	defer table.Close()
	uid, found := ownerOf(table, from, to)
	return found && uid != 0 && uid != os.Getuid()
}

// ownerOf finds the account that a connection from one address to another
// belongs to, at its first end.
func ownerOf(table io.Reader, from, to *net.TCPAddr) (uid int, found bool) {
	want := [2]string{hexAddress(from), hexAddress(to)}
	for scan := bufio.NewScanner(table); scan.Scan(); {
		f := strings.Fields(scan.Text()) // sl local_address rem_address st queues tr retrnsmt uid …
		if len(f) > 7 && f[1] == want[0] && f[2] == want[1] {
			uid, err := strconv.Atoi(f[7])
			return uid, err == nil
		}
	}
	return 0, false
}

// hexAddress returns an address as the table writes it: the octets of IPv4 the
// last first on the little-endian machines that releases are made for.
func hexAddress(a *net.TCPAddr) string {
	ip := a.IP.To4()
	return fmt.Sprintf("%02X%02X%02X%02X:%04X", ip[3], ip[2], ip[1], ip[0], a.Port)
}

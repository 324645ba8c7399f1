package mailhost

import (
	"fmt"
	"net"
	"strconv"
)

// The loopback addresses of both families.
var loopback = [2]string{"127.0.0.1", "::1"}

// listenBoth listens on one port that is free in both families. A machine
// without IPv6 gets IPv4 alone.
func listenBoth() ([]net.Listener, error) {
	const attempts = 20 // of finding a port that is free in both families
	for try := 1; ; try++ {
		v4, err := net.Listen("tcp4", net.JoinHostPort(loopback[0], "0"))
		if err != nil {
			return nil, err
		}
		if !hasIPv6() {
			return []net.Listener{v4}, nil
		}
		chosen := v4.Addr().(*net.TCPAddr).Port
		v6, err := net.Listen("tcp6", net.JoinHostPort(loopback[1], strconv.Itoa(chosen)))
		if err == nil {
			return []net.Listener{v4, v6}, nil
		}
		v4.Close()
		if try == attempts {
			return nil, err
		}
	}
}

// hasIPv6 tells whether the machine has the loopback address of IPv6.
func hasIPv6() bool {
	l, err := net.Listen("tcp6", net.JoinHostPort(loopback[1], "0"))
	if err != nil {
		return false
	}
	l.Close()
	return true
}

// refuse finds an address in each family that refuses connections for as long
// as the host runs. A port that was closed could be taken by another program
// at any time, so the address is the calling end of a connection that the
// host keeps open: that port is in use, and nothing listens there.
func (h *Host) refuse() ([]string, error) {
	var addrs []string
	for i, ip := range loopback {
		if i > 0 && !hasIPv6() {
			break
		}
		addr, err := h.hold(ip)
		if err != nil {
			return nil, fmt.Errorf("reserving a port that refuses: %w", err)
		}
		addrs = append(addrs, addr)
	}
	return addrs, nil
}

func (h *Host) hold(ip string) (string, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		return "", err
	}
	defer l.Close()
	caller, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return "", err
	}
	h.held = append(h.held, caller)
	called, err := l.Accept()
	if err != nil {
		return "", err
	}
	h.held = append(h.held, called)
	return caller.LocalAddr().String(), nil
}

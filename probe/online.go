package probe

import "net"

// Online reports whether this computer has an address by which anything beyond
// it can be reached: neither of the loopback nor of the link alone. It says
// nothing of whether somebody answers there.
func Online() bool {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return true // not known: no claim
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			return true
		}
	}
	return false
}

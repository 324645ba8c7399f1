package web

import (
	"net"
)

// ownPeers returns a listener that, where the system tells whose a connection
// is, hangs up on every other account of this computer: what another has read
// (the address in a list of processes, a cookie) is then of no use to it.
func ownPeers(l net.Listener, alone bool) net.Listener {
	if !alone {
		return l
	}
	return peers{l}
}

type peers struct{ net.Listener }

func (p peers) Accept() (net.Conn, error) {
	for {
		conn, err := p.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if !strangers(conn.RemoteAddr(), conn.LocalAddr()) {
			return conn, nil
		}
		conn.Close()
	}
}

package testkit

import (
	"net"
	"testing"
)

// Listen serves each connection to a port of loopback, and closes it.
func Listen(t testing.TB, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return l.Addr().String()
}

// Closed returns an address of loopback at which nobody listens.
func Closed(t testing.TB) (address string) {
	t.Helper()
	stream, packets := both(t)
	defer packets.Close()
	defer stream.Close()
	return stream.Addr().String()
}

// Mute returns an address of loopback at which everything arrives, and nothing
// is answered.
func Mute(t testing.TB) (address string) {
	t.Helper()
	stream, packets := both(t)
	t.Cleanup(func() {
		packets.Close()
		stream.Close()
	})
	return stream.Addr().String()
}

// both listens on one port over TCP and UDP.
func both(t testing.TB) (net.Listener, net.PacketConn) {
	t.Helper()
	var err error
	for range 20 { // the port may be taken on the other side
		var stream net.Listener
		if stream, err = net.Listen("tcp4", "127.0.0.1:0"); err != nil {
			break
		}
		var packets net.PacketConn
		if packets, err = net.ListenPacket("udp4", stream.Addr().String()); err == nil {
			return stream, packets
		}
		stream.Close()
	}
	t.Fatal("no port over both TCP and UDP: ", err)
	return nil, nil
}

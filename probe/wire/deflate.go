package wire

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"net"
	"slices"
)

// Inflate says that both sides compress from now on (RFC 4978). It must be
// called where the line is read with which the server agreed, and before
// anything else is read or sent. Budgets count what was unpacked.
func (c *Conn) Inflate() {
	packed := io.MultiReader(bytes.NewReader(slices.Clone(c.in)), c.app)
	c.in = nil
	c.app = &deflated{Conn: c.app, unpacked: flate.NewReader(packed)}
}

// deflated is a connection that is compressed in both directions. What is
// sent are commands, which are packed without being made smaller (RFC 1951
// section 3.2.4): that takes no memory, and how long they are tells nothing of
// a secret.
type deflated struct {
	net.Conn
	unpacked io.Reader
}

func (d *deflated) Read(p []byte) (int, error) { return d.unpacked.Read(p) }

func (d *deflated) Write(p []byte) (int, error) {
	const most = 1<<16 - 1
	var out []byte
	for block := range slices.Chunk(p, most) {
		n := uint16(len(block))
		out = append(out, 0) // not the last block, and stored
		out = binary.LittleEndian.AppendUint16(out, n)
		out = binary.LittleEndian.AppendUint16(out, ^n)
		out = append(out, block...)
	}
	if _, err := d.Conn.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

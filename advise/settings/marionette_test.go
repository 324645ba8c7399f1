//go:build unix

package settings

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/testkit"
)

// marionette asks a running Thunderbird, by the protocol that Mozilla's own
// tests drive it with: JSON arrays on a TCP connection, each after its length
// in octets and a colon.
type marionette struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	last int
}

func newMarionette(t *testing.T, port string) *marionette {
	t.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	m := &marionette{t: t, conn: conn, r: bufio.NewReader(conn)}
	m.receive() // the greeting
	m.command("WebDriver:NewSession", map[string]any{})
	m.command("Marionette:SetContext", map[string]any{"value": "chrome"})
	return m
}

func (m *marionette) receive() []byte {
	m.t.Helper()
	m.conn.SetReadDeadline(time.Now().Add(testkit.Patience))
	length, err := m.r.ReadString(':')
	if err != nil {
		m.t.Fatalf("Thunderbird does not answer: %v", err)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil || n < 0 || n > 10<<20 {
		m.t.Fatalf("Thunderbird answers %q", length)
	}
	answer := make([]byte, n)
	if _, err := io.ReadFull(m.r, answer); err != nil {
		m.t.Fatalf("Thunderbird does not answer: %v", err)
	}
	return answer
}

func (m *marionette) command(name string, args map[string]any) json.RawMessage {
	m.t.Helper()
	m.last++
	request, err := json.Marshal([]any{0, m.last, name, args})
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(m.conn, "%d:%s", len(request), request); err != nil {
		m.t.Fatal(err)
	}
	var answer [4]json.RawMessage // 1, the request's number, the error, the value
	text := m.receive()
	if err := json.Unmarshal(text, &answer); err != nil {
		m.t.Fatalf("%s: %v", text, err)
	}
	if string(answer[2]) != "null" {
		m.t.Fatalf("%s: %s", name, answer[2])
	}
	return answer[3]
}

// asks runs a script with the rights of Thunderbird itself, waits for the
// promise that it may return, and stores the value in v, unless that is nil.
func (m *marionette) asks(v any, script string, args ...any) {
	m.t.Helper()
	if args == nil {
		args = []any{}
	}
	value := m.command("WebDriver:ExecuteScript", map[string]any{"script": script, "args": args})
	if v == nil {
		return
	}
	var wrapped struct{ Value json.RawMessage }
	if err := json.Unmarshal(value, &wrapped); err != nil {
		m.t.Fatalf("%s: %v", value, err)
	}
	if err := json.Unmarshal(wrapped.Value, v); err != nil {
		m.t.Fatalf("%s: %v", wrapped.Value, err)
	}
}

// quits has Thunderbird end as from its menu.
func (m *marionette) quits() {
	m.t.Helper()
	m.command("Marionette:Quit", map[string]any{"flags": []string{"eAttemptQuit"}})
}

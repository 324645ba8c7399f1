package wire

import (
	"io"
	"net"
	"testing"

	"mailadvisor/probe/result"
)

// What is not on the closed list does not get onto the wire, whoever writes
// it: this package line by line, or a library in whatever pieces.
func TestForbiddenCommandsAreNotSent(t *testing.T) {
	imap := []string{"T1 SELECT INBOX", "T1 STORE 1 +FLAGS (\\Deleted)", "T1 UID STORE 1 FLAGS ()", "T1 EXPUNGE", "T1 UID EXPUNGE 1",
		"T1 FETCH 1 BODY[]", "T1 FETCH 1:* (UID BODY.PEEK[])", "T1 UID FETCH 1 (FLAGS RFC822)", "T1 FETCH 1", "T1 UID",
		"T1 APPEND INBOX {3}", "T1 CREATE x", "T1 DELETE x", "T1 SETQUOTA x (STORAGE 1)", "T1 CLOSE", "", "T1", "c2VzYW1l"}
	pop3 := []string{"DELE 1", "RETR 1", "TOP 1 0", "RSET", "", "c2VzYW1l"}
	submission := []string{"MAIL FROM:<a@example.org>", "RCPT TO:<a@example.org>", "DATA", "VRFY a", "HELO x", "BDAT 1 LAST", "RSET", ""}
	for service, commands := range map[result.Service][]string{result.IMAP: imap, result.POP3: pop3, result.Submission: submission} {
		for _, command := range commands {
			for name, write := range map[string]func(*Conn) error{
				"line": func(c *Conn) error { return c.WriteLine(command) },
				"flight": func(c *Conn) error {
					return c.WriteFlight(map[bool]string{true: "T0 NOOP", false: "NOOP"}[service == result.IMAP], command)
				},
				"library": func(c *Conn) error {
					for _, b := range []byte(command + "\r\n") {
						if _, err := c.Write([]byte{b}); err != nil {
							return err
						}
					}
					return nil
				},
			} {
				if name == "flight" && command == "" { // one line alone
					continue
				}
				ours, theirs := net.Pipe()
				received := make(chan string)
				go func() {
					all, _ := io.ReadAll(theirs)
					received <- string(all)
				}()
				e := result.Endpoint{Service: service}
				c := New(t.Context(), Config{Endpoint: e})
				c.Attach(ours)
				c.Begin(result.StepMailbox, "")
				f := c.End(write(c))
				c.Close()
				if got := <-received; got != "" || f == nil || f.Kind != result.LocalError {
					t.Errorf("%s %s %q: %+v, and the server received %q", service, name, command, f, got)
				}
			}
		}
	}
}

// What the libraries need is not held back.
func TestAllowedCommandsAreSent(t *testing.T) {
	for _, lines := range [][]string{
		{"T1 FETCH 1:5 (UID INTERNALDATE RFC822.SIZE)"}, {"T1 UID FETCH 1 FLAGS"}, {"t1 fetch 1 uid"},
		{"T1 LIST \"\" {3}", "a b", "T2 NOOP"}, {"T1 LOGIN {1}", "a {1+}", "b"}, {"T1 AUTHENTICATE LOGIN", "YQ==", "Yg=="}, {"T1 IDLE", "DONE"},
	} {
		r := newRedactor(result.IMAP, "")
		for _, line := range lines {
			if !r.allows([]byte(line)) {
				t.Errorf("%q is not allowed in %q", line, lines)
			}
			r.client([]byte(line))
		}
	}
}

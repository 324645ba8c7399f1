package probe

import (
	"context"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// listen serves a service on a loopback port with what each connection does.
func listen(t *testing.T, serve func(net.Conn)) (port int) {
	t.Helper()
	return int(netip.MustParseAddrPort(testkit.Listen(t, serve)).Port())
}

// says greets, and answers each line as the map has it; its end ends all.
func announces(greeting string, answers map[string]string) func(net.Conn) {
	return func(conn net.Conn) {
		io.WriteString(conn, greeting)
		buf := make([]byte, 4096)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			for _, line := range strings.Split(strings.TrimSpace(string(buf[:n])), "\r\n") {
				text, ok := answers[strings.TrimLeft(strings.TrimPrefix(line, "P"), "0123456789 ")]
				if !ok {
					return
				}
				tag, _, _ := strings.Cut(line, " ")
				io.WriteString(conn, strings.ReplaceAll(text, "{tag}", tag))
			}
		}
	}
}

func plain(s result.Service, port int) result.Endpoint {
	return result.Endpoint{Service: s, Host: "127.0.0.1", Port: port, Security: result.None}
}

func TestRefusedIsNotOffered(t *testing.T) {
	works := plain(result.POP3, listen(t, announces("+OK hi\r\n", map[string]string{"CAPA": "+OK\r\nUSER\r\n.\r\n", "QUIT": "+OK\r\n"})))
	refused := plain(result.IMAP, int(netip.MustParseAddrPort(testkit.Closed(t)).Port()))
	named := refused
	named.Named = true
	for _, tt := range []struct {
		name      string
		endpoints []result.Endpoint
		want      []result.Status
	}{
		{"by default", []result.Endpoint{works, refused}, []result.Status{result.OK, result.Skip}},
		{"named", []result.Endpoint{works, named}, []result.Status{result.OK, result.Fail}},
		{"all of them", []result.Endpoint{refused, refused}, []result.Status{result.Fail, result.Fail}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []result.Status
			for _, p := range visitAll(t, Options{StepLimits: quick}, tt.endpoints...).Probes {
				got = append(got, p.Status)
				if p.Status != result.OK && p.Failure.Kind != result.Refused {
					t.Errorf("%v", p.Failure)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// One address that does not answer is reported and holds nothing up: the
// endpoint works over the other.
func TestEveryAddressHasItsResult(t *testing.T) {
	silent := listen(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	good := listen(t, announces("+OK hi\r\n", map[string]string{"CAPA": "-ERR\r\n", "QUIT": "+OK\r\n"}))
	e := plain(result.POP3, 110)
	report := visitAll(t, Options{StepLimits: quick, Connect: map[string][]string{
		e.Address(): {"127.0.0.1:" + strconv.Itoa(silent), "127.0.0.1:" + strconv.Itoa(good)},
	}}, e)
	p := report.Probes[0]
	if p.Status != result.OK || len(p.Paths) != 2 {
		t.Fatalf("%+v", p)
	}
	if f := p.Paths[0].Failure; f == nil || f.Kind != result.Timeout || f.Step != result.StepGreeting {
		t.Errorf("%+v", f)
	}
	if p.Paths[1].Status != result.OK || p.Paths[1].Capabilities != nil {
		t.Errorf("%+v", p.Paths[1])
	}
	if s := p.Paths[1].StepNamed(result.StepCapabilities); s == nil || s.Status != result.Skip {
		t.Errorf("a server without CAPA: %+v", s)
	}
}

// A greeting that comes late is still a greeting, although the port was
// offered TLS in the meantime.
func TestLateGreeting(t *testing.T) {
	e := plain(result.Submission, listen(t, func(conn net.Conn) {
		time.Sleep(quick.Greeting * 3 / 4)
		announces("220 late\r\n", map[string]string{"EHLO [127.0.0.1]": "250 hi\r\n", "QUIT": "221 bye\r\n"})(conn)
	}))
	if p := visitAll(t, Options{StepLimits: quick}, e).Probes[0]; p.Status != result.OK {
		t.Errorf("%v", p.Failure)
	}
}

// A web server says nothing until it is asked.
func TestSilentWebServer(t *testing.T) {
	e := plain(result.IMAP, listen(t, func(conn net.Conn) {
		conn.Read(make([]byte, 4096))
		io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
	}))
	p := visitAll(t, Options{StepLimits: quick}, e).Probes[0]
	if f := p.Failure; f == nil || f.Kind != result.WrongProtocol || f.Found != "http" {
		t.Errorf("%+v", f)
	}
}

// The time limit of the run ends what is under way and says so.
func TestRunLimit(t *testing.T) {
	e := plain(result.IMAP, listen(t, func(conn net.Conn) { io.Copy(io.Discard, conn) }))
	report := visitAll(t, Options{Timeout: 100 * time.Millisecond}, e)
	if f := report.Probes[0].Failure; !report.Interrupted || f == nil || f.Kind != result.Timeout || f.Step != result.StepGreeting {
		t.Errorf("interrupted %v, %+v", report.Interrupted, f)
	}
}

// A server that ends the session at ID has been read all the same.
func TestByeAtID(t *testing.T) {
	e := plain(result.IMAP, listen(t, announces("* OK hi\r\n", map[string]string{
		"CAPABILITY": "* CAPABILITY IMAP4rev1 ID AUTH=PLAIN\r\n{tag} OK\r\n", "ID NIL": "* BYE what?\r\n",
	})))
	p := visitAll(t, Options{StepLimits: quick}, e).Probes[0]
	if p.Status != result.OK || !slices.Equal(p.Paths[0].Auth, []string{"PLAIN"}) {
		t.Errorf("%s %v", p.Status, p.Failure)
	}
	if s := p.Paths[0].StepNamed(result.StepID); s == nil || s.Status != result.Fail {
		t.Errorf("%+v", s)
	}

	o := Options{StepLimits: quick, InsecureLoopback: true, Credential: credential(t, "secret", e.Host)}
	p = visitAll(t, o, e).Probes[0]
	if l := p.Login; l.Status != result.LoginNotTried || l.Reason != result.NotReady {
		t.Errorf("login %+v over a session that is over", l)
	}
	if f := p.Failure; p.Status != result.Fail || f == nil || f.Kind != result.Closed || f.Step != result.StepID {
		t.Errorf("a login was asked for, and none could be made: %s %+v", p.Status, f)
	}
}

func TestWrongOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"family":     {Family: "ipv5"},
		"resolver":   {Resolver: "192.0.2.1"},
		"connect":    {Connect: map[string][]string{"a:1": {"not an address"}}},
		"credential": {Credential: &Credential{User: "a", Secret: "b\r\nQUIT"}},
	} {
		if report, err := Run(context.Background(), result.Target{}, slices.Values([]result.Endpoint{}), o); err == nil {
			t.Errorf("%s: %+v", name, report)
		}
	}
}

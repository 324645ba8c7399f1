package cli

import (
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/testkit"
)

// stand is a host made of embedded ones: a port may be that of a faulty host,
// or an address that never answers.
type stand struct {
	connect map[int][]string // port -> addresses, IPv4 first
	ca      []byte
	user    bool
	dir     string
}

func newStand(t *testing.T) *stand {
	t.Helper()
	s := &stand{connect: map[int][]string{}, user: true, dir: t.TempDir()}
	s.from(t, "default")
	return s
}

// start runs an embedded host, whose certificates are then believed.
func (s *stand) start(t *testing.T, scenario string) *mailhost.Host {
	t.Helper()
	h := testkit.Host(t, mailhost.Config{Scenario: scenario})
	s.ca = append(s.ca, h.CAPEM()...)
	return h
}

// from takes ports from an embedded host; none means all.
func (s *stand) from(t *testing.T, scenario string, ports ...int) {
	t.Helper()
	for name, addresses := range s.start(t, scenario).Connect() {
		_, text, _ := net.SplitHostPort(name)
		number, _ := strconv.Atoi(text)
		if len(ports) == 0 || slices.Contains(ports, number) {
			s.connect[number] = addresses
		}
	}
}

func (s *stand) ports() []int { return slices.Sorted(maps.Keys(s.connect)) }

func (s *stand) merge(other map[int][]string) { maps.Copy(s.connect, other) }

// replace puts an address that never answers in place of the host's own.
func (s *stand) replace(t *testing.T, ip string) {
	t.Helper()
	for _, p := range s.ports() {
		list := slices.Clone(s.connect[p])
		for i, address := range list {
			if host, _, _ := net.SplitHostPort(address); host == ip {
				list[i] = silent(t, ip)
			}
		}
		s.connect[p] = list
	}
}

// args returns the arguments of a probe that reaches the stand.
func (s *stand) args() []string {
	ca, password := filepath.Join(s.dir, "ca.pem"), filepath.Join(s.dir, "password")
	os.WriteFile(ca, s.ca, 0o600)
	os.WriteFile(password, []byte(mailhost.Password+"\n"), 0o600)
	args := []string{mailhost.Name, "--ca-file", ca}
	if s.user {
		args = append(args, "--user", mailhost.User, "--password-file", password)
	}
	for _, p := range s.ports() {
		for _, address := range s.connect[p] {
			args = append(args, "--connect", fmt.Sprintf("%s:%d=%s", mailhost.Name, p, address))
		}
	}
	return args
}

// silent returns an address of this machine from which nothing comes back: it
// listens, but its queue is full, so that the kernel drops what else arrives.
func silent(t *testing.T, ip string) string {
	t.Helper()
	family, address := syscall.AF_INET6, syscall.Sockaddr(&syscall.SockaddrInet6{Addr: [16]byte(net.ParseIP(ip))})
	if v4 := net.ParseIP(ip).To4(); v4 != nil {
		family, address = syscall.AF_INET, &syscall.SockaddrInet4{Addr: [4]byte(v4)}
	}
	fd, err := syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, address); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	number := 0
	switch b := bound.(type) {
	case *syscall.SockaddrInet4:
		number = b.Port
	case *syscall.SockaddrInet6:
		number = b.Port
	}
	name := net.JoinHostPort(ip, strconv.Itoa(number))
	for range 2 { // the queue takes one more than it was asked to
		go func() {
			if conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", name); err == nil {
				<-t.Context().Done()
				conn.Close()
			}
		}()
	}
	return name
}

// badNames returns a name server on which names do not exist, one cannot be
// looked up, and one has no address.
func badNames(t *testing.T) string {
	t.Helper()
	n := testkit.NewNames(t, `example.test. 60 IN TXT "no address"`)
	n.Break("broken.example.test.")
	return n.Address
}

// oneFamily returns the arguments of a probe of a host whose IPv6 addresses the
// name server cannot tell.
func oneFamily(t *testing.T) []string {
	h := newStand(t)
	n := testkit.NewNames(t, mailhost.Name+". 60 IN A 127.0.0.1")
	n.Break(mailhost.Name + ". AAAA")
	_, port, _ := net.SplitHostPort(h.connect[993][0])
	return []string{"imaps://" + mailhost.Name + ":" + port, "--resolver", n.Address, "--ca-file", place(t, h.dir, "ca.pem", string(h.ca))}
}

// besideFlags returns the arguments of a probe that reaches the server of
// -cyrus.
func besideFlags(t *testing.T, user string) []string {
	t.Helper()
	base, ca, ok := strings.Cut(*cyrus, ",")
	first, err := strconv.Atoi(base)
	if !ok || err != nil {
		t.Skip("no -cyrus BASE,CAFILE")
	}
	password := place(t, t.TempDir(), "password", "wonderland\n")
	args := []string{realserver.Host, "--only", "imap,pop3", "--ca-file", ca, "--user", user, "--password-file", password}
	for _, port := range []int{143, 993, 110, 995} {
		args = append(args, "--connect", fmt.Sprintf("%s:%d=127.0.0.1:%d", realserver.Host, port, first+port))
	}
	return args
}

// withoutLogin leaves the user and the password out.
func withoutLogin(args []string) []string {
	i := slices.Index(args, "--user")
	if i < 0 {
		return args
	}
	return slices.Delete(slices.Clone(args), i, i+4)
}

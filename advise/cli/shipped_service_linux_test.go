package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// ownSystemd begins a systemd of its own, as a container would: it sees the
// processes that it starts and no others, the machine's files read-only, and a
// part of the control groups as the whole. It has the units of $1/units and
// none of the machine's, /run/mailadvisor from $1/etc, and shares the network.
const ownSystemd = `set -e
mount --make-rslave /
mount -t tmpfs -o mode=755 tmpfs /run
for d in /etc/systemd/system /usr/lib/systemd/system /usr/lib/systemd/system-generators /usr/lib/systemd/system-preset /usr/local/bin; do
  mount -t tmpfs -o mode=755 tmpfs $d
done
cp "$1"/units/* /etc/systemd/system/
cp -r "$1"/etc /run/mailadvisor
cp "$2" /usr/local/bin/mailadvisor
mount -t tmpfs tmpfs /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --bind /proc/sys /proc/sys
for d in / /sys /proc/sys; do
  mount -o remount,bind,ro $d
done
mount --make-rshared /
shift 2
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
`

// groupOf makes a control group below that of the test.
func groupOf(t *testing.T) string {
	t.Helper()
	mounts, _ := os.ReadFile("/proc/self/mountinfo")
	own, _ := os.ReadFile("/proc/self/cgroup")
	root, path := "", ""
	for line := range strings.Lines(string(mounts)) {
		if f := strings.Fields(line); slices.Contains(f, "cgroup2") {
			root = f[4]
		}
	}
	for line := range strings.Lines(string(own)) {
		if p, ok := strings.CutPrefix(strings.TrimSpace(line), "0::"); ok {
			path = p
		}
	}
	dir, err := os.MkdirTemp(filepath.Join(root, path), "mailadvisor-test-")
	if root == "" || err != nil {
		t.Skip("no control group can be made here: ", cmp.Or(err, fmt.Errorf("there is no cgroup2")))
	}
	t.Cleanup(func() {
		var all []string
		filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				all = append(all, path)
			}
			return nil
		})
		slices.Reverse(all) // those inside first
		for _, d := range all {
			testkit.Await(t, "the end of the group", func() bool { return os.Remove(d) == nil || os.IsNotExist(os.Remove(d)) })
		}
	})
	return dir
}

// inOwnSystem returns a command in namespaces of its own, which ends with the
// test.
func inOwnSystem(group, files, binary string, args ...string) *exec.Cmd {
	return exec.Command("/bin/sh", slices.Concat([]string{"-c", `echo $$ > "$0"/cgroup.procs && exec "$@"`, group,
		"unshare", "--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--uts", "--ipc", "--mount-proc",
		"sh", "-c", ownSystemd, "sh", files, binary}, args)...)
}

// The service starts as it ships under a real systemd, with every restriction:
// it reads its credential, answers, probes and logs in, reads its configuration
// again when told to, and stops in peace.
func TestShippedServiceStarts(t *testing.T) {
	systemd := testkit.File(t, "/lib/systemd/systemd", "systemd")
	for _, p := range [][2]string{{"unshare", "util-linux"}, {"mount", "mount"}, {"systemctl", "systemd"}} {
		testkit.Program(t, p[0], p[1])
	}
	if os.Getuid() != 0 {
		t.Skip("only root can start a systemd of its own")
	}
	host := testkit.Host(t, mailhost.Config{Now: time.Now()}) // the service has a clock of its own
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()

	files, binary := t.TempDir(), program(t)
	units, etc := filepath.Join(files, "units"), filepath.Join(files, "etc")
	for _, d := range []string{units, etc} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// Of the unit, only where its files are and where it listens is another.
	place(t, units, "mailadvisor.service", replaced(t, readExample(t, "systemd/mailadvisor.service"),
		"/etc/mailadvisor/exporter.yaml", "/run/mailadvisor/exporter.yaml --web.listen-address "+address,
		"/etc/mailadvisor/watch.password", "/run/mailadvisor/watch.password"))
	for _, target := range []string{"sysinit", "basic", "network-online", "shutdown", "test"} {
		place(t, units, target+".target", "[Unit]\nDefaultDependencies=no\n")
	}
	place(t, etc, "watch.password", mailhost.Password+"\n")
	public := func(name, content string) {
		if err := os.Chmod(place(t, etc, name, content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	public("policy.yaml", readExample(t, "policy.yaml"))
	public("exporter.yaml", replaced(t, readExample(t, "prometheus/exporter.yaml"), "../policy.yaml", "policy.yaml"))

	group := groupOf(t)
	if out, err := inOwnSystem(group, files, binary, "true").CombinedOutput(); err != nil {
		t.Skipf("no systemd of its own can be started here: %v\n%s", err, out)
	}
	cmd := inOwnSystem(group, files, binary, systemd, "--system", "--unit=test.target", "--show-status=no", "--log-target=null")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill() // and with it everything that it began
		cmd.Wait()
	})
	var first string // the process that is the first one in there
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		pid := fmt.Sprint(cmd.Process.Pid)
		children, _ := os.ReadFile(filepath.Join("/proc", pid, "task", pid, "children"))
		first = strings.TrimSpace(string(children))
		if _, err := os.Stat(filepath.Join("/proc", first, "root/run/systemd/private")); first != "" && err == nil {
			break
		}
		if time.Since(begun) > 30*time.Second {
			t.Skip("no systemd of its own comes up here")
		}
	}
	nsenter := testkit.Program(t, "nsenter", "util-linux")
	systemctl := func(args ...string) {
		t.Helper()
		all := append([]string{"-t", first, "-m", "-p", "-C", "systemctl", "--no-pager"}, args...)
		if out, err := exec.CommandContext(t.Context(), nsenter, all...).CombinedOutput(); err != nil {
			status, _ := exec.Command(nsenter, "-t", first, "-m", "-p", "-C", "systemctl", "--no-pager", "status", "mailadvisor").CombinedOutput()
			t.Fatalf("systemctl %s: %v\n%s%s%s", strings.Join(args, " "), err, out, status, said.String())
		}
	}
	systemctl("start", "mailadvisor")
	e := &exporter{t: t, url: "http://" + address}
	testkit.Await(t, "an answer", func() bool { // it is started; now it listens
		systemctl("is-active", "mailadvisor")
		answer, err := http.Get(e.url + "/-/healthy")
		if err == nil {
			answer.Body.Close()
		}
		return err == nil && answer.StatusCode == http.StatusOK
	})
	if _, body := e.get("/targets"); !strings.Contains(body, "mail.example.org") {
		t.Errorf("the targets are not those of the example: %s", body)
	}

	// Another configuration, and systemctl reload: a host that is there.
	run := filepath.Join("/proc", first, "root/run/mailadvisor")
	exporterFile(t, host, run, "")
	for _, name := range []string{"ca.pem", "policy.yaml", "exporter.yaml"} {
		if err := os.Chmod(filepath.Join(run, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(filepath.Join(run, "exporter.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	place(t, run, "exporter.yaml", replaced(t, string(content), "{file: password}", "{file: /run/credentials/mailadvisor.service/watch}"))
	systemctl("reload", "mailadvisor")
	testkit.Await(t, "the other targets", func() bool { _, body := e.get("/targets"); return strings.Contains(body, mailhost.Name) })
	if _, body := e.get("/probe?module=login&target=" + mailhost.Name); !strings.Contains(body, "probe_success 1\n") || !strings.Contains(body, `probe_login_success{service="imap",host="mail.example.test",port="993",security="tls"} 1`) {
		t.Errorf("%s", body)
	}
	systemctl("stop", "mailadvisor")
	out, err := exec.Command(nsenter, "-t", first, "-m", "-p", "-C", "systemctl", "show", "--property=Result,NRestarts,ActiveState", "mailadvisor").CombinedOutput()
	for _, want := range []string{"Result=success\n", "NRestarts=0\n", "ActiveState=inactive\n"} {
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s %v", out, err)
		}
	}
}

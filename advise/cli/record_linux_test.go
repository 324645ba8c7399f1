package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

var record = flag.Bool("record", false, "probe the hosts of the stored reports anew, and write the reports")

// cyrus names a Cyrus IMAP server that runs beside the tests: the packages of
// Dovecot and Cyrus exclude each other, so no test can start both.
var cyrus = flag.String("cyrus", "", `with -record: "BASE,CAFILE" of a Cyrus with alice@example.test and full@example.test on loopback, IMAP at the ports BASE+143 and BASE+993, POP3 at BASE+110 and BASE+995`)

// TestRecord writes the stored reports, with -record alone: each is a run of
// the program against a host that this test starts. Those of the embedded
// host, behind sockets that never answer, show what a host on loopback cannot
// show by itself; the others are of the real servers that this machine has.
func TestRecord(t *testing.T) {
	if !*record {
		t.Skip("writes the stored reports, with -record")
	}
	t.Setenv("CI", "") // a server that is not installed keeps its stored report
	all := recordings()
	maps.Copy(all, publishedRecordings())
	for name, args := range all {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(reportsDir, name+".json")
			flags := args(t)
			if strings.HasPrefix(name, "dovecot") { // the first handshakes of a new server are slow
				write(t, file, withoutLogin(flags))
			}
			write(t, file, flags)
		})
	}
}

// write runs a probe and stores its report.
func write(t *testing.T, file string, args []string) {
	t.Helper()
	now := today
	for _, prefix := range []string{"dovecot", "cyrus"} {
		if strings.HasPrefix(filepath.Base(file), prefix) {
			now = time.Now() // the servers' own clocks count
		}
	}
	var stdout, stderr bytes.Buffer
	status := Main(t.Context(), append([]string{"probe", "-o", "json"}, args...), Streams{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Env: func(string) string { return "" }, Now: func() time.Time { return now },
	})
	var r result.Report
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatalf("status %d: %v\n%s", status, err, stderr.String())
	}
	normalise(&r, now)
	content, err := json.MarshalIndent(&r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	// The addresses of documentation (RFC 5737, RFC 3849) stand for loopback's.
	text := strings.NewReplacer("127.0.0.1", "192.0.2.10", "127.0.0.2", "192.0.2.11", `"::1"`, `"2001:db8::10"`).Replace(string(content))
	if err := os.MkdirAll(reportsDir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// normalise takes out of a report what differs from run to run: the day, and
// times below a second, which become those of a host 20 ms away.
func normalise(r *result.Report, now time.Time) {
	r.Tool.Version, r.StartedAt = "", today
	r.Target.Demo, r.Target.Flags = "", nil
	r.ElapsedMS = 0
	if r.Discovery != nil {
		for i := range r.Discovery.Sources {
			r.Discovery.Sources[i].TookMS = usual(r.Discovery.Sources[i].TookMS)
		}
	}
	for i := range r.Probes {
		p := &r.Probes[i]
		p.DoneMS = 0
		if usual := usualPort(p.Endpoint); p.Port >= 1024 { // that of a host of this test
			r.Target.Input = strings.TrimSuffix(r.Target.Input, ":"+strconv.Itoa(p.Port))
			p.Port = usual
		}
		for j := range p.Paths {
			path := &p.Paths[j]
			if path.Address == "127.0.0.1" || path.Address == "::1" { // which become public ones
				path.Special = ""
			}
			total := 0.0
			for k := range path.Steps {
				path.Steps[k].TookMS = usual(path.Steps[k].TookMS)
				total += path.Steps[k].TookMS
			}
			p.DoneMS = math.Max(p.DoneMS, total)
			if path.TLS == nil {
				continue
			}
			for k := range path.TLS.Chain {
				c := &path.TLS.Chain[k]
				c.NotBefore = c.NotBefore.Add(today.Sub(now)).Truncate(time.Minute)
				c.NotAfter = c.NotAfter.Add(today.Sub(now)).Truncate(time.Minute)
			}
		}
		r.ElapsedMS = math.Max(r.ElapsedMS, p.DoneMS)
	}
}

// usualPort is where the service of an endpoint is on other hosts.
func usualPort(e result.Endpoint) int {
	for _, usual := range result.DefaultEndpoints(e.Host) {
		if usual.Service == e.Service && usual.Security == e.Security {
			return usual.Port
		}
	}
	return e.Port
}

// usual returns the time of a step, in milliseconds: as it was where it took a
// second or more, in whole seconds.
func usual(ms float64) float64 {
	if ms < 950 {
		return 21
	}
	return math.Round(ms/1000) * 1000
}

// recordings returns the stored reports, each with the arguments of a probe of
// the host that is started for it.
func recordings() map[string]func(t *testing.T) []string {
	port := func(number int, addresses ...string) map[int][]string { return map[int][]string{number: addresses} }
	host := func(change func(t *testing.T, h *stand)) func(t *testing.T) []string {
		return func(t *testing.T) []string {
			h := newStand(t)
			change(t, h)
			return h.args()
		}
	}
	lookup := func(name string) func(t *testing.T) []string {
		return func(t *testing.T) []string { return []string{name, "--resolver", badNames(t)} }
	}
	dovecot := func(o realserver.Options, more ...string) func(t *testing.T) []string {
		return func(t *testing.T) []string {
			o.Now = time.Now()
			return slices.Concat([]string{realserver.Host, "--only", "imap,pop3"}, realFlags(t, realserver.Dovecot(t, o)), more)
		}
	}
	postfix := func(o realserver.Options, more ...string) func(t *testing.T) []string {
		return func(t *testing.T) []string {
			o.Now = time.Now()
			return slices.Concat([]string{realserver.Host}, realFlags(t, realserver.Postfix(t, o)), more)
		}
	}
	mailbox := realserver.Options{Quota: 100 << 20, Messages: 400, DaysOfMail: 80, ListenOther: true}
	with := func(change func(o *realserver.Options)) realserver.Options {
		o := mailbox
		change(&o)
		return o
	}
	return map[string]func(t *testing.T) []string{
		"name-unknown":       lookup("no-such-host.example.test"),
		"name-lookup-failed": lookup("broken.example.test"),
		"no-address":         lookup("example.test"),
		"host-no-answer": host(func(t *testing.T, h *stand) {
			for _, p := range h.ports() {
				h.connect[p] = []string{silent(t, "127.0.0.1"), silent(t, "::1")}
			}
		}),
		"ipv6-no-answer": host(func(t *testing.T, h *stand) { h.replace(t, "::1") }),
		"ipv4-no-answer": host(func(t *testing.T, h *stand) { h.replace(t, "127.0.0.1") }),
		"address-no-answer": host(func(t *testing.T, h *stand) {
			for _, p := range h.ports() {
				h.connect[p] = append(h.connect[p], silent(t, "127.0.0.2"))
			}
		}),
		"port-no-answer": host(func(t *testing.T, h *stand) {
			h.merge(port(110, silent(t, "127.0.0.1"), silent(t, "::1")))
		}),
		"port-not-everywhere": host(func(t *testing.T, h *stand) {
			refused := h.start(t, "imap-only").Connect()[mailhost.Name+":110"]
			h.merge(port(143, h.connect[143][0], refused[1]))
		}),
		"asked-by-address": func(t *testing.T) []string {
			h := testkit.Host(t, mailhost.Config{})
			return []string{"imaps://127.0.0.1", "--ca-file", place(t, t.TempDir(), "ca.pem", string(h.CAPEM())),
				"--connect", "127.0.0.1:993=" + h.Connect()[mailhost.Name+":993"][0]}
		},
		"tls-at-once":         host(func(t *testing.T, h *stand) { h.from(t, "fault:tls-on-plaintext-port", 143, 110, 587) }),
		"no-greeting":         host(func(t *testing.T, h *stand) { h.from(t, "fault:silent", 143) }),
		"step-timeout":        host(func(t *testing.T, h *stand) { h.from(t, "fault:silent-tls", 995) }),
		"greeting-unfinished": host(func(t *testing.T, h *stand) { h.from(t, "fault:partial-greeting", 143) }),
		"slow-answer": func(t *testing.T) []string {
			h := newStand(t)
			h.from(t, "fault:slow-greeting", 143)
			return append(h.args(), "--timeout", "1m")
		},
		"family-unanswered": oneFamily,
		"addresses-omitted": func(t *testing.T) []string {
			n := testkit.NewNames(t)
			for i := range 20 {
				n.Zone(fmt.Sprintf("%s. 60 IN A 127.0.1.%d", mailhost.Name, 10+i))
			}
			return []string{mailhost.Name, "--resolver", n.Address, "-4"}
		},
		"certificate-by-address": host(func(t *testing.T, h *stand) {
			other := h.start(t, "fault:two-certificates").Connect()[mailhost.Name+":995"]
			h.merge(port(995, h.connect[995][0], other[1]))
		}),
		"bad-day": host(func(t *testing.T, h *stand) {
			h.user = false
			h.from(t, "fault:starttls-stripped", 143)
			h.from(t, "fault:cert-expires-6-days", 995)
			h.replace(t, "::1")
		}),

		"cyrus":          func(t *testing.T) []string { return besideFlags(t, "alice@example.test") },
		"cyrus-full":     func(t *testing.T) []string { return besideFlags(t, "full@example.test") },
		"cyrus-required": func(t *testing.T) []string { return besideFlags(t, "alice@example.test") },

		"dovecot-postfix":      postfix(mailbox),
		"dovecot":              dovecot(mailbox),
		"dovecot-no-login":     func(t *testing.T) []string { return withoutLogin(dovecot(mailbox)(t)) },
		"dovecot-own-address":  dovecot(with(func(o *realserver.Options) { o.ListenOther = false })),
		"dovecot-plaintext":    postfix(with(func(o *realserver.Options) { o.PlainTextAuth = true })),
		"dovecot-over-quota":   dovecot(with(func(o *realserver.Options) { o.Quota = 100 << 10 })),
		"dovecot-no-quota":     dovecot(with(func(o *realserver.Options) { o.Quota = 0 })),
		"dovecot-expired":      dovecot(with(func(o *realserver.Options) { o.LeafNotAfter = time.Now().Add(-10 * 24 * time.Hour) })),
		"dovecot-wrong-name":   dovecot(with(func(o *realserver.Options) { o.LeafNames = []string{"imap.example.test"} })),
		"dovecot-scram-stored": dovecot(with(func(o *realserver.Options) { o.PasswordScheme = "SHA512-CRYPT" }), "--auth", "SCRAM-SHA-256"),
		"dovecot-bare": dovecot(with(func(o *realserver.Options) {
			o.Extra = "protocol imap {\n  imap_capability = IMAP4rev1\n}\nssl_min_protocol = TLSv1.2\nssl_cipher_suites = \n"
		})),
		"dovecot-login-limit": dovecot(with(func(o *realserver.Options) {
			o.Extra = "protocol imap {\n  mail_max_userip_connections = 1\n}\nprotocol pop3 {\n  mail_max_userip_connections = 1\n}\n"
		})),
	}
}

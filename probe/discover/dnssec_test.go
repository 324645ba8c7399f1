package discover

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"mailadvisor/probe/proven"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// The real thing: Knot signs a zone, Unbound validates it, and a search asks
// Unbound. One zone is signed, one is not, and one is expected to be signed
// and is not.
func TestDNSSEC(t *testing.T) {
	const what = "DNSSEC: signed, unsigned, bogus"
	knotd, unbound := proven.Program(t, "name server", what, "knotd", "knot"), proven.Program(t, "name server", what, "unbound", "unbound")
	dir := t.TempDir()
	sum := sha256.Sum256([]byte(otherPACC))
	zone := `$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
_imaps._tcp SRV 0 1 993 mail
_submissions._tcp SRV 0 1 465 mail.provider.test.
mail A 127.0.0.9
_993._tcp.mail TLSA 3 1 1 0c72ac70b745ac19998811b131d662c9ac69dbdbe7cb23e5b514b56664c5d3d6
_ua-auto-config TXT "v=UAAC1; a=sha256; d=` + base64.StdEncoding.EncodeToString(sum[:]) + `"
`
	authority := startKnot(t, knotd, dir, zone, map[string]bool{"signed.test": true, "unsigned.test": false, "bogus.test": false})
	names := startUnbound(t, unbound, dir, authority, dnskey(t, authority, "signed.test"))

	w := newWorld(t)
	find := func(domain string, change ...func(*Options)) *result.Discovery {
		o := append([]func(*Options){noThirdParty, func(o *Options) { o.Resolver = names }}, change...)
		return w.find("user@"+domain, o...)
	}

	d := find("signed.test")
	if s := source(t, d, "srv"); !s.DNSSEC || s.Trust != result.TrustB {
		t.Errorf("signed: %+v %+v", s, s.Failure)
	}
	i := slices.IndexFunc(d.Endpoints, func(e result.Candidate) bool { return e.Host == "mail.signed.test" && e.Port == 993 })
	if i < 0 || !d.Endpoints[i].DNSSEC || len(d.Endpoints[i].TLSA) != 1 {
		t.Errorf("signed: %+v", d.Endpoints)
	}
	if s := source(t, find("unsigned.test"), "srv"); s.Status != result.SourceOK || s.DNSSEC || s.Trust != result.TrustC {
		t.Errorf("unsigned: %+v %+v", s, s.Failure)
	}
	s := source(t, find("bogus.test"), "srv")
	if s.Status != result.SourceFail || s.Failure.Kind != result.NameLookupFailed || !strings.Contains(s.Failure.Detail, "SERVFAIL (") {
		t.Errorf("bogus: %+v %+v", s, s.Failure)
	}

	// A validated digest makes the file the domain's own word, whatever hosts it names.
	for _, domain := range []string{"signed.test", "unsigned.test"} {
		w.file("https://ua-auto-config."+domain+"/.well-known/user-agent-configuration.json", otherPACC)
	}
	if s := source(t, find("signed.test"), "pacc"); s.Trust != result.TrustA || !s.DNSSEC {
		t.Errorf("signed: %+v %+v", s, s.Failure)
	}
	if s := source(t, find("unsigned.test"), "pacc"); s.Trust != result.TrustB || s.DNSSEC {
		t.Errorf("unsigned: %+v %+v", s, s.Failure)
	}
}

const otherPACC = `{"protocols":{"imap":{"host":"mail.provider.test"}},"authentication":{"password":true}}`

// startKnot serves the same records as several zones, some of them signed.
func startKnot(t *testing.T, program, dir, zone string, signed map[string]bool) (address string) {
	t.Helper()
	address = testkit.Closed(t)
	config := fmt.Sprintf("server:\n  rundir: %q\n  listen: %q\ndatabase:\n  storage: %q\nlog:\n  - target: stderr\n    any: warning\nzone:\n",
		dir, strings.Replace(address, ":", "@", 1), dir)
	for name, sign := range signed {
		file := filepath.Join(dir, name+".zone")
		write(t, file, "$ORIGIN "+name+".\n"+zone)
		config += fmt.Sprintf("  - domain: %s\n    file: %q\n    dnssec-signing: %v\n    zonefile-sync: -1\n    journal-content: none\n", name, file, onOff(sign))
	}
	write(t, filepath.Join(dir, "knot.conf"), config)
	run(t, program, "-c", filepath.Join(dir, "knot.conf"))
	for name := range signed {
		await(t, address, name)
	}
	return address
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// startUnbound validates: it has the key of one zone, and a key for bogus.test
// that the zone does not have. It asks nobody else.
func startUnbound(t *testing.T, program, dir, authority, key string) (address string) {
	t.Helper()
	address = testkit.Closed(t)
	at := func(a string) string { return strings.Replace(a, ":", "@", 1) }
	config := fmt.Sprintf(`server:
  interface: %s
  directory: %q
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  do-daemonize: no
  do-not-query-localhost: no
  module-config: "validator iterator"
  ede: yes
  local-zone: "." always_nxdomain
  trust-anchor: %q
  trust-anchor: "bogus.test. DS 1 13 2 0c72ac70b745ac19998811b131d662c9ac69dbdbe7cb23e5b514b56664c5d3d6"
`, at(address), dir, key)
	for _, name := range []string{"signed.test", "unsigned.test", "bogus.test"} {
		config += fmt.Sprintf("  local-zone: %q transparent\nstub-zone:\n  name: %q\n  stub-addr: %s\nserver:\n", name, name, at(authority))
	}
	config += "remote-control:\n  control-enable: no\n"
	write(t, filepath.Join(dir, "unbound.conf"), config)
	run(t, program, "-c", filepath.Join(dir, "unbound.conf"))
	await(t, address, "unsigned.test")
	return address
}

// dnskey waits until a zone is signed, and is its key-signing key.
func dnskey(t *testing.T, address, zone string) string {
	t.Helper()
	key := ""
	testkit.Await(t, "the signature of "+zone, func() bool {
		m, err := dns.Exchange(new(dns.Msg).SetQuestion(dns.Fqdn(zone), dns.TypeDNSKEY), address)
		if err != nil {
			return false
		}
		for _, rr := range m.Answer {
			if k, ok := rr.(*dns.DNSKEY); ok && k.Flags&dns.SEP != 0 {
				key = k.String()
			}
		}
		return key != ""
	})
	return strings.ReplaceAll(key, "\t", " ")
}

// await waits until a name server answers for a zone.
func await(t *testing.T, address, zone string) {
	t.Helper()
	testkit.Await(t, "an answer of "+address+" for "+zone, func() bool {
		m, err := dns.Exchange(new(dns.Msg).SetQuestion(dns.Fqdn(zone), dns.TypeSOA), address)
		return err == nil && len(m.Answer) > 0
	})
}

// run starts a program that ends with the test; what it said is shown where
// the test fails.
func run(t *testing.T, program string, args ...string) {
	t.Helper()
	var said strings.Builder
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, args...)
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		c.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", program, said.String())
		}
	})
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

package discover

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/result"
)

func TestSRV(t *testing.T) {
	cases := []struct {
		name       string
		zone       []string
		signed     bool
		want       []string
		notOffered []result.Service
		preference result.Service
	}{
		{
			name: "each label is a service and its security",
			zone: []string{
				"_imaps._tcp.example.test. SRV 0 1 993 Mail.Example.TEST.", "_imap._tcp.example.test. SRV 0 1 143 mail.example.test.",
				"_submissions._tcp.example.test. SRV 0 1 465 mail.example.test.", "_submission._tcp.example.test. SRV 0 1 587 mail.example.test.",
			},
			want: []string{
				"> C srv imap mail.example.test:993 tls", "> C srv imap mail.example.test:143 starttls",
				"> C srv submission mail.example.test:465 tls", "> C srv submission mail.example.test:587 starttls",
			},
		},
		{
			name: "the lowest priority first, the heaviest only inside it",
			zone: []string{
				"_imaps._tcp.example.test. SRV 20 100 993 backup.example.test.",
				"_imaps._tcp.example.test. SRV 10 1 993 light.example.test.",
				"_imaps._tcp.example.test. SRV 10 60 993 heavy.example.test.",
			},
			want: []string{
				"> C srv imap heavy.example.test:993 tls", "> C srv imap light.example.test:993 tls",
				"  C srv imap backup.example.test:993 tls",
			},
		},
		{
			name: "a target of . is not offered",
			zone: []string{
				"_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.", "_pop3s._tcp.example.test. SRV 0 0 0 .", "_pop3._tcp.example.test. SRV 0 0 0 .",
			},
			want:       []string{"> C srv imap mail.example.test:993 tls"},
			notOffered: []result.Service{result.POP3},
		},
		{
			name: "one label refused, the other offered",
			zone: []string{"_imap._tcp.example.test. SRV 0 0 0 .", "_imaps._tcp.example.test. SRV 0 1 993 mail.example.test."},
			want: []string{"> C srv imap mail.example.test:993 tls"},
		},
		{
			name:       "nothing at all is offered",
			zone:       []string{"_imaps._tcp.example.test. SRV 0 0 0 .", "_submissions._tcp.example.test. SRV 0 0 0 ."},
			notOffered: []result.Service{result.IMAP, result.Submission},
		},
		{
			name:       "the domain prefers POP3",
			zone:       []string{"_imaps._tcp.example.test. SRV 10 1 993 mail.example.test.", "_pop3s._tcp.example.test. SRV 0 1 995 mail.example.test."},
			want:       []string{"> C srv imap mail.example.test:993 tls", "> C srv pop3 mail.example.test:995 tls"},
			preference: result.POP3,
		},
		{
			name:   "validated: trusted more, whatever the domain",
			zone:   []string{"_imaps._tcp.example.test. SRV 0 1 993 mail.provider.test."},
			signed: true,
			want:   []string{"> B srv imap mail.provider.test:993 tls"},
		},
		{
			name: "a label that no standard knows is not followed",
			zone: []string{"_smtps._tcp.example.test. SRV 0 1 465 mail.example.test."},
		},
		{
			name: "a port of 0 and a name that is none",
			zone: []string{"_imaps._tcp.example.test. SRV 0 1 0 mail.example.test.", `_pop3s._tcp.example.test. SRV 0 1 995 ma\033il.example.test.`},
			want: []string{"> C srv imap mail.example.test:993 tls"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).zone(c.zone...)
			if c.signed {
				w.Sign()
			}
			d := w.find("user@example.test")
			if diff := cmp.Diff(c.want, lines(d)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.notOffered, d.NotOffered); diff != "" {
				t.Error(diff)
			}
			if d.Preference != c.preference {
				t.Errorf("preference %q, want %q", d.Preference, c.preference)
			}
			if s := source(t, d, "srv"); s.DNSSEC != c.signed {
				t.Errorf("source validated: %v", s.DNSSEC)
			}
			for _, e := range d.Endpoints {
				if e.DNSSEC != c.signed || !e.Named {
					t.Errorf("%s: validated %v, named %v", e.Address(), e.DNSSEC, e.Named)
				}
			}
		})
	}
}

// Of 60 records with long names the answer does not fit into a datagram.
func TestSRVOverTCP(t *testing.T) {
	w := newWorld(t)
	for n := range 60 {
		w.zone(fmt.Sprintf("_imaps._tcp.example.test. SRV 0 %d 993 host%d.a-rather-long-name-of-a-host.example.test.", 1+n%9, n))
	}
	d := w.find("example.test")
	if s := source(t, d, "srv"); s.Status != result.SourceOK || len(d.Endpoints) != maxServers {
		t.Errorf("%+v, %d endpoints", s, len(d.Endpoints))
	}
}

// The target of an SRV record must be no alias (RFC 2782).
func TestSRVAlias(t *testing.T) {
	w := newWorld(t)
	w.zone("_imaps._tcp.example.test. SRV 0 1 993 imap.example.test.", "imap.example.test. CNAME host.provider.test.", "host.provider.test. A 192.0.2.1",
		"_submissions._tcp.example.test. SRV 0 1 465 smtp.example.test.", "smtp.example.test. A 192.0.2.1")
	for _, c := range w.find("example.test").Endpoints {
		want := map[string]string{"imap.example.test": "host.provider.test"}[c.Host]
		if c.AliasOf != want {
			t.Errorf("%s: an alias of %q, want %q", c.Host, c.AliasOf, want)
		}
	}
}

// TLSA counts only where the whole way is validated.
func TestTLSA(t *testing.T) {
	zone := []string{
		"_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.",
		"_993._tcp.mail.example.test. TLSA 3 1 1 0C72AC70B745AC19998811B131D662C9AC69DBDBE7CB23E5B514B56664C5D3D6",
	}
	w := newWorld(t).zone(zone...)
	if e := w.find("example.test").Endpoints[0]; e.TLSA != nil {
		t.Errorf("unsigned: %v", e.TLSA)
	}
	w = newWorld(t).zone(zone...)
	w.Sign()
	want := []string{"3 1 1 0c72ac70b745ac19998811b131d662c9ac69dbdbe7cb23e5b514b56664c5d3d6"}
	if diff := cmp.Diff(want, w.find("example.test").Endpoints[0].TLSA); diff != "" {
		t.Error(diff)
	}
}

// The AD bit counts from a loopback address, or by the person's word.
func TestWhoseADBitCounts(t *testing.T) {
	cases := []struct {
		server string
		trust  bool
		want   bool
	}{
		{"127.0.0.1:53", false, true}, {"[::1]:53", false, true}, {"127.0.0.53:53", false, true},
		{"192.0.2.1:53", false, false}, {"192.0.2.1:53", true, true}, {"[2001:db8::1]:53", false, false},
	}
	for _, c := range cases {
		if got := (&resolver{trustAD: c.trust}).believes(c.server); got != c.want {
			t.Errorf("%s, --trust-ad %v: %v", c.server, c.trust, got)
		}
	}
}

// What a validating name server says of a failure is told.
func TestBrokenSignature(t *testing.T) {
	w := newWorld(t)
	for _, l := range srvLabels() {
		w.Break("_" + l.label + "._tcp.example.test.")
	}
	f := source(t, w.find("example.test"), "srv").Failure
	if f == nil || f.Kind != result.NameLookupFailed || !f.Temporary {
		t.Fatalf("%+v", f)
	}
	if want := "SERVFAIL (Signature Expired: too old)"; len(f.Detail) < len(want) || f.Detail[len(f.Detail)-len(want):] != want {
		t.Errorf("detail %q", f.Detail)
	}
}

func TestGuess(t *testing.T) {
	cases := []struct {
		name     string
		zone     []string
		want     []string
		wildcard bool
	}{
		{
			name: "the usual names",
			zone: []string{"mail.example.test. A 192.0.2.1", "pop.example.test. AAAA 2001:db8::1"},
			want: []string{
				"> C guess imap mail.example.test:993 tls", "> C guess imap mail.example.test:143 starttls",
				"> C guess pop3 pop.example.test:995 tls", "> C guess pop3 pop.example.test:110 starttls",
				"> C guess submission mail.example.test:465 tls", "> C guess submission mail.example.test:587 starttls",
			},
		},
		{
			name: "a wildcard names no host, but those beside it and the domain do",
			zone: []string{"*.example.test. A 127.0.0.9", "imap.example.test. A 192.0.2.1", "example.test. A 127.0.0.9"},
			want: []string{
				"> C guess imap imap.example.test:993 tls", "> C guess imap imap.example.test:143 starttls",
				"> C guess pop3 example.test:995 tls", "> C guess pop3 example.test:110 starttls",
				"> C guess submission example.test:465 tls", "> C guess submission example.test:587 starttls",
			},
			wildcard: true,
		},
		{name: "nothing but a wildcard", zone: []string{"*.example.test. A 127.0.0.9"}, wildcard: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newWorld(t).zone(c.zone...).find("user@example.test")
			if diff := cmp.Diff(c.want, lines(d)); diff != "" {
				t.Error(diff)
			}
			if d.Wildcard != c.wildcard {
				t.Errorf("wildcard %v", d.Wildcard)
			}
			for _, e := range d.Endpoints {
				if e.Named || e.NameExists == nil || !*e.NameExists {
					t.Errorf("%s: named %v, exists %v", e.Address(), e.Named, e.NameExists)
				}
			}
		})
	}
}

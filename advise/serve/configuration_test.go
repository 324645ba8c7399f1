package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/config/schema"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// TestErrors shows how a configuration can be wrong, with its place and the
// nearest right word. What all such files have in common, the tests of
// policies show.
func TestErrors(t *testing.T) {
	const login = "credentials:\n  watch: {user: u, hosts: [mail.example.org], password: {env: P}}\n"
	cases := []struct{ name, content string }{
		{"empty", ""},
		{"key, near", "module: {}\n"},
		{"key of a module", "modules:\n  default:\n    time-out: 3s\n"},
		{"key of another file", "modules:\n  default:\n    require: []\n"},
		{"service", "modules:\n  default:\n    only: [imap, pop]\n"},
		{"time", "modules:\n  default:\n    timeout: 10\n"},
		{"family", "modules:\n  default:\n    family: ipv5\n"},
		{"switch", "modules:\n  default:\n    tls-scan: yes\n"},
		{"mechanism", "modules:\n  default:\n    auth: PLAN\n"},
		{"resolver", "modules:\n  default:\n    resolver: dns.example.org\n"},
		{"connect", "modules:\n  default:\n    connect: ['mail.example.org=192.0.2.1']\n"},
		{"credential unknown", login + "modules:\n  default:\n    credential: wach\n"},
		{"secret as a word", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n    password: swordfish\n"},
		{"no module of that name", "modules:\n  login: {}\ntargets:\n  - {target: a.example, module: logn}\n"},
		{"target, bad", "targets:\n  - http://mail.example.org\n"},
		{"target, an address", "targets:\n  - user@example.org\n"},
		{"target, a user", "targets:\n  - target: imaps://user@example.org\n"},
		{"login at another host", login + "modules:\n  default: {credential: watch}\ntargets:\n  - mx.example.org\n"},
		{"label", "targets:\n  - target: a.example\n    labels: {my-team: x}\n"},
		{"label of Prometheus's own", "targets:\n  - target: a.example\n    labels: {__address__: x}\n"},
		{"allow", "allow: ['*.example.org']\n"},
		{"allow, a range", "allow: [192.0.2.0/33]\n"},
	}
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, c := range cases {
			_, err := Parse("exporter.yaml", []byte(c.content))
			var e *config.Error
			if !errors.As(err, &e) {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			text, err := words.Message(e.Text.ID, e.Text.Args)
			if err != nil || strings.Contains(text, "swordfish") {
				t.Errorf("%s: %s %v", c.name, text, err)
			}
			fmt.Fprintf(&out, "%s\n  %s:%d:%d: %s\n", c.name, e.File, e.Line, e.Column, text)
		}
		testkit.Golden(t, filepath.Join("testdata", "errors."+lang+".txt"), out.String())
	}
}

func TestParse(t *testing.T) {
	c, err := Parse("etc/exporter.yaml", []byte(`
modules:
  all-of-it:
    only: [imap:993, submission]
    timeout: 1m30s
    family: ipv6
    tls-scan: true
    auth: SCRAM-SHA-256
    ca-file: ca.pem
    resolver: 2001:db8::53
    connect: mail.example.org:993=192.0.2.10:10993
    policy: /etc/policy.yaml
    credential: watch
credentials:
  watch: {user: u, hosts: Mail.Example.ORG, token: {command: print-token}}
targets:
  - {target: mail.example.org, module: all-of-it}
`))
	if err != nil {
		t.Fatal(err)
	}
	m := c.Modules["all-of-it"]
	if m.Timeout != 90*time.Second || m.Family != "ipv6" || !m.TLSScan || m.Auth != "SCRAM-SHA-256" || m.Resolver != "[2001:db8::53]:53" ||
		len(m.Only) != 2 || len(m.Connect) != 1 || m.Path(m.CAFile) != "etc/ca.pem" || m.Path(m.Policy) != "/etc/policy.yaml" {
		t.Errorf("%+v", m)
	}
	if cr := m.Credential; cr == nil || !cr.Token || cr.Source != "command" || cr.Hosts[0] != "mail.example.org" {
		t.Errorf("%+v", m.Credential)
	}
	if p := m.Place("ca-file"); p.Line != 9 || p.Column != 14 {
		t.Errorf("the CA file is said to stand at %+v", p)
	}
	if p := m.Place("login"); p.Line != 3 {
		t.Errorf("the module is said to stand at %+v", p)
	}
	if d := c.Modules[DefaultModule]; d == nil || d.Timeout != result.UsualTimeout {
		t.Errorf("there is always a default module: %+v", d)
	}
}

// The schema for editors takes the example, and refuses what the parser does.
func TestSchema(t *testing.T) {
	shape := schema.Of(fileShape(), "mailadvisor exporter")
	text, err := json.MarshalIndent(shape, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "../../docs/exporter.schema.json", append(text, '\n'))
	resolved, err := shape.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	for content, good := range map[string]bool{
		`{"targets": ["mail.example.org"], "modules": {"a": {"only": "imap", "tls-scan": true, "timeout": "3s"}}}`: true,
		`{"targets": [{"target": "a.example", "labels": {"team": "mail"}}], "allow": ".example.org"}`:              true,
		`{"target": []}`:                             false,
		`{"modules": {"a": {"only": "imap:x"}}}`:     false,
		`{"modules": {"a": {"timeout": 3}}}`:         false,
		`{"modules": {"a": {"family": "ipv5"}}}`:     false,
		`{"modules": {"a": {"password": "secret"}}}`: false,
	} {
		var v any
		if err := json.Unmarshal([]byte(content), &v); err != nil {
			t.Fatal(err)
		}
		_, parsed := Parse("exporter.yaml", []byte(content)) // JSON is YAML
		if valid := resolved.Validate(v); (valid == nil) != good || (parsed == nil) != good {
			t.Errorf("%s: the parser says %v, the schema %v", content, parsed, valid)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(watched)
	f.Add("allow: [10.0.0.0/8, '::/0', .a, 'fe80::1%x']\ntargets: ['[::1]:993', {target: a, labels: {b: c}}]\n")
	f.Add("modules: {default: {connect: 'a:1=[::1]:2', resolver: '::1', timeout: 1s}}\n")
	words := english(f)
	f.Fuzz(func(t *testing.T, content string) {
		c, err := Parse("exporter.yaml", []byte(content))
		var e *config.Error
		switch {
		case err == nil:
			for _, target := range c.Targets {
				if host, kind := hostOf(target.Name); kind != "" || !c.allow.Host(host) || c.Modules[target.Module] == nil {
					t.Errorf("a target that cannot be probed: %+v", target)
				}
			}
		case !errors.As(err, &e) || e.Line < 1 || e.Column < 1:
			t.Fatalf("an error without a place: %v", err)
		case strings.Contains(words.T(e.Text.ID, e.Text.Args), "‹"):
			t.Errorf("no words: %s", e.Text.ID)
		}
	})
}

// TestWordsAreTold wants a message for every kind of word of the file: an error
// says what was wanted in its place.
func TestWordsAreTold(t *testing.T) {
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range schema.Words(fileShape()) {
			if id := "config.word." + f.ID; !words.Has(id) {
				t.Errorf("%s: %s is missing", lang, id)
			}
		}
	}
}

// TestAllErrorsAreTold: what is wrong in any part of a configuration is told at
// once, and what two modules refer to, once.
func TestAllErrorsAreTold(t *testing.T) {
	_, err := Parse("serve.yaml", []byte(`modules:
  a: {credential: none}
  b: {credential: one}
credentials:
  one: {user: u, hosts: [a.example.org]}
targets: [user@example.org, {target: b.example.org, module: b}, {target: a.example.org, module: c}]
`))
	var e *config.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	var got []string
	for _, one := range config.All(e) {
		got = append(got, fmt.Sprintf("%d %s", one.Line, strings.TrimPrefix(one.Text.ID, "config.error.")))
	}
	if want := []string{"2 word", "5 one-secret", "6 target-address", "6 not-bound", "6 word"}; !slices.Equal(got, want) {
		t.Errorf("told are %q, want %q", got, want)
	}
	_, err = Parse("serve.yaml", []byte(`modules:
  a: {credential: none, time-out: 3s}
  b: {credential: one, family: ipv5}
  c: imap
  d: {credential: bad}
credentials:
  one: {user: u, password: {env: A}, hosts: [a.example.org]}
  bad: {user: u, password: swordfish, hosts: a.example.org}
targets:
  - {target: b.example.org, module: b, labels: {__a: x, b: [y]}}
  - {target: b.example.org, module: c}
  - {target: b.example.org, module: d}
  - {traget: b.example.org, module: e}
`))
	got = nil
	for _, one := range config.All(err) {
		got = append(got, fmt.Sprintf("%d %s", one.Line, strings.TrimPrefix(one.Text.ID, "config.error.")))
	}
	want := []string{"2 word", "2 key", "3 word", "4 not-map", "8 secret-here", "10 not-bound", "10 label", "10 not-word", "12 not-bound", "13 key", "13 word"}
	if !slices.Equal(got, want) {
		t.Errorf("told of shape and meaning are\n%q, want\n%q", got, want)
	}
	file := filepath.Join(t.TempDir(), "serve.yaml")
	ran := filepath.Join(filepath.Dir(file), "ran")
	content := "modules: {a: {policy: no.yaml, time-out: 3s}, b: {policy: no.yaml, ca-file: no.pem}, c: {ca-file: no.pem, credential: one}}\n" +
		"credentials: {one: {user: u, hosts: [a], password: {command: 'echo x > \"" + filepath.ToSlash(ran) + "\"'}}}\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Load(t.Context(), file, Program{Words: words, Env: func(string) string { return "" }})
	var p *run.Problem
	if !errors.As(err, &p) || len(p.More) != 4 { // a key, and four files that are not there
		t.Errorf("%v: %+v", err, p)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a configuration that is wrong ran a command")
	}
}

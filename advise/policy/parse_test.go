package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/testkit"
)

// folder returns an Include that reads from a map.
// folder holds the files that a policy may include, and takes a target for one
// that names nobody where it says so.
func folder(files map[string]string) Outside {
	return Outside{
		Include: func(name string) ([]byte, error) {
			content, ok := files[name]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return []byte(content), nil
		},
		Target: func(name string) (kind, shown string) {
			if _, rest, ok := strings.Cut(name, "hunter2@"); ok {
				return "password", "<redacted>@" + rest
			}
			if strings.Contains(name, " ") {
				return "bad-host", name
			}
			return "", name
		},
	}
}

func mustParse(t testing.TB, content string) *Policy {
	t.Helper()
	p, err := Parse("policy.yaml", []byte(content), Outside{})
	if err != nil {
		t.Fatal(message(t, "en", err))
	}
	return p
}

// message returns an error as a person reads it.
func message(t testing.TB, lang string, err error) string {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no error of a policy", err)
	}
	words, perr := locale.New(lang)
	if perr != nil {
		t.Fatal(perr)
	}
	text, perr := words.Message(e.Text.ID, e.Text.Args)
	if perr != nil {
		t.Fatal(perr)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, text)
}

// TestErrors shows every way in which a policy can be wrong, with its place
// and the nearest right word.
func TestErrors(t *testing.T) {
	const login = "credentials:\n  watch:\n    user: u\n    hosts: [mail.example.org]\n    password: {env: P}\n"
	cases := []struct{ name, policy string }{
		{"empty", ""},
		{"comment alone", "# nothing\n"},
		{"no map", "- a\n- b\n"},
		{"syntax, indentation", "targets:\n  - target: a\n   require: x\n"},
		{"syntax, bracket", "targets: [a, b\n"},
		{"syntax, tab", "targets:\n\t- a\n"},
		{"syntax, quote", "targets: [\"a]\n"},
		{"two documents", "targets: [a]\n---\ntargets: [b]\n"},
		{"key twice", "targets: [a]\ntargets: [b]\n"},
		{"control character", "targets: [a]\n# \x1b[31m\n"},
		{"not UTF-8", "targets: [\xff]\n"},
		{"anchor", "targets: [&a b, *a]\n"},
		{"merged key", "defaults:\n  <<: {}\n"},
		{"tag", "targets: [!!str a]\n"},
		{"too deep", "targets: " + strings.Repeat("[", 40) + strings.Repeat("]", 40)},
		{"key, near", "target: [a]\n"},
		{"key, far", "colour: blue\n"},
		{"requirement, near", "defaults:\n  require:\n    - tls-flor: 1.2\n"},
		{"requirement, in a target", "targets:\n  - target: a\n    require:\n      - certificate-day: 3\n"},
		{"requirement, an underscore", "defaults:\n  require:\n    - certificate_days: 3\n"},
		{"no value", "defaults:\n  require:\n    - tls-floor:\n"},
		{"version", "defaults:\n  require:\n    - tls-floor: 1.4\n"},
		{"days", "defaults:\n  require:\n    - certificate-days: -1\n"},
		{"days, a list", "defaults:\n  require:\n    - certificate-days: [1, 2]\n"},
		{"switch", "defaults:\n  require:\n    - login-works: yes\n"},
		{"place", "defaults:\n  require:\n    - at: [imap:993, pop:995]\n      tls-floor: 1.2\n"},
		{"port", "defaults:\n  require:\n    - offered: [imap:99999]\n"},
		{"at, where it says nothing", "defaults:\n  require:\n    - at: imap\n      offered: [imap:993]\n"},
		{"phase", "defaults:\n  require:\n    - capabilities-required: {after-tsl: [IDLE]}\n"},
		{"step", "defaults:\n  require:\n    - latency: {conect: 1s}\n"},
		{"time", "defaults:\n  require:\n    - latency: {connect: 500}\n"},
		{"room", "defaults:\n  require:\n    - quota-free: 110%\n"},
		{"size", "defaults:\n  require:\n    - quota-free: 5 parsecs\n"},
		{"finding", "defaults:\n  require:\n    - findings-forbidden: [imap-startls-missing]\n"},
		{"severity", "defaults:\n  require:\n    - findings-forbidden: [hihg]\n"},
		{"publisher", "defaults:\n  require:\n    - published-by: [autoconf]\n"},
		{"record, its service", "defaults:\n  require:\n    - published-dns: {imps: mail.example.org:993}\n"},
		{"record, as a zone names it", "defaults:\n  require:\n    - published-dns: {_imaps._tcp: mail.example.org:993}\n"},
		{"record, without a port", "defaults:\n  require:\n    - published-dns: {imaps: mail.example.org}\n"},
		{"record, MX with a port", "defaults:\n  require:\n    - published-dns: {mx: mail.example.org:25}\n"},
		{"published, at a place", "defaults:\n  require:\n    - at: imap\n      published-agrees: true\n"},
		{"host", "defaults:\n  require:\n    - certificate-names: ['mail example org']\n"},
		{"empty list", "targets: []\n"},
		{"no list", "targets: {a: b}\n"},
		{"no target", "targets:\n  - require:\n      - tls-floor: 1.2\n"},
		{"target, host", "targets: [mail.example test]\n"},
		{"target, password", "targets: ['imaps://u:hunter2@mail.example.org']\n"},
		{"target twice", "targets:\n  - mail.example.org\n  - target: MAIL.example.org\n"},
		{"exception, no reason", "targets:\n  - target: a\n    except:\n      - requirement: tls-floor\n        until: 2026-06-30\n"},
		{"exception, no end", "targets:\n  - target: a\n    except:\n      - requirement: tls-floor\n        reason: r\n"},
		{"exception, date", "targets:\n  - target: a\n    except:\n      - {requirement: tls-floor, reason: r, until: 2026-02-30}\n"},
		{"exception, requirement", "targets:\n  - target: a\n    except:\n      - {requirement: tls-flor, reason: r, until: 2026-06-30}\n"},
		{"credential unknown", login + "targets:\n  - target: mail.example.org\n    credential: wach\n"},
		{"credential not bound", login + "targets:\n  - target: mx.example.org\n    credential: watch\n"},
		{"credential not bound, URL", login + "targets:\n  - target: imaps://mx.example.org:993\n    credential: watch\n"},
		{"secret as a word", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n    password: swordfish\n"},
		{"secret as a key", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n    password: {swordfish}\n"},
		{"secret in a list", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n    password: [swordfish]\n"},
		{"no secret", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n"},
		{"two secrets", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n    password: {env: A}\n    token: {env: B}\n"},
		{"two places", "credentials:\n  watch:\n    user: u\n    hosts: [h]\n    password: {env: A, file: b}\n"},
		{"no hosts", "credentials:\n  watch:\n    user: u\n    password: {env: A}\n"},
		{"include missing", "include: [gone.yaml]\n"},
		{"include is wrong", "include: [wrong.yaml]\n"},
		{"include of itself", "include: [policy.yaml]\n"},
		{"include cycle", "include: [sub/one.yaml]\n"},
		{"target in both", "include: [hosts.yaml]\ntargets: [a, b]\n"},
	}
	files := folder(map[string]string{
		"wrong.yaml":   "defaults:\n  require:\n    - tls-floor: 9\n",
		"sub/one.yaml": "include: [two.yaml]\n",
		"sub/two.yaml": "# the way back\ninclude:\n  - ../policy.yaml\n",
		"policy.yaml":  "include: [sub/one.yaml]\n",
		"hosts.yaml":   "targets: [b]\n",
	})
	for _, lang := range locale.Languages() {
		var out strings.Builder
		for _, c := range cases {
			_, err := Parse("policy.yaml", []byte(c.policy), files)
			if err == nil {
				t.Errorf("%s: no error", c.name)
				continue
			}
			text := message(t, lang, err)
			if strings.Contains(text, "swordfish") {
				t.Errorf("%s: a secret in %s", c.name, text)
			}
			fmt.Fprintf(&out, "%s\n  %s\n", c.name, text)
		}
		testkit.Golden(t, filepath.Join("testdata", "errors."+lang+".txt"), out.String())
	}
}

// TestIncludesComeFirst reads defaults of an included file before those of
// the file that includes it, and each file once.
func TestIncludesComeFirst(t *testing.T) {
	files := folder(map[string]string{
		"base/all.yaml":    "include: common.yaml\ndefaults: {require: {tls-floor: 1.2, certificate-days: 7}}\ntargets: [a]\n",
		"base/common.yaml": "credentials: {watch: {user: u, hosts: [b], password: {file: secret}}}\n",
	})
	p, err := Parse("policy.yaml", []byte("include: [base/all.yaml, base/common.yaml]\ndefaults: {require: {certificate-days: 14}}\ntargets: [{target: b, credential: watch}]\n"), files)
	if err != nil {
		t.Fatal(message(t, "en", err))
	}
	if len(p.Targets) != 2 || p.Targets[0].Name != "a" || p.Targets[1].Name != "b" {
		t.Errorf("targets %+v", p.Targets)
	}
	if c := p.Targets[1].Credential; c == nil || c.Source != "file" || c.Reference != "secret" || c.File != "base/common.yaml" {
		t.Errorf("credential %+v", p.Targets[1].Credential)
	}
	r := Evaluate(host(), nil, p, "b", today)
	for _, a := range r.Assertions {
		if a.ID == "certificate-days" && (a.File != "policy.yaml" || a.Expected.Args["wanted"] != 14) {
			t.Errorf("the included 7 days won: %+v", a)
		}
		if a.ID == "tls-floor" && a.File != "base/all.yaml" {
			t.Errorf("tls-floor is said to stand in %s", a.File)
		}
	}
}

// TestRequirementsAreTold wants words for every requirement, and findings
// that exist.
func TestRequirementsAreTold(t *testing.T) {
	known := map[string]bool{}
	for _, r := range diagnose.Rules() {
		known[r.ID] = true
	}
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range append(requirements(), reachable()) {
			for _, part := range []string{"name", "broken", "expected"} {
				if id := "policy." + part + "." + r.id; !words.Has(id) {
					t.Errorf("%s: %s is missing", lang, id)
				}
			}
			for _, id := range r.explains {
				if !known[id] {
					t.Errorf("%s rests on the finding %s, which does not exist", r.id, id)
				}
			}
		}
	}
}

var today = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

func FuzzParse(f *testing.F) {
	f.Add("targets: [a]\n")
	f.Add("defaults:\n  require:\n    - at: [imap, pop3:995]\n      tls-floor: 1.2\n      latency: {connect: 1s}\n      capabilities-required: {after-tls: [IDLE]}\n")
	f.Add("include: [policy.yaml]\ncredentials: {a: {user: u, hosts: [h], password: {env: P}}}\ntargets: [{target: h, credential: a, except: [{requirement: tls-floor, reason: r, until: 2026-06-30}]}]\n")
	f.Add("a: &x [*x]\n? [b]\n: |\n  c\n")
	f.Add("%YAML 1.2\n--- !!map {<<: *a}\n...\n")
	words, err := locale.New("en")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content string) {
		p, err := Parse("policy.yaml", []byte(content), folder(nil))
		if err == nil {
			for _, target := range p.Targets {
				if target.Name == "" || target.Line < 1 || target.Column < 1 {
					t.Errorf("a target without a name or a place: %+v", target)
				}
			}
			r := Evaluate(host(), nil, p, "mail.example.org", today)
			r.Fill(words)
			return
		}
		var e *Error
		if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
			t.Fatalf("an error without a place: %v", err)
		}
		if lines := strings.Count(content, "\n") + 2; e.Line > lines {
			t.Errorf("line %d of %d", e.Line, lines)
		}
		if text := words.T(e.Text.ID, e.Text.Args); strings.Contains(text, "‹") {
			t.Errorf("no words: %s", text)
		}
	})
}

// TestAllErrorsAreTold: what is wrong in any part of a policy, and in what it
// includes, is told at once.
func TestAllErrorsAreTold(t *testing.T) {
	_, err := Parse("policy.yaml", []byte(`include: [shared.yaml, missing.yaml]
credentials:
  one: {user: u, password: {env: A}, hosts: [a.example.org]}
  two: {user: u, hosts: [a.example.org]}
defaults:
  require: {at: imap, quota-least: 1GB, offered: imap}
targets:
  - {target: a.example.org, credential: none}
  - {target: a.example.org}
  - {target: b.example.org, credential: one, require: {at: imap, quota-free: 1%}}
  - {target: a.example.org:993, credential: two}
`), Outside{Include: func(name string) ([]byte, error) {
		if name == "shared.yaml" {
			return []byte("targets: [{target: x.example.org, credential: never}, {traget: y}]"), nil
		}
		return nil, errors.New("no such file")
	}})
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	var got []string
	for _, one := range config.All(e) {
		got = append(got, fmt.Sprintf("%s:%d %s", one.File, one.Line, strings.TrimPrefix(one.Text.ID, "config.error.")))
	}
	want := []string{"shared.yaml:1 key", "policy.yaml:1 include", "policy.yaml:4 one-secret", "policy.yaml:6 no-at", "policy.yaml:6 no-at",
		"policy.yaml:9 again", "policy.yaml:10 not-bound", "policy.yaml:10 no-at"} // the logins may stand in what is missing
	if !slices.Equal(got, want) {
		t.Errorf("told are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestShapeAndMeaningAreToldTogether: what is no policy by its form hides
// nothing of what the rest means, and neither tells of the other again.
func TestShapeAndMeaningAreToldTogether(t *testing.T) {
	for _, c := range []struct{ name, policy, want string }{
		{"three of each", `credentials:
  one: {user: u, password: swordfish, hosts: [a.example.org]}
  two: {user: u, pasword: {env: A}, hosts: [a b]}
  three: {user: u, hosts: [a.example.org]}
defaults:
  require: {at: [imap, smpt], tls-floor: 1.4, offered: imap}
targets:
  - {target: a.example.org, credential: none}
  - {target: a.example.org, colour: blue}
  - {target: b.example.org, credential: one}
  - {target: c.example.org, credential: two}
`, "2 secret-here, 3 key, 3 form, 4 one-secret, 6 form, 6 word, 6 no-at, 8 word, 9 again, 9 key, 10 not-bound"},
		{"as YAML too", "defaults:\n  require: {at: imap, offered: imap}\ntargets: [&a b, !!str c, d, D]\ntargets: [e]\ncolour: blue\n",
			"2 no-at, 3 not-read, 3 not-read, 3 again, 4 twice, 5 key"},
		{"credentials under another key", "credential:\n  one: {user: u, password: {env: A}, hosts: [a]}\ntargets: [{target: a, credential: one}, a]\n", "1 key, 3 again"},
		{"credentials that are none", "credentials: []\ntargets: [{target: a, credential: one}]\n", "1 not-map"},
		{"targets that name nobody", "targets:\n  - {target: mail.example test, colour: blue}\n  - mail.example.org\n  - imap://u:hunter2@mail.example.org\n",
			"2 target-kind, 2 key, 4 target-kind"},
		{"a target without its name", "targets: [{credential: none}, {require: {at: imap, offered: imap}}]\n", "1 key-missing, 1 word, 1 key-missing, 1 no-at"},
	} {
		_, err := Parse("policy.yaml", []byte(c.policy), folder(nil))
		var got []string
		for _, one := range config.All(err) {
			got = append(got, fmt.Sprintf("%d %s", one.Line, strings.TrimPrefix(one.Text.ID, "config.error.")))
		}
		if told := strings.Join(got, ", "); told != c.want {
			t.Errorf("%s: told are\n%s\nwant\n%s", c.name, told, c.want)
		}
	}
}

package serve

import (
	"net"
	"net/netip"
	"path"
	"strings"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// Config is the configuration of the exporter: what it may probe, and how.
type Config struct {
	File    string
	Modules map[string]*Module // "default" is always among them
	Targets []Target           // those of the service discovery, in their order
	allow   run.Allowed
}

// DefaultModule is the module of a request that names none.
const DefaultModule = "default"

// Module is a way to probe, by its name in requests.
type Module struct {
	Name       string
	Only       []string      // services, or service:port; none means all
	Timeout    time.Duration // the most that a probe may take
	Family     string        // "" both, ipv4, ipv6
	TLSScan    bool
	Auth       string   // a mechanism; "" the usual order
	CAFile     string   // "" the system's
	Resolver   string   // host:port; "" the system's
	Connect    []string // HOST:PORT=ADDRESS:PORT
	Policy     string   // the file of a policy to hold targets to; "" none
	Credential *config.Credential

	places map[string]config.Pos
	file   string
}

// Place returns where a key of the module is written, or the module itself.
func (m *Module) Place(key string) config.Pos {
	if p, ok := m.places[key]; ok {
		return p
	}
	return m.places[""]
}

// Path returns a file that the module names: relative ones stand beside the
// configuration.
func (m *Module) Path(name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(path.Dir(m.file), name)
}

// Target is a target of the service discovery.
type Target struct {
	Name   string // a host, host:port, or a URL
	Module string
	Labels map[string]string
}

// fileShape returns the shape of a configuration.
func fileShape() *config.Shape {
	module := &config.Shape{Doc: "A way to probe, by the name that requests give it.", Keys: []config.Member{
		config.May("only", config.ListOf("Services to probe, or service:port. Without it, all.", config.PlaceWord())),
		config.May("timeout", config.OneWord("The most that a probe may take; the time limit of the scrape can end it earlier. 30s.", config.Duration())),
		config.May("family", config.OneWord("One family of addresses alone.", config.FamilyWord())),
		config.May("tls-scan", config.OneWord("Whether to try old versions of TLS and old ciphers too: more connections.", config.Switch())),
		config.May("auth", config.OneWord("Log in by this mechanism alone.", &config.Word{ID: "auth", Known: probe.Mechanisms, Read: config.AsWritten})),
		config.May("ca-file", config.OneWord("Trust the issuers in this PEM file, relative to this one, and not the system's.", config.Text())),
		config.May("resolver", config.OneWord("The name server to ask: ADDRESS or ADDRESS:PORT.", resolverWord())),
		config.May("connect", config.ListOf("Where to connect instead of looking a name up: HOST:PORT=ADDRESS:PORT.", connectWord())),
		config.May("policy", config.OneWord("A policy to hold targets to, relative to this file.", config.Text())),
		config.May("credential", config.OneWord("The login to try, by its name under credentials.", config.Text())),
	}}
	target := &config.Shape{Doc: "A target, by its name alone or with its module.", Short: config.Text(), Keys: []config.Member{
		config.Must("target", config.OneWord("A host, host:port or a URL (imaps://…).", config.Text())),
		config.May("module", config.OneWord("The module to probe it with. default.", config.Text())),
		config.May("labels", config.Shape{Doc: "Labels for its series.", Names: &config.Shape{Word: config.Text()}}),
	}}
	return &config.Shape{Doc: "What the exporter may probe, and how.", Keys: []config.Member{
		config.May("modules", config.Shape{Doc: "Ways to probe, by name.", Names: module}),
		config.May("credentials", config.Shape{Doc: "Logins, by names of your own.", Names: config.CredentialShape()}),
		config.May("targets", config.Shape{Doc: "Hosts that may be probed, and that /targets lists for Prometheus.", Item: target}),
		config.May("allow", config.ListOf("Hosts that may be probed beside: a name, .example.org for all below it, or a range of addresses. A range also lets private addresses in it be dialled.", run.AllowWord())),
	}}
}

// resolverWord returns a name server, its port added where it is the usual one.
func resolverWord() *config.Word {
	return &config.Word{ID: "resolver", Read: func(s string) (any, bool) {
		if ip, err := netip.ParseAddr(s); err == nil {
			return net.JoinHostPort(ip.String(), "53"), true
		}
		_, err := netip.ParseAddrPort(s)
		return s, err == nil
	}}
}

func connectWord() *config.Word {
	return &config.Word{ID: "connect", Pattern: "^[^=]+:[0-9]+=.+:[0-9]+$", Read: func(s string) (any, bool) {
		from, to, ok := strings.Cut(s, "=")
		_, port, err := net.SplitHostPort(from)
		_, errTo := netip.ParseAddrPort(to)
		return s, ok && err == nil && port != "" && errTo == nil
	}}
}

// Parse reads a configuration. Its error is a [*config.Error] with all that is
// wrong.
func Parse(name string, content []byte) (*Config, error) {
	c, wrong := parse(name, content)
	if all := config.Joined(wrong); all != nil {
		return nil, all
	}
	return c, nil
}

// parse reads of a configuration what can be read, and tells what is wrong.
func parse(name string, content []byte) (*Config, []*config.Error) {
	tree, wrong := fileShape().Read(name, content)
	c := &Config{File: name, Modules: map[string]*Module{DefaultModule: {
		Name: DefaultModule, Timeout: result.UsualTimeout, file: name,
		places: map[string]config.Pos{"": {File: name, Line: 1, Column: 1}},
	}}}
	keep := func(err error) { wrong = append(wrong, config.All(err)...) }
	credentials := config.Credentials{}
	keep(credentials.Read(tree.Get("credentials")))
	if modules := tree.Get("modules"); modules != nil {
		for i := range modules.Fields {
			m, err := readModule(&modules.Fields[i], credentials, tree.Unread("credentials"))
			keep(err)
			c.Modules[m.Name] = m
		}
	}
	for _, n := range config.List(tree.Get("allow")) {
		v, _ := run.AllowWord().Value(&n)
		c.allow.Add(v)
	}
	for _, n := range config.List(tree.Get("targets")) {
		keep(c.readTarget(&n, tree.Unread("modules")))
	}
	return c, wrong
}

// readModule reads a module; with an error, all of it but what is wrong. Of
// credentials that are not all read, an unknown one may be among the others.
func readModule(f *config.Field, credentials config.Credentials, unread bool) (*Module, error) {
	var wrong error
	m := &Module{Name: f.Key, Timeout: result.UsualTimeout, file: f.File, places: map[string]config.Pos{"": f.Pos}}
	for _, field := range f.Value.Read() {
		key, n := field.Key, &field.Value
		m.places[key] = n.Pos
		switch key {
		case "only":
			m.Only = words(n)
		case "timeout":
			ms, _ := config.Duration().Value(n)
			m.Timeout = time.Duration(ms.(float64) * float64(time.Millisecond))
		case "family":
			m.Family = n.Text
		case "tls-scan":
			m.TLSScan = n.Text == "true"
		case "auth":
			m.Auth = n.Text
		case "ca-file":
			m.CAFile = n.Text
		case "resolver":
			address, _ := resolverWord().Value(n)
			m.Resolver = address.(string)
		case "connect":
			m.Connect = words(n)
		case "policy":
			m.Policy = n.Text
		case "credential":
			if m.Credential = credentials[n.Text]; m.Credential == nil && !unread {
				wrong = n.UnknownWord(n.Text, config.Names(credentials))
			}
		}
	}
	return m, wrong
}

func words(n *config.Node) []string {
	var out []string
	for _, item := range config.List(n) {
		out = append(out, item.Text)
	}
	return out
}

// readTarget reads a target of the service discovery, which may be probed. Of
// modules that are not all read, an unknown one may be among the others.
func (c *Config) readTarget(n *config.Node, unread bool) error {
	t := Target{Module: DefaultModule}
	var wrong []*config.Error
	name := n
	if n.Kind == config.MapKind {
		name = n.Get("target")
		if m := n.Get("module"); m != nil {
			if t.Module = m.Text; c.Modules[t.Module] == nil && !unread {
				wrong = append(wrong, m.UnknownWord(m.Text, config.Names(c.Modules)))
			}
		}
		if labels := n.Get("labels"); labels != nil {
			t.Labels = map[string]string{}
			for _, f := range labels.Read() {
				if !labelName(f.Key) {
					wrong = append(wrong, f.Fail("label", locale.Args{"value": f.Key}))
				}
				t.Labels[f.Key] = f.Value.Text
			}
		}
	}
	if name != nil {
		wrong = append(wrong, c.name(&t, name)...)
	}
	if all := config.Joined(wrong); all != nil {
		return all
	}
	return nil
}

// name adds a target with its name, which has to be that of a host to which the
// login of its module may go.
func (c *Config) name(t *Target, n *config.Node) []*config.Error {
	t.Name = n.Text
	if kind, shown := run.TargetFault(t.Name); kind != "" {
		return []*config.Error{policy.BadTarget(n, kind, shown)}
	}
	host, kind := hostOf(t.Name)
	if kind != "" {
		return []*config.Error{n.Fail("target-address", locale.Args{"value": probe.WithoutPassword(t.Name)})}
	}
	if m := c.Modules[t.Module]; m != nil && m.Credential != nil && !m.Credential.BoundTo(host) {
		return []*config.Error{n.Fail("not-bound", locale.Args{"value": m.Credential.Name, "host": host, "known_list": m.Credential.Hosts})}
	}
	c.Targets = append(c.Targets, *t)
	c.allow.AddTarget(host)
	return nil
}

// labelName reports whether a word can be the name of a label, and is not one
// that Prometheus keeps for itself.
func labelName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != "" && !strings.HasPrefix(s, "__")
}

// hostOf returns the host that a target names, or why it names none: "address",
// because the names of users do not belong in labels, or "bad".
func hostOf(target string) (host, kind string) {
	parsed, err := probe.ParseTarget(target)
	switch {
	case err != nil:
		return "", "bad"
	case parsed.Target.Host == "" || parsed.Target.User != "":
		return "", "address"
	}
	return parsed.Target.Host, ""
}

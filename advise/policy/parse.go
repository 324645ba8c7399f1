package policy

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/locale"
)

// Include reads a file that a policy includes, by its name relative to the
// folder of the program.
type Include func(name string) ([]byte, error)

// Parse reads a policy and what it includes. Names of included files are
// relative to the file that names them, with slashes. The error is an
// [*Error].
func Parse(name string, content []byte, include Include) (*Policy, error) {
	r := &reader{policy: &Policy{File: name, byName: map[string]int{}}, include: include, rows: requirements(),
		credentials: map[string]*Credential{}, seen: map[string]bool{}}
	r.file = fileShape(r.rows)
	if err := r.read(name, content, nil); err != nil {
		return nil, err
	}
	if err := r.bind(); err != nil {
		return nil, err
	}
	return r.policy, nil
}

// reader reads a policy and its includes.
type reader struct {
	policy      *Policy
	include     Include
	rows        []*requirement
	file        shape
	credentials map[string]*Credential
	seen        map[string]bool
	wanted      []wanted
}

// wanted is a credential that a target names.
type wanted struct {
	pos
	target int
	name   string
}

// maxIncludes bounds the files of a policy.
const maxIncludes = 100

// read reads one file; chain are those that led to it.
func (r *reader) read(name string, content []byte, chain []string) error {
	tree, err := readTree(name, content)
	if err != nil {
		return err
	}
	if err := r.file.check(tree); err != nil {
		return err
	}
	r.seen[path.Clean(name)] = true
	chain = append(slices.Clone(chain), name)
	for _, n := range list(tree.get("include")) {
		if err := r.includeFile(n, name, chain); err != nil {
			return err
		}
	}
	if err := r.readCredentials(name, tree.get("credentials")); err != nil {
		return err
	}
	if d := tree.get("defaults"); d != nil {
		claims, err := r.claims(d.get("require"))
		if err != nil {
			return err
		}
		r.policy.claims = append(r.policy.claims, claims...)
	}
	for _, n := range list(tree.get("targets")) {
		if err := r.readTarget(&n); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) includeFile(n node, from string, chain []string) error {
	name := n.text
	if !path.IsAbs(name) {
		name = path.Join(path.Dir(from), name)
	}
	same := func(file string) bool { return path.Clean(file) == path.Clean(name) }
	switch {
	case slices.ContainsFunc(chain, same):
		return n.fail("include-cycle", locale.Args{"file": name, "chain": strings.Join(append(chain, name), " > ")})
	case r.seen[path.Clean(name)]:
		return nil // by another way
	case len(r.seen) >= maxIncludes:
		return n.fail("includes", locale.Args{"most": maxIncludes})
	case r.include == nil:
		return n.fail("include", locale.Args{"file": name, "detail": ""})
	}
	content, err := r.include(name)
	if err != nil {
		return n.fail("include", locale.Args{"file": name, "detail": err.Error()})
	}
	return r.read(name, content, chain)
}

func (r *reader) readCredentials(file string, n *node) error {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if c := r.credentials[f.key]; c != nil {
			return f.fail("again", locale.Args{"value": f.key, "file": c.File, "line": strconv.Itoa(c.Line)})
		}
		c := &Credential{Name: f.key, User: f.value.get("user").text, File: file, Line: f.line, Column: f.column}
		for _, h := range list(f.value.get("hosts")) {
			c.Hosts = append(c.Hosts, strings.ToLower(strings.TrimSuffix(h.text, ".")))
		}
		password, token := f.value.get("password"), f.value.get("token")
		if (password == nil) == (token == nil) {
			return f.fail("one-secret", nil)
		}
		secret := password
		if c.Token = token != nil; c.Token {
			secret = token
		}
		if len(secret.fields) != 1 {
			return secret.fail("one-reference", nil)
		}
		c.Source, c.Reference = secret.fields[0].key, secret.fields[0].value.text
		r.credentials[f.key] = c
	}
	return nil
}

func (r *reader) readTarget(n *node) error {
	if n.kind == wordKind {
		n = &node{pos: n.pos, kind: mapKind, fields: []field{{n.pos, "target", *n}}}
	}
	name := n.get("target")
	claims, err := r.claims(n.get("require"))
	if err != nil {
		return err
	}
	t := Target{Name: name.text, pos: name.pos, claims: claims}
	if i, ok := r.policy.byName[strings.ToLower(t.Name)]; ok {
		first := r.policy.Targets[i]
		return name.fail("again", locale.Args{"value": t.Name, "file": first.file, "line": strconv.Itoa(first.line)})
	}
	r.policy.byName[strings.ToLower(t.Name)] = len(r.policy.Targets)
	if c := n.get("credential"); c != nil {
		r.wanted = append(r.wanted, wanted{c.pos, len(r.policy.Targets), c.text})
	}
	for _, e := range list(n.get("except")) {
		x := exception{pos: e.pos, requirement: e.get("requirement").text, reason: e.get("reason").text, at: places(e.get("at"))}
		if of := e.get("of"); of != nil {
			x.of = of.text
		}
		x.until, _ = time.Parse(time.DateOnly, e.get("until").text)
		t.exceptions = append(t.exceptions, x)
	}
	r.policy.Targets = append(r.policy.Targets, t)
	return nil
}

// claims reads the entries of a "require" list.
func (r *reader) claims(n *node) ([]claim, error) {
	var out []claim
	for _, entry := range list(n) {
		at := places(entry.get("at"))
		for _, f := range entry.fields {
			i := slices.IndexFunc(r.rows, func(row *requirement) bool { return row.id == f.key })
			if i < 0 {
				continue // "at"
			}
			row := r.rows[i]
			if at != nil && row.everywhere {
				return nil, f.fail("no-at", locale.Args{"key": row.id})
			}
			for _, c := range row.read(&f) {
				c.at = at
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// read makes a claim of each word of a requirement, whose shape was checked.
func (row *requirement) read(f *field) []claim {
	var out []claim
	each := func(key string, s *shape, n *node) {
		if s.item != nil {
			s = s.item
		}
		for _, w := range list(n) {
			c := claim{is: row, key: key, pos: w.pos, slot: row.id}
			c.value, _ = s.word.value(&w)
			switch c.value.(type) {
			case string, place:
				c.word = w.text
			}
			if row.slot != "" {
				c.slot = row.slot + " " + key + " " + strings.ToLower(c.word)
			}
			out = append(out, c)
		}
	}
	if row.shape.keys == nil {
		each("", &row.shape, &f.value)
		return out
	}
	for i := range row.shape.keys {
		k := &row.shape.keys[i]
		for _, inner := range f.value.fields {
			if inner.key == k.key {
				each(k.key, &k.is, &inner.value)
			}
		}
	}
	return out
}

func places(n *node) []place {
	var out []place
	for _, item := range list(n) {
		p, _ := placeForm().read(item.text)
		out = append(out, p.(place))
	}
	return out
}

// bind gives each target its credential, where that may go to it.
func (r *reader) bind() error {
	for _, w := range r.wanted {
		c := r.credentials[w.name]
		if c == nil {
			var names []string
			for name := range r.credentials {
				names = append(names, name)
			}
			slices.Sort(names)
			return w.unknownWord(w.name, names)
		}
		t := &r.policy.Targets[w.target]
		if host := hostOf(t.Name); host != "" && !slices.Contains(c.Hosts, host) {
			return w.fail("not-bound", locale.Args{"value": c.Name, "host": host, "known_list": c.Hosts})
		}
		t.Credential = c
	}
	return nil
}

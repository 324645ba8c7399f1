package policy

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
)

// Outside is what a policy knows from elsewhere. The zero value reads no other
// file, and takes every target.
type Outside struct {
	// Include reads a file that a policy includes, by its name relative to the
	// folder of the program.
	Include func(name string) ([]byte, error)
	// Target returns what is wrong with the name of a target, a kind of
	// probe.TargetError, "" where nothing is, and the name without a password.
	Target func(name string) (kind, shown string)
}

// Parse reads a policy and what it includes. Names of included files are
// relative to the file that names them, with slashes. The error is an
// [*Error] with all that is wrong in all of them.
func Parse(name string, content []byte, outside Outside) (*Policy, error) {
	r := &reader{policy: &Policy{File: name, byName: map[string]int{}}, outside: outside, rows: requirements(),
		credentials: config.Credentials{}, seen: map[string]bool{}}
	r.file = fileShape(r.rows)
	r.read(name, content, nil)
	r.bind()
	if wrong := config.Joined(r.wrong); wrong != nil {
		return nil, wrong
	}
	return r.policy, nil
}

// reader reads a policy and its includes.
type reader struct {
	policy      *Policy
	outside     Outside
	rows        []*requirement
	file        config.Shape
	credentials config.Credentials
	seen        map[string]bool
	wanted      []wanted
	unread      bool     // a part that may hold credentials could not be read
	wrong       []*Error // in all files
}

// wanted is a credential that a target names.
type wanted struct {
	config.Pos
	target int
	name   string
}

// maxIncludes bounds the files of a policy.
const maxIncludes = 100

// read reads one file; chain are those that led to it.
func (r *reader) read(name string, content []byte, chain []string) {
	r.seen[path.Clean(name)] = true
	tree, wrong := r.file.Read(name, content)
	r.wrong = append(r.wrong, wrong...)
	r.unread = r.unread || tree == nil || tree.Unread("include") || tree.Unread("credentials")
	chain = append(slices.Clone(chain), name)
	for _, n := range config.List(tree.Get("include")) {
		if err := r.includeFile(n, name, chain); err != nil {
			r.unread = true
			r.keep(err)
		}
	}
	r.keep(r.credentials.Read(tree.Get("credentials")))
	if d := tree.Get("defaults"); d != nil {
		r.policy.claims = append(r.policy.claims, r.claims(d.Get("require"))...)
	}
	for _, n := range config.List(tree.Get("targets")) {
		r.keep(r.readTarget(&n))
	}
}

// keep keeps what is wrong at a place until all files are read.
func (r *reader) keep(err error) {
	r.wrong = append(r.wrong, config.All(err)...)
}

func (r *reader) includeFile(n config.Node, from string, chain []string) error {
	name := n.Text
	if !path.IsAbs(name) {
		name = path.Join(path.Dir(from), name)
	}
	same := func(file string) bool { return path.Clean(file) == path.Clean(name) }
	switch {
	case slices.ContainsFunc(chain, same):
		return n.Fail("include-cycle", locale.Args{"file": name, "chain": strings.Join(append(chain, name), " > ")})
	case r.seen[path.Clean(name)]:
		return nil // by another way
	case len(r.seen) >= maxIncludes:
		return n.Fail("includes", locale.Args{"most": maxIncludes})
	case r.outside.Include == nil:
		return n.Fail("include", locale.Args{"file": name, "detail": ""})
	}
	content, err := r.outside.Include(name)
	if err != nil {
		return n.Fail("include", locale.Args{"file": name, "detail": err.Error()})
	}
	r.read(name, content, chain)
	return nil
}

func (r *reader) readTarget(n *config.Node) error {
	if n.Kind == config.WordKind {
		n = &config.Node{Pos: n.Pos, Kind: config.MapKind, Fields: []config.Field{{Pos: n.Pos, Key: "target", Value: *n}}}
	}
	name := n.Get("target")
	claims := r.claims(n.Get("require"))
	t := Target{Pos: n.Pos, claims: claims}
	if name != nil {
		t.Name, t.Pos = name.Text, name.Pos
	}
	if i, ok := r.policy.byName[strings.ToLower(t.Name)]; ok {
		first := r.policy.Targets[i]
		return name.Fail("again", locale.Args{"value": t.Name, "file": first.File, "line": strconv.Itoa(first.Line)})
	}
	if name != nil {
		if r.outside.Target != nil {
			if kind, shown := r.outside.Target(t.Name); kind != "" {
				r.keep(BadTarget(name, kind, shown))
			}
		}
		r.policy.byName[strings.ToLower(t.Name)] = len(r.policy.Targets)
	}
	if c := n.Get("credential"); c != nil {
		r.wanted = append(r.wanted, wanted{c.Pos, len(r.policy.Targets), c.Text})
	}
	for _, e := range config.List(n.Get("except")) {
		x := exception{Pos: e.Pos, requirement: e.Word("requirement"), of: e.Word("of"), reason: e.Word("reason"), at: places(e.Get("at"))}
		x.until, _ = time.Parse(time.DateOnly, e.Word("until"))
		t.exceptions = append(t.exceptions, x)
	}
	r.policy.Targets = append(r.policy.Targets, t)
	return nil
}

// BadTarget tells what is wrong with a target of a file: a kind of
// probe.TargetError. Shown is its name without a password.
func BadTarget(n *config.Node, kind, shown string) *config.Error {
	return n.Fail("target-kind", locale.Args{"kind": kind, "value": shown})
}

// claims reads the entries of a "require" list.
func (r *reader) claims(n *config.Node) []claim {
	var out []claim
	for _, entry := range config.List(n) {
		at := places(entry.Get("at"))
		for _, f := range entry.Read() {
			i := slices.IndexFunc(r.rows, func(row *requirement) bool { return row.id == f.Key })
			if i < 0 {
				continue // "at"
			}
			row := r.rows[i]
			if entry.Has("at") && row.everywhere {
				r.keep(f.Fail("no-at", locale.Args{"key": row.id}))
				continue
			}
			for _, c := range row.read(f) {
				c.at = at
				out = append(out, c)
			}
		}
	}
	return out
}

// read makes a claim of each word of a requirement.
func (row *requirement) read(f *config.Field) []claim {
	var out []claim
	each := func(key string, s *config.Shape, n *config.Node) {
		if s.Item != nil {
			s = s.Item
		}
		if row.together {
			c := claim{is: row, Pos: n.Pos, slot: row.id}
			var list []string
			for _, w := range config.List(n) {
				v, _ := s.Word.Value(&w)
				list = append(list, v.(string))
			}
			c.value = list
			out = append(out, c)
			return
		}
		for _, w := range config.List(n) {
			c := claim{is: row, key: key, Pos: w.Pos, slot: row.id}
			c.value, _ = s.Word.Value(&w)
			switch c.value.(type) {
			case string, config.Place:
				c.word = w.Text
			}
			if row.slot != "" {
				c.slot = row.slot + " " + key + " " + strings.ToLower(c.word)
			}
			out = append(out, c)
		}
	}
	if row.shape.Keys == nil {
		each("", &row.shape, &f.Value)
		return out
	}
	for i := range row.shape.Keys {
		k := &row.shape.Keys[i]
		for _, inner := range f.Value.Read() {
			if inner.Key == k.Key {
				each(k.Key, &k.Is, &inner.Value)
			}
		}
	}
	return out
}

func places(n *config.Node) []config.Place {
	var out []config.Place
	for _, item := range config.List(n) {
		p, _ := config.PlaceWord().Read(item.Text)
		out = append(out, p.(config.Place))
	}
	return out
}

// bind gives each target its credential, where that may go to it.
func (r *reader) bind() {
	for _, w := range r.wanted {
		c := r.credentials[w.name]
		if c == nil && r.unread {
			continue
		}
		if c == nil {
			r.keep(w.UnknownWord(w.name, slices.Sorted(maps.Keys(r.credentials))))
			continue
		}
		t := &r.policy.Targets[w.target]
		if host := hostOf(t.Name); host != "" && !r.policy.Searches(t.Name) && !c.BoundTo(host) {
			r.keep(w.Fail("not-bound", locale.Args{"value": c.Name, "host": host, "known_list": c.Hosts}))
		}
		t.Credential = c
	}
}

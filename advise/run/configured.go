package run

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// A review reads the configurations of mail programs, and nothing else: what it
// may open is decided here alone.

// configuration is one that was found, and the program whose it is.
type configuration struct {
	program string
	kept    client.Kept
	root    string // the folder that may be read
	name    string // of the file or folder in it
	own     bool   // it lies where the program keeps it for this person
}

// Configurations says which configurations are to be read.
type Configurations struct {
	Names   []string            // files and folders; none means those of this computer
	Program string              // whose the named ones are; "" where that is to be found out
	Env     func(string) string // nil: no variable is set
	Home    string              // the person's home folder
	Sizes   bool                // the folders of mail are added up
}

// maxListed bounds the files of a folder that are looked at by their names.
const maxListed = 20_000

// secretFileName reports whether a name is that of a store of passwords or keys,
// which nothing here opens.
func secretFileName(name string) bool {
	name = strings.ToLower(filepath.ToSlash(name))
	base := path.Base(name)
	for _, folder := range []string{".password-store", ".gnupg", ".ssh", "keyrings", "kwalletd", ".pki", "passwordstore", "gopass"} {
		if slices.Contains(strings.Split(name, "/"), folder) {
			return true
		}
	}
	for _, pattern := range []string{"logins*.json", "logins.db", "key[0-9].db", "signons*", "cert[0-9].db", "cookies.sqlite", "*netrc", ".authinfo*", "authinfo*", "passwordstorerc", "*.kdbx", "*.gpg", "*.asc", "*.pem", "*.key", "*.p12", "*.pfx", "*.kwl", "*.keyring", "login.keyring", "*.keychain*"} {
		if ok, _ := path.Match(pattern, base); ok {
			return true
		}
	}
	return false
}

// guarded is a folder of which files are read, bounded, and never a store of
// secrets, also by way of a link.
type guarded struct{ root string }

func (g guarded) path(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	full := filepath.Join(g.root, filepath.FromSlash(name))
	real, err := filepath.EvalSymlinks(full)
	if err != nil {
		return "", err
	}
	if secretFileName(name) || secretFileName(real) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrPermission}
	}
	return real, nil
}

// Open opens a plain file or a folder.
func (g guarded) Open(name string) (fs.File, error) {
	real, err := g.path("open", name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	case info.Size() > accounts.MaxBytes && !info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errTooLarge}
	}
	return os.Open(real)
}

// ReadDir lists a folder, a bounded part of it.
func (g guarded) ReadDir(name string) ([]fs.DirEntry, error) {
	real, err := g.path("readdir", name)
	if err != nil {
		return nil, err
	}
	folder, err := os.Open(real)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	entries, err := folder.ReadDir(maxListed)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	if len(entries) > 0 {
		err = nil
	}
	return entries, err
}

// ReadAccounts finds and reads configurations. The error is a [*Problem]: what
// was named cannot be read, or is nobody's.
func ReadAccounts(ctx context.Context, c Configurations) (accounts.Found, error) {
	own := c.usual()
	var list []configuration
	if len(c.Names) == 0 {
		list = own
	}
	for _, name := range c.Names {
		found, err := c.named(name)
		if err != nil {
			return accounts.Found{}, err
		}
		for _, x := range found {
			list = append(list, c.known(x, own))
		}
	}
	var all accounts.Found
	done := map[string]bool{}
	for _, x := range list {
		key := x.real()
		if x.kept.Together {
			key = x.root + " " + x.program
		}
		if done[key] || ctx.Err() != nil {
			continue
		}
		done[key] = true
		in := accounts.Input{Program: x.program, Name: x.name, Files: guarded{root: x.root}, Root: c.shorten(x), Home: c.homeFrom(x)}
		found := accounts.Read(x.kept.Read, in)
		c.complete(x, &found)
		all.Accounts = append(all.Accounts, found.Accounts...)
		all.Passed = append(all.Passed, found.Passed...)
		all.Notes = append(all.Notes, found.Notes...)
	}
	return all, nil
}

// real returns the file or folder by its real name; the name as it is where
// that cannot be told.
func (x configuration) real() string {
	name := filepath.Join(x.root, filepath.FromSlash(x.name))
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	return name
}

// known returns a configuration that was named, as one of this person's own
// where it is one, or lies in the folder in which its program keeps them, such
// as a profile.
func (c Configurations) known(x configuration, own []configuration) configuration {
	real := x.real()
	for _, mine := range own {
		if mine.program != x.program {
			continue
		}
		place := mine.real()
		if place == real {
			return mine
		}
		folder := filepath.Dir(place)
		shared := folder == filepath.Clean(c.Home) || filepath.Base(folder) == ".config" // of many programs
		if rest, err := filepath.Rel(folder, real); !shared && err == nil && filepath.IsLocal(rest) {
			x.own = true
			return c.fromHome(x, real)
		}
	}
	return x
}

// fromHome returns a configuration of this person's that may include files, as
// one of the home folder that it lies in: they may lie anywhere in that.
func (c Configurations) fromHome(x configuration, file string) configuration {
	rest, err := filepath.Rel(c.Home, file)
	if x.kept.Includes && c.Home != "" && err == nil && filepath.IsLocal(rest) {
		x.root, x.name = c.Home, filepath.ToSlash(rest)
	}
	return x
}

// shorten writes the folder of a configuration as a person knows it.
func (c Configurations) shorten(x configuration) string {
	if x.own && c.Home != "" {
		if rest, ok := strings.CutPrefix(x.root, c.Home); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
			return "~" + filepath.ToSlash(rest)
		}
	}
	return filepath.ToSlash(x.root)
}

// homeFrom returns the home folder as seen from a configuration that lies in
// it, or is it; a folder that was named stands for a home of its own.
func (c Configurations) homeFrom(x configuration) string {
	if abs, err := filepath.Abs(x.root); err == nil && c.Home != "" && abs == filepath.Clean(c.Home) {
		return "."
	}
	if !x.own {
		return "."
	}
	return ""
}

// complete adds what the file system tells of the accounts of a configuration.
func (c Configurations) complete(x configuration, found *accounts.Found) {
	for i := range found.Accounts {
		a := &found.Accounts[i]
		a.Own = x.own
		if rest, ok := strings.CutPrefix(a.File, c.shorten(x)+"/"); ok {
			if info, err := os.Stat(filepath.Join(x.root, filepath.FromSlash(rest))); err == nil && runtime.GOOS != "windows" {
				a.ReadableByOthers = info.Mode().Perm()&0o044 != 0
			}
		}
		if c.Sizes && a.MailFolder != "" {
			if size, err := folderSize(filepath.Join(x.root, filepath.FromSlash(a.MailFolder))); err == nil {
				a.LocalBytes = &size
			}
		}
	}
}

// folderSize adds up the files of a folder of mail. None is opened.
func folderSize(dir string) (int64, error) {
	var total int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(d.Name(), ".msf") {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
		return nil
	})
	return total, err
}

// usual returns the configurations in the places where programs keep them.
func (c Configurations) usual() []configuration {
	var out []configuration
	for _, row := range client.Table() {
		for _, k := range row.Kept {
			for _, place := range k.Places {
				out = append(out, c.at(row.Name, k, place)...)
			}
		}
	}
	return out
}

// at returns the configurations at a place, which may be a pattern.
func (c Configurations) at(program string, k client.Kept, place string) []configuration {
	if c.Env == nil {
		c.Env = func(string) string { return "" }
	}
	config := c.Env("XDG_CONFIG_HOME")
	if config == "" && c.Home != "" {
		config = filepath.Join(c.Home, ".config")
	}
	for prefix, dir := range map[string]string{"~/": c.Home, "%APPDATA%/": c.Env("APPDATA"), "$XDG_CONFIG_HOME/": config} {
		rest, ok := strings.CutPrefix(place, prefix)
		if !ok {
			continue
		}
		if dir == "" {
			return nil
		}
		folder, whole := client.Folder(rest)
		if whole {
			rest = folder
		}
		matches, err := fs.Glob(os.DirFS(dir), rest)
		if err != nil {
			return nil
		}
		var out []configuration
		for _, m := range matches {
			full := filepath.Join(dir, filepath.FromSlash(m))
			info, err := os.Stat(full)
			if err != nil || info.IsDir() != whole {
				continue
			}
			x := configuration{program: program, kept: k, root: filepath.Dir(full), name: filepath.Base(full), own: true}
			if whole {
				x.root, x.name = full, "."
			} else {
				x = c.fromHome(x, full)
			}
			out = append(out, x)
		}
		return out
	}
	return nil
}

// named returns the configurations of a file or a folder that a person named.
func (c Configurations) named(name string) ([]configuration, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, FileProblem("review-file", name, err)
	}
	if info.IsDir() {
		out := c.folder(name)
		if len(out) == 0 {
			return nil, Usage("review-unknown", locale.Args{"file": name}, "review "+name+"/FILE --program thunderbird")
		}
		return out, nil
	}
	if !info.Mode().IsRegular() || secretFileName(name) {
		return nil, FileProblem("review-file", name, fs.ErrPermission)
	}
	program, kept, err := c.whose(name)
	if err != nil {
		return nil, err
	}
	return []configuration{{program: program, kept: kept, root: filepath.Dir(name), name: filepath.Base(name)}}, nil
}

// whose finds the program of a file: by the person's word, by its name, or by
// what stands in it.
func (c Configurations) whose(name string) (string, client.Kept, error) {
	content, err := readConfiguration(name)
	if err != nil {
		return "", client.Kept{}, FileProblem("review-file", name, err)
	}
	text := accounts.Decode(content)
	abs, err := filepath.Abs(name)
	if err != nil {
		abs = name
	}
	if c.Program != "" {
		row, ok := client.Lookup(c.Program)
		if !ok || len(row.Kept) == 0 {
			return "", client.Kept{}, Usage("review-program", locale.Args{"value": c.Program}, "settings --list")
		}
		for _, k := range row.Kept {
			if k.Named(abs) || k.Signed(text) {
				return row.Name, k, nil
			}
		}
		return row.Name, row.Kept[0], nil
	}
	var byName, bySign []configuration
	for _, row := range client.Table() {
		for _, k := range row.Kept {
			switch named, signed := k.Named(abs), k.Signed(text); {
			case named && signed:
				return row.Name, k, nil
			case named:
				byName = append(byName, configuration{program: row.Name, kept: k})
			case signed:
				bySign = append(bySign, configuration{program: row.Name, kept: k})
			}
		}
	}
	for _, list := range [][]configuration{bySign, byName} {
		if len(list) > 0 {
			return list[0].program, list[0].kept, nil
		}
	}
	return "", client.Kept{}, Usage("review-unknown", locale.Args{"file": name}, "review "+name+" --program thunderbird")
}

// readConfiguration reads a file, unless it is a store of secrets, also by way
// of a link.
func readConfiguration(name string) ([]byte, error) {
	real, err := filepath.EvalSymlinks(name)
	if err == nil && secretFileName(real) {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	if err != nil {
		return nil, err
	}
	return ReadFile(real)
}

// folder returns the configurations in a folder: that of one program, or files
// by their names, as a collection of dot files has them.
func (c Configurations) folder(dir string) []configuration {
	if c.Program != "" {
		if row, ok := client.Lookup(c.Program); ok && len(row.Kept) > 0 {
			for _, name := range []string{"profiles.ini", "prefs.js"} {
				if row.Kept[0].Profile && isFile(filepath.Join(dir, name)) {
					return []configuration{{program: row.Name, kept: row.Kept[0], root: dir, name: name}}
				}
			}
		}
	}
	var out []configuration
	whole := map[string]bool{} // programs whose folder is read as a whole: "folder program"
	n := 0
	_ = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if n++; err != nil || n > maxListed {
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if file != dir && (secretFileName(file) || slices.Contains([]string{".git", "node_modules", "Mail", "ImapMail", "cache", ".cache"}, d.Name())) {
				return fs.SkipDir
			}
			return nil
		}
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() || secretFileName(file) {
			return nil
		}
		abs, err := filepath.Abs(file)
		if err != nil {
			return nil
		}
		program, kept, ok := c.byName(abs)
		if !ok {
			return nil
		}
		parent := filepath.Dir(file)
		switch base := filepath.Base(file); {
		case kept.Profile && (base == "prefs.js" || base == "user.js"):
			if whole[parent+" "+program] || c.profiled(dir, parent) {
				return nil
			}
			whole[parent+" "+program] = true
			out = append(out, configuration{program: program, kept: kept, root: parent, name: base})
		case kept.Together:
			if whole[parent+" "+program] {
				return nil
			}
			whole[parent+" "+program] = true
			out = append(out, configuration{program: program, kept: kept, root: parent, name: "."})
		case kept.Profile || filepath.Dir(file) == filepath.Clean(dir):
			out = append(out, configuration{program: program, kept: kept, root: parent, name: base})
		default: // what it includes may stand anywhere in the folder that was named
			rest, err := filepath.Rel(dir, file)
			if err == nil {
				out = append(out, configuration{program: program, kept: kept, root: dir, name: filepath.ToSlash(rest)})
			}
		}
		return nil
	})
	return out
}

// profiled reports whether a profile lies below a profiles.ini, which says
// whether it is in use.
func (c Configurations) profiled(top, dir string) bool {
	for {
		if isFile(filepath.Join(dir, "profiles.ini")) {
			return true
		}
		if dir == filepath.Clean(top) || len(dir) <= len(filepath.Clean(top)) {
			return false
		}
		dir = filepath.Dir(dir)
	}
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// byName finds the program of a file by its name, and by its sign where the
// name is that of several.
func (c Configurations) byName(abs string) (string, client.Kept, bool) {
	var list []configuration
	for _, row := range client.Table() {
		if c.Program != "" && row.Name != c.Program {
			continue
		}
		for _, k := range row.Kept {
			if k.Named(abs) {
				list = append(list, configuration{program: row.Name, kept: k})
			}
		}
	}
	if len(list) == 0 {
		return "", client.Kept{}, false
	}
	if content, err := readConfiguration(abs); err == nil {
		text := accounts.Decode(content)
		for _, x := range list {
			if x.kept.Signed(text) {
				return x.program, x.kept, true
			}
		}
	}
	return list[0].program, list[0].kept, true
}

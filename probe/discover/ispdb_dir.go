package discover

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// The most that is read of a local checkout of the ISPDB, which has some 200
// files of at most 20 kB.
const (
	maxISPDBFiles = 5000
	maxISPDBFile  = 256 << 10
)

// askISPDBDir looks the domain up in a local checkout of the ISPDB: a folder of
// autoconfig files, by itself or as ispdb below it. Nobody learns of it.
func askISPDBDir(ctx context.Context, s *search) answer {
	a := s.inFolder(ctx, os.DirFS(s.ISPDB))
	a.source.Asked = s.ISPDB
	return a
}

func (s *search) inFolder(ctx context.Context, folder fs.FS) answer {
	var files []string
	for _, below := range []string{".", "ispdb"} {
		entries, err := fs.ReadDir(folder, below)
		if err != nil && (below == "." || !errors.Is(err, fs.ErrNotExist)) {
			return failed(failure(result.LocalError, "%v", err))
		}
		for _, e := range entries {
			if !e.IsDir() && (path.Ext(e.Name()) == ".xml" || below == "ispdb") {
				files = append(files, path.Join(below, e.Name()))
			}
		}
	}
	if len(files) > maxISPDBFiles {
		return failed(failure(result.LocalError, "%d files: this is no checkout of the ISPDB", len(files)))
	}
	// A file that is named after the domain is the likeliest.
	slices.SortStableFunc(files, func(x, y string) int { return isNamed(y, s.domain) - isNamed(x, s.domain) })
	for _, name := range files {
		if ctx.Err() != nil {
			return failed(failure(result.Canceled, "%v", ctx.Err()))
		}
		data, err := readBounded(folder, name)
		if err != nil {
			return failed(failure(result.LocalError, "%v", err))
		}
		if !strings.Contains(string(data), s.domain) {
			continue
		}
		file, err := s.readAutoconfig(data)
		if err != nil || !slices.ContainsFunc(file.Domains, func(d string) bool { return strings.EqualFold(strings.TrimSpace(d), s.domain) }) {
			continue
		}
		a := answer{file: file, servers: file.entries.usable}
		for i := range a.servers {
			a.servers[i].trust = result.TrustB
		}
		return a
	}
	return nothing(result.NoListing)
}

// isNamed is 1 where a file is named after a domain.
func isNamed(file, domain string) int {
	if strings.TrimSuffix(path.Base(file), ".xml") == domain {
		return 1
	}
	return 0
}

// readBounded reads a file that is no longer than one of the database is.
func readBounded(folder fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxISPDBFile || !info.Mode().IsRegular() {
		return nil, nil
	}
	return fs.ReadFile(folder, name)
}

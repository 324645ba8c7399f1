//go:build unix

package settings

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mailadvisor/advise/client"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// matrixPath is where the cells stand that docs/verified.md shows.
const matrixPath = "../../docs/matrix.tsv"

// matrixBook collects the cells of a run, as [proofBook] does proofs: a cell
// that is no longer proven is a failure, and so is one that the file lacks.
// Versions and dates change with -update alone.
type matrixBook struct {
	t       *testing.T
	release string // of the system that the programs are of
	mu      sync.Mutex
	cells   []client.Cell
}

func newMatrixBook(t *testing.T) *matrixBook {
	b := &matrixBook{t: t, release: release()}
	t.Cleanup(b.compare)
	return b
}

// release returns the system's version, such as "12", by its own file.
func release() string {
	text, _ := os.ReadFile(programsRoot() + "/etc/os-release")
	m := regexp.MustCompile(`(?m)^VERSION_ID="?([0-9.]+)`).FindSubmatch(text)
	if m == nil {
		return "unknown"
	}
	return string(m[1])
}

func (b *matrixBook) add(c client.Cell) {
	c.Release, c.Date = b.release, time.Now().UTC().Format(time.DateOnly)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cells = append(b.cells, c)
}

// refused notes that the program's files are refused by name.
func (b *matrixBook) refused(t *testing.T, name string, h host, w way, why error) {
	var refusal *Error
	if e, ok := why.(*Error); ok {
		refusal = e
	} else {
		t.Fatal(why)
	}
	b.add(client.Cell{Client: name, Server: h.name, Protocol: string(w.service), Security: string(w.security), State: client.CellRefused, Why: refusal.ID})
}

// unable notes that a fault of a server or a program keeps the program out.
func (b *matrixBook) unable(name string, h host, w way, why string) {
	b.add(client.Cell{Client: name, Server: h.name, Protocol: string(w.service), Security: string(w.security), State: client.CellUnable, Why: why})
}

// proven notes a cell at the end of its test, unless that failed.
func (b *matrixBook) proven(t *testing.T, name, version string, h host, s *realserver.Server, w way) {
	t.Cleanup(func() {
		if t.Failed() || t.Skipped() {
			return
		}
		server := s.Version()
		if server == "" {
			server = dovecotVersion(t)
		}
		b.add(client.Cell{Client: name, Version: version, Server: h.name, ServerVersion: server,
			Protocol: string(w.service), Security: string(w.security), State: client.CellProven})
	})
}

func dovecotVersion(t *testing.T) string {
	out, _ := exec.Command(testkit.Program(t, "dovecot", "dovecot-imapd"), "--version").Output()
	return regexp.MustCompile(`[0-9.]+`).FindString(string(out))
}

func (b *matrixBook) compare() {
	text, err := os.ReadFile(matrixPath)
	if err != nil && !testkit.Updating() {
		b.t.Error(err)
		return
	}
	stored := map[string]client.Cell{}
	for _, c := range client.ParseCells(string(text)) {
		stored[c.Key()] = c
	}
	seen := map[string]bool{}
	for _, c := range b.cells {
		seen[c.Key()] = true
		old, known := stored[c.Key()]
		switch {
		case testkit.Updating():
			if known && old.Same(c) {
				continue // its date stays
			}
			stored[c.Key()] = c
		case !known || old.State != c.State:
			b.t.Errorf("%s is not in %s; run the test with -update if this is meant", c.Key(), matrixPath)
		}
	}
	if testkit.Updating() {
		var lines []string
		for _, c := range stored {
			lines = append(lines, c.String())
		}
		slices.Sort(lines)
		if err := os.WriteFile(matrixPath, []byte(strings.Join(lines, "")), 0o644); err != nil {
			b.t.Error(err)
		}
		return
	}
	for key, c := range stored {
		if b.whole() && c.Release == b.release && b.ran(c) && !seen[key] {
			b.t.Errorf("%s says %s, and this run did not see it", matrixPath, key)
		}
	}
}

// whole reports whether every cell had its turn.
func (b *matrixBook) whole() bool {
	return !b.t.Failed() && os.Getenv("CI") == "true" && !strings.Contains(flagRun(), "/")
}

// ran reports whether a cell had its turn, as every cell of an unknown name did.
func (b *matrixBook) ran(c client.Cell) bool {
	p := slices.IndexFunc(participants(), func(p participant) bool { return p.name == c.Client })
	h := slices.IndexFunc(hosts(), func(h host) bool { return h.name == c.Server })
	return p < 0 || h < 0 || hasTurn(participants()[p], hosts()[h], way{result.Service(c.Protocol), result.Security(c.Security)})
}

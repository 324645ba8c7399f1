package cli

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// ban is a package that others must not import, and why.
type ban struct {
	from   []string // prefixes of the importers, below the module
	except []string
	to     []string // prefixes of what must not be imported
	why    string
}

func bans() []ban {
	return []ban{
		{
			// Two commands for those who work on the program write files of it.
			from: []string{"advise"}, except: []string{"advise/cli", "advise/run", "advise/serve", "advise/web", "advise/webconfig", "advise/locale/write", "advise/scaffold"},
			to:  []string{"net", "net/http", "net/smtp", "crypto/tls", "crypto/x509", "os", "os/exec", "syscall", "github.com/emersion/", "github.com/knadh/", "github.com/miekg/"},
			why: "advise says, and only probe sees: the same report gives the same words",
		},
		{
			from: []string{"advise"}, except: []string{"advise/cli", "advise/run", "advise/serve", "advise/web"},
			to:  []string{"mailadvisor/probe", "mailadvisor/probe/"},
			why: "the report (probe/result), and what servers say (probe/says), are all that passes between the two sides",
		},
		{
			from: []string{"probe"}, to: []string{"mailadvisor/advise", "mailadvisor/advise/"},
			why: "what is seen does not depend on what is said of it",
		},
		{
			from: []string{"probe/result"}, to: []string{"mailadvisor/", "github.com/", "golang.org/"},
			why: "the report is a leaf: the standard library only",
		},
		{
			from: []string{"probe/mailhost"}, to: []string{"mailadvisor/"},
			why: "what the host says must be no echo of what its readers expect",
		},
		{
			from: []string{"probe"}, to: []string{"mailadvisor/probe/discover"},
			why: "a probe takes endpoints, whoever found them",
		},
		{
			from: []string{"probe/discover"}, to: []string{"mailadvisor/probe"},
			why: "a search ends in endpoints, whoever probes them",
		},
		{
			from: []string{"advise/locale"}, to: []string{"mailadvisor/"},
			why: "the languages are a leaf: everyone may speak",
		},
		{
			from: []string{"advise/tell", "advise/render/machine"},
			to:   []string{"mailadvisor/advise/render", "github.com/fatih/color", "github.com/mattn/go-runewidth", "html/template"},
			why:  "what is told, and what machines read of it, know no terminal and no page",
		},
		{
			from: []string{""}, to: []string{"mailadvisor/probe/realserver"},
			why: "real servers are started by tests alone",
		},
		{
			from: []string{""}, except: []string{"probe/realserver"}, to: []string{"mailadvisor/probe/proven"},
			why: "what is proven is noted by tests alone",
		},
		{
			from: []string{""}, except: []string{"probe/realserver", "probe/proven"}, to: []string{"mailadvisor/probe/testkit"},
			why: "what tests share is for tests alone",
		},
		{
			from: []string{""}, except: []string{"advise/config/schema", "advise/render/schema"},
			to:  []string{"mailadvisor/advise/config/schema", "mailadvisor/advise/render/schema", "github.com/google/jsonschema-go/"},
			why: "schemas are files of docs/ that tests write: a start need not carry their library",
		},
	}
}

func TestImportDirections(t *testing.T) {
	out, err := exec.Command(testkit.Go(t), "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "mailadvisor/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		importer := strings.TrimPrefix(strings.TrimPrefix(words[0], "mailadvisor"), "/")
		seen++
		for _, b := range bans() {
			if !under(importer, b.from) || under(importer, b.except) {
				continue
			}
			for _, imported := range words[1:] {
				shared := imported == "mailadvisor/probe/result" || imported == "mailadvisor/probe/says" ||
					importer == "advise/client" && imported == "mailadvisor/probe/utf7" || // a leaf: how the name of a folder is written
					importer == "advise/texts" && imported == "mailadvisor/probe/hostname" || // a leaf: what is a host in a pasted text
					importer == "advise/review" && imported == "mailadvisor/probe/hostname" // which hosts share their mailboxes
				if shared || !forbidden(imported, b.to) {
					continue
				}
				t.Errorf("%s imports %s: %s", importer, imported, b.why)
			}
		}
	}
	if seen < 10 {
		t.Fatalf("only %d packages were looked at", seen)
	}
}

func under(path string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool {
		return p == "" || path == p || strings.HasPrefix(path, p+"/")
	})
}

// forbidden matches a package by its name, and all below a name that ends in "/".
func forbidden(imported string, to []string) bool {
	return slices.ContainsFunc(to, func(p string) bool {
		return imported == p || strings.HasSuffix(p, "/") && strings.HasPrefix(imported, p)
	})
}

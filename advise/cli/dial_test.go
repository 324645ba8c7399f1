package cli

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// dialled returns the functions that open a connection by a way of this
// program, each with what is held there, so that nothing opens one beside them.
func dialled() map[string]string {
	return map[string]string{
		"probe/journey.go dial":              "to a mail server: within the bound of open connections, and only to what may be dialled",
		"probe/pop3/session.go Open":         "of the library, over the connection that is there",
		"probe/resolve.go exists":            "to a name server, whether there is a name",
		"probe/hostname/hostname.go Server":  "to a name server, for addresses",
		"probe/discover/dns.go exchangeOver": "to a name server, for records",
		"probe/https/https.go Client":        "to a web server that publishes settings, and to an issuer of tokens",
		"probe/https/https.go dialStandIn":   "the same",
		"probe/mailhost/listen.go hold":      "from the embedded host to itself",
	}
}

// dials reports whether a name of a package opens a connection, or makes what
// does.
func dials(pkg, name string) bool {
	switch pkg {
	case "net", "crypto/tls", "net/smtp", "github.com/emersion/go-imap/v2/imapclient", "github.com/knadh/go-pop3":
		return strings.HasPrefix(name, "Dial") || name == "DefaultResolver" || strings.HasPrefix(name, "Lookup") || pkg == "github.com/knadh/go-pop3" && name == "New"
	case "net/http":
		return slices.Contains([]string{"Transport", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm"}, name)
	case "github.com/miekg/dns":
		return slices.Contains([]string{"Client", "Dial", "Exchange", "ExchangeContext"}, name)
	}
	return false
}

// Nothing opens a connection but the functions that bound, allow and record it.
func TestConnectionsAreOpenedInOnePlace(t *testing.T) {
	out, err := exec.Command(testkit.Go(t), "list", "-json=ImportPath,Dir,GoFiles", "mailadvisor/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	may, met := dialled(), map[string]bool{}
	set := token.NewFileSet()
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := in.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		below := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "mailadvisor"), "/")
		if below == "probe/realserver" || below == "probe/testkit" || below == "probe/proven" { // for tests alone
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			imported := map[string]string{} // what a name stands for
			for _, i := range file.Imports {
				pkg, _ := strconv.Unquote(i.Path.Value)
				as := path.Base(pkg)
				if strings.Contains(pkg, "go-pop3") {
					as = "pop3"
				}
				if i.Name != nil {
					as = i.Name.Name
				}
				imported[as] = pkg
			}
			for _, d := range file.Decls {
				where := path.Join(below, name)
				if f, ok := d.(*ast.FuncDecl); ok {
					where += " " + f.Name.Name
				}
				ast.Inspect(d, func(n ast.Node) bool {
					s, ok := n.(*ast.SelectorExpr)
					if !ok {
						return true
					}
					if x, ok := s.X.(*ast.Ident); ok && x.Obj == nil && dials(imported[x.Name], s.Sel.Name) {
						if met[where] = true; may[where] == "" {
							t.Errorf("%s: %s uses %s.%s: only what dialled() lists may open a connection", set.Position(s.Pos()), where, x.Name, s.Sel.Name)
						}
					}
					return true
				})
			}
		}
	}
	for where := range may {
		if !met[where] {
			t.Errorf("%s opens no connection any more", where)
		}
	}
}

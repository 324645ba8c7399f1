package client

import "strings"

// Cell is one program at one server by one way: a line of docs/matrix.tsv,
// which tests write from what they saw.
type Cell struct {
	Release  string // of Debian, that the program is of
	Client   string // in [Table]
	Server   string
	Protocol string // imap, pop3
	Security string // tls, starttls
	State    CellState
	Why      string // for a cell that is not proven

	Version       string // of the program
	ServerVersion string
	Date          string // RFC 3339: when it was first seen so
}

// CellState is what came of a cell.
type CellState string

const (
	CellProven  CellState = "proven"  // login, mail, what is left, and where the sent copy went, by the server's word
	CellRefused CellState = "refused" // there are no files, and the error says why
	CellUnable  CellState = "unable"  // a fault of the server or the program
)

// ParseCells reads the lines of a matrix. A line that is not one is left out.
func ParseCells(text string) []Cell {
	var out []Cell
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) == 10 {
			out = append(out, Cell{Release: f[0], Client: f[1], Server: f[2], Protocol: f[3], Security: f[4], State: CellState(f[5]), Why: f[6], Version: f[7], ServerVersion: f[8], Date: f[9]})
		}
	}
	return out
}

// String returns the line of a cell.
func (c Cell) String() string {
	return strings.Join([]string{c.Release, c.Client, c.Server, c.Protocol, c.Security, string(c.State), c.Why, c.Version, c.ServerVersion, c.Date}, "\t") + "\n"
}

// Key names a cell.
func (c Cell) Key() string {
	return strings.Join([]string{c.Release, c.Client, c.Server, c.Protocol, c.Security}, " ")
}

// Same reports whether nothing but the date differs.
func (c Cell) Same(other Cell) bool {
	c.Date = other.Date
	return c == other
}

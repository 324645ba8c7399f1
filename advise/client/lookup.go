package client

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mailadvisor/advise/nearest"
	"mailadvisor/probe/result"
)

// byName is [Table] by name. It is made once: an advice looks programs up some
// thousand times.
var byName = sync.OnceValue(func() map[string]Row {
	rows := map[string]Row{}
	for _, row := range Table() {
		rows[row.Name] = row
	}
	return rows
})

// Lookup finds a program by its name in [Table]. What it returns is shared: it
// is not to be written to.
func Lookup(name string) (Row, bool) {
	row, ok := byName()[name]
	return row, ok
}

// OnPhones reports whether a program runs on telephones and tablets alone.
func (r Row) OnPhones() bool {
	return len(r.On) > 0 && !slices.ContainsFunc(r.On, func(p Platform) bool { return p != IPhone && p != Android })
}

// OnComputers reports whether it may run on a person's computer: not on telephones,
// in browsers or in machines alone.
func (r Row) OnComputers() bool {
	return slices.ContainsFunc(r.On, func(p Platform) bool { return !slices.Contains(on(IPhone, Android, Web, Machines), p) })
}

// InBrowsers reports whether a program runs in a browser, on any device.
func (r Row) InBrowsers() bool { return slices.Contains(r.On, Web) }

// On lists the programs of a platform: the usual ones first, then what reads
// mail, then the others, by name.
func On(p Platform) []Row {
	order := []Use{Reads, SendsIt, Helps, BacksUp, ByHand}
	rows := slices.DeleteFunc(Table(), func(r Row) bool { return !slices.Contains(r.On, p) })
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(result.CompareBool(!a.Usual, !b.Usual), cmp.Compare(slices.Index(order, a.Use), slices.Index(order, b.Use)))
	})
	return rows
}

// Nearest returns the name that a person may have meant, or "": one that the
// typed word begins or continues, else the name or alias that differs by the
// fewest letters.
func Nearest(typed string) string {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var names []string
	for _, row := range Table() {
		if typed != "" && (strings.HasPrefix(row.Name, typed) || strings.HasPrefix(typed, row.Name)) {
			return row.Name
		}
		names = append(names, row.Name)
	}
	for _, row := range Table() {
		names = append(names, row.Aliases...)
	}
	return nearest.Word(typed, names)
}

// Form returns the file set for a version of the program, such as "1.4.4"; the
// newest where the version is empty. A version that is older than every form,
// or not a version, is an error, and so is a program without any form.
func (r Row) Form(version string) (Form, error) {
	if len(r.Forms) == 0 {
		return Form{}, fmt.Errorf("there is no form of %s", r.Name)
	}
	if version == "" {
		return r.Forms[0], nil
	}
	want, err := parseVersion(version)
	if err != nil {
		return Form{}, err
	}
	for _, form := range r.Forms {
		from, err := parseVersion(form.From)
		if err != nil {
			return Form{}, err
		}
		if slices.Compare(want, from) >= 0 {
			return form, nil
		}
	}
	return Form{}, fmt.Errorf("version %s is older than every form known of %s", version, r.Name)
}

// Reads says whether a program reads mail by imap or pop3.
func (r Row) Reads(protocol string) Can {
	if protocol == "pop3" {
		return r.POP
	}
	return r.IMAP
}

// Steps reports that a program reads no file of ours: a person types into its
// windows.
func (r Row) Steps() bool {
	return len(r.Forms) > 0 && !r.hasFile(func(f File) bool { return f.Format != Text })
}

// QR reports that a program also takes its settings from a QR code.
func (r Row) QR() bool { return r.hasFile(func(f File) bool { return f.QR }) }

func (r Row) hasFile(is func(File) bool) bool {
	return slices.ContainsFunc(r.Forms, func(form Form) bool { return slices.ContainsFunc(form.Files, is) })
}

// parseVersion reads "1.4.4" as 1, 4, 4, and "" as nothing, which is older
// than any version.
func parseVersion(s string) ([]int, error) {
	var numbers []int
	for part := range strings.SplitSeq(strings.TrimPrefix(s, "v"), ".") {
		if s == "" {
			break
		}
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is not a version such as 1.4.4", s)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// SignsIn reports whether a program knows by itself where to get a token of
// OAuth 2 for a host: by the host's name or the end of it.
func (r Row) SignsIn(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return slices.ContainsFunc(r.IssuerHosts, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) })
}

// SignsIn is [Row.SignsIn] of a program by its name.
func SignsIn(program, host string) bool {
	row, ok := Lookup(program)
	return ok && row.SignsIn(host)
}

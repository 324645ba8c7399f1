package choose

import (
	"cmp"
	"slices"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Question is one question for a person: what a probe cannot see and the
// needs do not say. It is data: a terminal and a page can both ask it.
type Question struct {
	ID      string   `json:"id"`   // also the flag that answers it, without its dashes
	Kind    string   `json:"kind"` // number, size, word, programs, devices
	Default string   `json:"default"`
	Options []Option `json:"options,omitempty"` // of a word

	Text locale.Text `json:"text"` // the question
	More locale.Text `json:"more"` // what it means, for who wants to know

	// Changes is what its answer can change, whatever the others are:
	// protocol, strategy, settings, or "" where the advice stays as it is.
	Changes string      `json:"changes"`
	Because locale.Text `json:"because,omitzero"`  // why it is asked
	LeftOut locale.Text `json:"left_out,omitzero"` // or why not

	score int
}

// Option is one answer that a question offers.
type Option struct {
	Value string      `json:"value"` // as the flag takes it
	Text  locale.Text `json:"text"`
}

// asking is one row of the questions.
type asking struct {
	id, kind string
	standard string                             // the default, as typed
	words    []string                           // the options of a word
	said     func(*Needs) bool                  // the needs answer it
	seen     func(*facts) bool                  // the probe answers it; nil: it cannot
	tries    []func(*Needs)                     // as it is without an answer, then answers that might matter
	because  func(*facts, []conclusion) string  // an ID, "" for what it decides between
	leftOut  func(*facts, decision) locale.Text // why no answer matters
	quiet    bool                               // not worth a word where no answer matters
	rare     bool                               // what makes others matter only with an answer that few give
}

// askings returns the table, in the order of the questions where they matter
// alike.
func askings() []asking {
	number := func(set func(*Needs, int), values ...int) []func(*Needs) {
		var out []func(*Needs)
		for _, v := range values {
			out = append(out, func(n *Needs) { set(n, v) })
		}
		return out
	}
	word := func(set func(*Needs, string), values ...string) []func(*Needs) {
		var out []func(*Needs)
		for _, v := range values {
			out = append(out, func(n *Needs) { set(n, v) })
		}
		return out
	}
	return []asking{
		{
			id: "devices", kind: "number", standard: "2", said: func(n *Needs) bool { return n.Devices != nil || len(n.DeviceList) > 0 },
			tries: append([]func(*Needs){unsaid}, number(func(n *Needs, v int) { n.Devices = ptr(v) }, 2, 1)...),
			because: func(_ *facts, conclusions []conclusion) string {
				if slices.ContainsFunc(conclusions, func(o conclusion) bool { return protocolOf(o.strategy) != protocolOf(conclusions[0].strategy) }) {
					return "devices"
				}
				return ""
			},
			leftOut: leftOutPlain("forced"),
		},
		{
			id: "quota", kind: "size", standard: "", said: func(n *Needs) bool { return n.QuotaBytes != nil || n.NoQuota },
			seen:    func(f *facts) bool { return f.box.quota.from == measured },
			tries:   sizes(func(n *Needs, v *int64) { n.QuotaBytes = v }, 0, 100*mB, gB, 50*gB),
			leftOut: leftOutPlain("plain"), quiet: true,
		},
		{
			id: "used", kind: "size", standard: "0B", said: func(n *Needs) bool { return n.UsedBytes != nil },
			seen:    func(f *facts) bool { return !f.box.limited() || f.box.used.from == measured },
			tries:   []func(*Needs){unsaid, func(n *Needs) { n.UsedBytes = share(n.QuotaBytes, 0.5) }, func(n *Needs) { n.UsedBytes = share(n.QuotaBytes, 0.95) }},
			leftOut: leftOutPlain("plain"), quiet: true,
		},
		{
			id: "mail-per-day", kind: "number", standard: strconv.Itoa(defaultPerDay), said: func(n *Needs) bool { return n.MailPerDay != nil },
			seen: func(f *facts) bool { return !f.box.limited() || f.box.perDay.from == measured },
			tries: []func(*Needs){unsaid, func(n *Needs) { n.MailPerDay = ptr(3.0) },
				func(n *Needs) { n.MailPerDay = ptr(110.0) }},
			leftOut: leftOutPlain("plain"), quiet: true,
		},
		{
			id: "server-copy", kind: "word", standard: "any", words: []string{"any", "forbidden", "required"},
			said:  func(n *Needs) bool { return n.ServerCopy != "" },
			tries: append([]func(*Needs){unsaid}, word(func(n *Needs, v string) { n.ServerCopy = v }, "forbidden", "required")...), rare: true,
			because: func(_ *facts, conclusions []conclusion) string {
				if slices.ContainsFunc(conclusions, func(o conclusion) bool { return protocolOf(o.strategy) != "imap" }) {
					return ""
				}
				return "server-copy"
			},
			leftOut: leftOutPlain("plain"),
		},
		{
			id: "device", kind: "devices", standard: "",
			said:    func(n *Needs) bool { return len(n.DeviceList) > 0 || len(n.Clients) > 0 },
			seen:    func(f *facts) bool { return f.devices.from != you || f.computer.known() },
			tries:   []func(*Needs){unsaid, owns(Computer, Phone), owns(Phone, Tablet)},
			leftOut: leftOutPlain("plain"), quiet: true,
		},
		{
			id: "offline", kind: "word", standard: "recent", words: []string{"none", "recent", "all"},
			said:  func(n *Needs) bool { return n.Offline != "" },
			tries: append([]func(*Needs){unsaid}, word(func(n *Needs, v string) { n.Offline = v }, "none", "all")...),
			because: func(_ *facts, conclusions []conclusion) string {
				if slices.ContainsFunc(conclusions, func(o conclusion) bool { return protocolOf(o.strategy) != "imap" }) {
					return ""
				}
				return "offline"
			},
			leftOut: leftOutOffline,
		},
		{
			id: "old-mail", kind: "word", standard: "everywhere", words: []string{"everywhere", "one-computer"},
			said:    func(n *Needs) bool { return n.OldMail != "" },
			tries:   append([]func(*Needs){unsaid}, word(func(n *Needs, v string) { n.OldMail = v }, "everywhere", "one-computer")...),
			leftOut: leftOutOldMail,
		},
		{
			id: "disk", kind: "size", standard: "20GB", said: func(n *Needs) bool { return n.DiskBytes != nil },
			tries:   sizes(func(n *Needs, v *int64) { n.DiskBytes = v }, 0, 200*mB, 2*gB),
			leftOut: leftOutDisk,
		},
		{
			id: "metered", kind: "word", standard: "no", words: []string{"no", "yes"}, said: func(n *Needs) bool { return n.Metered != nil },
			tries:   []func(*Needs){unsaid, func(n *Needs) { n.Metered = ptr(true) }},
			leftOut: leftOutMetered,
		},
		{
			id: "absence", kind: "number", standard: strconv.Itoa(defaultAbsence), said: func(n *Needs) bool { return n.AbsenceDays != nil },
			tries:   append([]func(*Needs){unsaid}, number(func(n *Needs, v int) { n.AbsenceDays = ptr(v) }, 3, 60)...),
			leftOut: leftOutAbsence,
		},
		{
			id: "client", kind: "programs", standard: "", said: func(n *Needs) bool { return len(n.Clients)+len(n.DeviceList) > 0 },
			tries:   []func(*Needs){unsaid, uses("thunderbird"), uses("apple-mail"), uses("k9"), uses("geary")},
			leftOut: leftOutPlain("programs"), quiet: true, rare: true,
		},
		{
			id: "backup", kind: "word", standard: "no", words: []string{"no", "yes"}, said: func(n *Needs) bool { return n.Backup != nil },
			tries:   []func(*Needs){unsaid, func(n *Needs) { n.Backup = ptr(true) }},
			leftOut: leftOutPlain("backup"), quiet: true,
		},
	}
}

// unsaid is a question without an answer.
func unsaid(*Needs) {}

// uses returns a try of one mail program.
func uses(name string) func(*Needs) { return func(n *Needs) { n.Clients = []string{name} } }

// owns returns a try of devices by their kinds: as many as there are, the last
// kind for all that are left.
func owns(kinds ...Kind) func(*Needs) {
	return func(n *Needs) {
		devices := defaultDevices
		if n.Devices != nil {
			devices = *n.Devices
		}
		n.DeviceList = nil
		for i := range devices {
			n.DeviceList = append(n.DeviceList, Device{Kind: kinds[min(i, len(kinds)-1)]})
		}
	}
}

// sizes are tries of a size, of which 0 says nothing.
func sizes(set func(*Needs, *int64), values ...int64) []func(*Needs) {
	var out []func(*Needs)
	for _, v := range values {
		out = append(out, func(n *Needs) {
			if v > 0 {
				set(n, &v)
			}
		})
	}
	return out
}

func share(quota *int64, of float64) *int64 {
	if quota == nil {
		return nil
	}
	return ptr(int64(of * float64(*quota)))
}

// Questions returns the questions that neither the report nor the needs answer:
// first those whose answer can change the advice, by how much, then those
// that are left out. Each is tried with every answer to the others, so that
// none is left out that would matter together with another.
func Questions(r *result.Report, n Needs) []Question {
	f := gather(r, n)
	d := decide(f)
	var open []asking
	for _, row := range askings() {
		if !slices.Contains(n.Asked, row.id) && !row.said(&n) && (row.seen == nil || !row.seen(f)) {
			open = append(open, row)
		}
	}
	t := trial{report: r, needs: n, open: open, facts: f, seen: map[string]conclusion{}}
	out := make([]Question, 0, len(open))
	for i, row := range open {
		q := Question{
			ID: row.id, Kind: row.kind, Default: row.standard,
			Text: locale.Text{ID: "ask." + row.id + ".text"}, More: locale.Text{ID: "ask." + row.id + ".more"},
		}
		for _, value := range row.words {
			q.Options = append(q.Options, Option{value, locale.Text{ID: "ask." + row.id + ".option." + value}})
		}
		likely, ever, conclusions := t.effect(i)
		q.Changes, q.score = ever.name(), int(likely)
		switch {
		case ever == effectNone:
			q.LeftOut = row.leftOut(f, d)
		default:
			q.Because = becauseOf(f, row, conclusions)
		}
		if ever != effectNone || !row.quiet {
			out = append(out, q)
		}
	}
	slices.SortStableFunc(out, func(a, b Question) int { return cmp.Compare(b.score, a.score) })
	if len(out) > 0 && out[0].Because.ID == "ask.because.devices" {
		out[0].Because.ID += "-first"
	}
	return out
}

package render

import (
	"io"
	"strconv"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/advise/tell"
)

// Review writes a review as a person reads it.
func Review(w io.Writer, r *review.Review, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.put(nil, 0, s.of(r.Sentence.Text, bold))
	s.reviewAccounts(r)
	for i := range r.Findings {
		s.reviewFinding(i+1, &r.Findings[i])
	}
	s.reviewMailboxes(r)
	s.reviewPassed(r)
	if text := tell.ReviewNotChecked(r, p); text != "" && o.Verbose {
		s.section()
		s.put(nil, 0, s.of(text, dim))
	}
	return s.writeTo(w)
}

// reviewAccounts is a table of the accounts, by their files.
func (s *screen) reviewAccounts(r *review.Review) {
	if len(r.Accounts) == 0 {
		return
	}
	s.section()
	t := table{columns: []column{
		{head: s.of(s.t("review.accounts", nil), bold)}, {head: s.of(s.t("review.server", nil), plain), spill: true}, {head: s.of(s.t("review.port", nil), plain), right: true},
		{head: s.of(s.t("review.security", nil), plain)}, {head: s.of(s.t("review.user", nil), plain), spill: true},
	}}
	if s.verbose {
		t.columns = append(t.columns, column{head: s.of(s.t("review.login", nil), plain), drop: true})
	}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		for k, srv := range a.Servers() {
			name := "  " + s.Words.Format("client", a.Program) + ", " + s.Words.T("screen.service.inline."+string(srv.Service), nil)
			if k > 0 {
				name = "    " + s.t("review.sends", nil)
			}
			auth := ""
			if srv.Auth != "" {
				auth = s.t("review-auth."+string(srv.Auth), nil)
			}
			look := plain
			if srv.Security == accounts.None {
				look = red
			} else if srv.Security == accounts.IfOffered {
				look = yellow
			}
			row := []cell{s.word(name, plain), s.word(srv.Host, plain), s.figure(strconv.Itoa(srv.Port), plain),
				s.word(s.t("review-security."+string(srv.Security), nil), look), s.word(srv.User, plain)}
			if s.verbose {
				row = append(row, s.word(auth, plain))
			}
			t.rows = append(t.rows, row)
		}
	}
	s.putTable(t)
}

// reviewFinding writes one finding: its title, the lines that show it, what the
// host says, what can happen, and what to change.
func (s *screen) reviewFinding(number int, f *review.Finding) {
	s.section()
	n := strconv.Itoa(number)
	status := s.of(s.Words.T("status."+string(f.Status), nil), statusLook(f.Status))
	first := []span{s.of(n, plain), indent(max(3-len(n), 1)), status, indent(between)}
	s.putFlush(first, s.measure(first...), between, f.ID+", "+s.Words.T("severity."+string(f.Severity), nil), s.of(f.Title, bold))
	for i, l := range f.Lines {
		s.reviewLabel("shown", i == 0, tell.ReviewLine(l, s.Words), dim)
	}
	for i, x := range f.Seen {
		s.reviewLabel("seen", i == 0, x.Text, dim)
	}
	s.reviewLabel("risk", true, f.Risk, plain)
	for i, c := range f.Changes {
		s.reviewChange(i == 0, &c)
	}
}

// reviewLabel writes a part of a finding, with its label on the first line.
func (s *screen) reviewLabel(id string, first bool, text string, l look) {
	if text == "" {
		return
	}
	in := s.partColumn()
	lead := []span{indent(in)}
	if first {
		lead = s.part(s.t("review."+id, nil))
	}
	s.put(lead, in, s.of(text, l))
}

func (s *screen) reviewChange(first bool, c *review.Change) {
	w := tell.ReviewChange(c, s.Words)
	s.reviewLabel("change", first, w.Text, plain)
	s.reviewLabel("", false, w.Where, plain)
	in := s.partColumn() + 2
	for _, line := range w.Write {
		s.line(indent(in), s.of(line, cyan))
	}
	s.reviewLabel("", false, w.Instead, dim)
	for _, x := range w.Fields {
		s.put([]span{indent(in)}, in+2, s.of(x, cyan))
	}
}

func (s *screen) reviewMailboxes(r *review.Review) {
	for _, list := range []struct {
		id   string
		text func(review.Mailbox) []locale.Text
		many bool
	}{
		{"gone", func(m review.Mailbox) []locale.Text { return m.Gone }, false},
		{"move", func(m review.Mailbox) []locale.Text { return m.Move }, true},
	} {
		begun := false
		for _, m := range r.Mailboxes {
			for k, text := range list.text(m) {
				if !begun {
					s.heading("review."+list.id, nil)
				}
				begun = true
				if list.many {
					n := strconv.Itoa(k + 1)
					s.put([]span{indent(2), s.of(n, plain), indent(max(3-len(n), 1))}, 5, s.of(text.Text, plain))
				} else {
					s.put([]span{indent(2)}, 4, s.of(text.Text, plain))
				}
			}
		}
	}
	for _, m := range r.Mailboxes {
		s.reviewCounts(m)
	}
}

// reviewCounts compares what the server held with what it holds.
func (s *screen) reviewCounts(m review.Mailbox) {
	if len(m.Counts) == 0 {
		return
	}
	s.section()
	t := table{columns: []column{{head: s.of(s.t("review.counts", nil), bold), name: s.t("review.folder", nil), spill: true}, {head: s.of(s.t("review.before", nil), plain), right: true}, {head: s.of(s.t("review.now", nil), plain), right: true}}}
	count := func(n *int64, l look) cell {
		if n == nil {
			return s.figure("?", plain)
		}
		return s.figure(s.Words.Number(float64(*n)), l)
	}
	for _, c := range m.Counts {
		l := plain
		if c.Before != nil && c.Now != nil && *c.Now < *c.Before {
			l = red
		}
		t.rows = append(t.rows, []cell{s.word("  "+c.Folder, plain), count(c.Before, plain), count(c.Now, l)})
	}
	s.putTable(t)
	for _, c := range m.Counts {
		if c.Before != nil && c.Now != nil && *c.Now < *c.Before {
			s.put([]span{indent(2)}, 4, s.of(s.t("review.fewer", locale.Args{"folder": c.Folder}), red))
		}
	}
}

// reviewPassed tells what was left out, and what cannot be known.
func (s *screen) reviewPassed(r *review.Review) {
	if len(r.Unknown) > 0 {
		s.heading("review.unknown", nil)
		for i := range r.Unknown {
			s.put([]span{indent(2)}, 4, s.of(tell.ReviewUnknown(&r.Unknown[i], s.Words), plain))
		}
	}
	if len(r.Passed) > 0 {
		s.heading("review.passed", nil)
		for i := range r.Passed {
			s.put([]span{indent(2)}, 4, s.of(tell.ReviewPassed(&r.Passed[i], s.Words), dim))
		}
	}
}

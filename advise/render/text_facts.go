package render

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// maxNotes is how many notes a screen shows without --verbose.
const maxNotes = 3

// facts lists what is known of a host. Below a table of trouble (all is
// false), only what a login showed is listed.
func (s *screen) facts(d *advise.Document, all bool) {
	reason, tried := s.loginReason(d)
	if !all && !tried {
		if reason != "" {
			s.put([]span{indent(2)}, 2, s.of(s.t("facts.no-account", locale.Args{"why": s.reasonText(d, reason)}), plain))
		}
		return
	}
	list := s.knownFacts(d, all)
	for i := len(list) - 1; i > 0; i-- { // a name stands once
		if list[i].name == list[i-1].name {
			list[i].name = ""
		}
	}
	if len(list) > 0 {
		s.section()
		s.putLabels(list, plain)
	}
}

// knownFacts returns what is known of a host and its mailbox; without all, only
// what a login showed. Facts of one name follow each other.
func (s teller) knownFacts(d *advise.Document, all bool) []label {
	var list []label
	add := func(id string, values ...[]span) {
		for _, v := range values {
			list = append(list, label{name: s.t("facts."+id, nil), value: v})
		}
	}
	if all {
		if a := addresses(d); len(a) > 0 {
			text := s.Words.List(a)
			if n := d.AddressesOmitted(); n > 0 {
				text = s.t("facts.addresses-omitted", locale.Args{"addresses_list": a, "all_addresses": len(a) + n})
			}
			add("addresses", s.text(text))
		}
		add("certificate", s.certificates(d)...)
	}
	if len(d.Probes) > 0 {
		reason, tried := s.loginReason(d)
		add("login", s.text(s.loginFact(d, reason, tried)))
	}
	if all {
		add("server", s.text(s.implementations(d)))
	}
	account := d.MainAccount()
	if len(d.Probes) > 0 || account != nil {
		unchecked := s.t("facts.unchecked-"+loginState(d), nil)
		bar, quota := s.quotaFact(account, unchecked)
		list = append(list, label{s.t("facts.quota", nil), bar, s.text(quota)})
		add("mailbox", s.text(s.mailboxFact(account, unchecked)))
		add("arriving", s.text(s.arrivalFact(account, unchecked)))
	}
	return list
}

// addresses returns all addresses of the hosts, IPv4 before IPv6.
func addresses(d *advise.Document) []string {
	var v4, v6 []string
	for _, p := range d.Probes {
		for _, path := range p.Paths {
			list := &v4
			if path.Family == "ipv6" {
				list = &v6
			}
			if !slices.Contains(*list, path.Address) {
				*list = append(*list, path.Address)
			}
		}
	}
	return append(v4, v6...)
}

// certificates says whose the certificates are and how long they are valid,
// one line each where ports have different ones.
func (s teller) certificates(d *advise.Document) [][]span {
	type group struct {
		leaf  result.Certificate
		host  string
		ports []string
	}
	var groups []*group
	total := 0
	for i := range d.Probes {
		p := &d.Probes[i]
		path := p.SessionPath()
		if path == nil || path.TLS == nil || len(path.TLS.Chain) == 0 {
			continue
		}
		total++
		leaf := path.TLS.Chain[0]
		at := slices.IndexFunc(groups, func(g *group) bool {
			return g.leaf.SHA256 == leaf.SHA256 && g.leaf.NotAfter.Equal(leaf.NotAfter) && g.leaf.Subject == leaf.Subject
		})
		if at < 0 {
			at, groups = len(groups), append(groups, &group{leaf: leaf, host: p.Host})
		}
		groups[at].ports = append(groups[at].ports, strconv.Itoa(p.Port))
	}
	var out [][]span
	for _, g := range groups {
		args := locale.Args{
			"name":       certificateName(g.leaf, g.host),
			"until_date": g.leaf.NotAfter.UTC().Format("2006-01-02"),
			"days":       int(g.leaf.NotAfter.Sub(d.StartedAt).Hours() / 24),
			"total":      total,
			"ports_list": g.ports,
		}
		id, l := "cert.on", plain
		switch {
		case total == 1:
			id = "cert.only"
		case len(groups) == 1:
			id = "cert.all"
		}
		text := s.t(id, args)
		if g.leaf.NotAfter.Before(d.StartedAt) {
			text, l = s.t("cert.ended", args), red
		}
		out = append(out, []span{s.of(text, l)})
	}
	return out
}

// certificateName returns the name that a certificate is known by here: the
// host's own where it has it.
func certificateName(c result.Certificate, host string) string {
	for _, name := range c.Names {
		if strings.EqualFold(name, host) {
			return name
		}
	}
	if len(c.Names) > 0 {
		return c.Names[0]
	}
	return tell.OrUnknown(c.Subject)
}

// loginReason returns why no login was accepted, and whether one was tried.
func (s teller) loginReason(d *advise.Document) (reason string, tried bool) {
	for _, p := range d.Probes {
		if p.Login == nil {
			continue
		}
		why := tell.LoginReason(p.Login, s.Words)
		if p.Login.Status != result.LoginNotTried {
			return why, true
		}
		reason = cmp.Or(reason, why)
	}
	return reason, false
}

// loginState is accepted, refused or none.
func loginState(d *advise.Document) string {
	state := "none"
	for _, p := range d.Probes {
		switch {
		case p.Login == nil || p.Login.Status == result.LoginNotTried:
		case p.LoggedIn():
			return "accepted"
		default:
			state = "refused"
		}
	}
	return state
}

func (s teller) reasonText(d *advise.Document, reason string) string {
	if reason == string(result.NoCredential) && d.Target.User != "" {
		reason = "no-password"
	}
	if reason == "" {
		return s.t("reason.unknown", nil)
	}
	return s.t("reason."+reason, nil)
}

// loginFact says by which mechanisms a login was accepted, or why none was.
func (s teller) loginFact(d *advise.Document, reason string, tried bool) string {
	var mechanisms []string
	verified := true
	for i := range d.Probes {
		p := &d.Probes[i]
		if !p.LoggedIn() {
			continue
		}
		if !slices.Contains(mechanisms, p.Login.Mechanism) {
			mechanisms = append(mechanisms, p.Login.Mechanism)
		}
		path := p.SessionPath()
		verified = verified && path != nil && path.TLS != nil && path.TLS.Verified
	}
	args := locale.Args{"mechanisms_list": mechanisms, "why": s.reasonText(d, reason)}
	switch {
	case len(mechanisms) > 0 && verified:
		return s.t("facts.login-verified", args)
	case len(mechanisms) > 0:
		return s.t("facts.login-unverified", args)
	case tried:
		return s.t("facts.login-refused", args)
	}
	return s.t("facts.login-not-tried", args)
}

// implementations names the server programs, as far as they say so.
func (s teller) implementations(d *advise.Document) string {
	var names []string
	services := map[string][]string{}
	for i := range d.Probes {
		path := d.Probes[i].SessionPath()
		if path == nil || path.Implementation == "" {
			continue
		}
		name, service := path.Implementation, s.service(d.Probes[i].Service, "inline")
		if services[name] == nil {
			names = append(names, name)
		}
		if !slices.Contains(services[name], service) {
			services[name] = append(services[name], service)
		}
	}
	for i, name := range names {
		names[i] = name + " (" + strings.Join(services[name], ", ") + ")"
	}
	return tell.OrUnknown(strings.Join(names, ", "))
}

// quotaFact returns the bar of a quota, where a limit is known, and its words.
func (s teller) quotaFact(a *result.Account, unchecked string) (bar []span, text string) {
	if a == nil || a.QuotaStatus == "" {
		return nil, unchecked
	}
	if a.QuotaStatus != result.QuotaOK {
		return nil, s.t("quota."+string(a.QuotaStatus), nil)
	}
	q, id := a.Tightest(result.Storage), "used"
	if q == nil {
		q, id = a.SharedLimit(), "shared"
	}
	if q == nil {
		q, id = a.Tightest(result.Messages), "messages"
	}
	if q == nil {
		if limit := a.LimitAlone(); limit > 0 {
			return nil, s.t("quota.limit-alone", locale.Args{"limit_bytes": limit})
		}
		return nil, s.t("quota.unclear", nil)
	}
	args := locale.Args{"used_share": q.Share()}
	if q.Bytes() {
		args["used"], args["limit_bytes"] = s.sameUnit(float64(q.Used), float64(q.Limit)), q.Limit
	} else {
		args["used_count"], args["limit_count"] = q.Used, q.Limit
	}
	return append(s.bar(q.Share(), aloneBar), indent(2)), s.t("quota."+id, args)
}

// sameUnit writes a size without its unit where another one that follows has it.
func (s teller) sameUnit(n, next float64) string {
	a, b := s.Words.Size(n, locale.Nearest), s.Words.Size(next, locale.Nearest)
	unit := strings.TrimLeft(b, "0123456789.,"+locale.Narrow+" ")
	if short, ok := strings.CutSuffix(a, unit); ok {
		return strings.TrimRight(short, locale.Narrow+" ")
	}
	return a
}

func (s teller) mailboxFact(a *result.Account, unchecked string) string {
	switch {
	case a == nil || a.Mailbox == nil && a.MailboxFailure == nil && a.InboxFailure == nil:
		return unchecked
	case diagnose.Opening(a) != nil:
		return s.t("mailbox.shut", locale.Args{"detail": diagnose.Opening(a).Detail})
	case a.Mailbox == nil || a.Mailbox.Messages == nil:
		return s.t("facts.failed", late(a.MailboxFailure))
	}
	m := a.Mailbox
	args := locale.Args{"messages": *m.Messages, "at_least": m.AtLeast}
	if a.Service == result.POP3 || len(m.Folders) == 0 {
		if m.Bytes == nil {
			return s.t("mailbox.inbox-count", args)
		}
		args["mailbox_bytes"] = *m.Bytes
		return s.t("mailbox.inbox", args)
	}
	args["folders"] = len(m.Folders) + m.FoldersOmitted
	largest := -1
	for i, f := range m.Folders {
		if f.Bytes != nil && !f.View && (largest < 0 || *f.Bytes > *m.Folders[largest].Bytes) {
			largest = i
		}
	}
	if largest < 0 {
		return s.t("mailbox.folders-count", args)
	}
	args["folder"], args["largest_bytes"] = m.Folders[largest].Name, *m.Folders[largest].Bytes
	return s.t("mailbox.folders", args)
}

// late returns whether an answer did not come in time, for the message that it
// is missing.
func late(f *result.Failure) locale.Args {
	return locale.Args{"late": f != nil && f.Kind == result.Timeout}
}

func (s teller) arrivalFact(a *result.Account, unchecked string) string {
	switch {
	case a == nil || a.Mailbox == nil && a.MailboxFailure == nil:
		return unchecked
	case a.ArrivalFailure != nil && (a.Mailbox == nil || a.Mailbox.Arrival == nil):
		return s.t("facts.not-read", late(a.ArrivalFailure))
	case a.Mailbox == nil || a.Mailbox.Arrival == nil:
		return s.t("facts.not-measured", nil)
	}
	r := a.Mailbox.Arrival
	args := locale.Args{"per_day": r.PerDay, "mean_bytes": r.MeanBytes, "window_days": r.WindowDays}
	if r.KeptFraction == nil {
		return s.t("arriving", args)
	}
	args["kept_share"] = *r.KeptFraction
	return s.t("arriving-kept", args)
}

// notes lists what is worth knowing and needs no mending, from a severity on.
func (s *screen) notes(d *advise.Document, from diagnose.Severity) {
	var list []label
	left := 0
	for i := range d.Findings {
		f := &d.Findings[i]
		if !f.Note || f.Severity.Compare(from) > 0 {
			continue
		}
		if len(list) == maxNotes && !s.verbose {
			left++
			continue
		}
		list = append(list, label{name: f.ID, value: []span{s.of(fullStop(f.Title), plain)}})
	}
	if len(list) == 0 {
		return
	}
	s.heading("notes", nil)
	s.putLabels(list, dim)
	if left > 0 && !s.handed {
		s.line(indent(2), s.of(s.t("more-verbose", locale.Args{"n": left}), dim))
	}
}

// fullStop ends a note as a sentence: some are titles of findings elsewhere.
func fullStop(title string) string { return strings.TrimSuffix(title, ".") + "." }

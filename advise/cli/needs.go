package cli

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// needsFlags are the flags that say what a person needs.
func (a *app) needsFlags(c *cobra.Command, n *choose.Needs) {
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	yes := func(s string) (bool, error) {
		switch s {
		case "yes", "oui", "true":
			return true, nil
		case "no", "non", "false":
			return false, nil
		}
		return false, errors.New("neither yes nor no")
	}
	flag := func(v **bool, name string) {
		f.Var(optional[bool]{v, "", yes}, name, t(name))
		f.Lookup(name).NoOptDefVal = "yes"
	}
	f.Var(optional[int]{&n.Devices, "N", count(1)}, "devices", t("devices"))
	f.Var(deviceFlag{n}, "device", t("device"))
	flag(&n.Shared, "shared")
	f.StringVar(&n.Offline, "offline", "", t("offline"))
	f.StringVar(&n.OldMail, "old-mail", "", t("old-mail"))
	f.StringVar(&n.ServerCopy, "server-copy", "", t("server-copy"))
	f.Var(sizeFlag{n, "disk", &n.DiskBytes}, "disk", t("disk"))
	flag(&n.Metered, "metered")
	f.Var(optional[int]{&n.AbsenceDays, "DAYS", count(0)}, "absence", t("absence"))
	flag(&n.Backup, "backup")
	f.StringSliceVar(&n.Clients, "client", nil, t("client"))
	a.mailboxFlags(c, n)
	f.Var(optional[bool]{&n.POP, "yes|no", yes}, "pop", t("pop"))
	f.Var(optional[bool]{&n.IMAP, "yes|no", yes}, "imap", t("imap"))
}

// mailboxFlags are the flags that say what is known of a mailbox.
func (a *app) mailboxFlags(c *cobra.Command, n *choose.Needs) {
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	amount := func(s string) (float64, error) {
		v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
		if err == nil && (v < 0 || v > 1e6 || v != v) {
			err = errors.New("out of range")
		}
		return v, err
	}
	percent := func(s string) (float64, error) {
		v, err := amount(strings.TrimRight(s, "% \u00a0\u202f"))
		if err == nil && v > 1000 {
			err = errors.New("out of range")
		}
		return v / 100, err
	}
	f.Var(sizeFlag{n, "quota", &n.QuotaBytes}, "quota", t("quota"))
	f.Var(sizeFlag{n, "used", &n.UsedBytes}, "used", t("used"))
	f.Var(optional[float64]{&n.MailPerDay, "N", amount}, "mail-per-day", t("mail-per-day"))
	f.Var(sizeFlag{n, "mail-size", &n.MailBytes}, "mail-size", t("mail-size"))
	f.Var(optional[float64]{&n.Growth, "PERCENT", percent}, "growth", t("growth"))
}

// count reads a whole number that is not below least.
func count(least int) func(string) (int, error) {
	return func(s string) (int, error) {
		v, err := strconv.Atoi(s)
		if err == nil && (v < least || v > 100_000) {
			err = errors.New("out of range")
		}
		return v, err
	}
}

// sizeFlag reads a size of the needs, and keeps it as it was typed.
type sizeFlag struct {
	needs *choose.Needs
	name  string
	value **int64
}

func (f sizeFlag) String() string {
	if f.needs == nil {
		return ""
	}
	return f.needs.Typed[f.name]
}
func (f sizeFlag) Type() string { return "SIZE" }
func (f sizeFlag) Set(s string) error {
	endless := f.name == "quota" && choose.Unlimited(s)
	v, err := choose.ParseSize(s)
	switch {
	case endless:
		*f.value = nil
	case errors.Is(err, choose.ErrBareSize):
		return bareSize(f.name, s)
	case err != nil:
		return err
	default:
		*f.value = &v
	}
	if f.name == "quota" {
		f.needs.NoQuota = endless
	}
	if f.needs.Typed == nil {
		f.needs.Typed = map[string]string{}
	}
	f.needs.Typed[f.name] = strings.TrimSpace(s)
	return nil
}

// bareSize asks of what a number is, with both answers that can be typed.
func bareSize(flag, typed string) error {
	number := strings.TrimSpace(typed)
	return usage("size-bare", locale.Args{"value": number, "flag": "--" + flag, "megabytes": number + "MB", "gigabytes": number + "GB"})
}

// deviceFlag reads --device NAME[:CLIENT], once for each device. A NAME may be
// a kind: computer, phone, tablet, people, or a machine that only sends.
type deviceFlag struct{ needs *choose.Needs }

// String returns the name that was given last, as checkGiven wants it.
func (f deviceFlag) String() string {
	if f.needs == nil || len(f.needs.DeviceList) == 0 {
		return ""
	}
	return f.needs.DeviceList[len(f.needs.DeviceList)-1].Name
}
func (f deviceFlag) Type() string { return "NAME[:CLIENT]" }
func (f deviceFlag) Set(s string) error {
	name, program, ok := strings.Cut(strings.TrimSpace(s), ":")
	name, program = strings.TrimSpace(name), strings.TrimSpace(program)
	if name == "" || ok && program == "" {
		return errors.New("not NAME or NAME:CLIENT")
	}
	if kind := choose.KindNamed(program); program != "" && kind != "" { // --device anna:phone
		if _, known := client.Lookup(program); !known {
			f.needs.DeviceList = append(f.needs.DeviceList, choose.Device{Name: name, Kind: kind})
			return nil
		}
	}
	f.needs.DeviceList = append(f.needs.DeviceList, choose.Device{Name: name, Client: program})
	return nil
}

// checkNeeds refuses what no rule understands, and contradictions.
func checkNeeds(n *choose.Needs) error {
	ownNames(n)
	for _, w := range [][2]string{{"offline", n.Offline}, {"old-mail", n.OldMail}, {"server-copy", n.ServerCopy}} {
		if err := checkWord(w[0], w[1]); err != nil {
			return err
		}
	}
	if len(n.DeviceList) > 0 {
		count := choose.Readers(n.DeviceList) // a machine that only sends is none of them
		if n.Devices != nil && *n.Devices != count {
			return usage("devices-contradict", locale.Args{"devices": *n.Devices, "listed": count})
		}
		n.Devices = &count
	}
	programs := slices.Clone(n.Clients)
	for _, d := range n.DeviceList {
		if d.Client != "" {
			programs = append(programs, d.Client)
		}
	}
	for _, name := range programs {
		if err := checkClient(name); err != nil {
			return err
		}
	}
	return nil
}

// ownNames has the programs that people call otherwise under their names in the
// table.
func ownNames(n *choose.Needs) {
	for i, name := range n.Clients {
		n.Clients[i] = client.Named(name)
	}
	for i, d := range n.DeviceList {
		n.DeviceList[i].Client = client.Named(d.Client)
	}
}

func checkClient(name string) error {
	if _, ok := client.Lookup(name); ok {
		return nil
	}
	return usage("client-unknown", locale.Args{"value": name, "near": client.Nearest(name)}, "settings --list")
}

// nothingSaid reports whether the needs hold no answer at all.
func nothingSaid(n choose.Needs) bool {
	return reflect.ValueOf(n).IsZero()
}

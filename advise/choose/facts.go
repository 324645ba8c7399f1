package choose

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// source is where a value comes from. What a person says beats what was
// measured, and that beats a default; a contradiction is told.
type source string

const (
	unknown  source = "" // not checked and not said: never zero, never no
	you      source = "you"
	measured source = "measured"
	provider source = "provider" // published by the provider's domain
	tabled   source = "table"    // in the built-in table, and not tested
	assumed  source = "assumed"  // the stated default; its flag replaces it
)

// fact is a value with its source, and the flag that says it.
type fact[T any] struct {
	v    T
	from source
	flag string // "--devices 3": as typed, or as it would be
}

func (f fact[T]) known() bool { return f.from != unknown }

// firstKnown is the first of some facts that is known: person, measurement, default.
func firstKnown[T any](facts ...fact[T]) fact[T] {
	for _, f := range facts {
		if f.known() {
			return f
		}
	}
	return fact[T]{}
}

// said returns what a person said, or an unknown fact.
func said[T any](v *T, flag string, format func(T) string) fact[T] {
	if v == nil {
		return fact[T]{}
	}
	return fact[T]{*v, you, flag + " " + format(*v)}
}

func saidWord(v, flag string) fact[string] {
	if v == "" {
		return fact[string]{}
	}
	return fact[string]{v, you, flag + " " + v}
}

// The defaults where nothing is measured and nothing said.
const (
	defaultDevices   = 2
	defaultAbsence   = 21
	defaultPerDay    = 20
	defaultMeanBytes = 75 * kB
	defaultDiskBytes = 20 * gB
	largeToMean      = 100 // the 99th percentile message, as a multiple of the mean one
)

const (
	kB = 1 << 10
	mB = 1 << 20
	gB = 1 << 30
	tB = 1 << 40
)

// facts is what the report and the needs say together.
type facts struct {
	today  time.Time
	cut    bool // the run was ended before everything was seen
	silent bool // the host was asked, and nothing answered
	unread bool // the host was tested, and neither IMAP nor POP of it

	// Of the person.
	devices    fact[int]
	shared     fact[bool]
	offline    fact[string]
	oldMail    fact[string]
	serverCopy fact[string]
	disk       fact[int64]
	metered    fact[bool]
	absence    fact[int]
	backup     fact[bool]

	// Of the host.
	imap, pop service
	hosts     []string // every host that was probed
	known     *result.Provider
	software  string // of the server, as it names itself

	// Of the mailbox.
	box box

	// Of the devices that were named: whether one of them is a computer.
	kinds    []Kind
	computer fact[bool]
	sends    bool // every device that was named only sends

	// Of the mail programs that were named.
	programs programs

	contradictions []contradiction
}

// contradiction is two sayings that cannot both hold; the answer follows the first.
type contradiction struct {
	id       string
	args     locale.Args
	evidence evidence
}

func gather(r *result.Report, n Needs) *facts {
	f := new(facts)
	f.gather(r, n)
	return f
}

// gather sets every fact anew.
func (f *facts) gather(r *result.Report, n Needs) {
	*f = facts{today: r.StartedAt.UTC(), cut: r.Interrupted}
	f.programs = programsOf(n, client.Lookup)
	f.person(n)
	f.host(r, n)
	f.mailbox(r, n)
}

func (f *facts) person(n Needs) {
	list := listed(n.DeviceList)
	f.devices = firstKnown(said(n.Devices, "--devices", strconv.Itoa), list,
		fact[int]{defaultDevices, assumed, "--devices 2"})
	f.shared = firstKnown(saidFlag(n.Shared, "--shared"), sharedBy(n.DeviceList), fact[bool]{false, assumed, "--shared"})
	f.offline = firstKnown(saidWord(n.Offline, "--offline"), fact[string]{"recent", assumed, "--offline recent"})
	f.oldMail = firstKnown(saidWord(n.OldMail, "--old-mail"), fact[string]{"everywhere", assumed, "--old-mail everywhere"})
	f.serverCopy = firstKnown(saidWord(n.ServerCopy, "--server-copy"), fact[string]{"any", assumed, "--server-copy any"})
	f.disk = firstKnown(said(n.DiskBytes, "--disk", func(v int64) string { return n.typed("disk", flagSize(v)) }),
		fact[int64]{defaultDiskBytes, assumed, "--disk 20GB"})
	f.metered = firstKnown(saidFlag(n.Metered, "--metered"), fact[bool]{false, assumed, "--metered"})
	f.absence = firstKnown(said(n.AbsenceDays, "--absence", strconv.Itoa), fact[int]{defaultAbsence, assumed, "--absence 21"})
	f.backup = firstKnown(saidFlag(n.Backup, "--backup"), fact[bool]{false, assumed, "--backup"})

	if list.known() && list.v == f.devices.v {
		f.devices = list // the names say more than their number
	} else if list.known() && list.v > f.devices.v {
		f.contradict("devices", locale.Args{"devices": f.devices.v, "named_devices": list.v}, f.devices.flag, list.flag)
	}
	f.kindsOf(n)
	if f.shared.v && f.devices.from == you && f.devices.v == 1 && n.Shared != nil {
		f.contradict("shared-one-device", nil, f.devices.flag, f.shared.flag)
	}
	if f.serverCopy.v == "forbidden" && f.oldMail.v == "everywhere" && f.oldMail.from == you {
		f.contradict("old-mail-forbidden", nil, f.oldMail.flag, f.serverCopy.flag)
	}
}

// kindsOf says whether there is a computer among the devices: by those that
// were named, where they are all there are, or by what was said of one.
func (f *facts) kindsOf(n Needs) {
	all := n.DeviceList
	if len(all) == 0 && len(n.Clients) > 0 && f.devices.from == you && f.devices.v <= len(n.Clients) {
		for _, name := range n.Clients {
			all = append(all, Device{Client: name})
		}
	}
	known := 0
	for _, d := range all {
		kind := d.KindOf()
		switch kind {
		case Sender:
			continue
		case Computer:
			f.computer = fact[bool]{true, you, f.devices.flag}
		case Phone, Tablet:
			known++
		}
		f.kinds = append(f.kinds, kind)
	}
	f.sends = len(n.DeviceList) > 0 && Readers(n.DeviceList) == 0
	switch {
	case f.computer.known():
	case n.OldMail == "one-computer":
		f.computer = fact[bool]{true, you, f.oldMail.flag}
	case known > 0 && known == Readers(all) && known >= f.devices.v:
		f.computer = fact[bool]{false, you, f.devices.flag}
	case n.DiskBytes != nil:
		f.computer = fact[bool]{true, you, f.disk.flag}
	}
}

// noComputer reports whether the person has no computer, as far as it was said.
func (f *facts) noComputer() bool { return f.computer.known() && !f.computer.v }

// holder returns where mail is kept that leaves the server, as a word of a
// message: the kind of the device where it is known.
func (f *facts) holder() string {
	switch {
	case f.computer.known() && f.computer.v:
		return string(Computer)
	case f.noComputer() && len(f.kinds) == 1:
		return string(f.kinds[0])
	case f.devices.v == 1 && f.devices.from == you:
		return "device"
	}
	return "collector"
}

// listed counts devices that were named one by one.
func listed(list []Device) fact[int] {
	if len(list) == 0 {
		return fact[int]{}
	}
	flags := make([]string, 0, len(list))
	for _, d := range list {
		flags = append(flags, "--device "+d.Flag())
	}
	return fact[int]{Readers(list), you, strings.Join(flags, " ")}
}

// Flag returns a device as --device takes it.
func (d Device) Flag() string {
	name := d.Name
	if name == "" {
		name = string(d.Kind)
	}
	if d.Client == "" {
		return name
	}
	return name + ":" + d.Client
}

// sharedBy is said by who is among the devices.
func sharedBy(list []Device) fact[bool] {
	for _, d := range list {
		if d.KindOf() == People {
			return fact[bool]{true, you, "--device " + d.Flag()}
		}
	}
	return fact[bool]{}
}

func saidFlag(v *bool, flag string) fact[bool] {
	if v == nil {
		return fact[bool]{}
	}
	if !*v {
		flag += "=false"
	}
	return fact[bool]{*v, you, flag}
}

// flagSize writes a size as a flag takes it, without loss: 100MB, 1536MB.
func flagSize(bytes int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{gB, "GB"}, {mB, "MB"}, {kB, "kB"}} {
		if bytes > 0 && bytes%unit.size == 0 {
			return fmt.Sprint(bytes/unit.size, unit.name)
		}
	}
	return fmt.Sprint(bytes, "B")
}

// contradict notes a contradiction of a person with this run, or, where flags
// are given, with themselves.
func (f *facts) contradict(id string, args locale.Args, flags ...string) {
	e := evidence{"evidence.contradiction", nil}
	if len(flags) > 0 {
		e = evidence{"evidence.you", locale.Args{"flags": strings.Join(flags, " ")}}
	}
	f.contradictions = append(f.contradictions, contradiction{"contradiction-" + id, args, e})
}

// several reports whether more than one device or person reads the mailbox.
func (f *facts) several() bool { return f.devices.v >= 2 || f.shared.v }

// severalSaid reports whether a person said so; a default decides nothing.
func (f *facts) severalSaid() bool {
	return f.devices.v >= 2 && f.devices.from == you || f.shared.v && f.shared.from == you
}

// forbidden reports whether a rule lets no mail stay with the provider,
// required that one wants it kept. The two are rules, not wishes: they come
// before everything that is only weighed.
func (f *facts) forbidden() bool { return f.serverCopy.v == "forbidden" }
func (f *facts) required() bool  { return f.serverCopy.v == "required" }

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

// said is what a person said, or an unknown fact.
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
	today time.Time
	cut   bool // the run was ended before everything was seen

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
	software  string   // of the server, as it names itself

	// Of the mailbox.
	box box

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
	f.shared = firstKnown(saidFlag(n.Shared, "--shared"), fact[bool]{false, assumed, "--shared"})
	f.offline = firstKnown(saidWord(n.Offline, "--offline"), fact[string]{"recent", assumed, "--offline recent"})
	f.oldMail = firstKnown(saidWord(n.OldMail, "--old-mail"), fact[string]{"everywhere", assumed, "--old-mail everywhere"})
	f.serverCopy = firstKnown(saidWord(n.ServerCopy, "--server-copy"), fact[string]{"any", assumed, "--server-copy any"})
	f.disk = firstKnown(said(n.DiskBytes, "--disk", flagSize), fact[int64]{defaultDiskBytes, assumed, "--disk 20GB"})
	f.metered = firstKnown(saidFlag(n.Metered, "--metered"), fact[bool]{false, assumed, "--metered"})
	f.absence = firstKnown(said(n.AbsenceDays, "--absence", strconv.Itoa), fact[int]{defaultAbsence, assumed, "--absence 21"})
	f.backup = firstKnown(saidFlag(n.Backup, "--backup"), fact[bool]{false, assumed, "--backup"})

	if list.known() && list.v == f.devices.v {
		f.devices = list // the names say more than their number
	} else if list.known() {
		f.contradict("devices", locale.Args{"devices": f.devices.v, "named_devices": list.v}, f.devices.flag, list.flag)
	}
	if f.shared.v && f.devices.from == you && f.devices.v == 1 {
		f.contradict("shared-one-device", nil, f.devices.flag, f.shared.flag)
	}
	if f.serverCopy.v == "forbidden" && f.oldMail.v == "everywhere" && f.oldMail.from == you {
		f.contradict("old-mail-forbidden", nil, f.oldMail.flag, f.serverCopy.flag)
	}
}

// listed counts devices that were named one by one.
func listed(list []Device) fact[int] {
	if len(list) == 0 {
		return fact[int]{}
	}
	flags := ""
	for i, d := range list {
		if i > 0 {
			flags += " "
		}
		flags += "--device " + d.Name + ":" + d.Client
	}
	return fact[int]{len(list), you, flags}
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

// several says whether more than one device or person reads the mailbox.
func (f *facts) several() bool { return f.devices.v >= 2 || f.shared.v }

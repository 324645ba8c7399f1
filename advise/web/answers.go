package web

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// Answers are kept as they were typed, and read into needs anew each time: an
// answer can be taken back. One that is empty is none: a default then counts as
// one, and not as the person's word.

// answerError says what is wrong with an answer: the message web.wrong.ID.
type answerError struct {
	id   string
	args locale.Args
}

func (e *answerError) Error() string { return e.id }

// answerable returns how an answer is read, by the ID of its question.
func answerable() map[string]func(*choose.Needs, string) error {
	return map[string]func(*choose.Needs, string) error{
		"devices":      whole(1, func(n *choose.Needs, v int) { n.Devices = &v }),
		"absence":      whole(0, func(n *choose.Needs, v int) { n.AbsenceDays = &v }),
		"mail-per-day": perDay,
		"quota":        quota,
		"used":         size("used", func(n *choose.Needs, v *int64) { n.UsedBytes = v }),
		"disk":         size("disk", func(n *choose.Needs, v *int64) { n.DiskBytes = v }),
		"server-copy":  word(func(n *choose.Needs, v string) { n.ServerCopy = v }, "any", "forbidden", "required"),
		"offline":      word(func(n *choose.Needs, v string) { n.Offline = v }, "none", "recent", "all"),
		"old-mail":     word(func(n *choose.Needs, v string) { n.OldMail = v }, "everywhere", "one-computer"),
		"metered":      word(func(n *choose.Needs, v string) { yes := v == "yes"; n.Metered = &yes }, "no", "yes"),
		"backup":       word(func(n *choose.Needs, v string) { yes := v == "yes"; n.Backup = &yes }, "no", "yes"),
	}
}

func whole(least int, set func(*choose.Needs, int)) func(*choose.Needs, string) error {
	return func(n *choose.Needs, typed string) error {
		v, err := strconv.Atoi(strings.TrimSpace(typed))
		if err != nil || v < least || v > 100_000 {
			return &answerError{"number", locale.Args{"least": least}}
		}
		set(n, v)
		return nil
	}
}

func perDay(n *choose.Needs, typed string) error {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(typed), ",", ".", 1), 64)
	if err != nil || math.IsNaN(v) || v < 0 || v > 100_000 {
		return &answerError{"number", locale.Args{"least": 0}}
	}
	n.MailPerDay = &v
	return nil
}

func size(name string, set func(*choose.Needs, *int64)) func(*choose.Needs, string) error {
	return func(n *choose.Needs, typed string) error {
		v, err := choose.ParseSize(typed)
		switch {
		case errors.Is(err, choose.ErrBareSize):
			return &answerError{"unit", locale.Args{"value": strings.TrimSpace(typed)}}
		case err != nil || v <= 0 && name != "used":
			return &answerError{"size", nil}
		}
		set(n, &v)
		if n.Typed == nil {
			n.Typed = map[string]string{}
		}
		n.Typed[name] = strings.TrimSpace(typed)
		return nil
	}
}

func quota(n *choose.Needs, typed string) error {
	if choose.Unlimited(typed) {
		n.NoQuota = true
		return nil
	}
	return size("quota", func(n *choose.Needs, v *int64) { n.QuotaBytes = v })(n, typed)
}

func word(set func(*choose.Needs, string), known ...string) func(*choose.Needs, string) error {
	return func(n *choose.Needs, typed string) error {
		if !slices.Contains(known, typed) {
			return &answerError{"word", nil}
		}
		set(n, typed)
		return nil
	}
}

// needsOf reads answers and devices into needs; what is wrong with an answer,
// by its question.
func needsOf(answers map[string]string, devices []choose.Device) (choose.Needs, map[string]error) {
	n, wrong := choose.Needs{}, map[string]error{}
	read := answerable()
	ids := make([]string, 0, len(answers))
	for id := range answers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if read[id] == nil || strings.TrimSpace(answers[id]) == "" {
			continue
		}
		if err := read[id](&n, answers[id]); err != nil {
			wrong[id] = err
			continue
		}
		n.Asked = append(n.Asked, id)
	}
	if len(devices) > 0 {
		n.DeviceList = slices.Clone(devices)
		count := choose.Readers(devices)
		n.Devices = &count
		n.Asked = append(n.Asked, "devices", "device", "client")
	}
	return n, wrong
}

// devicesOf reads the rows of the form of devices: a kind each, and perhaps its
// mail program.
func devicesOf(kinds, programs []string) []choose.Device {
	var out []choose.Device
	for i, kind := range kinds {
		if !slices.Contains(choose.Kinds(), choose.Kind(kind)) {
			continue
		}
		d := choose.Device{Kind: choose.Kind(kind)}
		if i < len(programs) {
			if _, ok := client.Lookup(programs[i]); ok {
				d.Client = programs[i]
			}
		}
		out = append(out, d)
		if len(out) == maxDevices {
			break
		}
	}
	return out
}

// maxDevices bounds the devices of a form.
const maxDevices = 12

package locale

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Narrow is U+202F, the narrow no-break space of French typography.
const Narrow = "\u202f"

// style is how a language writes numbers and dates: its row in the table of
// languages.
type style struct {
	lang           string // its code: that of its message files
	messages       []message
	decimal, group string
	percent        string // what stands before %
	unitSpace      string
	units          [5]string // octets and their powers of 1024
	months, short  [12]string
	and            string
	clock          string // a time layout
	first          string // the first of a month; "" as any other day
	elides         bool   // whether "de" and its like are joined to a vowel (see [eliding])
}

// styles returns the table of languages. The first is spoken where a locale
// asks for none of them.
func styles() []style {
	return []style{
		{
			lang: "en", messages: messagesEN,
			decimal: ".", group: ",", percent: "", unitSpace: " ",
			units:  [5]string{"bytes", "kB", "MB", "GB", "TB"},
			months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
			short:  [12]string{"Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"},
			and:    " and ", clock: "15:04",
		},
		{
			lang: "fr", messages: messagesFR,
			decimal: ",", group: Narrow, percent: Narrow, unitSpace: Narrow,
			units:  [5]string{"octets", "ko", "Mo", "Go", "To"},
			months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
			short:  [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
			and:    " et ", clock: "15" + Narrow + "h" + Narrow + "04", first: "1er",
			elides: true,
		},
	}
}

// Rounding is the direction in which a figure is rounded: what a person
// relies on is rounded to the careful side.
type Rounding int

const (
	Nearest Rounding = iota
	Up
	Down
)

func (r Rounding) round(n float64) float64 {
	switch r {
	case Up:
		return math.Ceil(n - 1e-9)
	case Down:
		return math.Floor(n + 1e-9)
	}
	return math.Round(n)
}

// Number writes a number: whole from 10 on, else with one decimal unless that is zero.
func (p *Printer) Number(n float64) string {
	if math.Abs(n) >= 10 || n == math.Trunc(n) {
		return p.group(strconv.FormatFloat(math.Round(n), 'f', 0, 64))
	}
	s := strconv.FormatFloat(n, 'f', 1, 64)
	return strings.Replace(strings.TrimSuffix(s, ".0"), ".", p.style.decimal, 1)
}

func (p *Printer) group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + p.style.group + digits[i:]
	}
	return sign + digits
}

// Size writes octets with a unit of 1024: one decimal below 10 unless it is
// zero, whole from 10 on.
func (p *Printer) Size(bytes float64, r Rounding) string {
	unit, n := 0, bytes
	for n >= 1023.5 && unit < len(p.style.units)-1 {
		n, unit = n/1024, unit+1
	}
	if unit > 0 && math.Abs(n) < 9.95 {
		n = r.round(n*10) / 10
	} else {
		n = r.round(n)
	}
	return p.Number(n) + p.style.unitSpace + p.style.units[unit]
}

// Limit writes octets that files are measured against: rounded down, with one
// decimal below 100, where a whole unit would hide too much.
func (p *Printer) Limit(bytes float64) string {
	unit, n := 0, bytes
	for n >= 1024 && unit < len(p.style.units)-1 {
		n, unit = n/1024, unit+1
	}
	if unit == 0 || n >= 100 {
		return p.Size(bytes, Down)
	}
	digits := strconv.FormatFloat(Down.round(n*10)/10, 'f', 1, 64)
	return strings.Replace(strings.TrimSuffix(digits, ".0"), ".", p.style.decimal, 1) + p.style.unitSpace + p.style.units[unit]
}

// Percent writes a fraction of 1 as a whole per cent; never a false 0 or 100.
func (p *Printer) Percent(share float64) string {
	n := math.Round(share * 100)
	text := p.group(strconv.FormatFloat(n, 'f', 0, 64))
	switch {
	case share > 0 && n == 0:
		text = "<1"
	case share < 1 && n == 100:
		text = ">99"
	}
	return text + p.style.percent + "%"
}

// Duration writes milliseconds: whole below one second, else seconds with two decimals.
func (p *Printer) Duration(ms float64) string {
	if ms < 999.5 {
		return p.group(strconv.FormatFloat(math.Round(ms), 'f', 0, 64)) + p.style.unitSpace + "ms"
	}
	return p.Seconds(ms)
}

// Seconds writes milliseconds as seconds with two decimals, as a run is told.
func (p *Printer) Seconds(ms float64) string {
	s := strconv.FormatFloat(ms/1000, 'f', 2, 64)
	return strings.Replace(s, ".", p.style.decimal, 1) + p.style.unitSpace + "s"
}

// Date writes a day: 28 March 2026, 1er mars 2026.
func (p *Printer) Date(t time.Time) string { return p.day(t) + " " + p.Month(t) }

// DayMonth writes a day without its year, for a table below a dated verdict.
func (p *Printer) DayMonth(t time.Time) string {
	return p.day(t) + " " + p.style.months[t.Month()-1]
}

// ShortDay is DayMonth where a table or a chart has little room: 9 Sept, 9 sept.
func (p *Printer) ShortDay(t time.Time) string {
	return p.day(t) + " " + p.style.short[t.Month()-1]
}

func (p *Printer) day(t time.Time) string {
	if t.Day() == 1 && p.style.first != "" {
		return p.style.first
	}
	return strconv.Itoa(t.Day())
}

// Month writes a month with its year: August 2030.
func (p *Printer) Month(t time.Time) string {
	return p.style.months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// ShortMonth writes a month with its year for a table: Aug 2030, oct. 2029.
func (p *Printer) ShortMonth(t time.Time) string {
	return p.style.short[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Instant writes a day and a clock time with its zone, always UTC.
func (p *Printer) Instant(t time.Time) string {
	t = t.UTC()
	return p.Date(t) + ", " + t.Format(p.style.clock) + " UTC"
}

// List writes "a, b and c".
func (p *Printer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + p.style.and + items[last]
}

package choose

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mailadvisor/advise/client"
)

// Kind is what a device is: it decides what can be done there. "" is not known.
type Kind string

const (
	Computer Kind = "computer"
	Phone    Kind = "phone"
	Tablet   Kind = "tablet"
	People   Kind = "people" // not one device: several people who read the mailbox
	Sender   Kind = "sender" // a machine that sends mail and reads none
)

// Kinds returns the kinds that a person can name.
func Kinds() []Kind { return []Kind{Computer, Phone, Tablet, People, Sender} }

// kindWords returns the names that people give to devices, in English and
// French, without accents, by kind. Only whole words count: "phone 2" is a
// phone, and "Phoenix" is not.
func kindWords() map[Kind]string {
	return map[Kind]string{
		Computer: "computer computers pc laptop desktop notebook mac macbook imac workstation chromebook netbook linux windows ordinateur ordinateurs ordi portable fixe bureau",
		Phone:    "phone phones smartphone iphone android mobile cellphone telephone telephones tel",
		Tablet:   "tablet tablets ipad tablette tablettes",
		People:   "people family team office colleagues couple famille equipe collegues personnes",
		Sender:   "sender printer scanner copier nas camera alarm imprimante scanneur copieur photocopieur photocopieuse alarme webcam",
	}
}

// KindNamed returns the kind that a word names by itself, "" for none.
func KindNamed(name string) Kind {
	var plain strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		if !unicode.Is(unicode.Mn, r) {
			plain.WriteRune(r)
		}
	}
	words := strings.FieldsFunc(plain.String(), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, kind := range Kinds() { // in this order: a "phone of the family" is a phone
		known := " " + kindWords()[kind] + " "
		for _, word := range words {
			if strings.Contains(known, " "+word+" ") {
				return kind
			}
		}
	}
	return ""
}

// KindOf returns the kind of a device: as it was said, then as its program
// tells, then as it is called.
func (d Device) KindOf() Kind {
	if d.Kind != "" {
		return d.Kind
	}
	if kind := kindOfProgram(d.Client); kind != "" {
		return kind
	}
	return KindNamed(d.Name)
}

// kindOfProgram returns where a program runs, "" where that is not one kind.
func kindOfProgram(name string) Kind {
	row, ok := client.Lookup(name)
	switch {
	case !ok:
		return ""
	case row.Use == client.SendsIt:
		return Sender
	case row.OnPhones():
		return Phone
	case row.Use == client.Reads && !row.InBrowsers():
		return Computer
	}
	return ""
}

// Readers counts the devices of a list that read mail: a machine that only
// sends has no part in the choice.
func Readers(list []Device) int {
	n := 0
	for _, d := range list {
		if d.KindOf() != Sender {
			n++
		}
	}
	return n
}

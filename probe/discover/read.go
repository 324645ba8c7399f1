package discover

import (
	"context"
	"fmt"
	"slices"

	"mailadvisor/probe/result"
)

// Readable returns the sources whose files [Read] can read.
func Readable() []string { return []string{"autoconfig", "pacc", "autodiscover"} }

// Read reads a file as the source of that name would serve it for an address
// or a domain, with nothing else answering: the endpoints, and what each mail
// program would take of it. It asks nobody, whatever the options say. Whoever publishes a file can so
// see beforehand what becomes of it.
func Read(source string, file []byte, target result.Target, o Options) (*result.Discovery, error) {
	o.NoNetwork = true
	s, err := newSearch(target, o)
	if err != nil {
		return nil, err
	}
	var a answer
	switch source {
	case "autoconfig":
		var found *autoconfigFile
		if found, err = s.readAutoconfig(file); err == nil {
			a.takeFile(found)
		}
	case "pacc":
		a.servers, a.beside, err = s.readPACC(file)
	case "autodiscover":
		var found entries
		found, _, err = s.readPOX(file)
		a.name(found)
	default:
		err = fmt.Errorf("no source %q has a file", source)
	}
	if err != nil {
		return nil, err
	}
	s.judge(&a, s.overHTTPS)
	answers := make([]answer, len(sources()))
	for i, row := range sources() {
		answers[i] = nothing(result.NoName)
		if row.name == source {
			answers[i] = a
		}
		answers[i].source.Name, answers[i].source.Draft = row.name, row.draft
		answers[i].finish()
	}
	d := s.merge(context.Background(), answers)
	d.Sources = slices.DeleteFunc(d.Sources, func(x result.Source) bool { return x.Name != source })
	d.As = s.allViews(answers)
	return d, nil
}

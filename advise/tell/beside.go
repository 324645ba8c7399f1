package tell

import (
	"slices"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Service is a service beside mail as every screen names it: what it is for,
// where it is, and who says so. It was found and not tested.
type Service struct{ Name, Place, By string }

// Beside returns the services beside mail that a domain publishes.
func Beside(d *result.Discovery, p *locale.Printer) []Service {
	if d == nil {
		return nil
	}
	var out []Service
	for _, b := range d.Beside {
		place := b.URL
		if place == "" {
			place = b.Host + ":" + strconv.Itoa(b.Port)
		}
		var by []string
		for _, source := range b.Sources {
			if name := p.T("screen.discover.by."+source, nil); !slices.Contains(by, name) {
				by = append(by, name)
			}
		}
		out = append(out, Service{
			Name: Clean(p.T("screen.discover.beside."+b.Kind, nil)), Place: Clean(place), By: Clean(p.List(by)),
		})
	}
	return out
}

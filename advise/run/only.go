package run

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Only are the endpoints to look at: services, or service:port; none means all.
type Only []string

// wants reports whether an endpoint is left in.
func (o Only) wants(e result.Endpoint) bool {
	return len(o) == 0 || slices.Contains(o, string(e.Service)) || slices.Contains(o, string(e.Service)+":"+strconv.Itoa(e.Port))
}

// narrow keeps the endpoints that are named. The error is a [*Problem]: an
// entry that is none, or that none of the endpoints is.
func (o Only) narrow(endpoints []result.Endpoint) ([]result.Endpoint, error) {
	if len(o) == 0 {
		return endpoints, nil
	}
	var out []result.Endpoint
	for _, entry := range o {
		service, port, hasPort := strings.Cut(entry, ":")
		number, isPort := result.ParsePort(port)
		if hasPort && !isPort || !slices.Contains(result.Services(), result.Service(service)) {
			return nil, Usage("only", locale.Args{"value": entry})
		}
		found := false
		for _, e := range endpoints {
			if string(e.Service) != service || hasPort && e.Port != number {
				continue
			}
			found = true
			e.Named = e.Named || hasPort // asked for by its number: a refusal is a failure
			if !slices.ContainsFunc(out, func(o result.Endpoint) bool { return o.Address() == e.Address() }) {
				out = append(out, e)
			}
		}
		if !found {
			return nil, Usage("only-none", locale.Args{"value": entry})
		}
	}
	return out, nil
}

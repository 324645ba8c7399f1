package diagnose

import "mailadvisor/probe/result"

// Whether a host, its addresses and its ports can be reached.
func reachRules() []rule {
	return []rule{
		{id: "name-unknown", severity: Critical, acts: Person, since: since, source: "RFC 8020", scope: perHost, kinds: kinds(result.NameUnknown),
			causes: []string{"name-misspelt", "name-removed"},
			eval:   noHost(likely("name-misspelt", Probable), likely("name-removed", Possible))},
		{id: "name-lookup-failed", severity: High, acts: Person, since: since, source: "RFC 2308", scope: perHost, kinds: kinds(result.NameLookupFailed),
			causes: []string{"resolver-silent", "zone-broken"},
			eval:   noHost(likely("resolver-silent", Probable), likely("zone-broken", Probable))},
		{id: "no-address", severity: Critical, acts: Administrator, since: since, source: "RFC 2308", scope: perHost, kinds: kinds(result.NoAddress),
			causes: []string{"domain-not-host", "records-missing"},
			eval:   noHost(likely("domain-not-host", Probable), likely("records-missing", Probable))},
		{id: "family-unanswered", severity: Medium, acts: Administrator, since: since, source: "RFC 4074", scope: perHost,
			after: unresolved(), kinds: kinds(result.NameLookupFailed),
			causes: []string{"resolver-silent", "zone-broken"}, eval: familyUnanswered},
		{id: "addresses-omitted", severity: Info, acts: Administrator, since: since, source: "RFC 1035 section 3.4.1", scope: perHost,
			causes: []string{"addresses-many"}, eval: addressesOmitted},
		{id: "host-no-answer", severity: Critical, acts: Person, since: since, source: "RFC 1122", scope: perHost, after: unresolved(),
			kinds:  kinds(result.Timeout, result.Unreachable),
			causes: []string{"firewall-there", "firewall-here", "address-unused", "no-route-here"}, eval: wholeHost(false)},
		{id: "host-refuses-all", severity: Critical, acts: Person, since: since, source: "RFC 9293", scope: perHost, after: unresolved(), kinds: kinds(result.Refused),
			causes: []string{"no-mail-here", "service-stopped", "firewall-rejects"}, eval: wholeHost(true)},
		{id: "ipv4-no-answer", severity: High, acts: Administrator, since: since, source: "RFC 8305", scope: perHost, after: hostDown(),
			kinds:  kinds(result.Timeout, result.Unreachable),
			causes: []string{"address-vanishes", "no-route-here"}, eval: family("ipv4")},
		{id: "ipv6-no-answer", severity: Medium, acts: Administrator, since: since, source: "RFC 8305", scope: perHost, after: hostDown(),
			kinds:  kinds(result.Timeout, result.Unreachable),
			causes: []string{"address-vanishes", "no-route-here"}, eval: family("ipv6")},
		{id: "address-no-answer", severity: Medium, acts: Administrator, since: since, source: "RFC 8305", scope: perHost, after: familyDown(),
			kinds:  kinds(result.Timeout, result.Unreachable),
			causes: []string{"address-vanishes"}, eval: oneAddress},
		{id: "port-refused", severity: High, acts: Administrator, since: since, source: "RFC 9293", scope: perEndpoint, after: reached(), kinds: kinds(result.Refused),
			causes: []string{"service-stopped", "wrong-port"}, eval: onePort(true)},
		{id: "port-no-answer", severity: High, acts: Administrator, since: since, source: "RFC 1122", scope: perEndpoint, after: reached(),
			kinds:  kinds(result.Timeout, result.Unreachable),
			causes: []string{"port-filtered", "firewall-here"}, eval: onePort(false)},
		{id: "port-not-everywhere", severity: Medium, acts: Administrator, since: since, source: "RFC 8305", scope: perPath, after: reached(),
			kinds:  kinds(result.Refused, result.Timeout, result.Unreachable),
			causes: []string{"listens-on-one", "firewall-differs"}, eval: notEverywhere},
		{id: "no-greeting", severity: High, acts: Administrator, since: since, source: "RFC 3501 section 7.1.1, RFC 1939 section 4, RFC 5321 section 4.3.1",
			scope: perPath, after: reached(), kinds: kinds(result.Timeout),
			causes: []string{"wrong-encryption", "greeting-slow"}, eval: timedOut(spot.ungreeted)},
		{id: "greeting-unfinished", severity: High, acts: Administrator, since: since,
			source: "RFC 3501 section 7.1.1, RFC 1939 section 4, RFC 5321 section 4.3.1", scope: perPath, after: reached(),
			kinds:  kinds(result.Timeout),
			causes: []string{"server-slow", "device-rewrites"}, eval: timedOut(spot.halfGreeted)},
		{id: "step-timeout", severity: High, acts: Administrator, since: since, scope: perPath,
			after: append(reached(), "no-greeting", "greeting-unfinished"), kinds: kinds(result.Timeout),
			causes: []string{"server-slow", "packets-lost"}, eval: timedOut(spot.beyondGreeting)},
		{id: "slow-answer", severity: Low, acts: Administrator, since: since, source: "RFC 5321 section 4.5.3.2", scope: perPath,
			after:  append(reached(), "no-greeting", "greeting-unfinished", "step-timeout"),
			causes: []string{"greeting-slow", "greeting-held", "server-slow"}, eval: slowAnswers},
		{id: "closed-before-greeting", severity: High, acts: Administrator, since: since, scope: perPath, after: reached(), kinds: kinds(result.ClosedBeforeGreeting),
			causes: []string{"address-blocked", "too-many", "backend-down"},
			eval:   byKind(likely("address-blocked", Probable), likely("too-many", Probable), likely("backend-down", Possible))},
		{id: "connection-lost", severity: High, acts: Administrator, since: since, source: "RFC 9293", scope: perPath, after: reached(),
			kinds:  kinds(result.Reset, result.Closed),
			causes: []string{"device-cuts", "server-ended", "program-refused"}, eval: connectionLost},
		{id: "speaks-plaintext", severity: High, acts: Administrator, since: since, source: "RFC 8314 section 3", scope: perEndpoint, after: reached(),
			kinds:  kinds(result.SpeaksPlaintext),
			causes: []string{"tls-not-set"}, eval: byKind(likely("tls-not-set", Sure))},
		{id: "speaks-tls", severity: High, acts: Administrator, since: since, source: "RFC 8314 section 3", scope: perEndpoint, after: reached(), kinds: kinds(result.SpeaksTLS),
			causes: []string{"tls-from-start"}, eval: byKind(likely("tls-from-start", Sure))},
		{id: "wrong-protocol", severity: High, acts: Administrator, since: since, scope: perEndpoint, after: reached(), kinds: kinds(result.WrongProtocol),
			causes: []string{"other-service"}, eval: byKind(likely("other-service", Sure))},
		{id: "busy", severity: Medium, acts: Administrator, since: since, source: "RFC 5530, RFC 3206, RFC 5321 section 3.8", scope: perPath,
			after: reached(), kinds: kinds(result.Busy),
			causes: []string{"programs-many", "too-often", "failed-before", "too-many", "maintenance"},
			eval:   turnedAway(likely("too-many", Probable), likely("maintenance", Probable))},
		{id: "turned-away", severity: High, acts: Administrator, since: since, source: "RFC 5321 section 3.1", scope: perPath, after: reached(), kinds: kinds(result.TurnedAway),
			causes: []string{"address-listed", "address-unnamed", "place-refused", "failed-before", "no-service-here"},
			eval:   turnedAway(likely("address-listed", Probable), likely("place-refused", Probable), likely("no-service-here", Possible))},
	}
}

// unresolved lists what explains that a host has no address here.
func unresolved() []string { return []string{"name-unknown", "name-lookup-failed", "no-address"} }

// hostDown lists what explains that no address of a host answered.
func hostDown() []string { return append(unresolved(), "host-no-answer", "host-refuses-all") }

// familyDown lists what explains that no address of a family answered.
func familyDown() []string { return append(hostDown(), "ipv4-no-answer", "ipv6-no-answer") }

// reached lists what explains that nothing further was seen of a path.
func reached() []string { return append(familyDown(), "address-no-answer", "published-not-served") }

// What came over the wire.
func wireRules() []rule {
	return []rule{
		{id: "malformed", severity: Medium, acts: Administrator, since: since, source: "RFC 3501, RFC 1939, RFC 5321", scope: perPath, kinds: kinds(result.Malformed),
			causes: []string{"server-defect", "device-rewrites"}, eval: byKind(likely("server-defect", Probable), likely("device-rewrites", Possible))},
		{id: "too-large", severity: Medium, acts: Administrator, since: since, scope: perPath, kinds: kinds(result.TooLarge),
			causes: []string{"server-defect", "hostile"}, eval: byKind(likely("server-defect", Probable), likely("hostile", Possible))},
		{id: "protocol-error", severity: Medium, acts: Administrator, since: since, source: "RFC 3501, RFC 1939, RFC 5321", scope: perPath, kinds: kinds(result.ProtocolError),
			causes: []string{"server-defect", "server-restricts"}, eval: byKind(likely("server-restricts", Probable), likely("server-defect", Possible))},
	}
}

package diagnose

import "mailadvisor/probe/result"

// Whether a host, its addresses and its ports can be reached.
func reachRules() []rule {
	return []rule{
		{"name-unknown", Critical, since, "RFC 8020", perHost, nil, kinds(result.NameUnknown),
			[]string{"name-misspelt", "name-removed"},
			noHost(likely("name-misspelt", Medium), likely("name-removed", Low))},
		{"name-lookup-failed", High, since, "RFC 2308", perHost, nil, kinds(result.NameLookupFailed),
			[]string{"resolver-silent", "zone-broken"},
			noHost(likely("resolver-silent", Medium), likely("zone-broken", Medium))},
		{"no-address", Critical, since, "RFC 2308", perHost, nil, kinds(result.NoAddress),
			[]string{"domain-not-host", "records-missing"},
			noHost(likely("domain-not-host", Medium), likely("records-missing", Medium))},
		{"family-unanswered", Medium, since, "RFC 4074", perHost, []string{"name-unknown", "name-lookup-failed", "no-address"}, kinds(result.NameLookupFailed),
			[]string{"resolver-silent", "zone-broken"}, familyUnanswered},
		{"addresses-omitted", Info, since, "RFC 1035 section 3.4.1", perHost, nil, nil, []string{"addresses-many"}, addressesOmitted},
		{"host-no-answer", Critical, since, "RFC 1122", perHost, reached()[:3], kinds(result.Timeout, result.Unreachable),
			[]string{"firewall-there", "firewall-here", "address-unused", "no-route-here"}, wholeHost(false)},
		{"host-refuses-all", Critical, since, "RFC 9293", perHost, reached()[:3], kinds(result.Refused),
			[]string{"no-mail-here", "service-stopped", "firewall-rejects"}, wholeHost(true)},
		{"ipv4-no-answer", High, since, "RFC 8305", perHost, reached()[:5], kinds(result.Timeout, result.Unreachable),
			[]string{"address-vanishes", "no-route-here"}, family("ipv4")},
		{"ipv6-no-answer", Medium, since, "RFC 8305", perHost, reached()[:5], kinds(result.Timeout, result.Unreachable),
			[]string{"address-vanishes", "no-route-here"}, family("ipv6")},
		{"address-no-answer", Medium, since, "RFC 8305", perHost, reached()[:7], kinds(result.Timeout, result.Unreachable),
			[]string{"address-vanishes"}, oneAddress},
		{"port-refused", High, since, "RFC 9293", perEndpoint, reached(), kinds(result.Refused),
			[]string{"service-stopped", "wrong-port"}, onePort(true)},
		{"port-no-answer", High, since, "RFC 1122", perEndpoint, reached(), kinds(result.Timeout, result.Unreachable),
			[]string{"port-filtered", "firewall-here"}, onePort(false)},
		{"port-not-everywhere", Medium, since, "RFC 8305", perPath, reached(), kinds(result.Refused, result.Timeout, result.Unreachable),
			[]string{"listens-on-one", "firewall-differs"}, notEverywhere},
		{"no-greeting", High, since, "RFC 3501 section 7.1.1, RFC 1939 section 4, RFC 5321 section 4.3.1", perPath, reached(), kinds(result.Timeout),
			[]string{"wrong-encryption", "greeting-slow"}, timedOut(spot.ungreeted)},
		{"greeting-unfinished", High, since, "RFC 3501 section 7.1.1, RFC 1939 section 4, RFC 5321 section 4.3.1", perPath, reached(), kinds(result.Timeout),
			[]string{"server-slow", "device-rewrites"}, timedOut(spot.halfGreeted)},
		{"step-timeout", High, since, "", perPath, append(reached(), "no-greeting", "greeting-unfinished"), kinds(result.Timeout),
			[]string{"server-slow", "packets-lost"}, timedOut(spot.beyondGreeting)},
		{"slow-answer", Low, since, "RFC 5321 section 4.5.3.2", perPath, append(reached(), "no-greeting", "greeting-unfinished", "step-timeout"), nil,
			[]string{"greeting-slow", "greeting-held", "server-slow"}, slowAnswers},
		{"closed-before-greeting", High, since, "", perPath, reached(), kinds(result.ClosedBeforeGreeting),
			[]string{"address-blocked", "too-many", "backend-down"},
			byKind(likely("address-blocked", Medium), likely("too-many", Medium), likely("backend-down", Low))},
		{"connection-lost", High, since, "RFC 9293", perPath, reached(), kinds(result.Reset, result.Closed),
			[]string{"device-cuts", "server-ended"}, byKind(likely("device-cuts", Medium), likely("server-ended", Medium))},
		{"speaks-plaintext", High, since, "RFC 8314 section 3", perEndpoint, reached(), kinds(result.SpeaksPlaintext),
			[]string{"tls-not-set"}, byKind(likely("tls-not-set", High))},
		{"speaks-tls", High, since, "RFC 8314 section 3", perEndpoint, reached(), kinds(result.SpeaksTLS),
			[]string{"tls-from-start"}, byKind(likely("tls-from-start", High))},
		{"wrong-protocol", High, since, "", perEndpoint, reached(), kinds(result.WrongProtocol),
			[]string{"other-service"}, byKind(likely("other-service", High))},
		{"busy", Medium, since, "RFC 5530, RFC 3206, RFC 5321 section 3.8", perPath, reached(), kinds(result.Busy),
			[]string{"too-many", "maintenance"}, byKind(likely("too-many", Medium), likely("maintenance", Medium))},
		{"turned-away", High, since, "RFC 5321 section 3.1", perPath, reached(), kinds(result.TurnedAway),
			[]string{"address-listed", "place-refused", "failed-before", "no-service-here"}, turnedAway},
	}
}

// reached lists what explains that nothing further was seen of a path.
func reached() []string {
	return []string{"name-unknown", "name-lookup-failed", "no-address", "host-no-answer", "host-refuses-all",
		"ipv4-no-answer", "ipv6-no-answer", "address-no-answer", "published-not-served"}
}

// What came over the wire.
func wireRules() []rule {
	return []rule{
		{"malformed", Medium, since, "RFC 3501, RFC 1939, RFC 5321", perPath, nil, kinds(result.Malformed),
			[]string{"server-defect", "device-rewrites"}, byKind(likely("server-defect", Medium), likely("device-rewrites", Low))},
		{"too-large", Medium, since, "", perPath, nil, kinds(result.TooLarge),
			[]string{"server-defect", "hostile"}, byKind(likely("server-defect", Medium), likely("hostile", Low))},
		{"protocol-error", Medium, since, "RFC 3501, RFC 1939, RFC 5321", perPath, nil, kinds(result.ProtocolError),
			[]string{"server-defect", "server-restricts"}, byKind(likely("server-restricts", Medium), likely("server-defect", Low))},
	}
}

package mailhost

// same returns a text for every service.
func same(text string) map[string]string { return map[string]string{"": text} }

// each returns a text for each service.
func each(imap, pop3, submission string) map[string]string {
	return map[string]string{"imap": imap, "pop3": pop3, "submission": submission}
}

// once returns a deviation at one point.
func once(at point, d deviation) map[point]deviation { return map[point]deviation{at: d} }

// greeting begins the first line of each service.
func greeting(text string) map[string]string {
	return each("* OK "+text, "+OK "+text, "220 "+Name+" ESMTP "+text)
}

// connectionFaults are met before a word was read.
func connectionFaults() []Fault {
	return []Fault{
		{Name: "refused", Kind: "refused", Step: "connect", Services: allKeys(),
			Does:   "refuses every connection",
			refuse: true},
		{Name: "silent", Kind: "timeout", Step: "greeting", Services: allKeys(),
			Does: "accepts, and never says a word",
			at:   once(atGreeting, deviation{then: hang})},
		{Name: "silent-tls", Kind: "timeout", Step: "tls", Services: tlsKeys(),
			Does: "never answers the TLS handshake",
			at:   once(atHandshake, deviation{then: hang})},
		{Name: "drip", Kind: "timeout", Step: "greeting", Services: allKeys(),
			Does: "sends one octet a second, and never ends the line",
			at:   once(atGreeting, deviation{then: drip, more: "."})},
		{Name: "slow-greeting", Kind: "timeout", Step: "greeting", Services: allKeys(),
			Does: "greets after 12 seconds",
			at:   once(atGreeting, deviation{after: late, then: proceed})},
		{Name: "partial-greeting", Kind: "timeout", Step: "greeting", Services: allKeys(),
			Does: "begins its greeting, and never ends the line",
			at:   once(atGreeting, deviation{say: greeting("Demo mail"), then: hang})},
		{Name: "partial-greeting-closed", Kind: "closed", Step: "greeting", Services: allKeys(),
			Does: "closes in the middle of its greeting",
			at:   once(atGreeting, deviation{say: greeting("Demo mail"), then: closed})},
		{Name: "close-before-greeting", Kind: "closed-before-greeting", Step: "greeting", Services: allKeys(),
			Does: "accepts, and closes at once",
			at:   once(atGreeting, deviation{then: closed})},
		{Name: "reset-before-greeting", Kind: "reset", Step: "greeting", Services: allKeys(),
			Does: "accepts, and resets at once",
			at:   once(atGreeting, deviation{then: reset})},
	}
}

// greetingFaults are met in the first line, or in its place.
func greetingFaults() []Fault {
	const hostile = "\x1b[2J\x1b]0;owned\x07\x9b31m \u202eelbasrever\u2066 <script>alert(1)</script>&<b title=\"x\"> \xff ready"
	return []Fault{
		{Name: "endless-line", Kind: "too-large", Step: "greeting", Services: allKeys(),
			Does: "greets with a line that never ends",
			at:   once(atGreeting, deviation{say: greeting(""), then: endless, more: "x"})},
		{Name: "binary-greeting", Kind: "malformed", Step: "greeting", Services: allKeys(),
			Does: "greets with octets that are no text",
			at:   once(atGreeting, deviation{say: same("\x00\x01\x02\x7f\x80\xfe\xff\x00PK\x03\x04\r\n\x00\r\n"), then: hang})},
		{Name: "escapes-in-greeting", Step: "greeting", Services: allKeys(),
			Does: "works, but puts terminal escapes, bidirectional controls and HTML wherever it can",
			with: map[string][]string{
				"imap":       {"X-\x1b[31mRED\x1b[0m", "X-\u202e<b>"},
				"pop3":       {"IMPLEMENTATION " + hostile},
				"submission": {"X-\x1b[31m<b>\u202e&amp;"},
			},
			without: []string{"IMPLEMENTATION Demo-Mail-Host"},
			at: map[point]deviation{
				atGreeting: {say: greeting(hostile + "\r\n")},
				atID:       {say: same("* ID (\"name\" \"" + "\x1b[31m<script>alert(1)</script>\u202e" + "\")\r\n{tag} OK \x1b[2J done\r\n")},
			}},
		{Name: "http", Kind: "wrong-protocol", Step: "greeting", Services: allKeys(),
			Does: "is a web server",
			at: once(atGreeting, deviation{then: closed,
				say: same("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Bad Request</h1>\r\n")})},
		{Name: "ssh", Kind: "wrong-protocol", Step: "greeting", Services: allKeys(),
			Does: "is an SSH server",
			at:   once(atGreeting, deviation{say: same("SSH-2.0-OpenSSH_9.6\r\n"), then: hang})},
		{Name: "smtp-on-imap", Kind: "wrong-protocol", Step: "greeting", Services: allKeys(),
			Does: "speaks another mail protocol: SMTP for IMAP, IMAP for POP3, POP3 for submission",
			at: once(atGreeting, deviation{then: hang,
				say: each("220 "+Name+" ESMTP ready\r\n", "* OK [CAPABILITY IMAP4rev1] ready\r\n", "+OK ready\r\n")})},
		{Name: "busy", Kind: "busy", Step: "greeting", Services: allKeys(),
			Does: "has no time now",
			at: once(atGreeting, deviation{then: closed,
				say: each("* BYE [UNAVAILABLE] Too busy, try again later\r\n", "-ERR [SYS/TEMP] Too busy, try again later\r\n",
					"421 4.3.2 "+Name+" Service not available, try again later\r\n")})},
		{Name: "too-many-connections", Kind: "busy", Step: "greeting", Services: allKeys(),
			Does: "takes no more connections from this address",
			at: once(atGreeting, deviation{then: closed,
				say: each("* BYE Too many connections from your address\r\n", "-ERR Too many connections from your address\r\n",
					"421 4.7.0 "+Name+" Error: too many connections from your address\r\n")})},
		{Name: "turned-away", Kind: "turned-away", Step: "greeting", Services: allKeys(),
			Does: "has this address on a list",
			at: once(atGreeting, deviation{then: closed,
				say: each("* BYE Your address is blacklisted\r\n", "-ERR Your IP address has been blocked\r\n",
					"554 5.7.1 "+Name+" Service unavailable; client host blocked using a block list\r\n")})},
		{Name: "preauth", Kind: "preauth", Step: "greeting", Services: []string{"imap"},
			Does:    "says before TLS that the session is logged in, so that STARTTLS is impossible",
			preauth: true,
			at:      once(atGreeting, deviation{say: same("* PREAUTH Demo mail host ready.\r\n")})},
		{Name: "half-close", Kind: "closed", Step: "capabilities", Services: allKeys(),
			Does: "greets, then ends its own side of the connection",
			at:   once(atGreeting, deviation{say: greeting("ready\r\n"), then: halfClose})},
		{Name: "last-words", Kind: "busy", Step: "capabilities", Services: allKeys(),
			Does: "greets, then says that there are too many connections, and closes",
			at: once(atGreeting, deviation{then: closed,
				say: each("* OK ready\r\n* BYE Too many connections from your address\r\n", "+OK ready\r\n-ERR Too many connections from your address\r\n",
					"220 "+Name+" ESMTP ready\r\n421 4.7.0 Too many connections from your address\r\n")})},
	}
}

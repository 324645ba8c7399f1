package result

// Beside is a service beside mail that a domain publishes for the same account.
// It is told as it was found: nothing connects to it.
type Beside struct {
	Kind    string   `json:"kind"`           // one of BesideKinds
	URL     string   `json:"url,omitempty"`  // https, as published, or the one that a standard has begin there; "" for ManageSieve
	Host    string   `json:"host,omitempty"` // of the URL, or the server
	Port    int      `json:"port,omitempty"` // 0 where the URL says it
	Trust   Trust    `json:"trust"`          // A, B or C, as of a Candidate
	Sources []string `json:"sources"`        // who names it, the most trusted first
}

// The values of Beside.Kind.
const (
	JMAP        = "jmap"        // mail and more over https (RFC 8620)
	CalDAV      = "caldav"      // calendars (RFC 4791)
	CardDAV     = "carddav"     // contacts (RFC 6352)
	WebDAV      = "webdav"      // files (RFC 4918)
	ManageSieve = "managesieve" // the filters of the server (RFC 5804)
)

// BesideKinds returns the closed list of Beside.Kind, in the order of every
// screen.
func BesideKinds() []string { return []string{CalDAV, CardDAV, WebDAV, JMAP, ManageSieve} }

// PublishedOAuth is what an autoconfig file of version 1.2 says of signing in:
// its element oAuth2. It is as published, and followed by nobody here.
type PublishedOAuth struct {
	Issuer    string `json:"issuer,omitempty"`
	Authorize string `json:"authorization_endpoint,omitempty"`
	Token     string `json:"token_endpoint,omitempty"`
	Scope     string `json:"scope,omitempty"` // parted by blanks
	ClientID  string `json:"client_id,omitempty"`
	Source    string `json:"source"`
	Trust     Trust  `json:"trust"` // of the source: A or B where it came over verified https
}

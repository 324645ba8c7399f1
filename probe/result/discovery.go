package result

import "slices"

// StepDiscover is the step of a failure that happened while a source of
// discovery was asked, where no step of a journey says it better.
const StepDiscover = "discover"

// Discovery is where the servers of an address were found, and who says so.
type Discovery struct {
	Sources    []Source    `json:"sources"`
	Endpoints  []Candidate `json:"endpoints,omitempty"`   // the most trusted first; see Candidate.Followed
	NotOffered []Service   `json:"not_offered,omitempty"` // SRV target "." (RFC 6186 section 3.4)
	Preference Service     `json:"preference,omitempty"`  // the domain's own between IMAP and POP3, by SRV priority
	// Meant is the mail domain of a provider that this one differs from by one
	// slip of the hand; "" where it is a provider's, or names its servers itself.
	Meant         string         `json:"meant,omitempty"`
	Wildcard      bool           `json:"wildcard,omitempty"` // the zone answers for any name
	Provider      *Provider      `json:"provider,omitempty"`
	Disagreements []Disagreement `json:"disagreements,omitempty"`

	// DNS is what the domain's own records say of mail; nil where they were not asked.
	DNS *DNS `json:"dns,omitempty"`

	// Beside are services beside mail that the domain publishes: calendars,
	// contacts, files, JMAP, filters. None of them was connected to.
	Beside []Beside `json:"beside,omitempty"`
	// OAuth is what the domain's autoconfig file says of signing in.
	OAuth *PublishedOAuth `json:"oauth,omitempty"`

	// As is what each mail program would choose from the same answers, by its name.
	As map[Client]ClientView `json:"as,omitempty"`

	FirstMS float64 `json:"first_ms,omitempty"` // milliseconds until the first source named a server
	AllMS   float64 `json:"all_ms,omitempty"`   // milliseconds until the last source was finished
}

// Followed returns the endpoints to use: for each service those of the most
// trusted source that names it.
func (d *Discovery) Followed() []Candidate {
	var out []Candidate
	for _, c := range d.Endpoints {
		if c.Followed {
			out = append(out, c)
		}
	}
	return out
}

// Unresolved returns why it is not known that a domain names no server: no name
// server answered, or the two sources that ask the DNS alone had no answer in
// time; nil where they had.
func (d *Discovery) Unresolved() *Failure {
	for _, s := range d.Sources {
		if f := s.Failure; f != nil && (f.Kind == NameLookupFailed || f.Kind == Timeout && (s.Name == "srv" || s.Name == "guess")) {
			return f
		}
	}
	return nil
}

// DNS is what the records of a domain say of mail, whatever became of it.
type DNS struct {
	// Validates says that the name server checks signatures (RFC 4035 section
	// 3.2.3) and that its word counts. Without it, nobody knows whether an
	// answer without DNSSEC is one of a zone without signatures.
	Validates bool        `json:"validates"`
	Records   []RecordSet `json:"records,omitempty"`
}

// RecordSet is the answer to one question: SRV (RFC 6186, RFC 8314) or MX. No
// record and no failure says that there is none.
type RecordSet struct {
	Name    string       `json:"name"` // "_imaps._tcp.example.org", as A-labels
	Type    string       `json:"type"` // SRV, MX
	Records []HostRecord `json:"records,omitempty"`
	DNSSEC  bool         `json:"dnssec"` // the answer was validated
	Failure *Failure     `json:"failure,omitempty"`
}

// HostRecord is one record of a set, the lowest priority first.
type HostRecord struct {
	Host     string `json:"host"`           // "." where the record says that there is no such service
	Port     int    `json:"port,omitempty"` // of SRV
	Priority int    `json:"priority"`       // of MX: its preference
	Weight   int    `json:"weight,omitempty"`
}

// Source is one place that was asked for the servers of a domain.
type Source struct {
	Name   string       `json:"name"`
	Status SourceStatus `json:"status"`
	Reason SourceReason `json:"reason,omitempty"` // why none or skip

	Asked      string   `json:"asked,omitempty"`     // a URL without its query, or a DNS name
	Redirects  []string `json:"redirects,omitempty"` // the further hosts that were asked, in order
	HTTPStatus int      `json:"http_status,omitempty"`

	Trust    Trust     `json:"trust,omitempty"` // A, B or C: the best of what it named
	DNSSEC   bool      `json:"dnssec,omitempty"`
	Draft    bool      `json:"draft,omitempty"` // the format is a draft
	Services []Service `json:"services,omitempty"`

	// Unusable are servers that it names and that no program can use: a
	// placeholder that none knows, no port. Each is as it stands there.
	Unusable []string `json:"unusable,omitempty"`

	ThirdParty  bool `json:"third_party,omitempty"`  // a host outside the domain learned the domain
	SentAddress bool `json:"sent_address,omitempty"` // the address itself was sent

	TookMS  float64  `json:"took_ms,omitempty"`
	Failure *Failure `json:"failure,omitempty"`
}

// SourceStatus is what came of a source: a closed list.
type SourceStatus string

// The values of a source's status.
const (
	SourceOK   SourceStatus = "ok" // it said something
	SourceNone SourceStatus = "none"
	SourceFail SourceStatus = "fail"
	SourceSkip SourceStatus = "skip" // it was not asked
)

// SourceReason says why a source had nothing, or was not asked: a closed list.
type SourceReason string

// Why a source had nothing (No…), or was not asked (Skip…).
const (
	NoName    SourceReason = "no-such-name" // the DNS name does not exist, or has no such record
	NoFile    SourceReason = "not-found"    // the server has no such file
	NoConfig  SourceReason = "other-page"   // a page for people, where the file would be
	NoServers SourceReason = "no-servers"   // a file that names no server
	NoListing SourceReason = "not-listed"   // the table does not have the domain
	NoMail    SourceReason = "no-mail"      // the domain takes no mail (RFC 7505)

	SkipNetwork      SourceReason = "no-network"    // nothing was to be asked
	SkipThirdParty   SourceReason = "third-party"   // it would tell another party the domain
	SkipAddress      SourceReason = "needs-address" // it wants the whole address, which was not to be sent
	SkipHTTP         SourceReason = "plain-http"    // not encrypted, and not asked for
	SkipPublicSuffix SourceReason = "public-suffix" // the name would be anybody's below a public suffix
	SkipSameDomain   SourceReason = "same-domain"   // its mail host is its own, so that others have asked it already
)

// SourceReasons returns all values of SourceReason.
func SourceReasons() []SourceReason {
	return []SourceReason{NoName, NoFile, NoConfig, NoServers, NoListing, NoMail,
		SkipNetwork, SkipThirdParty, SkipAddress, SkipHTTP, SkipPublicSuffix, SkipSameDomain}
}

// Candidate is an endpoint that a source named.
type Candidate struct {
	Endpoint
	Username     string   `json:"username,omitempty"`      // for the address; absent where only a domain was given
	UsernameForm string   `json:"username_form,omitempty"` // one of the Form… constants
	Auth         []string `json:"auth,omitempty"`          // password, encrypted-password, oauth2, gssapi, ntlm, client-certificate, client-address, none

	// Trust is A (use it), B (the person confirms the domain once) or C (no
	// credential without an explicit yes).
	Trust    Trust    `json:"trust"`
	Sources  []string `json:"sources"` // that name it, the most trusted first
	Followed bool     `json:"followed,omitempty"`

	// Published is how each of them says it, to the letter where it is text.
	Published []Statement `json:"published,omitempty"`
	// InsteadOf is what is published, where this endpoint is not: that looks
	// like a slip for it, such as the port of another service. Its port is 0
	// where the entry names no endpoint as it stands, such as a record with
	// port 0; its text is then among the source's Unusable.
	InsteadOf *Endpoint `json:"instead_of,omitempty"`

	Priority int      `json:"priority"`         // SRV: the lower is tried first (RFC 2782)
	Weight   int      `json:"weight,omitempty"` // SRV: the share inside one priority
	DNSSEC   bool     `json:"dnssec"`           // a validated answer names it
	TLSA     []string `json:"tlsa,omitempty"`   // validated, in presentation format (RFC 7673)

	Domain      string `json:"domain,omitempty"`       // the registrable domain of the host
	Unicode     string `json:"unicode,omitempty"`      // an internationalised host as people read it
	OtherDomain bool   `json:"other_domain,omitempty"` // Domain is not that of the address
	NameExists  *bool  `json:"name_exists,omitempty"`  // the host has an address; nil where not checked
	AliasOf     string `json:"alias_of,omitempty"`     // an SRV record names the host, which is an alias (CNAME) of this name: RFC 2782 forbids it
}

// Statement is what one source says.
type Statement struct {
	Source string `json:"source"`
	Text   string `json:"text"` // a DNS record, or an element of a file
}

// Slip is the first of [Endpoint.Slips], nil where there is none.
func (e Endpoint) Slip() *Endpoint {
	if meant := e.Slips(); len(meant) > 0 {
		return &meant[0]
	}
	return nil
}

// Slips returns the endpoints that may have been meant by one that is
// published, the likeliest first: where the port is one of another service
// (IMAP at 995), or where port and encryption contradict each other (STARTTLS
// at 993): then either of the two can be wrong. There is none where the two
// agree, and where the port is nobody's.
func (e Endpoint) Slips() []Endpoint {
	usual := e.usualAt()
	if usual == nil {
		return nil
	}
	if usual.Service == e.Service && (usual.Security == e.Security || e.Security == None && usual.Security == StartTLS) {
		return nil
	}
	var out []Endpoint
	add := func(service Service, security Security) {
		for _, own := range DefaultEndpoints(e.Host) {
			if own.Service == service && own.Security == security && !slices.Contains(out, own) {
				out = append(out, own)
			}
		}
	}
	if usual.Service == e.Service && usual.Port != smtpPort {
		add(e.Service, usual.Security)
	}
	add(e.Service, e.Security)
	add(e.Service, usual.Security)
	return out
}

// smtpPort is that of mail between servers, where submission is served too at
// some hosts: never with TLS from the first byte.
const smtpPort = 25

// usualAt returns the endpoint whose usual port this one has, whatever its
// service.
func (e Endpoint) usualAt() *Endpoint {
	for _, usual := range append(DefaultEndpoints(e.Host), Endpoint{Service: Submission, Host: e.Host, Port: smtpPort, Security: StartTLS}) {
		if usual.Port == e.Port {
			return &usual
		}
	}
	return nil
}

// PortOf returns the service whose usual port an endpoint has, "" for none.
func (e Endpoint) PortOf() Service {
	if usual := e.usualAt(); usual != nil {
		return usual.Service
	}
	return ""
}

// The values of Candidate.UsernameForm.
const (
	FormAddress   = "address"    // the whole address
	FormLocalPart = "local-part" // what stands before the @
	FormOther     = "other"      // a name of the source's own, or made by a program
)

// Trust is how far what a source says can be trusted: a closed list. See
// Candidate.Trust.
type Trust string

// The levels of trust, the highest first.
const (
	TrustA Trust = "A"
	TrustB Trust = "B"
	TrustC Trust = "C"
)

// Provider is what the embedded table knows of the provider.
type Provider struct {
	Name  string            `json:"name"`
	Hints []string          `json:"hints,omitempty"` // what to know or to do before a login, in that order: see package discover
	Pages map[string]string `json:"pages,omitempty"` // by hint: the address of the provider's own page about it
	OAuth *ProviderOAuth    `json:"oauth,omitempty"` // where it takes tokens of OAuth2
	AsOf  string            `json:"as_of"`           // year and month of the newest source of these facts
	By    string            `json:"by"`              // domain, rule (by the domain's name alone), mx (by its mail host) or host

	Rule   string `json:"rule,omitempty"`   // "hotmail.*": the rule that the name matches
	Unsure bool   `json:"unsure,omitempty"` // neither the provider nor a list of a mail program is a source

	RoomBytes     int64          `json:"room_bytes,omitempty"`     // of a free mailbox
	RoomSince     string         `json:"room_since,omitempty"`     // year and month
	TrashDays     int            `json:"trash_days,omitempty"`     // after which the provider deletes what is in the trash
	JunkDays      int            `json:"junk_days,omitempty"`      // the same of junk
	IdleMonths    int            `json:"idle_months,omitempty"`    // after which a mailbox that nobody opens takes no mail
	DeletedMonths int            `json:"deleted_months,omitempty"` // after which it is deleted
	PollMinutes   int            `json:"poll_minutes,omitempty"`   // POP may not be asked more often
	News          []ProviderNews `json:"news,omitempty"`

	// Disputed are servers that another of the table's own sources names.
	Disputed []Endpoint `json:"disputed,omitempty"`
}

// Needs reports whether one of some hints holds.
func (p *Provider) Needs(hints ...string) bool {
	return p != nil && slices.ContainsFunc(hints, func(h string) bool { return slices.Contains(p.Hints, h) })
}

// ProviderNews is a change at a provider.
type ProviderNews struct {
	ID    string `json:"id"`    // see package discover
	Since string `json:"since"` // year, month or day; it may lie ahead
}

// ProviderOAuth is where a provider gives out tokens of OAuth2, and for what.
type ProviderOAuth struct {
	Name      string             `json:"name"`   // of the issuer, one word: google, microsoft
	Issuer    string             `json:"issuer"` // the URL by which it names itself (RFC 8414 section 2)
	Authorize string             `json:"authorization_endpoint"`
	Token     string             `json:"token_endpoint"`
	Device    string             `json:"device_authorization_endpoint,omitempty"` // RFC 8628; empty where mail has none
	Register  string             `json:"registration_endpoint,omitempty"`         // RFC 7591
	Scopes    map[Service]string `json:"scopes"`                                  // by service, parted by blanks
	Refresh   string             `json:"refresh_scope,omitempty"`                 // the further scope that gives a refresh token
	Client    string             `json:"client"`                                  // one of the Client… constants
	Redirect  string             `json:"redirect,omitempty"`                      // one of the Redirect… constants, "" where any loopback address goes
	Resource  string             `json:"resource,omitempty"`                      // RFC 8707: what the token is for, where that has to be said
}

// How a program comes by a client ID of its own: the values of
// ProviderOAuth.Client.
const (
	ClientOwn      = "own"      // anybody registers one in the provider's console
	ClientDynamic  = "dynamic"  // the program registers itself (RFC 7591)
	ClientAgreed   = "agreed"   // by agreement with the provider alone
	ClientRequests = "requests" // the provider takes requests, and takes none for mail any more
)

// Where an issuer sends its answer to a program: the values of
// ProviderOAuth.Redirect.
const (
	RedirectLocalhost = "localhost" // to this machine by that name, and not by its address
	RedirectScheme    = "scheme"    // to a scheme of the program's own, which has to be installed
)

// Disagreement is a matter on which sources differ.
type Disagreement struct {
	ID       string  `json:"id"` // one of the Differ… constants
	Service  Service `json:"service"`
	Claims   []Claim `json:"claims"`   // the followed one first
	Followed string  `json:"followed"` // the source whose word was taken
}

// The closed list of Disagreement.ID.
const (
	DifferHost     = "host"      // different hosts
	DifferPort     = "port"      // one host, different ports or security: both can be right
	DifferUsername = "username"  // different forms of the user name
	DifferOffered  = "offered"   // one names it, another says that it is not offered
	DifferSecurity = "plaintext" // a source names it without encryption
)

// Claim is one side of a disagreement. Where Host is empty, the sources say
// that the service is not offered.
type Claim struct {
	Sources      []string `json:"sources"`
	Trust        Trust    `json:"trust"`
	Host         string   `json:"host,omitempty"`
	Port         int      `json:"port,omitempty"`
	Security     Security `json:"security,omitempty"`
	UsernameForm string   `json:"username_form,omitempty"`
	NameExists   *bool    `json:"name_exists,omitempty"`
}

// Client is a mail program whose search for servers is known: a closed list.
type Client string

// The mail programs of Discovery.As. Package discover has a row for each.
const (
	Thunderbird        Client = "thunderbird"
	ThunderbirdAndroid Client = "thunderbird-android"
	Outlook            Client = "outlook"
	AppleMail          Client = "apple"
	GNOMEAccounts      Client = "gnome"
	Evolution          Client = "evolution"
	Aerc               Client = "aerc"
	Himalaya           Client = "himalaya"
	DeltaChat          Client = "delta-chat"
)

// Clients returns all of them, in the order of every screen.
func Clients() []Client {
	return []Client{Thunderbird, ThunderbirdAndroid, Outlook, AppleMail, GNOMEAccounts, Evolution, Aerc, Himalaya, DeltaChat}
}

// ClientView is what one mail program would find and choose.
type ClientView struct {
	Looks    []Look        `json:"looks"`            // where it looks, in its order
	Source   string        `json:"source,omitempty"` // whose answer it takes; empty where it finds none
	Incoming *ClientServer `json:"incoming,omitempty"`
	Outgoing *ClientServer `json:"outgoing,omitempty"`
	Notes    []string      `json:"notes,omitempty"`   // habits that shaped the choice: see package discover
	Ignores  []string      `json:"ignores,omitempty"` // sources with an answer that it never asks
	// Unsure are sources that it asks before Source and that this run did
	// not: their answer would win.
	Unsure []string `json:"unsure,omitempty"`
}

// Look is one place where a mail program looks.
type Look struct {
	Source string       `json:"source"`
	Status SourceStatus `json:"status"` // LookUnknown: it cannot be asked from outside the program
}

// LookUnknown is the Look.Status of what only the program itself knows.
const LookUnknown SourceStatus = "unknown"

// ClientServer is a server as a mail program would enter it.
type ClientServer struct {
	Endpoint
	Username string   `json:"username,omitempty"`
	Auth     []string `json:"auth,omitempty"`
}

package machine

import (
	"io"
	"math"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// Brief is the short form of a document, for very many targets: what came of
// each in about a kilobyte. It cannot be said anew in another form or language;
// its sums can be made.
type Brief struct {
	Schema      string         `json:"schema"` // [result.BriefSchema]
	Verdict     advise.Verdict `json:"verdict"`
	Line        int            `json:"line,omitempty"` // of a list of targets, from 1
	ID          result.Given   `json:"id,omitzero"`
	Labels      result.Given   `json:"labels,omitzero"`
	Target      BriefTarget    `json:"target"`
	StartedAt   time.Time      `json:"started_at"` // UTC
	ElapsedMS   float64        `json:"elapsed_ms"`
	Interrupted bool           `json:"interrupted,omitempty"`
	NoLogin     bool           `json:"no_login,omitempty"` // it answers, and no login led to a mailbox: what is in order is so as far as that shows
	Error       *BriefError    `json:"error,omitempty"`    // why the target could not be looked at
	Rests       []result.Rest  `json:"rests,omitempty"`

	// CertificateDays are the whole days until the first certificate of the
	// target ends, negative where it has ended; absent where none was seen.
	CertificateDays *int `json:"certificate_days,omitempty"`

	Findings     []BriefFinding     `json:"findings,omitempty"`     // that fail, or are to be mended
	Requirements []BriefRequirement `json:"requirements,omitempty"` // of the policy, that are broken or were not checked
	Endpoints    []BriefEndpoint    `json:"endpoints,omitempty"`
}

// BriefTarget is what was asked for.
type BriefTarget struct {
	Input string `json:"input"`
}

// BriefError is an [advise.Error].
type BriefError struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Usage bool   `json:"usage,omitempty"`
}

// BriefFinding is a finding that fails or warns.
type BriefFinding struct {
	ID     string          `json:"id"`
	Status diagnose.Status `json:"status"`       // fail or warn
	At     string          `json:"at,omitempty"` // service and port; absent for a whole host
}

// BriefRequirement is a requirement that does not hold.
type BriefRequirement struct {
	ID     string        `json:"id"`
	Of     string        `json:"of,omitempty"`
	Status policy.Status `json:"status"` // fail or unknown
	At     string        `json:"at,omitempty"`
}

// BriefEndpoint is what became of an endpoint, on all its addresses.
type BriefEndpoint struct {
	At     string        `json:"at"`             // service and port
	Host   string        `json:"host,omitempty"` // where it is not the one that was asked for
	Status result.Status `json:"status"`
	Kind   result.Kind   `json:"kind,omitempty"`    // of its failure
	DoneMS float64       `json:"done_ms,omitempty"` // from the start of the run
}

// NewBrief returns the short form of a document.
func NewBrief(d *advise.Document) *Brief {
	b := &Brief{
		Schema: result.BriefSchema, Verdict: advise.VerdictOf(d), Line: d.Line, ID: d.ID, Labels: d.Labels, Target: BriefTarget{d.Target.Input},
		StartedAt: d.StartedAt.Truncate(time.Millisecond), ElapsedMS: tenths(d.ElapsedMS), Interrupted: d.Interrupted, Rests: d.Rests,
		NoLogin: diagnose.Unopened(&d.Report),
	}
	if e := d.Error; e != nil {
		b.Error = &BriefError{e.ID, e.Text, e.Usage}
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Mend() {
			b.Findings = append(b.Findings, BriefFinding{f.ID, f.Status, tell.PlaceOf(f.Where)})
		}
	}
	if d.Policy != nil {
		for i := range d.Policy.Assertions {
			if a := &d.Policy.Assertions[i]; a.Status == policy.Fail || a.Status == policy.Unknown {
				b.Requirements = append(b.Requirements, BriefRequirement{a.ID, a.Of, a.Status, tell.PlaceOf(a.Where)})
			}
		}
	}
	for i := range d.Probes {
		p := &d.Probes[i]
		e := BriefEndpoint{At: tell.PlaceOf(diagnose.Where{Service: p.Service, Port: p.Port}), Status: p.Status, DoneMS: tenths(p.DoneMS)}
		if p.Host != d.Target.Host {
			e.Host = p.Host
		}
		if p.Failure != nil {
			e.Kind = p.Failure.Kind
		}
		b.Endpoints = append(b.Endpoints, e)
		for _, path := range p.Paths {
			if path.TLS != nil && len(path.TLS.Chain) > 0 {
				left := int(math.Floor(path.TLS.Chain[0].NotAfter.Sub(d.StartedAt).Hours() / 24))
				if b.CertificateDays == nil || left < *b.CertificateDays {
					b.CertificateDays = &left
				}
			}
		}
	}
	return b
}

func tenths(ms float64) float64 { return math.Round(ms*10) / 10 }

// briefLines writes the short form of each document on a line of its own.
type briefLines struct {
	w io.Writer
	written
}

// NewBriefLines returns the encoder of the short form.
func NewBriefLines(w io.Writer) tell.Encoder { return &briefLines{w: w} }

func (*briefLines) Begin() error { return nil }
func (*briefLines) End() error   { return nil }

func (e *briefLines) Write(d *advise.Document) error {
	e.note(d)
	return encode(e.w, NewBrief(d), "")
}

func (e *briefLines) Interrupt(why string) error {
	return e.interrupted(e, why)
}

package result

import "testing"

// What nobody answered is no absence: a name server that failed, and a source
// that asks the DNS alone and had no answer in time.
func TestUnresolved(t *testing.T) {
	source := func(name string, kind Kind) Source {
		return Source{Name: name, Status: SourceFail, Failure: &Failure{Kind: kind}}
	}
	for _, tt := range []struct {
		name   string
		source Source
		want   bool
	}{
		{"a lookup that failed", source("autoconfig", NameLookupFailed), true},
		{"SRV records, too late", source("srv", Timeout), true},
		{"guesses, too late", source("guess", Timeout), true},
		{"a web server, too late", source("autoconfig", Timeout), false},
		{"a name that is not there", Source{Name: "srv", Status: SourceNone}, false},
	} {
		d := Discovery{Sources: []Source{{Name: "provider", Status: SourceNone}, tt.source}}
		if got := d.Unresolved() != nil; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

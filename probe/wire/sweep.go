package wire

import (
	"reflect"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// Sweep hides a secret in a finished report, and what was sent as proofs of it:
// in every string that a server can have said, in every form. Strings of this program (names of steps, kinds,
// states) and those that the person gave stay.
func Sweep(report *result.Report, secret string, proofs ...string) {
	if secret == "" {
		return
	}
	r := newRedactor(result.IMAP, secret)
	for _, proof := range proofs {
		r.prove(proof)
	}
	for i := range report.Probes {
		r.sweepIn(reflect.ValueOf(&report.Probes[i]))
	}
	for i := range report.Accounts {
		r.sweepIn(reflect.ValueOf(&report.Accounts[i]))
	}
}

// ours returns the fields of a report that hold words of this program, or of
// the person who asked, by type and name.
func ours() map[string][]string {
	return map[string][]string{
		"Endpoint":         {"Host"},
		"Probe":            {"Session"},
		"Path":             {"Address", "Family"},
		"Step":             {"Name", "Phase"},
		"Failure":          {"Step", "Found"},
		"Login":            {"Status", "Mechanism", "Reason"},
		"RefusedMechanism": {"Mechanism"},
		"TLSState":         {"Version", "Cipher", "Weak"},
		"Certificate":      {"Key", "Signature", "SHA256"},
		"Account":          {"Host", "QuotaStatus"},
		"Quota":            {"Resource", "LimitState"},
		"Folder":           {"SpecialUse"},
		"Arrival":          {"Method", "Confidence"},
	}
}

var stringType = reflect.TypeFor[string]()

func (r *redactor) sweepIn(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			r.sweepIn(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			r.sweepIn(v.Index(i))
		}
	case reflect.Struct:
		t := v.Type()
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && !slices.Contains(ours()[t.Name()], f.Name) {
				r.sweepIn(v.Field(i))
			}
		}
	case reflect.String: // a type of its own is a closed list's
		if v.Type() == stringType && v.CanSet() && v.String() != "" && !commonWord(v.String()) {
			v.SetString(r.text(v.String()))
		}
	}
}

// commonWord reports a word that every server announces: it gives nothing away
// where it happens to be somebody's password, and the report rests on it.
func commonWord(s string) bool {
	word := strings.TrimPrefix(strings.ToUpper(s), "AUTH=")
	return slices.Contains([]string{"IMAP4REV1", "IMAP4REV2", "STARTTLS", "STLS", "LOGINDISABLED", "SASL-IR", "ID", "ENABLE", "IDLE", "LITERAL+", "NAMESPACE",
		"QUOTA", "UIDL", "USER", "TOP", "CAPA", "SASL", "PIPELINING", "EXPIRE", "LOGIN-DELAY", "AUTH", "SIZE", "8BITMIME", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES",
		"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", "XOAUTH2", "OAUTHBEARER", "SCRAM-SHA-1", "SCRAM-SHA-256"}, word)
}

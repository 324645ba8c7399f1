// Package schema makes the JSON Schema (draft 2020-12) of a document from its
// Go types, and checks documents against it.
//
// The schema is what other programs may rely on. It allows no key that the
// types do not have; what was not checked is absent, so most keys are
// optional. Closed lists (services, kinds of failure, strategies) are
// enumerations. docs/schema.json is this schema, written by the package's test
// with -update.
package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"mailadvisor/advise"
	"mailadvisor/advise/accounts"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/review"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// Output returns the schema of all that -o json and -o jsonl write: a document,
// an array of them where there are several, and the short form.
func Output() (*jsonschema.Schema, error) {
	document, err := document()
	if err != nil {
		return nil, err
	}
	brief, err := brief()
	if err != nil {
		return nil, err
	}
	document.Schema = ""
	ref := func(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }
	return &jsonschema.Schema{
		Schema:      draft,
		Title:       "mailadvisor",
		Description: "What -o json writes: a document, or an array of them where there are several; and what stands on a line of -o jsonl: a document, or with --brief its short form.",
		OneOf:       []*jsonschema.Schema{ref("document"), {Type: "array", Items: ref("document")}, ref("brief")},
		Defs:        map[string]*jsonschema.Schema{"document": document, "brief": brief},
	}, nil
}

// brief returns the schema of the short form.
func brief() (*jsonschema.Schema, error) {
	s, err := jsonschema.For[machine.Brief](&jsonschema.ForOptions{TypeSchemas: stringTypes()})
	if err != nil {
		return nil, err
	}
	s.Title = "mailadvisor, the short form"
	s.Description = "One target in about a kilobyte: what came of it."
	s.Properties["schema"].Const = jsonschema.Ptr[any](result.BriefSchema)
	return s, nil
}

const draft = "https://json-schema.org/draft/2020-12/schema"

// document returns the schema of one document.
func document() (*jsonschema.Schema, error) {
	types := stringTypes()
	consequence, err := consequences()
	if err != nil {
		return nil, err
	}
	types[reflect.TypeFor[choose.Consequence]()] = consequence
	s, err := jsonschema.For[advise.Document](&jsonschema.ForOptions{TypeSchemas: types})
	if err != nil {
		return nil, err
	}
	s.Schema = draft
	s.Title = "mailadvisor document"
	s.Description = "One target: what was seen of it, what is wrong, and what is advised. " +
		"Units stand in the keys; what was not checked is absent."
	s.Properties["schema"].Const = jsonschema.Ptr[any](result.Schema)
	return s, nil
}

// reviewed returns the schema of a review of existing settings.
func reviewed() (*jsonschema.Schema, error) {
	s, err := jsonschema.For[review.Review](&jsonschema.ForOptions{TypeSchemas: stringTypes()})
	if err != nil {
		return nil, err
	}
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "mailadvisor review"
	s.Description = "The accounts that mail programs have, and what is to be said of them. " +
		"Ports and security are those in effect; what is not known is absent."
	s.Properties["schema"].Const = jsonschema.Ptr[any](review.Schema)
	return s, nil
}

// ValidateReview checks one review, as JSON, against its schema.
func ValidateReview(document []byte) error { return validate(resolvedReview, document) }

// consequences returns the schema of a type that embeds another: a Text with a
// field of the name Text, which the generator takes to be hidden and
// encoding/json, by its keys, does not.
func consequences() (*jsonschema.Schema, error) {
	s, err := jsonschema.For[locale.Text](nil)
	if err != nil {
		return nil, err
	}
	s.Properties["gain"] = &jsonschema.Schema{Type: "boolean"}
	s.PropertyOrder, s.Required = append(s.PropertyOrder, "gain"), append(s.Required, "gain")
	return s, nil
}

// stringTypes returns the types that are strings of a known form: instants (RFC
// 3339), and closed lists.
func stringTypes() map[reflect.Type]*jsonschema.Schema {
	kinds := make([]result.Kind, 0, len(result.Kinds()))
	for _, k := range result.Kinds() {
		kinds = append(kinds, k.Kind)
	}
	return map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[time.Time]():           {Type: "string", Format: "date-time"},
		reflect.TypeFor[result.Given]():        {}, // any JSON
		reflect.TypeFor[settings.Content]():    {Type: "string"},
		reflect.TypeFor[result.Kind]():         enum(kinds...),
		reflect.TypeFor[result.Service]():      enum(result.Services()...),
		reflect.TypeFor[result.Security]():     enum(result.TLS, result.StartTLS, result.None),
		reflect.TypeFor[advise.Verdict]():      enum(advise.Verdicts()...),
		reflect.TypeFor[result.Trait]():        enum(result.Traits()...),
		reflect.TypeFor[result.Status]():       enum(result.OK, result.Fail, result.Skip),
		reflect.TypeFor[result.LoginStatus]():  enum(result.LoginOK, result.LoginFailed, result.LoginNotTried),
		reflect.TypeFor[result.LoginReason]():  enum(result.LoginReasons()...),
		reflect.TypeFor[result.QuotaStatus]():  enum(result.QuotaOK, result.QuotaNone, result.QuotaUnsupported, result.QuotaFail),
		reflect.TypeFor[result.SourceStatus](): enum(result.SourceOK, result.SourceNone, result.SourceFail, result.SourceSkip, result.LookUnknown),
		reflect.TypeFor[result.Trust]():        enum(result.TrustA, result.TrustB, result.TrustC),
		reflect.TypeFor[result.SourceReason](): enum(result.SourceReasons()...),
		reflect.TypeFor[diagnose.Status]():     enum(diagnose.Statuses()...),
		reflect.TypeFor[diagnose.Severity]():   enum(diagnose.Severities()...),
		reflect.TypeFor[diagnose.Actor]():      enum(diagnose.Actors()...),
		reflect.TypeFor[diagnose.Confidence](): enum(diagnose.Confidences()...),
		reflect.TypeFor[diagnose.Role]():       enum(diagnose.Roles()...),
		reflect.TypeFor[policy.Status]():       enum(policy.Statuses()...),
		reflect.TypeFor[result.Client]():       enum(result.Clients()...),
		reflect.TypeFor[choose.Kind]():         enum(choose.Kinds()...),
		reflect.TypeFor[accounts.Service]():    enum(accounts.IMAP, accounts.POP3, accounts.Submission),
		reflect.TypeFor[accounts.Security]():   enum(accounts.TLS, accounts.StartTLS, accounts.IfOffered, accounts.None, accounts.NotKnown),
		reflect.TypeFor[accounts.Auth](): enum(accounts.Password, accounts.Encrypted, accounts.OAuth2, accounts.Kerberos, accounts.NTLM,
			accounts.Certificate, accounts.NoLogin),
		reflect.TypeFor[accounts.Keep]():   enum(accounts.KeepNot, accounts.KeepDays, accounts.KeepForever),
		reflect.TypeFor[accounts.Why]():    enum(accounts.Whys()...),
		reflect.TypeFor[accounts.NoteID](): enum(accounts.Notes()...),
		reflect.TypeFor[choose.Strategy](): enum(choose.IMAPAll, choose.IMAPWindow, choose.IMAPArchive, choose.IMAPBackup,
			choose.POPRemove, choose.POPKeepDays, choose.POPKeepAll, choose.Mixed, choose.NoneOffered),
	}
}

func enum[T ~string](values ...T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// Validate checks one document, an array of them or a short form, as JSON,
// against the schema.
func Validate(document []byte) error { return validate(resolvedOutput, document) }

// The schemas, ready to validate by: each is made once.
var (
	resolvedOutput = resolved(Output)
	resolvedReview = resolved(reviewed)
)

func resolved(schema func() (*jsonschema.Schema, error)) func() (*jsonschema.Resolved, error) {
	return sync.OnceValues(func() (*jsonschema.Resolved, error) {
		s, err := schema()
		if err != nil {
			return nil, err
		}
		r, err := s.Resolve(nil)
		if err != nil {
			return nil, fmt.Errorf("the schema: %w", err)
		}
		return r, nil
	})
}

func validate(resolved func() (*jsonschema.Resolved, error), document []byte) error {
	schema, err := resolved()
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		return err
	}
	return schema.Validate(value)
}

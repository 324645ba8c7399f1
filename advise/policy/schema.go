package policy

import "github.com/google/jsonschema-go/jsonschema"

// Schema is the JSON Schema of a policy, for editors.
// docs/policy.schema.json is this schema, written by the package's test with
// -update.
func Schema() *jsonschema.Schema {
	file := fileShape(requirements())
	return file.Schema("mailadvisor policy")
}

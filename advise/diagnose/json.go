package diagnose

import (
	"reflect"

	"mailadvisor/advise/locale"
)

// AppendJSON appends what encoding/json writes of findings, without the
// escapes for HTML. Of some fifty findings of a report nearly all are in order
// or unknown: these have few fields, and share places and arguments, which are
// written once and copied.
func AppendJSON(out []byte, findings []Finding) ([]byte, error) {
	args, places := map[uintptr]locale.Raw{}, map[Where]locale.Raw{}
	out = append(out, '[')
	for i := range findings {
		if i > 0 {
			out = append(out, ',')
		}
		var v any = findings[i]
		if f := &findings[i]; !f.Note && len(f.Causes) == 0 && len(f.Evidence) == 0 && len(f.Seen) == 0 && f.Risk == "" && f.Fix == (Fix{}) {
			where, err := once(places, f.Where, func() any { return f.Where.object() })
			if err != nil {
				return nil, err
			}
			var shared locale.Raw
			if len(f.Args) > 0 {
				if shared, err = once(args, reflect.ValueOf(f.Args).Pointer(), func() any { return f.Args }); err != nil {
					return nil, err
				}
			}
			v = f.object(where, shared)
		}
		var err error
		if out, err = locale.AppendJSON(out, v); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

// once returns how a value is written, which is kept by its key.
func once[K comparable](written map[K]locale.Raw, key K, value func() any) (locale.Raw, error) {
	if text, ok := written[key]; ok {
		return text, nil
	}
	text, err := locale.AppendJSON(nil, value())
	written[key] = text
	return text, err
}

// object returns a finding without what stands in those alone that are to be
// told.
func (f *Finding) object(where, args locale.Raw) locale.Object {
	o := make(locale.Object, 0, 8)
	o.Put("id", f.ID)
	o.Put("status", f.Status)
	o.Put("severity", f.Severity)
	o.Put("where", where)
	if len(args) > 0 {
		o.Put("args", args)
	}
	o.Put("title", f.Title)
	o.Put("fix", locale.Object{})
	if f.Recheck != "" {
		o.Put("recheck", f.Recheck)
	}
	return o
}

func (w Where) object() locale.Object {
	o := make(locale.Object, 0, 4)
	if w.Service != "" {
		o.Put("service", string(w.Service))
	}
	if w.Host != "" {
		o.Put("host", w.Host)
	}
	if w.Port != 0 {
		o.Put("port", w.Port)
	}
	if w.Address != "" {
		o.Put("address", w.Address)
	}
	return o
}

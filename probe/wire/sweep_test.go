package wire

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

// fill puts a text into every string of a value, and one element into each list.
func fill(v reflect.Value, text string, deep int) {
	switch v.Kind() {
	case reflect.Pointer:
		if deep > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), text, deep-1)
		}
	case reflect.Slice:
		if deep > 0 && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), text, deep-1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().PkgPath() != "time" {
				fill(v.Field(i), text, deep)
			}
		}
	case reflect.String:
		if v.Type() == stringType {
			v.SetString(text)
		}
	}
}

// Every string of a report is swept, whichever is added to it, but for those
// that are named as this program's own.
func TestSweepReachesEveryString(t *testing.T) {
	const secret = "Sesam-7-open"
	var r result.Report
	fill(reflect.ValueOf(&r.Probes).Elem(), "it is sESAM-7-oPEN!", 8)
	fill(reflect.ValueOf(&r.Accounts).Elem(), "it is sESAM-7-oPEN!", 8)
	for i := range r.Probes {
		clearOurs(reflect.ValueOf(&r.Probes[i]))
	}
	for i := range r.Accounts {
		clearOurs(reflect.ValueOf(&r.Accounts[i]))
	}
	Sweep(&r, secret)
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToLower(string(text)), strings.ToLower(secret)) || strings.Count(string(text), "it is ") < 20 {
		t.Errorf("%s", text)
	}
}

// clearOurs empties the fields that the sweep leaves alone, each of which must
// exist.
func clearOurs(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			clearOurs(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			clearOurs(v.Index(i))
		}
	case reflect.Struct:
		for _, name := range ours()[v.Type().Name()] {
			v.FieldByName(name).SetZero()
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				clearOurs(v.Field(i))
			}
		}
	}
}

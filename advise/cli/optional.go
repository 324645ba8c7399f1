package cli

import "fmt"

// optional is a flag that is nil until it is given: what was not said is not a
// zero.
type optional[T any] struct {
	value **T
	kind  string
	parse func(string) (T, error)
}

func (f optional[T]) String() string {
	if f.value == nil || *f.value == nil {
		return ""
	}
	return fmt.Sprint(**f.value)
}
func (f optional[T]) Type() string { return f.kind }
func (f optional[T]) Set(s string) error {
	v, err := f.parse(s)
	if err != nil {
		return err
	}
	*f.value = &v
	return nil
}

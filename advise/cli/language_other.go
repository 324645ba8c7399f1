//go:build !windows && !darwin

package cli

// systemLanguage is nothing: the environment says all that there is.
func systemLanguage() string { return "" }

package cli

import (
	"context"
	"os/exec"
	"time"
)

// systemLanguage is the first of the languages that a person has chosen in the
// settings of macOS, such as "fr-FR"; "" where it does not say. Without it,
// AppleLocale is the region.
func systemLanguage() string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, key := range []string{"AppleLanguages", "AppleLocale"} {
		out, err := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", key).Output()
		if name := appleLanguage(string(out)); err == nil && name != "" {
			return name
		}
	}
	return ""
}

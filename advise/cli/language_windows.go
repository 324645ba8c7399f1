package cli

import "golang.org/x/sys/windows"

// systemLanguage is the first of the languages that a person has chosen for the
// screens of Windows, such as "fr-FR"; "" where it does not say.
func systemLanguage() string {
	names, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(names) == 0 {
		return ""
	}
	return names[0]
}

package locale_test

import (
	"fmt"

	"mailadvisor/advise/locale"
)

// A message is an ID and arguments; the language writes both.
func ExamplePrinter_T() {
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(words.T("noun.day.other", locale.Args{"n": 12}), words.Size(2.1*(1<<30), locale.Nearest), words.Percent(0.42))
	}
	// Output:
	// 12 days 2.1 GB 42%
	// 12 jours 2,1 Go 42 %
}

// The first locale name that is set decides, as POSIX has it.
func ExampleMatch() {
	fmt.Println(locale.Match("", "fr_CA.UTF-8", "en_US.UTF-8"), locale.Match("C"))
	// Output: fr en
}

package client_test

import (
	"fmt"

	"mailadvisor/advise/client"
)

func ExampleLookup() {
	row, known := client.Lookup("thunderbird")
	fmt.Println(known, row.IMAP, row.POP, row.Keep.Kind, row.Window.Kind)
	_, known = client.Lookup("thunderbrid")
	fmt.Println(known, client.Nearest("thunderbrid"))
	// Output:
	// true yes yes any-days days
	// false thunderbird
}

package nearest_test

import (
	"fmt"

	"mailadvisor/advise/nearest"
)

func ExampleWord() {
	programs := []string{"mutt", "thunderbird"}
	fmt.Printf("%q\n", nearest.Word("thunderbrid", programs))
	fmt.Printf("%q\n", nearest.Word("outlook", programs))
	// Output:
	// "thunderbird"
	// ""
}

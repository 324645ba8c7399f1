package command_test

import (
	"fmt"

	"mailadvisor/advise/command"
	"mailadvisor/probe/result"
)

func ExampleTarget() {
	fmt.Println("mailadvisor probe " + command.Target(result.Target{Input: "mail.example.org", User: "a b@example.org"}))
	// Output:
	// mailadvisor probe mail.example.org --user 'a b@example.org'
}

package command_test

import (
	"fmt"

	"mailadvisor/advise/command"
	"mailadvisor/probe/result"
)

func ExampleTarget() {
	fmt.Println("mailadvisor probe " + command.Target(result.Target{Input: "mail.example.org", Host: "mail.example.org", User: "o'neil"}))
	// Output:
	// mailadvisor probe mail.example.org --user 'o'\''neil'
}

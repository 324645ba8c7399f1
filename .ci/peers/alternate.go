// Command alternate runs programs in turn, A B C A B C ..., and prints for
// each the median of its processor time (user and system) and of its wall
// time, with the ratio to the first. In turn, because a machine drifts; the
// median, because a machine has other work too.
//
//	go run .ci/peers/alternate.go -n 50 "one --flag" "another" ...
//
// Each argument is one command line; its words are separated by spaces.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

func main() {
	rounds := flag.Int("n", 50, "how often each program runs")
	flag.Parse()
	lines := flag.Args()
	cpu, wall := make([][]time.Duration, len(lines)), make([][]time.Duration, len(lines))
	for range *rounds {
		for i, line := range lines {
			words := strings.Fields(line)
			cmd := exec.Command(words[0], words[1:]...)
			begun := time.Now()
			if err := cmd.Run(); err != nil {
				fmt.Fprintln(os.Stderr, line+":", err)
				os.Exit(1)
			}
			wall[i] = append(wall[i], time.Since(begun))
			cpu[i] = append(cpu[i], cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		}
	}
	fmt.Println("  CPU ms  ratio  wall ms  ratio  command")
	for i, line := range lines {
		c, w := median(cpu[i]), median(wall[i])
		fmt.Printf("%8.2f %6.2f %8.2f %6.2f  %s\n", c, c/median(cpu[0]), w, w/median(wall[0]), line)
	}
}

// median returns the middle one, in milliseconds.
func median(list []time.Duration) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return float64(sorted[len(sorted)/2].Microseconds()) / 1000
}

package cli

import (
	"os"
	"runtime"
	"runtime/pprof"

	"github.com/spf13/cobra"

	"mailadvisor/advise/run"
)

// profiles are files in which a run writes where its time and its memory
// went, for go tool pprof: docs/performance.md. Their flags stand in no help:
// they are for those who work on the program.
type profiles struct {
	cpuName, memoryName string
	cpu, memory         *os.File
}

// flags adds --profile-cpu and --profile-mem to every command.
func (p *profiles) flags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&p.cpuName, "profile-cpu", "", "")
	f.StringVar(&p.memoryName, "profile-mem", "", "")
	f.Lookup("profile-cpu").Hidden, f.Lookup("profile-mem").Hidden = true, true
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return p.begin() }
}

// begin creates the files before the command does anything.
func (p *profiles) begin() (err error) {
	if p.memoryName != "" {
		const octets = 4 << 10 // between samples: a run allocates little
		runtime.MemProfileRate = octets
		if p.memory, err = os.Create(p.memoryName); err != nil {
			return run.FileProblem("write-file", p.memoryName, err)
		}
	}
	if p.cpuName != "" {
		if p.cpu, err = os.Create(p.cpuName); err != nil {
			return run.FileProblem("write-file", p.cpuName, err)
		}
		return pprof.StartCPUProfile(p.cpu)
	}
	return nil
}

// end writes what was seen.
func (p *profiles) end() error {
	if p.cpu != nil {
		pprof.StopCPUProfile()
		if err := p.cpu.Close(); err != nil {
			return run.FileProblem("write-file", p.cpuName, err)
		}
	}
	if p.memory != nil {
		if err := pprof.Lookup("allocs").WriteTo(p.memory, 0); err != nil {
			return run.FileProblem("write-file", p.memoryName, err)
		}
		if err := p.memory.Close(); err != nil {
			return run.FileProblem("write-file", p.memoryName, err)
		}
	}
	return nil
}

// Command worker tests the targets of a queue on NATS JetStream, for any number
// of workers on any number of machines:
//
//	worker [-nats URL] [-drain] -- mailadvisor probe - --brief --concurrency 64
//
// A message of the stream TARGETS is one line of a list of targets. It is
// acknowledged when its result is stored in the stream RESULTS, under the
// number of the message: so nothing is lost when a worker dies (its messages
// are given to another one), and nothing is doubled (a second result of one
// message is dropped by the stream).
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	url := flag.String("nats", nats.DefaultURL, "where the server is")
	drain := flag.Bool("drain", false, "end when the queue is empty")
	batch := flag.Int("batch", 256, "targets of one run of the program")
	wait := flag.Duration("ack-wait", 10*time.Minute, "after so long a target whose worker died is given to another; longer than a run")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := work(ctx, *url, *drain, *batch, *wait, flag.Args()); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func work(ctx context.Context, url string, drain bool, batch int, wait time.Duration, command []string) error {
	if len(command) == 0 {
		return errors.New("no command: worker -- mailadvisor probe - --brief")
	}
	conn, err := nats.Connect(url)
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	// A message leaves the queue when it is acknowledged; a result is kept once.
	targets, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "TARGETS", Subjects: []string{"targets"}, Retention: jetstream.WorkQueuePolicy})
	if err != nil {
		return err
	}
	if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "RESULTS", Subjects: []string{"results"}, Duplicates: 24 * time.Hour}); err != nil {
		return err
	}
	queue, err := targets.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: "workers", AckPolicy: jetstream.AckExplicitPolicy, AckWait: wait, MaxAckPending: -1})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		got, err := queue.Fetch(batch, jetstream.FetchMaxWait(time.Second))
		if err != nil {
			return err
		}
		var messages []jetstream.Msg
		for m := range got.Messages() {
			if !oneLine(m.Data()) { // no result would come of it, ever
				log.Printf("not a target: %.80q", m.Data())
				_ = m.Term()
				continue
			}
			messages = append(messages, m)
		}
		if len(messages) > 0 {
			if err := test(ctx, js, messages, command); err != nil {
				return err
			}
			continue
		}
		if info, err := queue.Info(ctx); err == nil && drain && info.NumPending == 0 && info.NumAckPending == 0 {
			return nil
		}
	}
	return ctx.Err()
}

// oneLine reports whether a message is one line that names a target.
func oneLine(data []byte) bool {
	line := bytes.TrimSpace(data)
	return len(line) > 0 && line[0] != '#' && !bytes.ContainsAny(line, "\r\n")
}

// test runs the program on messages, a line each, and stores each result as it
// comes. Its record says by "line" which message it is of.
func test(ctx context.Context, js jetstream.JetStream, messages []jetstream.Msg, command []string) error {
	var list strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&list, "%s\n", bytes.TrimSpace(m.Data()))
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stdin, cmd.Stderr = strings.NewReader(list.String()), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break // a torn line is no result
		}
		var record struct {
			Line  int `json:"line"`
			Error struct {
				ID string `json:"id"`
			} `json:"error"`
		}
		if json.Unmarshal(line, &record) != nil || record.Line < 1 || record.Line > len(messages) || record.Error.ID == "error.target-interrupted.what" {
			continue // it was interrupted: another worker does it
		}
		if err := store(ctx, js, messages[record.Line-1], line); err != nil {
			cmd.Process.Kill()
			_ = cmd.Wait()
			return err
		}
	}
	// Status 0 to 3 are of the targets, and stand in their results.
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() > 3 {
		return err
	}
	return nil
}

// store keeps a result, and then lets its message go.
func store(ctx context.Context, js jetstream.JetStream, m jetstream.Msg, result []byte) error {
	about, err := m.Metadata()
	if err != nil {
		return err
	}
	number := strconv.FormatUint(about.Sequence.Stream, 10)
	if _, err := js.Publish(ctx, "results", bytes.TrimSpace(result), jetstream.WithMsgID(number)); err != nil {
		return err
	}
	return m.DoubleAck(ctx)
}

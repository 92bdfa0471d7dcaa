// Package lines answers questions that come as JSON lines with JSON lines, so that one process reads many documents.
package lines

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Serve answers every question of the standard input and ends the process with 1 where a line cannot be read.
func Serve[Question, Answer any](answer func(Question) Answer) {
	if err := serve(os.Stdin, os.Stdout, answer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve[Question, Answer any](from io.Reader, to io.Writer, answer func(Question) Answer) error {
	out := bufio.NewWriter(to)
	decoder, encoder := json.NewDecoder(from), json.NewEncoder(out)
	for {
		var question Question
		err := decoder.Decode(&question)
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return err
		}
		if err := encoder.Encode(answer(question)); err != nil {
			return err
		}
	}
}

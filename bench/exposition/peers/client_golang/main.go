// client_golang as a contestant: see contestant.ts for the protocol.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/common/expfmt"
)

type workload struct {
	Metric         string
	Help           string
	LabelNames     []string
	LabelSets      [][]string
	Bounds         []float64
	Fill           int
	NativeBuckets  int
	Latencies      []float64
	ShortLatencies []float64
	Order          []int
}

type contestant struct {
	work     workload
	native   bool
	registry *prometheus.Registry
	vec      *prometheus.HistogramVec
	children []prometheus.Observer
	counters []prometheus.Counter
	page     bytes.Buffer
	changes  int
}

var formats = map[string]expfmt.Format{
	"text":        expfmt.FmtText,
	"openmetrics": expfmt.FmtOpenMetrics,
	"protobuf":    expfmt.FmtProtoDelim,
}

func main() {
	c := newContestant(os.Args[1], len(os.Args) > 2 && os.Args[2] == "native")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer := map[string]any{}
		if value, err := c.run(strings.Fields(lines.Text())); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["ok"] = value
		}
		text, _ := json.Marshal(answer)
		fmt.Println(string(text))
	}
}

func newContestant(file string, native bool) *contestant {
	c := &contestant{native: native, registry: prometheus.NewRegistry()}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &c.work)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	opts := prometheus.HistogramOpts{Name: c.work.Metric, Help: c.work.Help, Buckets: c.work.Bounds}
	if native {
		opts.NativeHistogramBucketFactor = 1.1
		opts.NativeHistogramMaxBucketNumber = 160
	}
	c.vec = prometheus.NewHistogramVec(opts, c.work.LabelNames)
	c.registry.MustRegister(c.vec)
	for _, values := range c.work.LabelSets {
		c.children = append(c.children, c.vec.WithLabelValues(values...))
	}
	return c
}

func (c *contestant) run(words []string) (any, error) {
	switch words[0] {
	case "fill":
		return nil, c.fill()
	case "fillNative":
		return nil, c.fillNative()
	case "change", "changeNative":
		every, err := strconv.Atoi(words[1])
		c.change(every, words[0] == "changeNative")
		return nil, err
	case "render":
		start := time.Now()
		err := c.render(words[1])
		return milliseconds(start), err
	case "write":
		if err := c.render(words[1]); err != nil {
			return nil, err
		}
		return nil, os.WriteFile(words[2], c.page.Bytes(), 0o600)
	case "serve":
		return c.serve()
	case "inc", "observe", "observeLabels":
		sets, err := strconv.Atoi(words[1])
		if err != nil {
			return nil, err
		}
		operations := map[string]func(int) float64{
			"inc": c.inc, "observe": c.observe, "observeLabels": c.observeLabels,
		}
		return operations[words[0]](sets), nil
	}
	return nil, fmt.Errorf("there is no command %q", words[0])
}

func (c *contestant) fill() error {
	for set, child := range c.children {
		for nth := 0; nth < c.work.Fill; nth++ {
			child.Observe(c.work.Latencies[(set*c.work.Fill+nth)%len(c.work.Latencies)])
		}
	}
	return nil
}

func nativeValue(bucket int) float64 {
	return 0.005 * math.Pow(2, (float64(bucket)+0.5)/8)
}

func (c *contestant) fillNative() error {
	for _, child := range c.children {
		for bucket := 0; bucket < c.work.NativeBuckets; bucket++ {
			child.Observe(nativeValue(bucket))
		}
	}
	return nil
}

func (c *contestant) change(every int, native bool) {
	nth := c.changes
	c.changes++
	for set := nth % every; set < len(c.children); set += every {
		if native {
			c.children[set].Observe(nativeValue(nth % c.work.NativeBuckets))
		} else {
			c.children[set].Observe(c.work.ShortLatencies[(nth+set)%len(c.work.ShortLatencies)])
		}
	}
}

func (c *contestant) render(format string) error {
	families, err := c.registry.Gather()
	if err != nil {
		return err
	}
	c.page.Reset()
	encoder := expfmt.NewEncoder(&c.page, formats[format])
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return err
		}
	}
	if closer, ok := encoder.(expfmt.Closer); ok {
		return closer.Close()
	}
	return nil
}

func (c *contestant) serve() (any, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	handler := promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{})
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		go c.change(1, false)
	}))
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func milliseconds(start time.Time) float64 {
	return float64(time.Since(start).Nanoseconds()) / 1e6
}

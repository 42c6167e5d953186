package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const atLeast = 40 * time.Millisecond

// Nanoseconds per operation over whole passes of the workload's order.
func perOperation(operations int, pass func()) float64 {
	start := time.Now()
	passes := 0
	for passes == 0 || time.Since(start) < atLeast {
		pass()
		passes++
	}
	return float64(time.Since(start).Nanoseconds()) / float64(passes*operations)
}

// The label sets that operations meet, so many of them.
func (c *contestant) order(sets int) []int {
	order := make([]int, len(c.work.Order))
	for nth, set := range c.work.Order {
		order[nth] = set % sets
	}
	return order
}

func (c *contestant) inc(sets int) float64 {
	if c.counters == nil {
		opts := prometheus.CounterOpts{Name: "http_requests_total", Help: "HTTP requests answered."}
		vec := prometheus.NewCounterVec(opts, c.work.LabelNames)
		for _, values := range c.work.LabelSets {
			c.counters = append(c.counters, vec.WithLabelValues(values...))
		}
	}
	order := c.order(sets)
	return perOperation(len(order), func() {
		for _, set := range order {
			c.counters[set].Inc()
		}
	})
}

func (c *contestant) observe(count int) float64 {
	order := c.order(count)
	return perOperation(len(order), func() {
		for nth, set := range order {
			c.children[set].Observe(c.work.Latencies[nth])
		}
	})
}

func (c *contestant) observeLabels(count int) float64 {
	order := c.order(count)
	sets := c.work.LabelSets
	return perOperation(len(order), func() {
		for nth, set := range order {
			values := sets[set]
			c.vec.With(prometheus.Labels{
				"service": values[0], "method": values[1], "route": values[2], "status": values[3],
			}).Observe(c.work.Latencies[nth])
		}
	})
}

import { expect, test } from 'vitest';
import { STACK_TRACES } from './multiline_stack_traces.ts';
import { eventsOf } from './testing.ts';

const TRACES: readonly (readonly [language: string, ...events: string[]])[] = [
  [
    'Java, with causes and suppressed exceptions',
    `2026-11-21 13:00:00.123 ERROR [main] c.e.Orders - Order 17 failed
com.example.OrderException: no stock
\tat com.example.Orders.place(Orders.java:41)
\tat com.example.Main.main(Main.java:9)
\tSuppressed: java.io.IOException: not closed
\t\tat com.example.Stock.close(Stock.java:12)
Caused by: java.sql.SQLException: connection refused
\tat org.postgresql.Driver.connect(Driver.java:285)
\t... 12 more`,
  ],
  [
    'Java, printed by the runtime',
    `Exception in thread "main" java.lang.NullPointerException
\tat com.example.Main.main(Main.java:9)`,
  ],
  [
    'Java, one error after the other',
    `java.lang.IllegalStateException: first
\tat com.example.Main.main(Main.java:9)`,
    `java.lang.IllegalStateException: second
\tat com.example.Main.main(Main.java:9)`,
  ],
  [
    'Python, logged',
    `ERROR:app:request failed
Traceback (most recent call last):
  File "/app/main.py", line 10, in handler
    return orders[key]
           ~~~~~~^^^^^
KeyError: 'k17'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 12, in handler
    raise Refused("no such order") from None
app.errors.Refused: no such order`,
  ],
  [
    'Python, chained by from',
    `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    int("x")
ValueError: invalid literal for int() with base 10: 'x'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/main.py", line 5, in <module>
    raise SystemError
SystemError`,
  ],
  [
    'Python, a group',
    `ERROR:    Exception in ASGI application
  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 3, in run
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: no
    +------------------------------------`,
  ],
  [
    'Python, two that have nothing to do with each other',
    `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
KeyError: 1`,
    `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
KeyError: 2`,
  ],
  [
    'Go, a panic',
    `panic: runtime error: index out of range [5] with length 3 [recovered]
\tpanic: again
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a3b]

goroutine 1 [running]:
main.(*Server).handle(0xc000010000, {0x4c5e, 0x5})
\t/app/main.go:10 +0x1d
net/http.HandlerFunc.ServeHTTP(...)
\t/usr/local/go/src/net/http/server.go:2136
created by main.main in goroutine 1
\t/app/main.go:5 +0x65

goroutine 18 [chan receive, 5 minutes]:
main.worker()
\t/app/worker.go:7
exit status 2`,
  ],
  [
    'Go, a panic that the server caught',
    `2026/11/21 13:00:00 http: panic serving 127.0.0.1:5123: boom
goroutine 19 [running]:
net/http.(*conn).serve.func1()
\t/usr/local/go/src/net/http/server.go:1868 +0xb0
panic({0x6a2b20?, 0x7f1c10?})
\t/usr/local/go/src/runtime/panic.go:920 +0x26c`,
  ],
  [
    'Go, a signal',
    `fatal error: unexpected signal during runtime execution
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x0]

runtime stack:
runtime.throw({0x4b2f5a?, 0x0?})
\t/usr/local/go/src/runtime/panic.go:1077 +0x5c

goroutine 1 gp=0xc0000061c0 m=0 mp=0x5a4e20 [syscall]:
main.main()
\t/app/main.go:9 +0x1f
...additional frames elided...

rax    0x0
rip    0x45f0e1
rflags 0x246
cs     0x33`,
  ],
  [
    'Ruby',
    `/app/shop.rb:5:in \`place': no stock (RuntimeError)
\tfrom /app/shop.rb:9:in \`block in <main>'
\tfrom /app/shop.rb:8:in \`<main>'`,
  ],
  [
    'Ruby, as Rails logs it',
    `F, [2026-11-21T13:00:00.123456 #17] FATAL -- : [17] RuntimeError (no stock):
app/models/order.rb:5:in 'Order#place'
app/controllers/orders_controller.rb:9:in 'create'`,
  ],
  [
    '.NET',
    `[13:00:00 ERR] Order 17 failed
System.InvalidOperationException: no stock
 ---> System.IO.IOException: connection refused
   at Shop.Stock.Take(Int32 id) in /src/Stock.cs:line 41
   --- End of inner exception stack trace ---
   at Shop.Orders.Place(Order order) in /src/Orders.cs:line 7
--- End of stack trace from previous location ---
   at Shop.Program.Main()`,
  ],
  [
    '.NET, unhandled',
    `Unhandled exception. System.Net.Http.HttpRequestException: refused
   at Shop.Program.Main()`,
  ],
  [
    'Node, with a cause and properties',
    `order failed Error: no stock
    at place (file:///app/orders.js:41:9)
    at async Server.<anonymous> (file:///app/server.js:9:5) {
  code: 'NO_STOCK',
  [cause]: Error: connection refused
      at connect (file:///app/db.js:3:7) {
    errno: -111
  }
}`,
  ],
  [
    'Node, uncaught',
    `file:///app/orders.js:3
  throw new TypeError('no');
        ^

TypeError [ERR_NO]: no
    at file:///app/orders.js:3:9
    at ModuleJob.run (node:internal/modules/esm/module_job:263:25)

Node.js v24.1.0`,
  ],
  [
    'Node, with frames that are not indented',
    `TypeError: no
at place (/app/orders.js:41:9)
at /app/server.js:9:5`,
  ],
];

const JSON_LINE = '{"level":"INFO","message":"request completed","path":"/orders/18"}';

const PLAIN = [
  '2026-11-21 13:00:01.000 INFO [main] c.e.Orders - Order 18 placed',
  'INFO:     127.0.0.1:51234 - "GET /orders/18 HTTP/1.1" 200 OK',
  'ERROR: no such table: orders',
  'GET /orders/18 200 in 12 ms (cached)',
  JSON_LINE,
];

test.each(TRACES)('%s: one event each, between JSON lines', (_language, ...traces) => {
  const log = [JSON_LINE, ...traces.flatMap((trace) => [trace, JSON_LINE])];
  expect(eventsOf(STACK_TRACES, `${log.join('\n')}\n`)).toEqual(log);
});

test.each(TRACES)('%s: ends where an ordinary line follows', (_language, ...traces) => {
  for (const plain of PLAIN) {
    expect(eventsOf(STACK_TRACES, `${traces.join('\n')}\n${plain}\n`)).toEqual([...traces, plain]);
  }
});

test('a trace that tells nothing of itself belongs to the line of text before', () => {
  const traces = TRACES.map(([, trace = '']) => trace).filter((trace) => /^(?:Traceback|java)/.test(trace));
  expect(traces).toHaveLength(3);
  for (const trace of traces) {
    const log = `2026-11-21 ERROR request failed\n${trace}`;
    expect(eventsOf(STACK_TRACES, `${log}\n`)).toEqual([log]);
  }
});

test.each(TRACES)('%s: cut apart only where another begins', (_language, ...traces) => {
  expect(eventsOf(STACK_TRACES, `${traces.join('\n')}\n`)).toEqual(traces);
});

test('a JSON line is an event at once, and nothing belongs to it', () => {
  const json = '{"level":"ERROR","message":"request failed"}';
  expect(eventsOf(STACK_TRACES, `${json}\n    at place (/app/orders.js:41:9)\n`)).toEqual([
    json,
    '    at place (/app/orders.js:41:9)',
  ]);
  const events: string[] = [];
  STACK_TRACES.cut(Buffer.from(`${json}\n`), 0, false, (bytes, from, to) =>
    events.push(bytes.toString('utf8', from, to)),
  );
  expect(events).toEqual([json]);
});

test('ordinary lines are events of their own', () => {
  expect(eventsOf(STACK_TRACES, `${PLAIN.join('\n')}\n`)).toEqual(PLAIN);
});

test('what was cut off by a crash does not take the lines after it', () => {
  const cutOff = 'Traceback (most recent call last):\n  File "/app/main.py", line 10, in handler';
  const [plain = ''] = PLAIN;
  expect(eventsOf(STACK_TRACES, `${cutOff}\n${plain}\n`)).toEqual([cutOff, plain]);
});

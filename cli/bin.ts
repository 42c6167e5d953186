import { run } from './main.ts';

// A pipe that is closed (`goldwatch … | head`) or a terminal that is gone must end a command as Ctrl-C does, not
// as a crash that leaves behind what it started.
let silenced = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    if (!silenced) process.kill(process.pid, 'SIGTERM');
    silenced = true;
  });
}

const status = await run(process.argv.slice(2), {
  stdin: () => process.stdin,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  environment: process.env,
  directory: process.cwd(),
  isTerminal: process.stdout.isTTY === true,
  onSignal(signals, callback) {
    for (const signal of signals) process.on(signal, callback);
    return () => {
      for (const signal of signals) process.off(signal, callback);
    };
  },
});
process.exitCode = status;

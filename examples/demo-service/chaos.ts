import { runChaosCommand } from './chaos_command.ts';

process.exitCode = await runChaosCommand(process.argv.slice(2), process.env, {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});

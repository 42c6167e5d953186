import { runPreview } from './run_preview.ts';

// `npm run dashboards`: every rendered dashboard as a page, and as a picture, without Grafana.
process.exitCode = await runPreview(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});

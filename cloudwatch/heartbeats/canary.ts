/**
 * What a canary is made with, as of November 2026. Sources: CloudWatch user guide, «Runtime versions using Node.js and Puppeteer», and
 * AWS::Synthetics::Canary, template reference. The runtime without a browser (`syn-nodejs-3.1`) is on Node.js 20, whose support has
 * ended; this one is on Node.js 22. Scripts name no module of Synthetics, whose names change between runtimes.
 */
export const CANARY = {
  runtime: 'syn-nodejs-puppeteer-13.1',
  /** A script in the template is the file index.js. */
  handler: 'index.handler',
  /** The user guide asks for at least so much, for a cold start and the instrumentation. */
  coldStartSeconds: 15,
  /** RunConfig: no longer than the time between two runs, and at most so much. */
  longestRunSeconds: 840,
  /** Days for which logs of runs stay in the bucket. */
  artifactDays: 30,
} as const;

import { type Browser, chromium } from 'playwright-core';
import { findProgram } from '../../cli/up/packages.ts';

// Root, as which containers run tests, has no sandbox. What draws has no part in what the tests are about.
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--mute-audio'];

/** Chromium of Debian, without a window. Throws an Error where there is none. */
export async function startChromium(): Promise<Browser> {
  const executablePath = await findProgram(['chromium'], process.env.PATH ?? '');
  if (executablePath === null) {
    throw new Error('There is no chromium on the PATH. Run `npm test` once, which installs it.');
  }
  return await chromium.launch({ executablePath, args: ARGUMENTS });
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { expect, test, vi } from 'vitest';
import { exporterUnderTest } from '../../exporter/testing.ts';
import { browserUnderTest } from '../support/browser.ts';
import { KilledExporter } from '../support/killed_exporter.ts';
import { accessLine } from '../support/log_lines.ts';
import {
  alert,
  connection,
  headline,
  notify,
  part,
  RECOVERED,
  rowOf,
  SOON,
  serviceNames,
} from './testing.ts';

const browser = browserUnderTest();

const SOURCES = `  - type: logs
    files: ["*.json"]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
`;

test('the page says that the exporter has died, and is live again without being loaded anew, with nothing made up for the time between', {
  timeout: 150_000,
}, async () => {
  const exporter = await KilledExporter.define(SOURCES);
  await writeFile(join(exporter.directory, 'access.json'), '');
  await exporter.start();
  await vi.waitFor(async () => expect(await serviceNames(exporter.url)).toContain('goldwatch'), SOON);
  const page = await browser.visit(exporter.url, { mayFail: true });
  await connection(page, 'Live');
  await page.evaluate('window.isTheSamePage = true');
  await writeFile(
    join(exporter.directory, 'access.json'),
    Array.from({ length: 20 }, (_, nth) => accessLine(nth)).join(''),
  );
  const service = part(page, 'Services').getByRole('button', { name: 'demo-api' });
  await vi.waitFor(async () => expect(await service.count()).toBe(1), SOON);

  await exporter.kill();
  await connection(page, /^No answer from the exporter since \d\d:\d\d:\d\d; trying again$/);
  expect(await headline(page)).toMatch(/^Not known now\. Last heard: /);

  await exporter.start();
  await connection(
    page,
    /^Live again: there was no answer from \d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/,
    RECOVERED,
  );
  expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  // All that it counted is still there, and none of it is new.
  await vi.waitFor(async () => expect(await serviceNames(exporter.url)).toContain('demo-api'), SOON);
  await service.click();
  const traffic = part(page, 'Services').getByRole('img', { name: /^Traffic of demo-api\. / });
  await vi.waitFor(async () => expect(await traffic.getAttribute('aria-label')).toMatch(/now 0\/s/), SOON);
  expect(await traffic.getAttribute('aria-label')).toMatch(/now 0\/s, least 0\/s, most 0\/s/);
  await notify(exporter.url, alert({ alertname: 'ApiDown', severity: 'critical', service: 'demo-api' }));
  await vi.waitFor(
    async () => expect(await part(page, 'Firing alerts').innerText()).toContain('ApiDown'),
    SOON,
  );
});

test('behind a password, the page and its stream work for who has it, and others get nothing', async () => {
  const users = `ada: ${await hash('correct horse', 4)}\n`;
  const { url, exporter } = await exporterUnderTest(
    { exporter: { basic_auth_users_file: 'users.yml' } },
    { files: { 'users.yml': users } },
  );
  await exporter.ready;
  expect((await fetch(url)).status).toBe(401);

  const page = await browser.visit(url, { httpCredentials: { username: 'ada', password: 'correct horse' } });
  await connection(page, 'Live');
  await vi.waitFor(async () => expect(await rowOf(page, 'Services', 'goldwatch').count()).toBe(1), SOON);
});

import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { deployScript } from './deploy_script.ts';
import type { StackTemplate } from './templates.ts';
import { shop } from './testing/shop.ts';

const run = promisify(execFile);

const STACKS = [stack('notifications', 10), stack('alarms-shop', 10), stack('dashboards', 10)];
const LARGE = [stack('notifications', 10), stack('alarms-shop', 60_000)];

describe('deploy.sh', () => {
  test('deploys each stack in its order, wherever it is called from', async () => {
    const { status, calls, stdout } = await deployed(deployScript(STACKS, shop()));

    expect(status).toBe(0);
    expect(stdout).toBe(
      'production-shop-notifications\nproduction-shop-alarms-shop\nproduction-shop-dashboards\n',
    );
    expect(calls).toEqual(
      ['notifications', 'alarms-shop', 'dashboards'].map(
        (name) =>
          `cloudformation deploy --stack-name production-shop-${name} --template-file ${name}.template.json --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset --region eu-central-1`,
      ),
    );
  });

  test('uploads templates to the bucket that BUCKET names', async () => {
    const { calls } = await deployed(deployScript(LARGE, shop()), { BUCKET: 'my templates' });

    expect(calls.map((call) => call.endsWith(' --s3-bucket my templates'))).toEqual([true, true]);
  });

  test('deploys nothing without BUCKET where a template needs one, and says which', async () => {
    const { status, calls, stderr } = await deployed(deployScript(LARGE, shop()));

    expect(status).not.toBe(0);
    expect(calls).toEqual([]);
    expect(stderr).toContain(
      'BUCKET: must name a bucket of S3: alarms-shop: more than 51200 bytes, which CloudFormation takes from a bucket only',
    );
  });

  test('stops at the first stack that cannot be deployed', async () => {
    const { status, calls } = await deployed(deployScript(STACKS, shop()), { REFUSES: 'alarms-shop' });

    expect(status).toBe(255);
    expect(calls).toHaveLength(2);
  });

  test("leaves the region to AWS's own tools where the definition names none", () => {
    const { mirror, ...definition } = shop();

    expect(mirror.cloudwatch?.region).toBe('eu-central-1');
    expect(deployScript(STACKS, { ...definition, mirror: {} })).not.toContain('--region');
  });
});

/** Runs a script with a stand-in for `aws`, which notes its arguments. */
async function deployed(script: string, environment: Record<string, string> = {}) {
  const directory = await temporaryDirectory();
  const [programs, file, log] = [
    join(directory, 'bin'),
    join(directory, 'deploy.sh'),
    join(directory, 'log'),
  ];
  await mkdir(programs);
  const aws = `#!/bin/sh\necho "$*" >> '${log}'\ncase "$*" in *"\${REFUSES:-nothing}.template"*) exit 255 ;; esac\n`;
  await Promise.all([
    writeFile(join(programs, 'aws'), aws),
    writeFile(file, script),
    writeFile(log, ''),
    ...STACKS.map(({ name }) => writeFile(join(directory, `${name}.template.json`), '{}')),
  ]);
  await chmod(join(programs, 'aws'), 0o755);
  await run('sh', ['-n', file]);
  const env = { PATH: `${programs}:/usr/bin:/bin`, ...environment };
  const { stdout, stderr, code } = await run('sh', [file], { cwd: '/', env }).then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  const calls = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
  return { status: code, stdout, stderr, calls };
}

function stack(name: string, length: number): StackTemplate {
  const Resources = { One: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'x'.repeat(length) } } };
  return { name, stackName: `production-shop-${name}`, template: { Resources } };
}

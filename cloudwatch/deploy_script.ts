import type { Definition } from '../definition/schema.ts';
import { RENDERED_NOTICE } from '../definition/stack.ts';
import { needsBucket } from './limits.ts';
import { type StackTemplate, templatePath } from './templates.ts';

/** Where the script is, seen from the project. */
export const DEPLOY_SCRIPT = 'cloudwatch/deploy.sh';

/**
 * A script for sh that deploys the stacks in their order, from wherever it is called. Templates beyond 51 200 bytes go through a
 * bucket, which `BUCKET` names. Whoever calls it has the credentials of AWS's own tools.
 */
export function deployScript(stacks: readonly StackTemplate[], definition: Definition): string {
  const { cloudwatch, mirror } = definition;
  const region = cloudwatch?.region ?? mirror.cloudwatch?.region;
  const large = stacks.filter(needsBucket).map(({ name }) => name);
  return [
    '#!/bin/sh',
    ...RENDERED_NOTICE.trimEnd().split('\n'),
    '#',
    '# Deploys every stack, in order; a stack that is as it should be stays as it is.',
    '# BUCKET  a bucket of the same region, for templates of more than 51200 bytes',
    'set -eu',
    'cd "$(dirname "$0")"',
    '',
    'deploy() {',
    '  echo "$1"',
    '  aws cloudformation deploy --stack-name "$1" --template-file "$2" \\',
    `    --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset${region === undefined ? '' : ` --region ${region}`} \\`,
    `    \${BUCKET:+--s3-bucket "$BUCKET"}`,
    '}',
    '',
    ...(large.length === 0
      ? []
      : [
          `: "\${BUCKET:?must name a bucket of S3: ${large.join(', ')}: more than 51200 bytes, which CloudFormation takes from a bucket only}"`,
          '',
        ]),
    ...stacks.map(({ name, stackName }) => `deploy ${stackName} ${fileName(name)}`),
    '',
  ].join('\n');
}

function fileName(name: string): string {
  return templatePath(name).replace(/^.*\//, '');
}

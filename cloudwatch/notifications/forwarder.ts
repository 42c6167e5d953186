import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

/**
 * The longest source that a template takes in it everywhere: 4 kB, which CloudFormation had as its limit for years, and keeps a template
 * small: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
export const INLINE_LIMIT = 4096;

/** The source of the forwarder as the template has it: forwarder.cjs without what only people read. */
export function forwarderSource(): string {
  const source = readFileSync(join(import.meta.dirname, 'forwarder.cjs'), 'utf8');
  const { code } = transformSync(source, { minify: true, format: 'cjs', target: 'node22', charset: 'utf8' });
  return code.trim();
}

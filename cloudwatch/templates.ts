import type { Template } from './template_text.ts';

/** What the description of every rendered template ends with; how one knows that goldwatch has written it. */
export const TEMPLATE_NOTICE = 'Rendered from monitoring.yml by `npx goldwatch render`; edits are lost.';

/** A template, and what is deployed from it. */
export interface StackTemplate {
  /** `alarms-shop`: the file's name without its ending. */
  readonly name: string;
  readonly stackName: string;
  readonly template: Template;
}

/** Where a template is, seen from the project: `cloudwatch/alarms-shop.template.json`. */
export function templatePath(name: string): string {
  return `cloudwatch/${name}.template.json`;
}

import type { Definition } from '../definition/schema.ts';
import type { RenderedFile } from '../definition/stack.ts';
import type { StackTemplate } from './templates.ts';

/**
 * The files of AWS for one definition: a template of CloudFormation for each stack, and a script that deploys them in order; none without
 * `cloudwatch`. Loads aws-cdk-lib, which takes a second. Throws where AWS would refuse a template, with all reasons.
 */
export async function renderCloudwatch(definition: Definition): Promise<RenderedFile[]> {
  if (definition.cloudwatch === undefined) return [];
  const stacks = await stackTemplates(definition);
  const [
    { checkLimits },
    { templateText },
    { deployScript, DEPLOY_SCRIPT },
    { templatePath },
    { foreignTopics },
  ] = await Promise.all([
    import('./limits.ts'),
    import('./template_text.ts'),
    import('./deploy_script.ts'),
    import('./templates.ts'),
    import('./notifications/topics.ts'),
  ]);
  checkLimits(stacks, foreignTopics(definition));
  return [
    ...stacks.map(({ name, template }) => ({ path: templatePath(name), text: templateText(template) })),
    { path: DEPLOY_SCRIPT, text: deployScript(stacks, definition), isExecutable: true },
  ];
}

/** The templates of a definition that has `cloudwatch`, in the order in which they are deployed; `validates` as in `synthesize`. */
export async function stackTemplates(
  definition: Definition,
  options: { readonly validates?: boolean } = {},
): Promise<StackTemplate[]> {
  const [{ synthesize }, { addLogs }, { planAlarms }, { dashboardsOf }] = await Promise.all([
    import('./stacks/app.ts'),
    import('./stacks/logs.ts'),
    import('./alarms/plan.ts'),
    import('./dashboards/index.ts'),
  ]);
  return synthesize(
    definition,
    {
      alarms: planAlarms(definition).alarms,
      dashboards: dashboardsOf(definition),
      addLogs,
    },
    options,
  );
}

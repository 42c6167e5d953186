import {
  App,
  BootstraplessSynthesizer,
  type CfnElement,
  type IStackSynthesizer,
  STACK_RESOURCE_LIMIT_CONTEXT,
  Stack,
  Tags,
} from 'aws-cdk-lib/core';
import { CDK_APP_MODE_CONTEXT, VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api';
import type { Definition } from '../../definition/schema.ts';
import { prefixOf } from '../names.ts';
import { tagsOf } from '../tags.ts';
import { TEMPLATE_NOTICE } from '../templates.ts';

/** Gives a resource the logical identifier that stands in the template, whatever it is called among constructs. */
export function called<T extends CfnElement>(resource: T, logicalId: string): T {
  resource.overrideLogicalId(logicalId);
  return resource;
}

/**
 * A CDK app that neither needs a bootstrapped account nor writes anything about itself into templates. Where it validates, `synth`
 * throws what CloudFormation's own schemas have against a template, for five seconds of work; our tests do so, and whoever
 * renders need not.
 */
export function newApp(directory: string, validates = false): App {
  return new App({
    analyticsReporting: false,
    outdir: directory,
    treeMetadata: false,
    builtinCloudFormationValidation: validates,
    // How many resources there may be is for limits.ts to say, in words of the definition.
    context: {
      [CDK_APP_MODE_CONTEXT]: 'inmemory',
      [VALIDATE_AGAINST_DEFAULT_RULES]: true,
      [STACK_RESOURCE_LIMIT_CONTEXT]: '0',
    },
  });
}

/**
 * A stack of the app, by an identifier that nobody sees, since limits.ts is to judge its name; each of its resources that takes tags
 * has those of the definition.
 */
export function newStack(app: App, id: string, definition: Definition, what: string): Stack {
  const stack = new Stack(app, id, {
    description: `${what} ${TEMPLATE_NOTICE}`,
    // Its type says nothing of what is optional in it, which ours wants to know exactly.
    synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    analyticsReporting: false,
  });
  for (const [key, value] of Object.entries(tagsOf(definition))) Tags.of(stack).add(key, value);
  return stack;
}

/** `production-shop-alarms-payments`; CloudFormation takes letters, digits and `-` only. */
export function stackName(definition: Definition, name: string): string {
  return `${prefixOf(definition)}-${name}`.replace(/[^A-Za-z0-9-]/g, '-');
}

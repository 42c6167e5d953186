/** A statement of a policy that allows something. */
export interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** Who may take a role: one service of AWS, under a condition, so that nobody else sends it (IAM user guide, «The confused deputy problem»). */
export function trust(service: string, condition?: object): object {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const statements = [condition === undefined ? statement : { ...statement, Condition: condition }];
  return { Version: '2012-10-17', Statement: statements };
}

/** What a role may do, as a policy within it: it is there as soon as the role is. */
export function inlinePolicy(policyName: string, statements: readonly Statement[]) {
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  return { policyName, policyDocument: { Version: '2012-10-17', Statement } };
}

/**
 * What stands in a body for what only the deployment knows: pseudo parameters of CloudFormation, which `Fn::Sub` replaces.
 * Every other `${` in a body is CloudWatch's own, such as `${PROP('Dim.route')}`, and must reach it as it is.
 */
export const REGION = `\${AWS::Region}`;
export const ACCOUNT = `\${AWS::AccountId}`;
export const PARTITION = `\${AWS::Partition}`;

/** Every placeholder. */
export const PLACEHOLDERS: readonly string[] = [REGION, ACCOUNT, PARTITION];

/**
 * A body as a text for `Fn::Sub`: placeholders stay, and any other `${` is written `${!`, which becomes `${` again.
 * Source: AWS CloudFormation User Guide, «Fn::Sub».
 */
export function bodyText(body: object): string {
  return JSON.stringify(body).replaceAll(/\$\{(?!AWS::(?:Region|AccountId|Partition)\})/g, '$${!');
}

/** The ARN of an alarm of this account and region. */
export function alarmArn(name: string): string {
  return `arn:${PARTITION}:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;
}

import type { Account } from '../account/account.ts';
import { ACCOUNT_ID } from '../account/identity.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** A resource with its functions resolved. */
export interface ResolvedResource {
  readonly stack: string;
  readonly id: string;
  readonly properties: Properties;
}

/** What a type of resources is to the stand-in. */
export interface ResourceType {
  /** Its name, which is also what Ref is unless `ref` says otherwise. */
  readonly nameOf: (resource: ResolvedResource) => string;
  readonly ref?: (name: string, region: string) => string;
  readonly attributes: (name: string, region: string) => Readonly<Record<string, string>>;
  /** What the service would refuse. */
  readonly problems: (name: string, properties: Properties) => readonly string[];
  readonly create: (name: string, properties: Properties, account: Account) => void;
}

/** The name that a property gives, or one that CloudFormation makes. */
export const given = (property: string) => (resource: ResolvedResource) =>
  typeof resource.properties[property] === 'string' ? resource.properties[property] : generated(resource);

/** What CloudFormation calls a resource that has no name of its own. */
export function generated({ stack, id }: Pick<ResolvedResource, 'stack' | 'id'>): string {
  return `${stack}-${id}-1ABCDEFGHIJKL`;
}

/** What names a resource of a type that is only named. */
const NAMED = ['FunctionName', 'RoleName', 'BucketName', 'AliasName', 'DeliveryStreamName', 'Name'];

/** The name of a resource that does not exist in the stand-in. */
export function otherName(resource: ResolvedResource): string {
  const property = NAMED.find((one) => typeof resource.properties[one] === 'string');
  return property === undefined ? generated(resource) : String(resource.properties[property]);
}

/** An ARN of a resource that does not exist in the stand-in. */
export function otherArn(type: string, name: string, region: string): string {
  const [, service = '', kind = ''] = type.toLowerCase().split('::');
  if (service === 's3') return `arn:aws:s3:::${name}`;
  if (service === 'iam') return `arn:aws:iam::${ACCOUNT_ID}:${kind}/${name}`;
  return `arn:aws:${service}:${region}:${ACCOUNT_ID}:${kind}${service === 'lambda' ? ':' : '/'}${name}`;
}

import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';

/** As whom AWS is asked, and in which region. What is left out is looked up as the AWS SDK does it by default. */
export interface Identity {
  readonly region?: string | undefined;
  /** A profile of AWS's shared configuration files, which may assume a role. */
  readonly profile?: string | undefined;
  /** ARN of a role to assume, with the credentials that there are otherwise. */
  readonly assumeRole?: string | undefined;
}

/** What a client of the AWS SDK needs to ask as somebody. */
export function identitySettings({ region, profile, assumeRole }: Identity) {
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(assumeRole === undefined ? {} : { credentials: roleCredentials(assumeRole, profile) }),
  };
}

/** Temporary credentials of a role, assumed with those that the SDK finds by default. */
function roleCredentials(RoleArn: string, profile: string | undefined) {
  const source = { ...(profile === undefined ? {} : { profile }), ignoreCache: true };
  return fromTemporaryCredentials({
    params: { RoleArn, RoleSessionName: 'goldwatch' },
    masterCredentials: fromNodeProviderChain(source),
  });
}

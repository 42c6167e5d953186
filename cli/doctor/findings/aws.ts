import type { FindingTexts } from './index.ts';

/** What may keep this host from AWS. */
export const AWS_FINDINGS = {
  'aws.region_missing': {
    what: 'Nobody says which region of AWS is meant.',
    why: 'Neither monitoring.yml nor the environment nor the shared configuration files name one.',
    remedy: 'Set `mirror.cloudwatch.region` (or `cloudwatch.region`), or AWS_REGION.',
  },
  'aws.host_unknown': {
    what: 'The address of {service} cannot be looked up ({hosts}): {trouble}.',
    why: 'DNS does not answer, or there is no such region or VPC endpoint.',
    remedy:
      'Correct `region` or `endpoint` under `mirror.cloudwatch`; `nslookup {host}` says what DNS knows, and in a private subnet the VPC endpoint needs private DNS.',
  },
  'aws.host_unreached': {
    what: 'No connection to {service} comes about ({hosts}): {trouble}.',
    why: 'A firewall, a security group or a missing route keeps this host from it.',
    remedy:
      'Let port {port} out to {host}, by a NAT gateway or a VPC endpoint; `curl -v https://{host}:{port}` tries the same.',
  },
  'aws.certificate_refused': {
    what: 'The certificate of {service} is not trusted ({hosts}): {trouble}.',
    why: 'A proxy between opens connections, or the clock of this host is wrong.',
    remedy: 'Name the authority of the proxy by NODE_EXTRA_CA_CERTS, or let {host} pass it unopened.',
  },
  'aws.slow': {
    what: 'A connection to {service} at {host} takes {time}.',
    why: 'The region is far away, or the network is busy: requests may run out of time.',
    remedy: 'Take a region that is nearer, or a VPC endpoint; the mirror itself waits and keeps all on disk.',
  },
  'aws.clock_skew': {
    what: 'The clock of this host is {seconds} s {direction} that of AWS.',
    why: 'The time of this host is not synchronised; AWS refuses signatures that are more than five minutes off.',
    remedy: 'Synchronise it: `timedatectl set-ntp true`, or `chronyc makestep`.',
  },
  'aws.credentials_missing': {
    what: 'There are no credentials for AWS: {problem}.',
    why: 'Neither the environment nor the shared files nor a role of the instance or the task has any.',
    remedy:
      'Give the host a role; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `mirror.cloudwatch.profile`.',
  },
  'aws.credentials_expired': {
    what: 'The credentials for AWS have expired: {problem}.',
    why: 'They were given for a time only.',
    remedy:
      'Get new ones, as by `aws sso login --profile NAME`, and start whoever has read the old ones again.',
  },
  'aws.credentials_unknown': {
    what: 'AWS does not know the credentials: {problem}.',
    why: 'The key was deleted or deactivated, or it is of another partition.',
    remedy: 'Make a new key, or give the host a role; `aws sts get-caller-identity` tries the same.',
  },
  'aws.credentials_wrong': {
    what: 'AWS refuses the signature: {problem}.',
    why: 'The secret is not that of the key, the clock of this host is wrong, or an endpoint is of another region.',
    remedy:
      'Write key and secret anew, without blanks around them; an endpoint that is set must be of `region`.',
  },
  'aws.role_refused': {
    what: 'The role of `mirror.cloudwatch.assume_role` cannot be assumed: {problem}.',
    why: 'Its trust policy does not name who we are, or we may not do sts:AssumeRole.',
    remedy: 'Name this identity in the trust policy of the role, and allow it sts:AssumeRole for the role.',
  },
  'aws.identity_unknown': {
    what: 'AWS does not say who we are: {problem}.',
    why: 'It could not answer, or something between refuses requests or answers in its place.',
    remedy:
      'Try again; `aws sts get-caller-identity` asks the same. Compare `endpoint` and AWS_ENDPOINT_URL, where they are set.',
  },
  'aws.permission_missing': {
    what: '{action} is not allowed: {problem}.',
    why: 'No policy of {identity} allows it, or one denies it. It is needed for: {purpose}.',
    remedy: 'Allow {action} on {resource} in a policy of {identity}.',
  },
  'aws.call_failed': {
    what: '{action} fails: {problem}.',
    why: 'AWS could not answer, throttles requests, or takes other parameters.',
    remedy: 'Try again in a minute; if it goes on, the sentence of AWS says what it wants.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;

/** Whose account the stand-in is, and who asks: the account of AWS's own examples. */
export const ACCOUNT_ID = '123456789012';
export const CALLER_ARN = `arn:aws:iam::${ACCOUNT_ID}:user/goldwatch`;
export const CALLER_ID = 'AIDACKCEVSQ6C2EXAMPLE';
/** What whoever has assumed a role signs with, beside the credentials of the stand-in. */
export const ROLE_TOKEN = 'a-token-of-the-stand-in';

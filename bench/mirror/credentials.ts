import { EXAMPLE_CREDENTIALS } from '../../tests/cloudwatch_standin/standin.ts';

/** Has the SDK's default chain find the stand-in's credentials at once. */
export function useExampleCredentials(): void {
  process.env.AWS_ACCESS_KEY_ID = EXAMPLE_CREDENTIALS.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = EXAMPLE_CREDENTIALS.secretAccessKey;
}

import { z } from 'zod';
import {
  type RawRequest,
  type StandIn,
  startStandIn,
  type Verdict,
} from '../../../tests/support/stand_in.ts';

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const MAX_BYTES = 262_144;

const publish = z.strictObject({
  Action: z.literal('Publish'),
  Version: z.literal('2010-03-31'),
  TopicArn: z.string().regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/),
  Subject: z.string().regex(/^[!-~][ -~]{0,98}$/),
  Message: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= MAX_BYTES),
  attributes: z.record(z.string().regex(/^[A-Za-z0-9_.-]{1,256}$/), z.string().min(1)),
});

/** A request to publish, as SNS takes it. */
export type SnsMessage = z.output<typeof publish>;

/** A stand-in for Amazon SNS, which speaks AWS's Query protocol and knows one action: to publish. */
export function startSns(): Promise<StandIn<SnsMessage>> {
  return startStandIn(judge);
}

function judge({ headers, body }: RawRequest): Verdict<SnsMessage> {
  const signature = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/sns\/aws4_request, /;
  if (!signature.test(headers.authorization ?? '')) return refusal('not signed');
  const { success, data, error } = publish.safeParse(read(new URLSearchParams(body)));
  if (!success) return refusal(z.prettifyError(error));
  const xml =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
  return { accepted: data, answer: { status: 200, type: 'text/xml', body: xml } };
}

// `MessageAttributes.entry.1.Name=severity` and so on: the attributes, and all other parameters as they are.
function read(parameters: URLSearchParams): Record<string, unknown> {
  const plain: Record<string, string> = {};
  const attributes: Record<string, string> = {};
  for (const [key, value] of parameters) {
    const entry = /^MessageAttributes\.entry\.(\d+)\.(Name|Value\.DataType|Value\.StringValue)$/.exec(key);
    if (entry === null) plain[key] = value;
    else if (entry[2] === 'Name') {
      attributes[value] = parameters.get(`MessageAttributes.entry.${entry[1]}.Value.StringValue`) ?? '';
    }
  }
  return { ...plain, attributes };
}

function refusal(reason: string): Verdict<SnsMessage> {
  const xml = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>InvalidParameter</Code></Error></ErrorResponse>`;
  return { refused: reason, answer: { status: 400, type: 'text/xml', body: xml } };
}

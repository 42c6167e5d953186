/**
 * The errors that the stand-in answers, by the code of the query protocol, which is the name that AWS's SDKs and
 * its documents use. `shape` is the `__type` of AWS JSON.
 * Sources: the error traits of the CloudWatch model in @aws-sdk/client-cloudwatch; the page «Common Errors» of
 * the API reference.
 */
const ERRORS = {
  InvalidParameterValue: { status: 400, shape: 'com.amazonaws.cloudwatch#InvalidParameterValueException' },
  InvalidParameterCombination: {
    status: 400,
    shape: 'com.amazonaws.cloudwatch#InvalidParameterCombinationException',
  },
  MissingParameter: { status: 400, shape: 'com.amazonaws.cloudwatch#MissingRequiredParameterException' },
  ValidationError: { status: 400, shape: 'com.amazonaws.cloudwatch#ValidationException' },
  InvalidNextToken: { status: 400, shape: 'com.amazonaws.cloudwatch#InvalidNextToken' },
  ResourceNotFound: { status: 404, shape: 'com.amazonaws.cloudwatch#ResourceNotFound' },
  InvalidFormat: { status: 400, shape: 'com.amazonaws.cloudwatch#InvalidFormatFault' },
  DashboardNotFoundError: { status: 404, shape: 'com.amazonaws.cloudwatch#DashboardNotFoundError' },
  /** Of CloudWatch Logs and Secrets Manager. */
  ResourceNotFoundException: { status: 400, shape: 'ResourceNotFoundException' },
  InvalidParameterException: { status: 400, shape: 'InvalidParameterException' },
  /** Of SNS. */
  NotFound: { status: 404, shape: 'NotFoundException' },
  InvalidParameter: { status: 400, shape: 'InvalidParameterException' },
  AuthorizationError: { status: 403, shape: 'AuthorizationErrorException' },
  Throttling: { status: 400, shape: 'ThrottlingException' },
  SerializationException: { status: 400, shape: 'SerializationException' },
  UnknownOperationException: { status: 400, shape: 'UnknownOperationException' },
  IncompleteSignature: { status: 400, shape: 'IncompleteSignatureException' },
  AccessDenied: { status: 403, shape: 'AccessDeniedException' },
  ExpiredTokenException: { status: 403, shape: 'ExpiredTokenException' },
  InvalidClientTokenId: { status: 403, shape: 'UnrecognizedClientException' },
  MissingAuthenticationToken: { status: 403, shape: 'MissingAuthenticationTokenException' },
  SignatureDoesNotMatch: { status: 403, shape: 'InvalidSignatureException' },
  RequestEntityTooLarge: { status: 413, shape: 'RequestEntityTooLargeException' },
  InternalServiceError: { status: 500, shape: 'com.amazonaws.cloudwatch#InternalServiceFault' },
  ServiceUnavailable: { status: 503, shape: 'ServiceUnavailableException' },
  /** No error of AWS's: the request may be right, and the stand-in cannot answer it. */
  StandInLimitation: { status: 400, shape: 'StandInLimitation' },
} as const;

/** What an error is called, as in `error.Code` of the SDK. */
export type ErrorCode = keyof typeof ERRORS;

/** An error as CloudWatch answers it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  /** What AWS JSON calls it. */
  get shape(): string {
    return ERRORS[this.code].shape;
  }

  /** `x-amzn-query-error`, which a client asks for with `x-amzn-query-mode`: code and who is to blame. */
  get queryError(): string {
    return `${this.code};${this.status < 500 ? 'Sender' : 'Receiver'}`;
  }
}

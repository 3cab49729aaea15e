/** The access key of a tenant cannot be used now. No text of it holds a value of the key. */
export class CredentialsProblem extends Error {
  override readonly name = 'CredentialsProblem';
  readonly tenantId: string;
  /** Code of AWS, or of what kept the secret from being opened. */
  readonly code: string;
  readonly remedy: string;
  /** The next try may succeed; otherwise a person has to do something first. */
  readonly passes: boolean;

  constructor({ tenantId, code, cause, remedy, passes }: ProblemFacts) {
    super(cause);
    this.tenantId = tenantId;
    this.code = code;
    this.remedy = remedy;
    this.passes = passes;
  }
}

interface ProblemFacts {
  readonly tenantId: string;
  readonly code: string;
  /** One sentence. */
  readonly cause: string;
  readonly remedy: string;
  readonly passes: boolean;
}

/**
 * How AWS says that it does not accept an access key; without the suffix `Exception`.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 */
const refusals: readonly string[] = [
  'InvalidClientTokenId',
  'UnrecognizedClient',
  'SignatureDoesNotMatch',
  'InvalidSignature',
  'InvalidAccessKeyId',
  'ExpiredToken',
];

export const isKeyRefusal = (code: string): boolean =>
  refusals.includes(code.replace(/Exception$/, ''));

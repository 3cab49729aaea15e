/** Why SES did not do what it was asked. */
export type SesTenantFailureKind =
  /** The caller may not do this: {@link SesTenantFailure.action} names it. */
  | 'not-permitted'
  /** A resource of the call is not there. */
  | 'not-found'
  /** There are more than the pipeline looks at. */
  | 'too-many'
  /** A later try may succeed. */
  | 'unreachable'
  | 'refused';

/** SES did not do what it was asked. */
export class SesTenantFailure extends Error {
  override readonly name = 'SesTenantFailure';

  readonly kind: SesTenantFailureKind;
  /** Permission that the call needs, such as `ses:CreateTenant`. */
  readonly action: string;
  /** Code of SES or of the SDK. */
  readonly code: string;

  /** @param unanswered - the error of a call that nobody answered: it names where the call went */
  constructor(kind: SesTenantFailureKind, action: string, code: string, unanswered?: unknown) {
    super(`${action}: ${code}`, unanswered === undefined ? {} : { cause: unanswered });
    this.kind = kind;
    this.action = action;
    this.code = code;
  }
}

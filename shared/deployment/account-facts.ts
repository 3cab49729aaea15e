/** What SES allows the account in a region. */
export interface SendingFacts {
  readonly hasProductionAccess: boolean;
  /** Of the request for production access: `PENDING`, `GRANTED`, `DENIED` or `FAILED`. */
  readonly review: string | undefined;
  readonly isEnabled: boolean;
  /** Recipients in 24 hours. */
  readonly perDay: number;
  readonly perSecond: number;
}

/** Lambda's quota of executions at once. */
export interface Concurrency {
  readonly total: number;
  /** Not reserved by any function. */
  readonly unreserved: number;
}

/** What an account says of itself; each rejects when AWS refuses or does not answer. */
export interface AccountFacts {
  readonly caller: () => Promise<{ readonly account: string; readonly arn: string }>;
  readonly sending: () => Promise<SendingFacts>;
  readonly concurrency: () => Promise<Concurrency>;
}

import type { RoleKeys } from '../../shared/access-keys/ports.ts';
import type { TakeSubmissions } from '../../shared/doors/ports.ts';
import type { SendQuota } from '../../shared/pacing/ports.ts';
import type { SignaturePorts } from './auth/verify-signature.ts';

/** What SES says of the account of a tenant. */
export interface AccountFacts {
  readonly quota: SendQuota & { readonly sentLast24Hours: number };
  /** Whether any mail of the tenant is let through now. */
  readonly isSending: boolean;
}

/** Counts of an hour of a tenant's mail. */
export interface HourOfMail {
  /** Epoch ms. */
  readonly startMs: number;
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** A call of GetCallerIdentity that a program has signed for the door of this host. */
export interface SignedCall {
  readonly authorization: string;
  readonly date: string;
  readonly token: string;
  readonly door: string;
}

/**
 * Asks STS whose a call is.
 *
 * @returns ARN of the caller; undefined when STS refuses the call
 */
export type AskSts = (call: SignedCall) => Promise<string | undefined>;

/** What the endpoint works with. Each rejects when the world cannot be reached. */
export interface SesDoorPorts extends SignaturePorts {
  readonly takeSubmissions: TakeSubmissions;
  readonly readAccount: (tenantId: string) => Promise<AccountFacts>;
  /** Hours of the last two weeks in which the tenant sent. */
  readonly readHours: (tenantId: string) => Promise<readonly HourOfMail[]>;
  readonly askSts: AskSts;
  readonly roleKeys: RoleKeys;
  /** Whether another proof may be looked at in this second. */
  readonly takeTurn: () => boolean;
  readonly newId: () => string;
  /** Tells of a failure by the name of its error. */
  readonly tellFailure: (error: unknown) => void;
}

import type { BudgetUse } from '../budgets/budget-use.ts';
import type { Stream } from '../email/streams.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import { cannotTell, type Known } from '../following/path-facts.ts';
import type { Alignment } from '../identities/alignment.ts';
import type { Pause } from '../tenants/pauses.ts';
import type { TenantSettings } from '../tenants/settings.ts';
import type { Sender } from './senders-of.ts';

/** A sender of a mail, as SES and receivers judge it. */
export interface SenderFacts extends Sender {
  /** Whether an identity that SES has verified covers it. */
  readonly isVerified: boolean;
  /** Undefined when it cannot be told for want of an answer, or of an identity. */
  readonly alignment: Alignment | undefined;
}

/** All that a check knows beside the message. Whatever cannot be told is judged by no rule. */
export interface CheckFacts {
  readonly nowMs: number;
  /** Reasons for which the door refuses it that it would go through; empty where it has none. */
  readonly refusals: readonly string[];
  /** Of its tenant, over those of all tenants. */
  readonly settings: Known<TenantSettings>;
  /** Canonical addresses of its recipients that are suppressed in the scopes that apply to it. */
  readonly suppressed: Known<ReadonlySet<string>>;
  readonly senders: Known<readonly SenderFacts[]>;
  /** Whether a sender that it shows is at a provider of free mailboxes. */
  readonly isFreemail: Known<boolean>;
  /** The pause that applies to it; undefined where there is none. */
  readonly pause: Known<Pause | undefined>;
  /** What its tenant has used of its budget; asked only where the settings limit it. */
  readonly use: Known<BudgetUse>;
  /** Its size as MIME; Infinity when it is larger than SES takes. */
  readonly bytes: Known<number>;
  /** Most bytes of a mail that the deployment takes. */
  readonly largestBytes: Known<number>;
  /** Streams to whose mail the pipeline adds List-Unsubscribe. */
  readonly unsubscribed: Known<ReadonlySet<Stream>>;
}

/** Reads what is known about a valid message. It neither writes nor rejects. */
export type ReadCheckFacts = (message: ValidMessage) => Promise<Omit<CheckFacts, 'refusals'>>;

/** What a pipeline, its account and DNS know of a message. */
export type PipelineFacts = Omit<CheckFacts, 'nowMs' | 'refusals' | 'bytes' | 'isFreemail'>;

/** Facts where no pipeline is asked. */
export const noFacts = (why: string): PipelineFacts => ({
  settings: cannotTell(why),
  suppressed: cannotTell(why),
  senders: cannotTell(why),
  pause: cannotTell(why),
  use: cannotTell(why),
  largestBytes: cannotTell(why),
  unsubscribed: cannotTell(why),
});

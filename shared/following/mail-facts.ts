import type { Diagnosed } from '../dead-letters/redrive.ts';
import type { HeldMail } from '../held/ports.ts';
import type { MessageStatus } from '../messages/message-state.ts';
import type { MessageKey, MessageProgress } from '../messages/ports.ts';
import type { SuppressionEntry } from '../suppression/suppression-entry.ts';
import type { Known, PathFacts } from './path-facts.ts';

/** All that is known of one mail. */
export interface MailFacts {
  readonly key: MessageKey;
  /** Undefined: the messages table has nothing under the id. */
  readonly status: MessageStatus | undefined;
  readonly progress: MessageProgress | undefined;
  /** Copies that are held. */
  readonly held: Known<readonly HeldMail[]>;
  /** Dead letters of it, those in the bucket included. */
  readonly deadLetters: Known<readonly Diagnosed[]>;
  /** Suppressions in force of its recipients, in the scopes that apply to it. */
  readonly suppressions: Known<readonly SuppressionEntry[]>;
  readonly path: PathFacts;
}

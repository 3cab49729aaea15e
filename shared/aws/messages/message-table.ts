import type { FindMessageBySesId, RecordEvents } from '../../messages/event-ports.ts';
import type {
  ChangePlan,
  ClaimPart,
  CorrectMessage,
  FindProgress,
  MessageKey,
  RecordConflict,
  RecordOutcome,
  RecordSent,
  RecordUnknown,
  ReleaseClaim,
} from '../../messages/ports.ts';
import type { BeginTry, EndTry } from '../../messages/queue-ports.ts';
import type { Consistency } from '../../system/ports.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';
import { changePlan } from './change-plan.ts';
import { claimPart, releaseClaim } from './claim-part.ts';
import { correctMessage } from './correct-message.ts';
import { beginTry, endTry } from './count-tries.ts';
import { findMessageBySesId } from './find-by-ses-id.ts';
import { findItems, findProgress } from './find-messages.ts';
import { messageEvents } from './message-events.ts';
import { recordConflict } from './record-conflict.ts';
import { recordOutcome } from './record-outcome.ts';
import { recordSent } from './record-sent.ts';
import { recordUnknown } from './record-unknown.ts';

export interface MessageTable {
  readonly findProgress: FindProgress;
  readonly claimPart: ClaimPart;
  readonly recordSent: RecordSent;
  readonly releaseClaim: ReleaseClaim;
  readonly recordUnknown: RecordUnknown;
  readonly changePlan: ChangePlan;
  readonly correctMessage: CorrectMessage;
  readonly recordConflict: RecordConflict;
  readonly recordOutcome: RecordOutcome;
  readonly recordEvents: RecordEvents;
  readonly findMessageBySesId: FindMessageBySesId;
  readonly beginTry: BeginTry;
  readonly endTry: EndTry;
  /** Finds raw items, for display. */
  readonly findItems: (
    keys: readonly MessageKey[],
    consistency?: Consistency,
  ) => Promise<readonly Item[]>;
}

export interface MessageTableOptions {
  /**
   * Whether messages can be found by SES's ids. Costs one write of the index per message, and one
   * item per further part.
   */
  readonly identityFeedback?: boolean;
}

/** The messages table; its layout is in docs/architecture.md. */
export const messageTable = (
  documents: Documents,
  table: string,
  now: () => number,
  { identityFeedback = false }: MessageTableOptions = {},
): MessageTable => {
  const rows = { documents, table };
  return {
    ...messageEvents(documents, { table, now, identityFeedback }),
    findItems: (keys, consistency) => findItems(rows, keys, consistency),
    findProgress: (keys, consistency) => findProgress(rows, keys, consistency),
    findMessageBySesId: (sesMessageId) => findMessageBySesId(rows, sesMessageId),
    claimPart: (claim) => claimPart(rows, claim),
    releaseClaim: (key, part) => releaseClaim(rows, key, part),
    recordSent: (key, part, sesMessageId, atMs) =>
      recordSent(rows, key, { part, sesMessageId, atMs }, identityFeedback),
    recordUnknown: (key, part, atMs) => recordUnknown(rows, key, part, atMs),
    recordOutcome: (outcome) => recordOutcome(rows, outcome),
    recordConflict: (key, atMs) => recordConflict(rows, key, atMs),
    changePlan: (key, from, to, unknownCalls) => changePlan(rows, key, { from, to, unknownCalls }),
    correctMessage: (key, from, to) => correctMessage(rows, key, from, to),
    beginTry: (sqsMessageId) => beginTry(rows, sqsMessageId, now()),
    endTry: (sqsMessageId) => endTry(rows, sqsMessageId, now()),
  };
};

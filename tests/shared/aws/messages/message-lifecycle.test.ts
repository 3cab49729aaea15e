import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MessageTable, messageTable } from '../../../../shared/aws/messages/message-table.ts';
import {
  type SenderEvent,
  type SenderFacts,
  type SenderState,
  senderStates,
  stateAfter,
  stateBySender,
} from '../../../../shared/messages/lifecycle.ts';
import type { MessageKey, Outcome } from '../../../../shared/messages/ports.ts';
import { memoryMessages } from '../../../fakes/memory-messages.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const settleMs = 120_000;

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

interface Subject {
  readonly store: Omit<MessageTable, 'findItems'>;
  readonly factsOf: (key: MessageKey) => Promise<SenderFacts>;
}

const onDynamoDb = (): Subject => {
  const store = messageTable(database.documents, 'messages', () => noon);
  return {
    store,
    factsOf: async (key) => {
      const [item = {}] = await store.findItems([key]);
      const { sent0, lease0, outcome } = item as {
        sent0?: string;
        lease0?: number;
        outcome?: { state: Outcome['state'] };
      };
      return { isSent: sent0 !== undefined, leaseUntilMs: lease0, outcome: outcome?.state };
    },
  };
};

const inMemory = (): Subject => {
  const { store, itemOf } = memoryMessages();
  return {
    store,
    factsOf: async (key) => {
      const { sent, leases, outcome } = itemOf(key);
      return { isSent: sent.has(0), leaseUntilMs: leases.get(0), outcome: outcome?.state };
    },
  };
};

const ends = {
  reject: 'rejected',
  fail: 'failed',
  expire: 'expired',
  suppress: 'suppressed',
  hold: 'held',
} as const;

/** Events that anybody may try; a claim is given back, and lost, by its owner alone. */
const tried = [
  'claim',
  'accept',
  'reject',
  'fail',
  'expire',
  'suppress',
  'hold',
] as const satisfies readonly SenderEvent[];

let count = 0;

const apply = async (
  { store, factsOf }: Subject,
  key: MessageKey,
  event: (typeof tried)[number],
  nowMs: number,
  isOwner = false,
): Promise<void> => {
  if (event === 'claim') {
    await store.claimPart({
      key,
      part: 0,
      owner: `run-${nowMs}`,
      nowMs,
      leaseUntilMs: nowMs + 60_000,
      copyMs: noon,
      settleMs,
      stream: 'marketing',
      recipients: ['jane@example.com'],
      suppressed: [],
      plan: undefined,
      isNew: false,
      unknownCalls: 0,
      fingerprint: 'a-mail',
      isTakenOver: (await factsOf(key)).leaseUntilMs !== undefined,
    });
  } else if (event === 'accept') {
    await store.recordSent(key, 0, 'ses-0', nowMs);
  } else {
    const outcome = {
      key,
      state: ends[event],
      part: isOwner ? 0 : undefined,
      reasons: ['a reason'],
      atMs: nowMs,
      settleMs,
    };
    await store.recordOutcome({
      ...outcome,
      ...(event === 'hold' ? { heldCopy: 1 } : {}),
      stream: 'marketing',
      recipients: [],
      suppressed: [],
    });
  }
};

/** Brings a new message into a state at noon. */
const bringInto = async (subject: Subject, state: SenderState | 'sent'): Promise<MessageKey> => {
  count += 1;
  const key = { tenantId: 'acme', messageId: `m-${count}` };
  const claimedAtMs = { sending: noon - 1_000, unsettled: noon - 61_000, unknown: noon - 181_000 };
  if (state === 'sending' || state === 'unsettled' || state === 'unknown')
    await apply(subject, key, 'claim', claimedAtMs[state]);
  else if (state === 'sent') await apply(subject, key, 'accept', noon);
  else {
    const event = tried.find(
      (candidate) => candidate in ends && ends[candidate as keyof typeof ends] === state,
    );
    if (event !== undefined) await apply(subject, key, event, noon - 1);
  }
  return key;
};

describe.each([
  ['on DynamoDB', onDynamoDb],
  ['in memory', inMemory],
] as const)('the messages table %s', (_, open) => {
  const pairs = ([...senderStates, 'sent'] as const).flatMap((state) =>
    tried.map((event) => [state, event] as const),
  );

  it.each(pairs)(
    'does with a mail that is %s on %s what the machine says',
    async (state, event) => {
      const subject = open();
      const key = await bringInto(subject, state);
      expect(stateBySender(await subject.factsOf(key), noon, settleMs)).toBe(state);

      await apply(subject, key, event, noon, state === 'sending' && event === 'fail');

      expect(stateBySender(await subject.factsOf(key), noon, settleMs)).toBe(
        // Somebody who claims held mail holds the operator's word.
        state === 'held' && event === 'claim' ? 'sending' : stateAfter(state, event),
      );
    },
  );
});

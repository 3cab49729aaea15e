import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { neverExpires } from '../../../../shared/aws/messages/message-key.ts';
import { messageTable } from '../../../../shared/aws/messages/message-table.ts';
import type { MessageKey } from '../../../../shared/messages/ports.ts';
import { feedbackEvent } from '../../../support/feedback-event.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;
const settleMs = 120_000;

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

let messages = 0;

/** One message, its table, and how many days after noon its item expires. */
const opened = () => {
  messages += 1;
  const key: MessageKey = { tenantId: 'acme', messageId: `m-${messages}` };
  let nowMs = noon;
  const table = messageTable(database.documents, 'messages', () => nowMs);
  const about = { key, stream: 'transactional', recipients: ['jane@example.com'], suppressed: [] };
  return {
    at: (days: number): void => {
      nowMs = noon + days * dayMs;
    },
    claim: (isTakenOver = false, unknownCalls = 0) =>
      table.claimPart({
        ...{ ...about, part: 0, owner: `run-${nowMs}`, nowMs, leaseUntilMs: nowMs + 60_000 },
        ...{ settleMs, plan: undefined, isNew: false, isTakenOver, unknownCalls },
        fingerprint: 'a-mail',
        copyMs: noon,
      }),
    end: (state: 'held' | 'expired' | 'failed') =>
      table.recordOutcome({
        ...{ ...about, state, part: undefined, reasons: ['a reason'], atMs: nowMs, settleMs },
        ...(state === 'held' ? { heldCopy: nowMs } : {}),
      }),
    tell: () =>
      table.recordEvents({
        key,
        events: [feedbackEvent({ kind: 'delivery', eventId: `e-${nowMs}`, atMs: nowMs })],
      }),
    expiresInDays: async (): Promise<unknown> => {
      const [item] = await table.findItems([key]);
      const expiresAt = item?.expiresAt;
      return expiresAt === neverExpires ? 'never' : (Number(expiresAt) * 1000 - noon) / dayMs;
    },
  };
};

describe('the item of a message', () => {
  it('is kept for 90 days after the sender last wrote of it', async () => {
    const message = opened();
    await message.claim();
    expect(await message.expiresInDays()).toBe(90);
    message.at(10);
    await message.claim(true);
    expect(await message.expiresInDays()).toBe(100);
    message.at(30);
    await message.end('failed');
    expect(await message.expiresInDays()).toBe(120);
  });

  it('does not expire while it is held, whatever events come', async () => {
    const message = opened();
    await message.claim();
    message.at(1);
    await message.end('held');
    expect(await message.expiresInDays()).toBe('never');
    message.at(2);
    await message.tell();
    expect(await message.expiresInDays()).toBe('never');
  });

  it.each(['claim', 'end'] as const)('expires again when it moves on: %s', async (move) => {
    const message = opened();
    await message.end('held');
    message.at(400);
    await (move === 'claim' ? message.claim() : message.end('expired'));

    expect(await message.expiresInDays()).toBe(490);
  });

  it('is not renewed by events, and expires when an event alone made it', async () => {
    const [sent, strange] = [opened(), opened()];
    await sent.claim();
    sent.at(80);
    await sent.tell();
    await strange.tell();
    strange.at(80);
    await strange.tell();

    expect([await sent.expiresInDays(), await strange.expiresInDays()]).toEqual([90, 90]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rollUp } from '../../functions/guard-reputation/roll-up.ts';
import { createContainer } from '../../proofs/simulation/models/container.ts';
import { createDatabase } from '../../proofs/simulation/models/dynamodb/database.ts';
import { directDocuments, documentsOf } from '../../proofs/simulation/models/dynamodb/documents.ts';
import { createService, noServiceFaults } from '../../proofs/simulation/models/service.ts';
import { tableShapes } from '../../proofs/simulation/pipeline/tables.ts';
import { createDice } from '../../proofs/simulation/world/dice.ts';
import { createTimeline } from '../../proofs/simulation/world/timeline.ts';
import type { Documents } from '../../shared/aws/dynamodb/documents.ts';
import { ledgerTable } from '../../shared/aws/ledger/ledger-table.ts';
import { messagePk } from '../../shared/aws/messages/message-key.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { reputationTable } from '../../shared/aws/reputation/reputation-table.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import type { FeedbackEvent } from '../../shared/feedback/feedback-event.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import { cutTo } from '../../shared/pacing/cut.ts';
import { cutMargin } from '../../shared/pacing/margin.ts';
import { newLedger } from '../../shared/pacing/new-ledger.ts';
import { rebase } from '../../shared/pacing/rebase.ts';
import { reservation } from '../../shared/pacing/reservation.ts';
import type { ReputationFact } from '../../shared/reputation/reputation-fact.ts';
import { feedbackEvent } from '../support/feedback-event.ts';
import { startLocalDynamoDb } from '../support/local-dynamodb.ts';

// The model of DynamoDB beside the local engine: the adapters get the same answers of both, and
// leave the same items.

const noon = Date.UTC(2026, 10, 21, 12);
const settleMs = 120_000;

let local: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  local = await startLocalDynamoDb();
});
afterAll(() => local.stop());

let count = 0;

/** What is done: which of the calls, at what time, with which of a few values. */
const steps = fc.array(
  fc.record({
    call: fc.nat(13),
    atMs: fc.integer({ min: 0, max: 400_000 }),
    part: fc.nat(1),
    which: fc.nat(3),
    flag: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

const eventOf = (
  { which, part, atMs }: Step,
  kind: FeedbackEvent['kind'] = 'delivery',
): FeedbackEvent =>
  feedbackEvent({
    kind,
    eventId: `${kind}-${which}`,
    atMs: noon + atMs,
    sesMessageId: `ses-${part}`,
    tags: { 'pipeline-part': String(part) },
  });

const playMessages = async (documents: Documents, key: MessageKey, script: readonly Step[]) => {
  const table = messageTable(documents, 'messages', () => noon);
  const answers: unknown[] = [];
  for (const step of script) {
    const { call, atMs, part, which, flag } = step;
    const nowMs = noon + atMs;
    const plan = flag ? [[0], [1]] : undefined;
    const outcome = {
      key,
      settleMs,
      reasons: ['a reason'],
      atMs: nowMs,
      stream: 'marketing',
      recipients: [],
      suppressed: [],
    };
    const claim = {
      key,
      part,
      owner: `run-${which}`,
      nowMs,
      leaseUntilMs: nowMs + 60_000,
      copyMs: noon,
      settleMs,
      stream: 'marketing',
      recipients: ['jane@example.com', 'joe@example.com'],
      suppressed: [],
      plan,
    };
    const before = { unknownCalls: which % 2, isTakenOver: flag, fingerprint: `mail-${part}` };
    const calls = [
      () => table.claimPart({ ...claim, ...before, isNew: false }),
      () => table.claimPart({ ...claim, ...before, isNew: true }),
      () => table.recordSent(key, part, `ses-${key.messageId}-${part}`, nowMs),
      () => table.releaseClaim(key, part),
      () => table.recordUnknown(key, part, nowMs),
      () => table.changePlan(key, flag ? undefined : [[0]], [[0], [1]], before.unknownCalls),
      () =>
        table.correctMessage(
          key,
          { fingerprint: 'mail-0', attempts: which, refusedParts: [part] },
          'mail-1',
        ),
      () => table.recordConflict(key, nowMs),
      () => table.recordOutcome({ ...outcome, state: 'failed', part: flag ? part : undefined }),
      () => table.recordOutcome({ ...outcome, state: 'failed', part, refusedCopyMs: nowMs }),
      () => table.recordOutcome({ ...outcome, state: 'held', part: undefined, heldCopy: nowMs }),
      () => table.recordEvents({ key, events: [eventOf(step), eventOf(step, 'send')] }),
      () => table.findProgress([key]),
      () => table.beginTry(key.messageId),
      () => table.endTry(key.messageId),
    ];
    answers.push(await calls[call % calls.length]?.());
  }
  const item = await documents.get({ TableName: 'messages', Key: { pk: messagePk(key) } });
  return { answers, item: item && { ...item } };
};

const playSuppressions = async (documents: Documents, address: string, script: readonly Step[]) => {
  const table = suppressionTable(documents, 'suppressions');
  const answers: unknown[] = [];
  const scope = 'tenant#acme';
  for (const { call, atMs, which, flag } of script) {
    const sinceMs = noon + atMs;
    const reason = (['bounce', 'complaint', 'operator', 'soft-bounce'] as const)[which] ?? 'bounce';
    const entry = {
      address,
      scope,
      reason,
      detail: 'x',
      source: `e-${which}`,
      sinceMs,
      expiresAtMs: flag ? sinceMs + 1_000 : undefined,
    };
    const calls = [
      () => table.suppress(entry),
      () => table.enter(entry),
      () => table.enterNew(entry),
      () => table.liftComplaint(address, scope, sinceMs),
      () => table.noteSoftBounce({ address, scope, eventId: `soft-${atMs % 7}`, atMs: sinceMs }),
      () => table.endSoftBounces([{ address, scope, atMs: sinceMs }], []),
      () => table.remove(address, scope, { by: 'ada', why: 'a mistake', atMs: sinceMs }),
      () => table.dropReason(address, scope, reason, sinceMs),
    ];
    answers.push(await calls[call % calls.length]?.());
  }
  const found = await table.findSuppressions([
    { addresses: [address, 'nobody@example.com'], scopes: ['*', scope] },
  ]);
  const item = await documents.get({ TableName: 'suppressions', Key: { address, scope } });
  return { answers, found, item: item && { ...item } };
};

const playLedger = async (documents: Documents, account: string, script: readonly Step[]) => {
  const table = ledgerTable(documents, 'ledger', account, 'eu-west-1');
  const reading = { maxPerSecond: 14, max24Hours: 200, sentLast24Hours: 0 };
  const answers: unknown[] = [];
  await table.create(newLedger(reading, noon));
  for (const { call, atMs, which, flag } of script) {
    const nowMs = noon + atMs;
    const seen = await table.read();
    if (seen === undefined) throw new Error('there is no ledger');
    const calls = [
      () =>
        table.reserve(
          reservation(
            seen,
            {
              lane: flag ? 'transactional' : 'bulk',
              count: which + 1,
              exempt: which % 2,
              isFullBatch: flag,
              latestStartMs: nowMs + 5_000,
            },
            nowMs,
          ),
        ),
      () =>
        table.rebase(
          rebase(seen, { ...reading, maxPerSecond: which + 1, sentLast24Hours: which }, nowMs),
        ),
      () => table.cut(seen, cutTo(seen, cutMargin(seen.margin, nowMs), nowMs)),
      () => table.heal(flag ? seen.tatMs : 0, nowMs),
      () => table.recordStoppedLanes(flag ? ['bulk'] : []),
      () => table.takeTurn(nowMs, nowMs - 1_000),
    ];
    answers.push(await calls[call % calls.length]?.(), await table.read());
  }
  return answers;
};

/**
 * DynamoDB adds decimals, the model adds as JavaScript does: at this size they differ by less than
 * a microsecond.
 */
const inHundredths = (answers: readonly unknown[]): unknown =>
  JSON.parse(
    JSON.stringify(answers, (_, value) =>
      typeof value === 'number' ? Math.round(value * 100) / 100 : value,
    ),
  );

const playReputation = async (documents: Documents, startMs: number, script: readonly Step[]) => {
  let nowMs = startMs;
  const table = reputationTable(documents, 'reputation', () => nowMs);
  const kinds = ['sent', 'bounced', 'complained'] as const;
  for (const { call, atMs, which } of script) {
    nowMs = Math.max(nowMs, startMs + 6 * atMs);
    const eventId = (1_000_003 * (which + 1))
      .toString(16)
      .padStart(24, '0')
      .split('')
      .reverse()
      .join('');
    const fact: ReputationFact = {
      kind: kinds[call % 3] ?? 'sent',
      eventId,
      atMs: startMs + atMs,
      tenantId: 'acme',
      stream: '-',
      recipients: which + 1,
    };
    if (call < 9) await table.recordFacts([fact, { ...fact, kind: 'sent' }]);
    else await rollUp(table, nowMs, () => false);
  }
  await rollUp(table, nowMs, () => false);
  const day = Math.floor(startMs / 86_400_000) * 86_400_000;
  return {
    hours: await table.readHours(day),
    slots: await table.readSlots(startMs),
    late: await table.listLate(),
  };
};

describe('the model of DynamoDB', () => {
  const model = () => directDocuments(createDatabase(tableShapes));

  it('does with the messages table what the local engine does', () =>
    fc.assert(
      fc.asyncProperty(steps, async (script) => {
        count += 1;
        const key = { tenantId: 'acme', messageId: `m-${count}` };
        expect(await playMessages(model(), key, script)).toEqual(
          await playMessages(local.documents, key, script),
        );
      }),
      { numRuns: 150 },
    ));

  it('does with the suppressions table what the local engine does', () =>
    fc.assert(
      fc.asyncProperty(steps, async (script) => {
        count += 1;
        const address = `a${count}@example.com`;
        expect(await playSuppressions(model(), address, script)).toEqual(
          await playSuppressions(local.documents, address, script),
        );
      }),
      { numRuns: 150 },
    ));

  it('does with the send ledger what the local engine does', () =>
    fc.assert(
      fc.asyncProperty(steps, async (script) => {
        count += 1;
        const [played, expected] = [
          await playLedger(model(), String(count), script),
          await playLedger(local.documents, String(count), script),
        ];
        expect(inHundredths(played)).toEqual(inHundredths(expected));
      }),
      { numRuns: 80 },
    ));

  it('does with the reputation table what the local engine does', () =>
    fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const fresh = await startLocalDynamoDb();
        try {
          expect(await playReputation(model(), noon, script)).toEqual(
            await playReputation(fresh.documents, noon, script),
          );
        } finally {
          await fresh.stop();
        }
      }),
      { numRuns: 25 },
    ));

  it('refuses what it does not know, instead of guessing', async () => {
    const documents = model();
    const update = (UpdateExpression: string, more: object = {}) =>
      documents.update({ TableName: 'ledger', Key: { pk: 'a' }, UpdateExpression, ...more });

    await expect(
      update('SET a.b = :v', { ExpressionAttributeValues: { ':v': 1 } }),
    ).rejects.toThrow('document path');
    await expect(update('DELETE a :v', { ExpressionAttributeValues: { ':v': 1 } })).rejects.toThrow(
      'cannot DELETE',
    );
    await expect(
      update('SET a = :v', { ExpressionAttributeValues: { ':v': 1, ':w': 1 } }),
    ).rejects.toThrow(':w is given, and not used');
    await expect(update('SET a = :v')).rejects.toThrow(':v is not given');
    await expect(documents.put({ TableName: 'ledger', Item: {} })).rejects.toThrow(
      'The key is not whole',
    );
  });
});

describe('an adapter whose machine dies between two of its requests', () => {
  const key = { tenantId: 'acme', messageId: 'm-1' };
  const claim = {
    key,
    part: 0,
    owner: 'run-1',
    nowMs: noon,
    leaseUntilMs: noon + 60_000,
    copyMs: noon,
    settleMs,
    stream: 'marketing',
    isNew: true,
    unknownCalls: 0,
    isTakenOver: false,
    fingerprint: 'a-mail',
    recipients: ['jane@example.com'],
    suppressed: [],
    plan: undefined,
  };

  it('has made the first, and never makes the second', async () => {
    const timeline = createTimeline(noon);
    const database = createDatabase(tableShapes);
    await messageTable(directDocuments(database), 'messages', () => noon).recordSent(
      key,
      0,
      'ses-0',
      noon,
    );
    const service = createService({
      timeline,
      dice: createDice(1),
      attempts: 4,
      faults: () => noServiceFaults,
    });
    let requests = 0;
    const container = createContainer({
      name: 'c',
      timeline,
      offsetMs: 0,
      // Asked before and after each request: it dies before the third, with two refused writes
      // behind it.
      onRequest: (kill) => {
        requests += 1;
        if (requests === 5) kill();
      },
    });
    let isAnswered = false;
    const table = messageTable(
      documentsOf(database, { container, service }),
      'messages',
      container.clock.now,
    );
    void table.claimPart(claim).then(() => {
      isAnswered = true;
    });

    await timeline.run(noon + 60_000);

    expect([requests, isAnswered]).toEqual([5, false]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { createContainer } from '../../../proofs/simulation/models/container.ts';
import { createDatabase } from '../../../proofs/simulation/models/dynamodb/database.ts';
import { createFunction } from '../../../proofs/simulation/models/function.ts';
import type { QueuedMessage } from '../../../proofs/simulation/models/message-shelf.ts';
import { createQueue } from '../../../proofs/simulation/models/queue.ts';
import { createService, ServiceUnreachable } from '../../../proofs/simulation/models/service.ts';
import { tableShapes } from '../../../proofs/simulation/pipeline/tables.ts';
import { createDice } from '../../../proofs/simulation/world/dice.ts';
import { createJournal } from '../../../proofs/simulation/world/journal.ts';
import { createTimeline } from '../../../proofs/simulation/world/timeline.ts';

const aQueue = (maxReceives = 3) => {
  const timeline = createTimeline(0);
  const dead: QueuedMessage[] = [];
  const queue = createQueue({
    name: 'bulk',
    timeline,
    dice: createDice(1),
    visibilityMs: 60_000,
    maxReceives,
    onDead: (message) => dead.push(message),
    duplicates: () => 0,
  });
  return { timeline, queue, dead };
};

describe('the model of SQS', () => {
  it('hides a received message, and hands it out again with a higher count', async () => {
    const { timeline, queue } = aQueue();
    queue.send('mail');
    await timeline.run(1_000);

    const first = queue.receive(10);
    const whileHidden = queue.receive(10);
    await timeline.run(62_000);
    const second = queue.receive(10);

    expect([first.length, whileHidden.length, second[0]?.receiveCount]).toEqual([1, 0, 2]);
  });

  it('forgets what is removed, and hides for as long as it is told', async () => {
    const { timeline, queue } = aQueue();
    queue.send('mail');
    await timeline.run(1_000);
    const [message] = queue.receive(10);

    queue.changeVisibility(message?.receipt ?? '', 5_000);
    await timeline.run(7_000);
    const [again] = queue.receive(10);
    queue.remove(again?.receipt ?? '');

    expect([again?.receiveCount, queue.size()]).toEqual([2, 0]);
  });

  it('gives a message up that was received too often', async () => {
    const { timeline, queue, dead } = aQueue(1);
    queue.send('mail');
    await timeline.run(1_000);
    queue.receive(10);
    await timeline.run(62_000);

    expect(queue.receive(10)).toEqual([]);
    expect(dead.map(({ body }) => body)).toEqual(['mail']);
  });
});

describe('the model of Lambda', () => {
  it('bills a run for as long as it has gone on, and no longer than it went on', async () => {
    const timeline = createTimeline(0);
    const lambda = createFunction({
      name: 'f',
      timeline,
      dice: createDice(1),
      journal: createJournal(timeline.now),
      timeoutMs: 60_000,
      deployed: () => () => timeline.sleep(10_000),
      killChance: () => 0,
      clockOffsetMs: () => 0,
    });
    void lambda.invoke({});

    await timeline.run(5_000);
    const halfway = lambda.billedMs();
    await timeline.run(30_000);

    // A cold start of 150 to 400 ms comes first.
    expect(halfway).toBeGreaterThan(4_600);
    expect(halfway).toBeLessThan(4_850);
    expect(lambda.billedMs()).toBe(10_000);
  });
});

describe('the model of a service', () => {
  const world = (faults: { readonly before: number; readonly after: number }) => {
    const timeline = createTimeline(0);
    const service = createService({
      timeline,
      dice: createDice(1),
      attempts: 4,
      faults: () => ({ ...faults, slow: 0 }),
    });
    const container = createContainer({
      name: 'c',
      timeline,
      offsetMs: 0,
      onRequest: () => undefined,
    });
    let effects = 0;
    const effect = async () => {
      effects += 1;
    };
    const request = { item: 'x', kind: 'write', effect } as const;
    return {
      timeline,
      container,
      call: () => service.call(container, request),
      effects: () => effects,
    };
  };

  it('does nothing when every attempt is lost before it took effect, and says so', async () => {
    const { timeline, call, effects } = world({ before: 1, after: 0 });
    const failure = call().catch((error: unknown) => error);

    await timeline.run(60_000);

    expect(await failure).toBeInstanceOf(ServiceUnreachable);
    expect(effects()).toBe(0);
  });

  it('does it once per attempt when the answers are lost', async () => {
    const { timeline, call, effects } = world({ before: 0, after: 1 });
    const failure = call().catch((error: unknown) => error);

    await timeline.run(60_000);

    expect(await failure).toBeInstanceOf(ServiceUnreachable);
    expect(effects()).toBe(4);
  });

  it('has its effect, but no answer, for a container that dies meanwhile', async () => {
    const { timeline, container, call, effects } = world({ before: 0, after: 0 });
    let isAnswered = false;
    void call().then(() => {
      isAnswered = true;
    });
    timeline.at(1, container.kill);

    await timeline.run(60_000);

    expect([effects(), isAnswered]).toEqual([1, false]);
  });
});

describe('the model of DynamoDB', () => {
  it.each([
    ['UPDATED_OLD', true, { same: 1, other: 1 }],
    ['UPDATED_OLD', false, { other: 1 }],
    ['UPDATED_NEW', true, { same: 1, other: 2 }],
    ['UPDATED_NEW', false, { other: 2 }],
    ['ALL_OLD', true, { pk: 'a', same: 1, other: 1, third: 1 }],
    ['ALL_OLD', false, { pk: 'a', same: 1, other: 1, third: 1 }],
    ['ALL_NEW', false, { pk: 'a', same: 1, other: 2, third: 1 }],
  ] as const)(
    'answers %s, telling what was written with the same value: %j, with %j',
    (ReturnValues, tellsUnchanged, told) => {
      const database = createDatabase(tableShapes, { tellsUnchanged });
      database.put({ TableName: 'messages', Item: { pk: 'a', same: 1, other: 1, third: 1 } });

      const answer = database.update({
        TableName: 'messages',
        Key: { pk: 'a' },
        UpdateExpression: 'SET same = :one, other = :two',
        ExpressionAttributeValues: { ':one': 1, ':two': 2 },
        ReturnValues,
      });

      expect({ ...answer }).toEqual(told);
    },
  );
});

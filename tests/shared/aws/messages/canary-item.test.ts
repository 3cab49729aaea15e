import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canaryReader, canaryWriter } from '../../../../shared/aws/messages/canary-item.ts';
import { firstState, nextState } from '../../../../shared/canary/canary-state.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const nowMs = Date.parse('2026-11-29T15:00:00Z');
const lost = { kind: 'lost', sentAtMs: nowMs } as const;

describe('item of the canaries', () => {
  let local: Awaited<ReturnType<typeof startLocalDynamoDb>>;
  let told: string[];
  const rows = () => ({ documents: local.documents, table: 'messages' });
  const read = () => canaryReader(rows(), ({ message }) => told.push(message))();
  const write = (...args: Parameters<ReturnType<typeof canaryWriter>>) =>
    canaryWriter(rows(), () => nowMs)(...args);

  beforeAll(async () => {
    local = await startLocalDynamoDb();
  });
  afterAll(() => local.stop());
  beforeEach(async () => {
    told = [];
    await local.documents.delete({ TableName: 'messages', Key: { pk: '#canary' } });
  });

  it('is as it was written', async () => {
    const first = firstState(nowMs);
    const verdicts = { delivery: { kind: 'proven', atMs: nowMs }, bounce: lost, complaint: lost };
    const next = nextState(first, verdicts as never, nowMs + 700_000);

    expect(await read()).toBeUndefined();
    expect(await write(first, undefined)).toBe(true);
    expect(await write(next, first)).toBe(true);
    expect(await read()).toMatchObject({ ...next });
    expect(told).toEqual([]);
  });

  it('is written by one of two runs that begin a round', async () => {
    const first = firstState(nowMs);
    await write(first, undefined);

    expect(await write({ ...firstState(nowMs + 1_000), firstMs: nowMs }, first)).toBe(true);
    expect(await write({ ...firstState(nowMs + 2_000), firstMs: nowMs }, first)).toBe(false);
  });

  it('is told, and written anew, when it cannot be read', async () => {
    await local.documents.put({ TableName: 'messages', Item: { pk: '#canary', round: 7 } });

    expect(await read()).toBeUndefined();
    expect(told).toEqual([expect.stringContaining('#canary')]);
    expect(await write(firstState(nowMs), undefined)).toBe(true);
    expect(await read()).toBeDefined();
  });
});

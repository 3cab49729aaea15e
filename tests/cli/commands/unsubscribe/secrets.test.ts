import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rotateSecrets, showSecrets } from '../../../../cli/commands/unsubscribe/secrets.ts';
import { keyRings } from '../../../../shared/aws/unsubscribe/key-rings.ts';
import { readToken, tokenOf } from '../../../../shared/unsubscribe/token.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { capturedIo } from '../../captured-io.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;
const key = { pk: 'unsubscribe#secrets' };

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());
beforeEach(() => database.documents.delete({ TableName: 'ledger', Key: key }));

const tools = (nowMs = noon) => ({
  ...capturedIo(),
  rings: keyRings(database.documents, 'ledger'),
  newSecret: randomBytes,
  now: () => nowMs,
});
const subscription = { tenantId: 'acme', stream: 'marketing', address: 'jane@example.org' };

describe('unsubscribe rotate', () => {
  it('makes the first secret, then the next, and old links stay good', async () => {
    const io = tools();
    expect(await rotateSecrets({}, io)).toBe(0);
    const before = await io.rings.read();
    const oldToken = before && tokenOf(before, subscription);

    expect(await rotateSecrets({}, io)).toBe(0);

    const ring = await io.rings.read();
    expect(ring?.newest).toBe(2);
    expect(ring && readToken(ring, 'acme', oldToken ?? '')).toEqual(subscription);
    expect(ring && tokenOf(ring, subscription)).not.toBe(oldToken);
    expect(io.out).toEqual([
      'Secret 1 makes new links, within an hour everywhere. It is the first.',
      'Secret 2 makes new links, within an hour everywhere. Links in mail that was sent stay good, because no secret was removed.',
    ]);
  });

  it('makes one for each of twelve at once, or refuses it and says so', async () => {
    const ios = Array.from({ length: 12 }, () => tools());
    await rotateSecrets({}, tools());

    const codes = await Promise.all(ios.map((io) => rotateSecrets({ json: true }, io)));

    const ring = await tools().rings.read();
    const made = codes.filter((code) => code === 0).length;
    const numbers = ios.flatMap(({ out }) => out.map((line) => JSON.parse(line).newest));
    expect(made).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(made);
    expect(ring?.newest).toBe(1 + made);
    expect(ring?.secrets.size).toBe(1 + made);
    for (const [index, code] of codes.entries())
      if (code !== 0) {
        expect(code).toBe(3);
        expect(ios[index]?.err.join()).toContain('Another secret was made at the same moment');
      }
  });

  it('refuses one more than there are numbers', async () => {
    const secrets = { 255: Buffer.alloc(32).toString('base64') };
    await database.documents.put({ TableName: 'ledger', Item: { ...key, newest: 255, secrets } });
    const io = tools();

    expect(await rotateSecrets({}, io)).toBe(3);
    expect(io.err.join()).toContain('255 secrets is the most there may be');
    expect((await io.rings.read())?.newest).toBe(255);
  });
});

describe('unsubscribe show', () => {
  it('shows numbers and ages, newest first, and no secret', async () => {
    await rotateSecrets({}, tools());
    await rotateSecrets({}, tools(noon + 3 * dayMs));
    const [io, json] = [tools(noon + 10 * dayMs), tools(noon + 10 * dayMs)];

    expect(await showSecrets({}, io)).toBe(0);
    await showSecrets({ json: true }, json);

    expect(io.out).toEqual([
      'SECRET  MADE                      AGE      LINKS',
      '2       2026-11-24T12:00:00.000Z  7 days   made and opened',
      '1       2026-11-21T12:00:00.000Z  10 days  opened',
    ]);
    expect(json.out.map((line) => JSON.parse(line))).toEqual([
      {
        newest: 2,
        secrets: [
          { number: 2, madeAt: '2026-11-24T12:00:00.000Z', ageDays: 7, makesLinks: true },
          { number: 1, madeAt: '2026-11-21T12:00:00.000Z', ageDays: 10, makesLinks: false },
        ],
      },
    ]);
    for (const bytes of (await io.rings.read())?.secrets.values() ?? [])
      expect(`${io.out}${json.out}`).not.toContain(Buffer.from(bytes).toString('base64'));
  });

  it('shows a secret whose time was not recorded', async () => {
    const secrets = { 1: Buffer.alloc(32).toString('base64') };
    await database.documents.put({ TableName: 'ledger', Item: { ...key, newest: 1, secrets } });
    const io = tools();

    expect(await showSecrets({}, io)).toBe(0);
    expect(io.out[1]).toMatch(/^1 +not recorded +- /);
  });

  it('exits with 3 when there is none', async () => {
    const io = tools();

    expect(await showSecrets({ json: true }, io)).toBe(3);
    expect(io.out).toEqual(['{"newest":null,"secrets":[]}']);
  });
});

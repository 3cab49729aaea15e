import { describe, expect, it } from '@jest/globals';
import { secretPlaceholder } from '../../../shared/tenants/credentials.ts';
import { type KeysWish, planKeys, type StoredSending } from '../../../shared/tenants/plan-keys.ts';

const nowMs = 1_790_000_000_000;
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const account = '444455556666';
const region = 'eu-central-1';
const old = { accessKeyId: `AKIA${'A'.repeat(16)}`, secret: 'v1.a.b.c', setAt: nowMs - 5 };
const accessKeyId = `AKIA${'B'.repeat(16)}`;
const stored = { ses: { account, region }, credentials: { current: old } };
const wishOf = (wish: Partial<KeysWish> = {}): KeysWish => ({
  account,
  region,
  accessKeyId,
  secretAccessKey,
  ...wish,
});
const asStored = { accessKeyId: old.accessKeyId, secretAccessKey: secretPlaceholder };

const sealedBy = (before: StoredSending, wish: KeysWish) => {
  const plan = planKeys(before, wish, nowMs);
  return plan.kind === 'seal' ? plan.sealed('v1.x.y.z') : plan;
};
const current = { accessKeyId, secret: 'v1.x.y.z', setAt: nowMs };

describe('planKeys', () => {
  it('stores account and key together', () => {
    expect(sealedBy({}, wishOf())).toEqual({ ses: { account, region }, credentials: { current } });
    expect(sealedBy(stored, wishOf())).toEqual({
      ses: { account, region },
      credentials: { current, previous: old },
    });
  });

  it('keeps no key of another account beside the new one', () => {
    expect(sealedBy(stored, wishOf({ account: '111122223333' }))).toEqual({
      ses: { account: '111122223333', region },
      credentials: { current },
    });
  });

  it('takes the place of a role', () => {
    const roleArn = `arn:aws:iam::${account}:role/ses-pipeline-sender`;

    expect(sealedBy({ ses: { account, region, roleArn, externalId: 'x' } }, wishOf())).toEqual({
      ses: { account, region },
      credentials: { current },
    });
  });

  it('leaves the keys and the account as they are by the placeholder, and changes the region', () => {
    const wish = { ...asStored, region };

    expect(planKeys(stored, wish, nowMs)).toEqual({ kind: 'unchanged', keys: stored });
    expect(planKeys(stored, { ...wish, account }, nowMs).kind).toBe('unchanged');
    expect(planKeys(stored, { ...wish, region: 'eu-west-1' }, nowMs)).toEqual({
      kind: 'store',
      keys: { ...stored, ses: { account, region: 'eu-west-1' } },
    });
    expect(planKeys(stored, { ...wish, endpoint: 'https://ses.example' }, nowMs).kind).toBe(
      'store',
    );
  });

  it.each([
    [
      'another account than that of the stored key',
      { ...asStored, account: '111122223333' },
      'account: is not that of the stored key',
    ],
    ['no account for a new key', { account: undefined }, 'account: is no AWS account id'],
    ['a malformed account', { account: '1234' }, 'account: is no AWS account id'],
    ['a malformed region', { region: 'Frankfurt' }, 'region: is no AWS region'],
    ['an endpoint that is no URL', { endpoint: 'ses' }, 'endpoint: is no URL'],
    [
      'a placeholder for another key',
      { secretAccessKey: secretPlaceholder },
      'secretAccessKey: is the placeholder',
    ],
  ])('refuses %s, and shows no value', (_, wish, problem) => {
    const plan = planKeys(stored, wishOf(wish), nowMs);

    expect(plan).toEqual({ kind: 'refused', problems: [expect.stringContaining(problem)] });
    expect(JSON.stringify(plan)).not.toMatch(/wJalr|Frankfurt|1111222/);
  });
});

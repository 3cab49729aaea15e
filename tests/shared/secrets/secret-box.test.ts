import { describe, expect, it } from '@jest/globals';
import { noKeys, secretBox } from '../../../shared/secrets/secret-box.ts';
import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import { memoryKeys } from '../../fakes/memory-keys.ts';

const acme = { tenant: 'acme', purpose: 'ses-access-key' };
const shop = { ...acme, tenant: 'shop' };

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SecretFailure)) throw new Error('It did not fail so.');
  return error;
};

describe('secretBox', () => {
  it('gives a secret back to its tenant alone', async () => {
    const box = secretBox(memoryKeys());
    const sealed = await box.seal('hush', acme);

    expect(await box.open(sealed, acme)).toBe('hush');
    expect(await failureOf(box.open(sealed, shop))).toMatchObject({ kind: 'unreadable' });
  });

  it('refuses what two tenants have had swapped', async () => {
    const box = secretBox(memoryKeys());
    const [ofAcme, ofShop] = await Promise.all([box.seal('a', acme), box.seal('b', shop)]);

    expect(await failureOf(box.open(ofShop, acme))).toMatchObject({ kind: 'unreadable' });
    expect(await failureOf(box.open(ofAcme, shop))).toMatchObject({ kind: 'unreadable' });
  });

  it('opens nothing that another key sealed, and nothing that is no sealed secret', async () => {
    const sealed = await secretBox(memoryKeys()).seal('hush', acme);
    const other = secretBox(memoryKeys());

    for (const text of [sealed, 'hush', '', 'v1.a.b.c'])
      expect(await failureOf(other.open(text, acme))).toMatchObject({
        kind: 'unreadable',
        remedy: 'Set the secret again.',
      });
  });

  it('uses a data key once, and wipes it', async () => {
    const keys = memoryKeys();
    const made: Uint8Array[] = [];
    const box = secretBox({
      ...keys,
      create: async (context) => {
        const key = await keys.create(context);
        made.push(key.plain);
        return key;
      },
    });

    await Promise.all([box.seal('a', acme), box.seal('a', acme)]);

    expect(made.map((plain) => [...plain].every((byte) => byte === 0))).toEqual([true, true]);
  });
});

describe('noKeys', () => {
  it('says what to do, and seals and opens nothing', async () => {
    const box = secretBox(noKeys);
    const sealed = await secretBox(memoryKeys()).seal('hush', acme);

    for (const work of [() => box.seal('hush', acme), () => box.open(sealed, acme)]) {
      const failure = await failureOf(work());
      expect(failure).toMatchObject({ kind: 'no-key' });
      expect(failure.message).toContain('Deploy with customerKey=true');
      expect(failure.message).not.toContain('hush');
    }
  });
});

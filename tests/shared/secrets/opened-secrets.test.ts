import { describe, expect, it } from '@jest/globals';
import { openedSecrets } from '../../../shared/secrets/opened-secrets.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import { memoryKeys } from '../../fakes/memory-keys.ts';

const acme = { tenant: 'acme', purpose: 'ses-access-key' };

const world = async () => {
  const keys = memoryKeys();
  const box = secretBox(keys);
  const clock = { nowMs: 1_790_000_000_000 };
  return {
    ...keys,
    box,
    clock,
    open: openedSecrets(box, () => clock.nowMs),
    sealed: await box.seal('hush', acme),
  };
};

describe('openedSecrets', () => {
  it('asks the key once in five minutes, however many ask at once', async () => {
    const { open, sealed, uses, clock } = await world();

    expect(await Promise.all([open(sealed, acme), open(sealed, acme)])).toEqual(['hush', 'hush']);
    clock.nowMs += 299_000;
    await open(sealed, acme);
    expect(uses.unwrapped).toBe(1);

    clock.nowMs += 2_000;
    await open(sealed, acme);
    expect(uses.unwrapped).toBe(2);
  });

  it('keeps no failure, and asks again for the next caller', async () => {
    const { box, sealed } = await world();
    let asked = 0;
    const open = openedSecrets(
      {
        ...box,
        open: (...args) => {
          asked += 1;
          return asked === 1 ? Promise.reject(new Error('down')) : box.open(...args);
        },
      },
      () => 0,
    );

    await expect(open(sealed, acme)).rejects.toThrow('down');
    expect(await open(sealed, acme)).toBe('hush');
  });

  it('gives what is open for one tenant to no other', async () => {
    const { open, sealed } = await world();
    await open(sealed, acme);

    await expect(open(sealed, { ...acme, tenant: 'shop' })).rejects.toThrow('cannot be opened');
  });

  it('keeps a thousand secrets at most', async () => {
    const { open, box, sealed, uses } = await world();
    await open(sealed, acme);
    for (let n = 0; n < 1_000; n += 1) {
      const context = { ...acme, tenant: `t${n}` };
      await open(await box.seal('x', context), context);
    }
    const before = uses.unwrapped;

    await open(sealed, acme);

    expect(uses.unwrapped).toBe(before + 1);
  });
});

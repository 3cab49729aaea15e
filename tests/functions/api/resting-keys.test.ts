import { describe, expect, it } from '@jest/globals';
import { errors } from 'jose';
import { restingKeys } from '../../../functions/api/auth/resting-keys.ts';

const header = { alg: 'ES256' };
const token = { payload: '', signature: '' };

const world = () => {
  const state: { nowMs: number; asked: number; fault: Error | undefined } = {
    ...{ nowMs: 1_000, asked: 0 },
    fault: new TypeError('fetch failed'),
  };
  const keys = restingKeys(
    async () => {
      state.asked += 1;
      if (state.fault !== undefined) throw state.fault;
      return new Uint8Array(1);
    },
    () => state.nowMs,
  );
  return { state, ask: () => keys(header, token) };
};

describe('restingKeys', () => {
  it('asks an issuer that is down once in five seconds, whoever sends tokens', async () => {
    const { state, ask } = world();
    for (let request = 0; request < 100; request += 1) {
      await expect(Promise.resolve(ask())).rejects.toThrow('fetch failed');
      state.nowMs += 100;
    }

    expect(state.asked).toBe(2);
  });

  it('gives the key as soon as the issuer is there again', async () => {
    const { state, ask } = world();
    await expect(Promise.resolve(ask())).rejects.toThrow();
    state.fault = undefined;
    state.nowMs += 5_000;

    expect(await ask()).toEqual(new Uint8Array(1));
    expect(await ask()).toEqual(new Uint8Array(1));
  });

  it('does not rest because a token names a key that the issuer does not have', async () => {
    const { state, ask } = world();
    state.fault = new errors.JWKSNoMatchingKey();
    await expect(Promise.resolve(ask())).rejects.toThrow(errors.JWKSNoMatchingKey);
    state.fault = undefined;

    expect(await ask()).toEqual(new Uint8Array(1));
  });
});

import type { KeyWrapper, SecretBox } from './ports.ts';
import { open, readSealed, seal } from './sealed-secret.ts';
import { SecretFailure } from './secret-failure.ts';

/** Seals each secret under a data key of its own, wrapped by the deployment's key. */
export const secretBox = (keys: KeyWrapper): SecretBox => ({
  seal: async (secret, context) => {
    const key = await keys.create(context);
    const sealed = seal(secret, key, context);
    key.plain.fill(0);
    return sealed;
  },
  open: async (sealed, context) => {
    const parts = readSealed(sealed);
    if (parts === undefined) throw new SecretFailure('unreadable');
    const plainKey = await keys.unwrap(parts.wrapped, context);
    const secret = open(parts, plainKey, context);
    plainKey.fill(0);
    if (secret === undefined) throw new SecretFailure('unreadable');
    return secret;
  },
});

/** The box of a deployment without a key: it seals and opens nothing. */
export const noKeys: KeyWrapper = {
  create: () => Promise.reject(new SecretFailure('no-key')),
  unwrap: () => Promise.reject(new SecretFailure('no-key')),
};

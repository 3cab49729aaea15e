import { createHmac, randomBytes } from 'node:crypto';
import type { KeyWrapper, SecretContext } from '../../shared/secrets/ports.ts';
import { SecretFailure } from '../../shared/secrets/secret-failure.ts';

/** A key that knows what it wrapped, and for whom; `uses` counts how often it was asked. */
export const memoryKeys = (): KeyWrapper & {
  readonly uses: { created: number; unwrapped: number };
} => {
  const master = randomBytes(32);
  const uses = { created: 0, unwrapped: 0 };
  const plainOf = (id: Uint8Array, { tenant, purpose }: SecretContext): Buffer =>
    createHmac('sha256', master)
      .update(JSON.stringify([tenant, purpose]))
      .update(id)
      .digest();
  return {
    uses,
    create: async (context) => {
      uses.created += 1;
      const id = randomBytes(16);
      return { plain: plainOf(id, context), wrapped: id };
    },
    unwrap: async (wrapped, context) => {
      uses.unwrapped += 1;
      if (wrapped.length !== 16) throw new SecretFailure('unreadable');
      return plainOf(wrapped, context);
    },
  };
};

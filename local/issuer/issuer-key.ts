import { readFile, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod/mini';

const keySchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  d: z.string(),
  kid: z.string(),
});

/** Key of the development issuer, from its file in the stack's directory; made the first time. */
export const issuerKey = async (
  directory: string,
): Promise<{ readonly path: string; readonly key: JWK }> => {
  const path = resolve(directory, 'issuer-key.json');
  const stored = await readKey(path);
  if (stored !== undefined) return { path, key: stored };
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key: JWK = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'local' };
  // Written beside and renamed: never half there, and never readable by others on the way.
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(key)}\n`, { mode: ownerOnly });
  await rename(fresh, path);
  return { path, key };
};

const ownerOnly = 0o600;

/** Undefined where there is none, or a broken one: another is made. */
const readKey = async (path: string): Promise<JWK | undefined> => {
  try {
    const read = z.safeParse(keySchema, JSON.parse(await readFile(path, 'utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, open, rm, writeFile } from 'node:fs/promises';
import type { KeyWrapper, SecretContext } from '../../secrets/ports.ts';
import { SecretFailure } from '../../secrets/secret-failure.ts';
import { failureOf } from '../ses/request-stage.ts';

/** Bits of a file's mode that let others than its owner read, write or run it. */
const othersMode = 0o077;
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const cipher = 'aes-256-gcm';

/**
 * Data keys of a key that lies in a file: for a pipeline that runs on one machine, without KMS. The
 * file is made with the first secret, for its owner alone; one that others may read is refused.
 */
export const keyFile = (path: string): KeyWrapper => {
  let known: Uint8Array | undefined;
  return {
    create: async (context) => {
      known ??= await readOrMakeKey(path).catch(fail);
      const plain = randomBytes(keyBytes);
      return { plain, wrapped: wrap(plain, known, context) };
    },
    unwrap: async (wrapped, context) => {
      known ??= await read(path).catch(fail);
      return unwrap(wrapped, known, context);
    },
  };
};

const wrap = (plain: Uint8Array, key: Uint8Array, context: SecretContext): Uint8Array => {
  const nonce = randomBytes(nonceBytes);
  const wrapping = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  wrapping.setAAD(authenticatedData(context));
  return Buffer.concat([nonce, wrapping.update(plain), wrapping.final(), wrapping.getAuthTag()]);
};

const unwrap = (wrapped: Uint8Array, key: Uint8Array, context: SecretContext): Uint8Array => {
  try {
    const unwrapping = createDecipheriv(cipher, key, wrapped.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    unwrapping.setAAD(authenticatedData(context));
    unwrapping.setAuthTag(wrapped.subarray(-tagBytes));
    const box = wrapped.subarray(nonceBytes, -tagBytes);
    return Buffer.concat([unwrapping.update(box), unwrapping.final()]);
  } catch {
    throw new SecretFailure('unreadable');
  }
};

const authenticatedData = ({ tenant, purpose }: SecretContext): Buffer =>
  Buffer.from(JSON.stringify([tenant, purpose]));

const codeOf = (error: unknown): string => {
  const { code, name } = failureOf(error);
  return code || name;
};

const fail = (error: unknown): never => {
  throw error instanceof SecretFailure
    ? error
    : new SecretFailure(
        'key-refused',
        codeOf(error),
        'Check that the key file of SECRETS_KEY exists and can be read; without it set the secrets again.',
      );
};

/** Reads the key; makes one that is whole before anybody else can find it. */
export const readOrMakeKey = async (path: string): Promise<Uint8Array> => {
  try {
    return await read(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const begun = `${path}.${randomBytes(8).toString('hex')}`;
  const text = `${randomBytes(keyBytes).toString('base64')}\n`;
  try {
    await writeFile(begun, text, { mode: 0o600, flag: 'wx' });
    await link(begun, path);
  } catch (error) {
    // Another process was faster: its key counts.
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(begun, { force: true });
  }
  return read(path);
};

const read = async (path: string): Promise<Uint8Array> => {
  const file = await open(path, 'r');
  try {
    const { mode } = await file.stat();
    if ((mode & othersMode) !== 0)
      throw new SecretFailure(
        'key-refused',
        'KeyFileOpenToOthers',
        'Make the key file of SECRETS_KEY yours alone (chmod 600), and set the secrets again if others have read it.',
      );
    const key = Buffer.from(await file.readFile('utf8'), 'base64');
    if (key.length !== keyBytes)
      throw new SecretFailure(
        'key-refused',
        'KeyFileBroken',
        'Put the key file of SECRETS_KEY back as it was, or remove it and set the secrets again.',
      );
    return key;
  } finally {
    await file.close();
  }
};

import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyFile } from '../../../../shared/aws/secrets/key-file.ts';

let folder: string;
let made = 0;
const newPath = (): string => {
  made += 1;
  return join(folder, `key-${made}`);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const acme = { tenant: 'acme', purpose: 'ses-access-key' };

describe('keyFile', () => {
  it('is made for its owner alone with the first secret, and read by the next process', async () => {
    const path = newPath();
    const { plain, wrapped } = await keyFile(path).create(acme);

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(plain).toHaveLength(32);
    expect(Buffer.from(await keyFile(path).unwrap(wrapped, acme))).toEqual(Buffer.from(plain));
    expect(Buffer.from(wrapped).includes(Buffer.from(plain))).toBe(false);
  });

  it('is one, whoever of many begins at once, and nothing is left of the others', async () => {
    const path = newPath();
    const all = Array.from({ length: 20 }, () => keyFile(path));

    const keys = await Promise.all(all.map((keys) => keys.create(acme)));

    for (const { plain, wrapped } of keys)
      expect(Buffer.from(await keyFile(path).unwrap(wrapped, acme))).toEqual(Buffer.from(plain));
    expect((await readdir(folder)).filter((name) => name.startsWith(`key-${made}.`))).toEqual([]);
  });

  it.each([0o640, 0o604, 0o660])('is refused with mode %o, with what to do', async (mode) => {
    const path = newPath();
    const { wrapped } = await keyFile(path).create(acme);
    await chmod(path, mode);

    for (const work of [
      () => keyFile(path).create(acme),
      () => keyFile(path).unwrap(wrapped, acme),
    ])
      await expect(work()).rejects.toMatchObject({
        kind: 'key-refused',
        remedy: expect.stringContaining('chmod 600'),
      });
  });

  it('is not made anew for a secret that it should open', async () => {
    const path = newPath();
    const { wrapped } = await keyFile(path).create(acme);
    await rm(path);

    await expect(keyFile(path).unwrap(wrapped, acme)).rejects.toMatchObject({
      kind: 'key-refused',
      code: 'ENOENT',
    });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it('is refused when it holds no key', async () => {
    const path = newPath();
    await writeFile(path, 'c2hvcnQ=\n', { mode: 0o600 });

    await expect(keyFile(path).create(acme)).rejects.toMatchObject({ code: 'KeyFileBroken' });
    expect(await readFile(path, 'utf8')).toBe('c2hvcnQ=\n');
  });

  it('unwraps for the same tenant and purpose alone, and nothing that was changed', async () => {
    const keys = keyFile(newPath());
    const { wrapped } = await keys.create(acme);
    const changed = Uint8Array.from(wrapped, (byte, index) => (index === 20 ? byte ^ 1 : byte));
    const unreadable = { kind: 'unreadable' };

    await expect(keys.unwrap(wrapped, { ...acme, tenant: 'shop' })).rejects.toMatchObject(
      unreadable,
    );
    await expect(keys.unwrap(wrapped, { ...acme, purpose: 'x' })).rejects.toMatchObject(unreadable);
    await expect(keys.unwrap(changed, acme)).rejects.toMatchObject(unreadable);
    await expect(keys.unwrap(new Uint8Array(), acme)).rejects.toMatchObject(unreadable);
  });
});

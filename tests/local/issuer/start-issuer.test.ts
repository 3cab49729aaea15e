import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startIssuer } from '../../../local/issuer/start-issuer.ts';
import { createTeardown } from '../../../local/stack/teardown.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'issuer-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Keys that an issuer over this directory shows. */
const shownKeys = async () => {
  const teardown = createTeardown();
  const issuer = await startIssuer(directory, teardown);
  const answer = await fetch(issuer.keysUrl);
  const text = await answer.text();
  const other = await fetch(new URL('/other', issuer.issuer));
  await teardown.run();
  return { issuer, text, other: other.status };
};

describe('startIssuer', () => {
  it('shows the public key and nothing else, and keeps the private one for its owner', async () => {
    const { issuer, text, other } = await shownKeys();
    const { d } = JSON.parse(await readFile(issuer.keyFile, 'utf8'));

    expect(JSON.parse(text).keys).toMatchObject([{ kty: 'EC', crv: 'P-256', kid: 'local' }]);
    expect(d).toMatch(/^[\w-]{43}$/);
    expect(text).not.toContain(d);
    expect(other).toBe(404);
    expect((await stat(issuer.keyFile)).mode & 0o777).toBe(0o600);
  });

  it('keeps its key from start to start, and makes another for a broken file', async () => {
    const first = await shownKeys();
    expect(JSON.parse((await shownKeys()).text)).toEqual(JSON.parse(first.text));

    await writeFile(first.issuer.keyFile, '{}');
    expect(JSON.parse((await shownKeys()).text)).not.toEqual(JSON.parse(first.text));
  });
});

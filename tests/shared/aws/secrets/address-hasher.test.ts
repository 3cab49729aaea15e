import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addressHasher } from '../../../../shared/aws/secrets/address-hasher.ts';

const purpose = 'ses-pipeline addresses v1';
const address = 'jane@example.org';
const hashUnder = (key: Uint8Array): string =>
  createHmac('sha256', key).update(address).digest('hex');

describe('addressHasher', () => {
  let folder: string;
  const before = process.env;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'address-hasher-'));
  });
  afterEach(async () => {
    process.env = before;
    await rm(folder, { recursive: true, force: true });
  });

  it('hashes under a key derived from the key file, so that others can compute the same', async () => {
    const file = join(folder, 'key');
    const hash = await addressHasher(`file:${file}`)();
    const fileKey = Buffer.from(await readFile(file, 'utf8'), 'base64');
    const derived = createHmac('sha256', fileKey).update(purpose).digest();

    expect(hash(address)).toBe(hashUnder(derived));
    expect(hash('Jane@Example.org')).toBe(hashUnder(derived));
    expect((await addressHasher(`file:${file}`)())(address)).toBe(hash(address));
  });

  it('hashes otherwise under another key', async () => {
    const hashes = await Promise.all(
      ['one', 'other'].map(async (name) =>
        (await addressHasher(`file:${join(folder, name)}`)())(address),
      ),
    );

    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('asks KMS once for the MAC of its purpose, which is the key, and again after a failure', async () => {
    const mac = Buffer.alloc(32, 7);
    const requests: unknown[] = [];
    let isDown = true;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        requests.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.writeHead(isDown ? 500 : 200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(isDown ? {} : { Mac: mac.toString('base64') }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      process.env = {
        ...before,
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      };
      const hasher = addressHasher('arn:aws:kms:eu-west-1:111122223333:key/k');
      await expect(hasher()).rejects.toThrow();
      isDown = false;

      expect((await hasher())(address)).toBe(hashUnder(mac));
      await hasher();
      expect(requests).toHaveLength(2);
      expect(requests[1]).toEqual({
        KeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        MacAlgorithm: 'HMAC_SHA_256',
        Message: Buffer.from(purpose).toString('base64'),
      });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { kmsKeys } from '../../../../shared/aws/secrets/kms-keys.ts';

const acme = { tenant: 'acme', purpose: 'ses-access-key' };
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const plain = Buffer.alloc(32, 7);
const wrapped = Buffer.from('wrapped');

/** Requests as KMS sees them, and what it answers. */
const requests: { readonly target: string; readonly body: unknown }[] = [];
let answer: { readonly status: number; readonly body: object };
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests.push({
      target: String(request.headers['x-amz-target']),
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  });
});
let client: KMSClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = clientAt((server.address() as AddressInfo).port);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  requests.length = 0;
});

const clientAt = (port: number): KMSClient =>
  new KMSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });

describe('kmsKeys', () => {
  it('makes a data key of 256 bits for the tenant and purpose', async () => {
    answer = {
      status: 200,
      body: {
        KeyId: keyArn,
        Plaintext: plain.toString('base64'),
        CiphertextBlob: wrapped.toString('base64'),
      },
    };

    const key = await kmsKeys(() => client, keyArn).create(acme);

    expect([Buffer.from(key.plain), Buffer.from(key.wrapped)]).toEqual([plain, wrapped]);
    expect(requests).toEqual([
      {
        target: 'TrentService.GenerateDataKey',
        body: { KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: acme },
      },
    ]);
  });

  it('unwraps under this key and this context alone', async () => {
    answer = { status: 200, body: { KeyId: keyArn, Plaintext: plain.toString('base64') } };

    expect(Buffer.from(await kmsKeys(() => client, keyArn).unwrap(wrapped, acme))).toEqual(plain);
    expect(requests).toEqual([
      {
        target: 'TrentService.Decrypt',
        body: {
          KeyId: keyArn,
          CiphertextBlob: wrapped.toString('base64'),
          EncryptionContext: acme,
        },
      },
    ]);
  });

  it.each([
    ['InvalidCiphertextException', 400, 'unreadable'],
    ['IncorrectKeyException', 400, 'unreadable'],
    ['NotFoundException', 400, 'key-refused'],
    ['DisabledException', 400, 'key-refused'],
    ['KMSInvalidStateException', 400, 'key-refused'],
    ['AccessDeniedException', 400, 'key-refused'],
    ['UnrecognizedClientException', 400, 'key-refused'],
    ['ThrottlingException', 400, 'unreachable'],
    ['LimitExceededException', 400, 'unreachable'],
    ['KMSInternalException', 500, 'unreachable'],
    ['DependencyTimeoutException', 500, 'unreachable'],
  ])('takes %s (%i) for %s', async (name, status, kind) => {
    answer = { status, body: { __type: name, message: 'acme' } };
    const keys = kmsKeys(() => client, keyArn);

    for (const work of [() => keys.create(acme), () => keys.unwrap(wrapped, acme)])
      await expect(work()).rejects.toMatchObject({ name: 'SecretFailure', kind, code: name });
  });

  it('takes a connection that does not stand for unreachable', async () => {
    const keys = kmsKeys(() => clientAt(9), keyArn);

    await expect(keys.create(acme)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

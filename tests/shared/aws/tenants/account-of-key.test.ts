import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountOfKey } from '../../../../shared/aws/tenants/account-of-key.ts';
import { type SesSimulator, startSesSimulator } from '../../../../simulator/simulator.ts';

const key = {
  region: 'eu-central-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const before = process.env.AWS_ENDPOINT_URL_STS;
let simulator: SesSimulator;
let answer: { readonly status: number; readonly code: string };
const server = createServer((_, response) => {
  response.writeHead(answer.status, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${answer.code}</Code><Message>x</Message></Error></ErrorResponse>`,
  );
});
let failing: string;

beforeAll(async () => {
  simulator = await startSesSimulator({ accountId: '444455556666' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  failing = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  process.env.AWS_ENDPOINT_URL_STS = before;
  server.close();
  server.closeAllConnections();
  await simulator.close();
});

const askAt = (url: string, accessKeyId = key.accessKeyId) => {
  process.env.AWS_ENDPOINT_URL_STS = url;
  return accountOfKey({ ...key, accessKeyId });
};

describe('accountOfKey', () => {
  it('names the account of a key', async () => {
    expect(await askAt(simulator.url)).toEqual({ kind: 'known', account: '444455556666' });
  });

  it('says of a key that AWS does not know what to do', async () => {
    expect(await askAt(simulator.url, 'AKIA00000000UNKNOWN0')).toEqual({
      kind: 'refused',
      code: 'InvalidClientTokenId',
      problem: 'accessKeyId: is not known to AWS, or not active',
      remedy: expect.stringContaining('active access key'),
    });
  });

  it.each([
    ['SignatureDoesNotMatch', 403, 'refused', 'secretAccessKey: is not the secret'],
    ['AccessDenied', 403, 'refused', 'AWS refuses the key'],
    ['Throttling', 400, 'unreachable', ''],
    ['InternalFailure', 500, 'unreachable', ''],
  ])('takes %s (%i) for %s, and shows no value', async (code, status, kind, problem) => {
    answer = { status, code };

    const found = await askAt(failing);

    expect(found).toMatchObject({ kind, code });
    expect(JSON.stringify(found)).toContain(problem);
    expect(JSON.stringify(found)).not.toMatch(/wJalr|AKIA/);
  });

  it('takes a connection that does not stand for unreachable', async () => {
    expect(await askAt('http://127.0.0.1:9')).toEqual({
      kind: 'unreachable',
      code: expect.any(String),
    });
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { answer } from '../../../functions/ses-door/answer.ts';
import type { DoorRequest } from '../../../functions/ses-door/door-request.ts';
import { NodeSha256 } from '../../../shared/system/node-sha256.ts';
import { accessKeyId, DoorWorld, region, secretAccessKey } from '../../fakes/ses-door-world.ts';

const form = 'Action=GetSendQuota&Version=2010-12-01';

interface Wish {
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly region?: string;
  readonly service?: string;
  readonly atMs?: number;
  readonly path?: string;
  readonly method?: string;
  readonly query?: Record<string, string>;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** A request as a client signs it. */
const signed = async (wish: Wish = {}): Promise<DoorRequest> => {
  const { method = 'POST', path = '/', query = {}, body = form } = wish;
  const signer = new SignatureV4({
    service: wish.service ?? 'ses',
    region: wish.region ?? region,
    sha256: NodeSha256,
    credentials: {
      accessKeyId: wish.accessKeyId ?? accessKeyId,
      secretAccessKey: wish.secret ?? secretAccessKey,
    },
    applyChecksum: false,
  });
  const { headers } = await signer.sign(
    {
      ...{ method, path, query, body, protocol: 'https:', hostname: 'door.example' },
      headers: { host: 'door.example', 'content-type': 'text/plain', ...wish.headers },
    },
    { signingDate: new Date(wish.atMs ?? Date.now()) },
  );
  return {
    ...{ method, path, headers, body: Buffer.from(body) },
    query: new URLSearchParams(query).toString(),
  };
};

const answerTo = async (request: DoorRequest, world = new DoorWorld()) => {
  const { status, headers, body } = await answer(world.ports, request);
  const text = String(body);
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? headers?.['x-amzn-errortype'];
  return { status, code, text };
};

const mismatch = { status: 403, code: 'SignatureDoesNotMatch' };
const unknown = { status: 403, code: 'InvalidClientTokenId' };

describe('signature of a request', () => {
  it('is taken when it is right', async () => {
    expect(await answerTo(await signed())).toMatchObject({ status: 200 });
  });

  it.each<readonly [string, Wish, Readonly<Record<string, unknown>>]>([
    ['another secret', { secret: `${secretAccessKey.slice(1)}x` }, mismatch],
    ['another region', { region: 'us-east-1' }, mismatch],
    ['another service', { service: 'email' }, mismatch],
    ['a time six minutes ago', { atMs: Date.now() - 360_000 }, mismatch],
    ['a time six minutes ahead', { atMs: Date.now() + 360_000 }, mismatch],
    ['a key that nobody has', { accessKeyId: 'AKSPNOBODYNOBODYNOBO' }, unknown],
  ])('is refused with %s, as AWS refuses it', async (_, wish, refusal) => {
    expect(await answerTo(await signed(wish))).toMatchObject(refusal);
  });

  it.each([
    ['Signature expired: ', -360_000],
    ['Signature not yet current: ', 360_000],
  ])('says %s with both times', async (text, offMs) => {
    const { text: said } = await answerTo(await signed({ atMs: Date.now() + offMs }));

    expect(said).toMatch(
      new RegExp(`${text}\\d{8}T\\d{6}Z is .* \\d{8}T\\d{6}Z \\(\\d{8}T\\d{6}Z`),
    );
  });

  it.each(['revoked', 'expired', 'unknown'] as const)(
    'is refused with a key that is %s, whatever it signs',
    async (kind) => {
      const world = new DoorWorld();
      world.found = kind;

      expect(await answerTo(await signed(), world)).toMatchObject(unknown);
    },
  );

  it('is refused when any signed part of the request is another', async () => {
    const parts = fc.constantFrom('method', 'path', 'query', 'body', 'host', 'content-type');
    await fc.assert(
      fc.asyncProperty(parts, fc.string({ minLength: 1, maxLength: 5 }), async (part, more) => {
        fc.pre(more.trim() !== '' && !/[/#?]/.test(more));
        const request = await signed({ query: { a: '1' } });
        const { headers } = request;
        const changed: Readonly<Record<string, Partial<DoorRequest>>> = {
          method: { method: `${request.method}X` },
          path: { path: `/v2/email/${encodeURIComponent(more)}` },
          query: { query: `a=1&b=${encodeURIComponent(more)}` },
          body: { body: Buffer.concat([request.body, Buffer.from(more)]) },
          host: { headers: { ...headers, host: 'elsewhere.example' } },
          'content-type': { headers: { ...headers, 'content-type': 'text/html' } },
        };

        expect(await answerTo({ ...request, ...changed[part] })).toMatchObject({
          status: 403,
          code: expect.stringMatching(/^(?:SignatureDoesNotMatch|InvalidSignatureException)$/),
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each(['/.', '/..', '//', '/else'])('is not even looked at on the path %s', async (path) => {
    const request = await signed();

    expect(await answerTo({ ...request, path })).toMatchObject({ status: 404 });
  });

  it('holds whatever the client signs besides: its user agent, and names with odd blanks', async () => {
    const request = await signed({ headers: { 'x-odd': '  a   b ' } });

    expect(await answerTo(request)).toMatchObject({ status: 200 });
  });

  it('is refused when it leaves out the host or the time', async () => {
    const request = await signed();
    const without = (name: string) =>
      request.headers.authorization?.replace(
        /SignedHeaders=([^,]*)/,
        (_, names: string) =>
          `SignedHeaders=${names
            .split(';')
            .filter((one) => one !== name)
            .join(';')}`,
      ) ?? '';
    for (const name of ['host', 'x-amz-date']) {
      const headers = { ...request.headers, authorization: without(name) };

      expect(await answerTo({ ...request, headers })).toMatchObject(mismatch);
    }
  });

  it('is refused when the client names another body than it sends', async () => {
    const hash = createHash('sha256').update('another body').digest('hex');
    for (const claimed of [hash, 'UNSIGNED-PAYLOAD']) {
      const request = await signed({ headers: { 'x-amz-content-sha256': claimed } });

      expect(await answerTo(request)).toMatchObject(mismatch);
    }
    const own = createHash('sha256').update(form).digest('hex');
    expect(
      await answerTo(await signed({ headers: { 'x-amz-content-sha256': own } })),
    ).toMatchObject({ status: 200 });
  });

  it.each([
    [undefined, 'MissingAuthenticationToken'],
    ['AWS3-HTTPS AWSAccessKeyId=x', 'MissingAuthenticationToken'],
    ['AWS4-HMAC-SHA256 Credential=x', 'IncompleteSignature'],
    ['AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=x', 'IncompleteSignature'],
    [`AWS4-HMAC-SHA256 ${'x'.repeat(5_000)}`, 'IncompleteSignature'],
  ])('is refused when the header is %j', async (authorization, code) => {
    const request = await signed();
    const { authorization: _, ...headers } = request.headers;
    const given = authorization === undefined ? headers : { ...headers, authorization };

    expect(await answerTo({ ...request, headers: given })).toMatchObject({ status: 403, code });
  });

  it('never fails on a header that anybody may write', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.constantFrom('Credential=', 'SignedHeaders=', 'Signature=', ',', ';', '/'),
        ),
        fc.string(),
        async (one, other) => {
          const request = await signed();
          const authorization = `AWS4-HMAC-SHA256 ${one}${other}`;
          const world = new DoorWorld();
          const headers = { ...request.headers, authorization };

          expect(await answerTo({ ...request, headers }, world)).toMatchObject({ status: 403 });
          expect(world.failures).toEqual([]);
        },
      ),
    ));

  it('refuses with the names of API v2 there', async () => {
    const request = await signed({ path: '/v2/email/account', secret: 'x'.repeat(40) });

    expect(await answerTo(request)).toMatchObject({
      ...{ status: 403, code: 'InvalidSignatureException' },
    });
  });

  it('is a passing failure when the key cannot be looked up, and not a wrong key', async () => {
    const world = new DoorWorld();
    const ports = {
      ...world.ports,
      findAccessKey: async () => {
        throw new Error('The table is out of reach.');
      },
    };
    const { status } = await answer(ports, await signed());

    expect(status).toBe(503);
    expect(world.failures).toHaveLength(1);
  });
});

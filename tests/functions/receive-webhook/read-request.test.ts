import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { longestBody, readRequest } from '../../../functions/receive-webhook/read-request.ts';
import { posted } from '../../fakes/signing-sns.ts';

const withType = (type: string | undefined) =>
  readRequest(posted('{}', { headers: { 'content-type': type } }));

describe('request', () => {
  it('has the same body whether API Gateway hands it over plain or as base64', () => {
    const body = '{"a": "é €  𝒜\\n"}\n';

    expect(readRequest(posted(body))).toEqual({ kind: 'body', body });
    expect(readRequest(posted(body, { isBase64Encoded: true }))).toEqual({ kind: 'body', body });
  });

  it.each([
    'text/plain; charset=UTF-8',
    'text/plain',
    'TEXT/PLAIN;charset=utf8',
    'application/json',
    'application/json; charset="utf-8"',
  ])('of type %s is read', (type) => {
    expect(withType(type).kind).toBe('body');
  });

  it.each([
    undefined,
    '',
    'text/html',
    'text/plain; charset=iso-8859-1',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain, text/html',
  ])('of type %s is refused', (type) => {
    expect(withType(type)).toEqual({ kind: 'refused', why: 'content-type' });
  });

  it.each(['GET', 'PUT', 'post'])('with method %s is refused', (method) => {
    expect(readRequest(posted('{}', { method }))).toEqual({ kind: 'refused', why: 'method' });
  });

  it('with raw delivery is refused: nothing in it is signed', () => {
    expect(readRequest(posted('{}', { headers: { 'x-amz-sns-rawdelivery': 'true' } }))).toEqual({
      kind: 'refused',
      why: 'raw-delivery',
    });
  });

  it('may be as long as SNS can make one, and no longer, by bytes', () => {
    for (const isBase64Encoded of [false, true]) {
      const kinds = [
        'x'.repeat(longestBody),
        'x'.repeat(longestBody + 1),
        'é'.repeat(longestBody / 2),
        'é'.repeat(longestBody / 2 + 1),
      ].map((body) => readRequest(posted(body, { isBase64Encoded })).kind);

      expect(kinds).toEqual(['body', 'refused', 'body', 'refused']);
    }
    expect(longestBody).toBeGreaterThan(
      JSON.stringify({ Message: '\u0001'.repeat(262_144) }).length,
    );
  });

  it('in anything but UTF-8 is refused', () => {
    const event = {
      ...posted(''),
      body: Buffer.from([0x7b, 0xff, 0x7d]).toString('base64'),
      isBase64Encoded: true,
    };

    expect(readRequest(event)).toEqual({ kind: 'refused', why: 'not-utf-8' });
  });

  it('without a body is refused, and so is what is no request', () => {
    const { body, ...rest } = posted('');

    for (const event of [
      rest,
      { ...rest, body: null },
      { ...rest, body: {} },
      null,
      undefined,
      'text',
      [],
      { Records: [] },
    ]) {
      expect(readRequest(event)).toEqual({ kind: 'refused', why: 'no-body' });
    }
  });

  it('whatever it is, it is read or refused, and never throws', () => {
    const odd = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }));
    const event = fc.record(
      {
        requestContext: fc.oneof(odd, fc.constant({ http: { method: 'POST' } })),
        headers: fc.oneof(
          odd,
          fc.dictionary(
            fc.constantFrom('Content-Type', 'content-type', '__proto__'),
            fc.oneof(odd, fc.constant('text/plain')),
          ),
        ),
        body: odd,
        isBase64Encoded: fc.oneof(odd, fc.boolean()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(event, fc.anything()), (anything) => {
        expect(['body', 'refused']).toContain(readRequest(anything).kind);
      }),
      { numRuns: 3_000 },
    );
  });
});

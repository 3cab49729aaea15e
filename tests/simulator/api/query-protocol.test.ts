import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  listOf,
  parseQuery,
  structuresOf,
  writeError,
  writeResult,
} from '../../../simulator/api/query-protocol.ts';

describe('query protocol', () => {
  it('reads spaces and pluses in both spellings', () => {
    expect(parseQuery(Buffer.from('A=a%20b+c%2B&B=&C&&D=x=y'))).toEqual(
      new Map([
        ['A', 'a b c+'],
        ['B', ''],
        ['C', ''],
        ['D', 'x=y'],
      ]),
    );
  });

  it('reads nothing from a broken percent sign', () => {
    expect(parseQuery(Buffer.from('A=%zz'))).toBeUndefined();
  });

  it('puts lists in the order of their numbers, ten after two', () => {
    const parameters = new Map([
      ['To.member.10', 'c'],
      ['To.member.2', 'b'],
      ['To.member.1', 'a'],
      ['Tool.member.1', 'x'],
    ]);

    expect(listOf(parameters, 'To')).toEqual(['a', 'b', 'c']);
  });

  it('reads lists of structures that hold lists', () => {
    const parameters = new Map([
      ['Destinations.member.1.Destination.ToAddresses.member.1', 'a'],
      ['Destinations.member.2.ReplacementTemplateData', '{}'],
    ]);
    const [first, second] = structuresOf(parameters, 'Destinations');

    expect(listOf(first ?? new Map(), 'Destination.ToAddresses')).toEqual(['a']);
    expect(second?.get('ReplacementTemplateData')).toBe('{}');
  });

  it('writes results and errors as SES does', () => {
    const id = '[0-9a-f-]{36}';

    expect(writeResult('SendEmail', { markup: '<MessageId>1</MessageId>' }).body).toMatch(
      new RegExp(
        `^<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId></SendEmailResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></SendEmailResponse>$`,
      ),
    );
    const error = writeError({
      kind: 'refused',
      code: 'MessageRejected',
      message: 'a <b> & c',
      status: 400,
    });
    expect(error).toMatchObject({ status: 400, contentType: 'text/xml' });
    expect(error.body).toMatch(
      new RegExp(
        `^<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>a &lt;b&gt; &amp; c</Message></Error><RequestId>${id}</RequestId></ErrorResponse>$`,
      ),
    );
  });

  it('property: reads back whatever is encoded', () =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1, unit: 'grapheme' }),
          fc.string({ unit: 'grapheme' }),
        ),
        (values) => {
          const body = new URLSearchParams(values).toString();
          expect(parseQuery(Buffer.from(body))).toEqual(new Map(Object.entries(values)));
        },
      ),
    ));
});

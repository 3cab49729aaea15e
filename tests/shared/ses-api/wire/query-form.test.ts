import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nestForm, readForm } from '../../../../shared/ses-api/wire/query-form.ts';
import { wireLimits } from '../../../../shared/ses-api/wire/wire-limits.ts';

const parametersIn = (body: string) => {
  const form = readForm(Buffer.from(body));
  return form.kind === 'form' ? form.parameters : form.message;
};

const nested = (parameters: Readonly<Record<string, string>>) => {
  const read = nestForm(new Map(Object.entries(parameters)));
  return read.kind === 'nested' ? read.value : read.code;
};

describe('readForm', () => {
  it('reads spaces and pluses in both spellings', () => {
    expect(parametersIn('A=a%20b+c%2B&B=&C&&D=x=y')).toEqual(
      new Map([
        ['A', 'a b c+'],
        ['B', ''],
        ['C', ''],
        ['D', 'x=y'],
      ]),
    );
  });

  it.each(['A=%zz', `${'n'.repeat(257)}=1`])('reads nothing from %.20s', (body) => {
    expect(readForm(Buffer.from(body))).toMatchObject({ code: 'MalformedQueryString' });
  });

  it('refuses what is larger than a request may be, before it is decoded', () => {
    const few = { ...wireLimits, bodyBytes: 10, values: 2 };

    expect(readForm(Buffer.from('a=1&b=2'), few)).toMatchObject({ kind: 'form' });
    expect(readForm(Buffer.from('a=1&b=2&c'), few)).toMatchObject({
      message: 'A request holds at most 2 parameters.',
    });
    expect(readForm(Buffer.from('a=%zz123456'), few)).toMatchObject({
      message: 'The request is too large.',
    });
  });

  it('property: reads back whatever is encoded', () =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
          fc.string({ unit: 'grapheme' }),
        ),
        (values) => {
          const body = new URLSearchParams(values).toString();
          expect(parametersIn(body)).toEqual(new Map(Object.entries(values)));
        },
      ),
    ));
});

describe('nestForm', () => {
  it('puts lists in the order of their numbers, ten after two', () => {
    expect(
      nested({ 'To.member.10': 'c', 'To.member.2': 'b', 'To.member.1': 'a', 'Tool.member.1': 'x' }),
    ).toEqual({ To: ['a', 'b', 'c'], Tool: ['x'] });
  });

  it('puts structures together that hold lists that hold structures', () => {
    expect(
      nested({
        'Destinations.member.1.Destination.ToAddresses.member.1': 'a',
        'Destinations.member.1.Tags.member.1.Name': 'n',
        'Destinations.member.2.Data': '{}',
        Source: 's',
      }),
    ).toEqual({
      Destinations: [
        { Destination: { ToAddresses: ['a'] }, Tags: [{ Name: 'n' }] },
        { Data: '{}' },
      ],
      Source: 's',
    });
  });

  it.each([
    [{ A: '1', 'A.B': '2' }],
    [{ 'A.B': '2', A: '1' }],
    [{ [Array.from({ length: 25 }, () => 'a').join('.')]: '1' }],
  ])('refuses a value that is a structure, too, and what is nested too deep: %j', (parameters) => {
    expect(nested(parameters)).toBe('MalformedInput');
  });

  it('takes the names of properties of every object for names', () => {
    expect(JSON.stringify(nested({ '__proto__.polluted': 'yes', 'constructor.x': '1' }))).toBe(
      '{"__proto__":{"polluted":"yes"},"constructor":{"x":"1"}}',
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

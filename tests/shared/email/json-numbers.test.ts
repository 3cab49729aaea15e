import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inexactNumbers } from '../../../shared/email/json-numbers.ts';

describe('inexactNumbers', () => {
  it.each([
    ...[
      '0',
      '-0',
      '1',
      '-1',
      '10',
      '10.50',
      '1.0',
      '1e2',
      '1E+2',
      '1.5e-7',
      '0.1',
      '0.10',
      '0e999',
    ],
    ...['9007199254740991', '9007199254740992', '-9007199254740992', '653247040368672800'],
    ...['1e22', '100000000000000000000000', '0.00001', '1.7976931348623157e308', '5e-324'],
  ])('finds nothing wrong with %s', (number) => {
    expect(inexactNumbers(number)).toEqual([]);
  });

  it.each([
    ...['9007199254740993', '653247040368672769', '-653247040368672769', '1e400', '-1e400'],
    ...['1e-400', '0.1000000000000000055511151231257827', '1.00000000000000000001', '2e308'],
    ...['0.00000000000000000000000000000000000001234567890123456789'],
  ])('finds %s', (number) => {
    expect(inexactNumbers(number)).toEqual([[]]);
  });

  it('says where each stands', () => {
    const json = `{"a": [1, 1e400, {"b\\"{": 2, "c": [[], [9007199254740993]]}], "t": "1e400",
      "\\u0064": -1e400, "e": {"f": null, "g": true, "h\\\\": 1e999}}`;

    expect(JSON.parse(json)).toMatchObject({ t: '1e400' });
    expect(inexactNumbers(json)).toEqual([['a', 1], ['a', 2, 'c', 1, 0], ['d'], ['e', 'h\\']]);
  });

  it('finds none in what JavaScript has written', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(inexactNumbers(JSON.stringify(value, undefined, 1))).toEqual([]);
      }),
    ));

  it('finds the only one in any document, at its path', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(3), fc.string({ maxLength: 6 })), { maxLength: 6 }),
        fc.jsonValue().map((value) => JSON.stringify(value)),
        (path, other) => {
          const document = path.reduceRight<string>(
            (inner, step) =>
              typeof step === 'number'
                ? `[${[...Array<string>(step).fill(other), inner, other].join(' , ')}]`
                : `{"before" : ${other}, ${JSON.stringify(step)}:${inner} , "after": ${other}}`,
            '1e400',
          );

          expect(inexactNumbers(document)).toEqual([path]);
        },
      ),
    ));

  it('takes no more steps for a number of many digits', () => {
    expect(inexactNumbers(`${'0.'}${'0'.repeat(200_000)}1`)).toEqual([[]]);
    expect(inexactNumbers(`1${'0'.repeat(200_000)}`)).toEqual([[]]);
  });
});

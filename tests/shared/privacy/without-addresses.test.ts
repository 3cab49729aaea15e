import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutAddresses } from '../../../shared/privacy/without-addresses.ts';

describe('withoutAddresses', () => {
  it('takes every address out of a text', () =>
    fc.assert(
      fc.property(
        fc.array(fc.emailAddress(), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(', ', ' ', '><', ' and ', ';'),
        (addresses, between) => {
          const clean = withoutAddresses(`SES said: ${addresses.join(between)} failed`);

          for (const address of addresses) expect(clean).not.toContain(address);
        },
      ),
    ));
});

import { describe, expect, it } from '@jest/globals';
import { nameOfError } from '../../../shared/system/name-of-error.ts';

describe('nameOfError', () => {
  it('is a name or a type, and never what the error says', () => {
    expect(nameOfError(new TypeError('jane@example.org'))).toBe('TypeError');
    expect(nameOfError(Object.assign(new Error('x'), { name: 'TimeoutError' }))).toBe(
      'TimeoutError',
    );
    expect(nameOfError('jane@example.org')).toBe('string');
  });
});

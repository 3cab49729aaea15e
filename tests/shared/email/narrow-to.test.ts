import { describe, expect, it } from '@jest/globals';
import { narrowTo } from '../../../shared/email/narrow-to.ts';

const message = {
  ...{ from: 'shop@example.com', subject: 'Hi', text: 'Hello', tags: null },
  to: ['Ada <Ada@Example.org>', { name: 'Joe', address: 'joe@example.org' }],
  cc: ['ada@example.org', 'eve@example.org'],
  bcc: null,
};
const rest = { from: 'shop@example.com', subject: 'Hi', text: 'Hello' };

describe('a message to one of its recipients', () => {
  it.each([
    ['ada@example.org', { to: ['Ada <Ada@Example.org>'] }],
    ['joe@example.org', { to: [{ name: 'Joe', address: 'joe@example.org' }] }],
    ['eve@example.org', { cc: ['eve@example.org'] }],
  ])('keeps the first role of %s, and every other field', (address, field) => {
    expect(narrowTo(message, address)).toEqual({ ...rest, ...field });
  });

  it('is none for somebody whom it does not name', () => {
    expect(() => narrowTo(message, 'zoe@example.org')).toThrow('does not name');
  });
});

import { describe, expect, it } from '@jest/globals';
import { sendersOf } from '../../../shared/checking/senders-of.ts';
import { base64, mail, mailWithout, validate } from '../email/message-builder.ts';

const raw = (from: string, own: string) =>
  mailWithout(['subject', 'text'], {
    from: own,
    raw: base64(`From: ${from}\r\n\r\nHello\r\n`),
  });

const senders = (message: Readonly<Record<string, unknown>>, settings = {}) => {
  const validation = validate(message);
  if (validation.kind !== 'valid') throw new Error('not valid');
  return sendersOf(validation.message, settings).map(
    ({ field, address, isShown }) => `${field} ${address} ${isShown ? 'shown' : 'hidden'}`,
  );
};

describe('sendersOf', () => {
  it.each([
    ['its own', mail({ from: 'Ann <Ann@Example.com>' }), {}, ['from Ann@example.com shown']],
    [
      'of its settings',
      mailWithout(['from']),
      { from: 'b@example.com' },
      ['from b@example.com shown'],
    ],
    ['none', mailWithout(['from']), {}, []],
    [
      'the same in header and envelope',
      raw('a@example.com', 'A@example.com'),
      {},
      ['raw a@example.com shown'],
    ],
    [
      'another in the header',
      raw('a@example.com', 'b@example.com'),
      {},
      ['from b@example.com hidden', 'raw a@example.com shown'],
    ],
  ])('finds %s', (_, message, settings, wanted) => {
    expect(senders(message, settings)).toEqual(wanted);
  });
});

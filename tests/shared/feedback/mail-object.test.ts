import { describe, expect, it } from '@jest/globals';
import { readMail, recipientsOf } from '../../../shared/feedback/mail-object.ts';

const destination = (...list: readonly unknown[]) =>
  recipientsOf(readMail({ destination: list }).destination);

const ada = { recipients: ['ada@example.com'], unreadable: 0 };

describe('mail-object', () => {
  it.each([
    'ada@example.com\n',
    'ada@example.com\r\n',
    ' \tada@example.com',
    '\u00a0ada@example.com\u2028',
    '\ufeffada@example.com',
    '<ada@example.com>\r\n',
    '<\r\n ada@example.com >',
    'Ada <ada@example.com\n>',
  ])('reads %j as the address within', (written) => {
    expect(destination(written)).toEqual(ada);
    expect(destination({ emailAddress: written })).toEqual(ada);
  });

  it.each([
    'ada@\nexample.com',
    'ada @example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com <eve@example.com>\n, joe@example.com',
    '<ada@example.com> <eve@example.com>',
    '\n',
    '',
    null,
    7,
    {},
    { emailAddress: null },
  ])('counts %j as one who cannot be read, beside those who can', (written) => {
    expect(destination(written)).toEqual({ recipients: [], unreadable: 1 });
    expect(destination(written, 'ADA@example.com', 'ada@example.com', written)).toEqual({
      ...ada,
      unreadable: 2,
    });
  });

  it.each([
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), undefined],
    [' id ', 'id'],
    ['', undefined],
    [7, undefined],
  ])('takes %j for the id %j', (messageId, id) => {
    expect(readMail({ messageId }).messageId).toBe(id);
  });
});

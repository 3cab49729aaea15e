import { describe, expect, it } from '@jest/globals';
import { writeHeader } from '../../../shared/email/write-header.ts';

const link = `https://shop.example/u/${'x'.repeat(700)}`;

describe('writeHeader', () => {
  it.each([
    ['References', '<a1@mail.example.com> <b2@mail.example.com>'],
    ['In-Reply-To', '<b2@mail.example.com>'],
    ['List-Unsubscribe', '<https://shop.example/u?t=YWJjZA==?src=mail>'],
    ['List-Unsubscribe', `<${link}>`],
    ['List-Unsubscribe', '<https://a.example/u>,<mailto:u@a.example>'],
    ['List-Unsubscribe', '<https://a.example/u> , <mailto:u@a.example>'],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ['List-Id', 'Weekly  News <news.example.com>'],
    ['Auto-Submitted', 'auto-generated; x="=?"'],
    ['X-Order', 'order (4711) "b"'],
    ['Errors-To', 'a@example.com, "Doe, Jane" <jane@example.com>'],
  ])('leaves %s as it is: %j', (name, value) => {
    expect(writeHeader(name, value)).toEqual({ kind: 'written', value });
  });

  it.each([
    ['In-Reply-To', '<a1@mail.example.com> '],
    ['Auto-Submitted', ' auto-generated '],
    ['Precedence', 'bulk '],
    ['X-Priority', '1 '],
    ['X-Order', ' 4711'],
    ['Errors-To', ' a@example.com '],
  ])('trims %s: %j', (name, value) => {
    expect(writeHeader(name, value)).toEqual({ kind: 'written', value: value.trim() });
  });

  it.each([
    ['In-Reply-To', 'a1@mail.example.com', '<a1@mail.example.com>'],
    ['References', '<a@x><b@y>', '<a@x> <b@y>'],
    ['Errors-To', 'Büro <b@example.com>', '=?UTF-8?Q?B=C3=BCro?= <b@example.com>'],
    [
      'Return-Receipt-To',
      'j@example.com, "Jörg, K." <jk@exämple.com>',
      'j@example.com, =?UTF-8?Q?J=C3=B6rg=2C_K=2E?= <jk@xn--exmple-cua.com>',
    ],
    ['X-Note', 'Grüße', '=?UTF-8?Q?Gr=C3=BC=C3=9Fe?='],
  ])('writes %s as its kind demands: %j', (name, value, expected) => {
    expect(writeHeader(name, value)).toEqual({ kind: 'written', value: expected });
  });

  it.each([
    ['Subject', 'x', 'is set by the pipeline or by SES'],
    ['Subject', '', 'is set by the pipeline or by SES'],
    ['In-Reply-To', 'your mail', 'is not a list of message ids'],
    ['In-Reply-To', '<ä@x>', 'contains characters outside ASCII'],
    ['List-Id', 'Zoë <a.example.com>', 'contains characters outside ASCII'],
    ['Precedence', '=?utf-8?q?bulk?=', 'contains an encoded word'],
    ['Errors-To', 'nobody', 'contains a part that has no domain'],
    [
      'Errors-To',
      'a@example.com, b c@example.com',
      'contains a part that is not one e-mail address',
    ],
    ['Errors-To', 'jörg@example.com', 'contains a part that has characters outside ASCII'],
    ['Errors-To', 'a@example.com,', 'contains a part that is empty'],
    ['List-Unsubscribe', 'https://a.example/u', 'is not a list of addresses in angle brackets'],
    ['List-Unsubscribe', '<https://a.example/u>; <b>', 'is not a list of addresses'],
    ['List-Unsubscribe', '<ftp://a.example/u>', 'is not a list of addresses in angle brackets'],
    ['List-Unsubscribe', ' ', 'is not a list of addresses in angle brackets'],
    ['List-Unsubscribe-Post', 'One-Click', 'must be List-Unsubscribe=One-Click'],
    ['List-Unsubscribe-Post', '', 'must be List-Unsubscribe=One-Click'],
  ])('refuses %s: %j', (name, value, problem) => {
    expect(writeHeader(name, value)).toEqual({
      kind: 'unfit',
      problem: expect.stringContaining(problem),
    });
  });

  it.each(['X-Note', 'References', 'Errors-To', 'Precedence'])(
    'leaves out %s when it has no value',
    (name) => {
      expect(writeHeader(name, ' ')).toEqual({ kind: 'blank' });
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { readMessageIds } from '../../../shared/email/message-ids.ts';

describe('readMessageIds', () => {
  it.each([
    ['<a1@mail.example.com>', '<a1@mail.example.com>'],
    ['<a@x> <b@y>', '<a@x> <b@y>'],
    ['<a@x><b@y>', '<a@x> <b@y>'],
    ['  <a@x>   <b@y> ', '<a@x> <b@y>'],
    ['a1@mail.example.com', '<a1@mail.example.com>'],
    ['a@x b@y', '<a@x> <b@y>'],
    ['<no-at-sign>', '<no-at-sign>'],
    ['<"q"@[127.0.0.1]>', '<"q"@[127.0.0.1]>'],
    ['<a=?b?=@x>', '<a=?b?=@x>'],
  ])('reads %j as %j', (value, ids) => {
    expect(readMessageIds(value)).toBe(ids);
  });

  it.each([
    ...['', ' ', '<>', '<a@x', 'a@x>', 'a', 'Your mail of Monday', '<a b@x>', '<a@x> and <b@y>'],
    ...['<a@x>,<b@y>', '<a@x>b@y', 'a@x<b@y>c', '<<a@x>>', '<ä@x>', '@x', 'a@'],
  ])('does not read %j', (value) => {
    expect(readMessageIds(value)).toBeUndefined();
  });
});

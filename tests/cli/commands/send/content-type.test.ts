import { describe, expect, it } from '@jest/globals';
import { contentTypeOf } from '../../../../cli/commands/send/content-type.ts';

const office = 'application/vnd.openxmlformats-officedocument';

describe('contentTypeOf', () => {
  it.each([
    ['a.csv', 'text/csv'],
    ['a.docx', `${office}.wordprocessingml.document`],
    ['a.gif', 'image/gif'],
    ['a.html', 'text/html'],
    ['a.ics', 'text/calendar'],
    ['a.jpeg', 'image/jpeg'],
    ['a.JPG', 'image/jpeg'],
    ['a.json', 'application/json'],
    ['dir.zip/a.pdf', 'application/pdf'],
    ['a.png', 'image/png'],
    ['a.txt', 'text/plain'],
    ['a.xlsx', `${office}.spreadsheetml.sheet`],
    ['a.zip', 'application/zip'],
    ['a', 'application/octet-stream'],
    ['a.zip2', 'application/octet-stream'],
    ['.zip', 'application/octet-stream'],
  ])('%s is %s', (path, type) => {
    expect(contentTypeOf(path, new Uint8Array())).toBe(type);
  });

  const calendar = (...lines: readonly string[]) =>
    Buffer.from(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n'));

  it.each([
    ['METHOD:REQUEST', 'REQUEST'],
    ['method:reply ', 'REPLY'],
    ['METHOD;X-A=b:CANCEL', 'CANCEL'],
    ['METHOD: DECLINE-COUNTER', 'DECLINE-COUNTER'],
  ])('a calendar with %j is sent with its method', (line, method) => {
    expect(contentTypeOf('a.ics', calendar('VERSION:2.0', line, 'BEGIN:VEVENT'))).toBe(
      `text/calendar; charset=utf-8; method=${method}`,
    );
  });

  it.each([
    ['has no method', calendar('VERSION:2.0')],
    ['names one in an event alone', calendar('BEGIN:VEVENT', 'METHOD:REQUEST', 'END:VEVENT')],
    ['has another property', calendar('X-METHOD:REQUEST', 'METHODS:REQUEST')],
    ['has a method that is none', calendar('METHOD:a b; method=c')],
  ])('a calendar that %s is a file', (_, bytes) => {
    expect(contentTypeOf('a.ics', bytes)).toBe('text/calendar');
  });

  it('no other file has a method', () => {
    expect(contentTypeOf('a.txt', calendar('METHOD:REQUEST'))).toBe('text/plain');
  });
});

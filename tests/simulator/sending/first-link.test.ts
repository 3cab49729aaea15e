import { describe, expect, it } from '@jest/globals';
import { firstLink } from '../../../simulator/sending/first-link.ts';

const mail = (type: string, body: string): Buffer =>
  Buffer.from(`Subject: s\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}`);

describe('first-link', () => {
  it.each([
    [
      '<p><a class="x" href="https://a.example/?b=1&amp;c=2">a</a> <a href="https://b.example">',
      'https://a.example/?b=1&c=2',
    ],
    ["<a href='mailto:a@example.com'>m</a><a href='http://b.example/'>b</a>", 'http://b.example/'],
    ['<a href=https://c.example/x>c</a>', 'https://c.example/x'],
    ['<p>https://plain.example</p>', undefined],
  ])('of %s is %s', (html, link) => {
    expect(firstLink(mail('text/html', html))).toBe(link);
  });

  it('is none of plain text', () => {
    expect(firstLink(mail('text/plain', '<a href="https://a.example">a</a>'))).toBeUndefined();
  });
});

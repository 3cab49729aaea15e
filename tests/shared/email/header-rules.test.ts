import { describe, expect, it } from '@jest/globals';
import { headerRules, tagRules } from '../../../shared/email/header-rules.ts';

describe('headerRules', () => {
  it('finds nothing wrong with headers of every kind', () => {
    expect(
      headerRules({
        References: '<a@x> <b@y>',
        'Errors-To': 'Büro <b@example.com>',
        'List-Unsubscribe': '<https://a.example/u>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'X-Note': 'Grüße',
        'X-Empty': '',
      }),
    ).toEqual([]);
  });

  it.each([
    ['Received', 'from here', 'headers.Received: is set by the pipeline or by SES'],
    ['Content-Type', 'text/plain', 'headers.Content-Type: is set when the mail is built'],
    ['X-SES-Tenant', 'a', 'headers.X-SES-Tenant: steers SES'],
    ['References', 'none', 'headers.References: is not a list of message ids'],
  ])('refuses %s with its place', (name, value, reason) => {
    expect(headerRules({ [name]: value })).toEqual([expect.stringContaining(reason)]);
  });

  it('names a header that is there three times twice, and one that is there once never', () => {
    expect(headerRules({ 'X-A': '1', 'x-a': '2', 'X-a': '3', 'X-B': '4' })).toEqual([
      'headers.x-a: is given twice in different case; keep one',
      'headers.X-a: is given twice in different case; keep one',
    ]);
  });

  it.each([
    [{}, 1],
    [{ 'List-Unsubscribe': '<mailto:a@example.com>' }, 1],
    [{ 'list-unsubscribe': '<HTTPS://a.example/u>' }, 0],
    [{ 'List-Unsubscribe': '<http://a.example/u>, <https://a.example/u>' }, 0],
  ])('one-click with %j beside it has %d problems', (beside, problems) => {
    expect(
      headerRules({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click', ...beside }),
    ).toHaveLength(problems);
  });
});

describe('tagRules', () => {
  it.each([
    ['pipeline-x', 'x', 'tags.pipeline-x: is a name the pipeline uses itself'],
    ['Pipeline-', 'x', 'tags.Pipeline-: is a name the pipeline uses itself'],
    ['who', 'jane@example.org', 'tags.who: is an e-mail address'],
  ])('refuses %s=%s', (name, value, reason) => {
    expect(tagRules({ [name]: value })).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['pipeline', 'x'],
    ['my-pipeline-x', 'x'],
    ['who', 'jane@example'],
  ])('takes %s=%s', (name, value) => {
    expect(tagRules({ [name]: value })).toEqual([]);
  });
});

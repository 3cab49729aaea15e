import { describe, expect, it } from '@jest/globals';
import { checkEmail, type Email } from '../../client/client.ts';

const email: Email = {
  ...{ from: 'Shop <hello@gmail.com>', to: ['jane@example.org'], subject: 'Hi', text: 'Hello' },
};

const told = async (...[message]: Parameters<typeof checkEmail>) =>
  (await checkEmail(message)).findings.map(
    ({ severity, rule, field }) => `${severity} ${rule} ${field}`,
  );

/** What only others know. */
const unknown = [
  'unknown settings from',
  'unknown suppressions to',
  'unknown identity from',
  'unknown pause stream',
  'unknown freemail from',
];

describe('checkEmail', () => {
  it('finds nothing against a good message, and says what it cannot know', async () => {
    expect((await checkEmail(email)).valid).toBe(true);
    expect(await told(email)).toEqual(unknown);
  });

  it('tells every fault of the contract, and nothing else of such a message', async () => {
    expect(await told({ ...email, to: ['jane'], subject: 'a\nb' })).toEqual([
      'error contract to[0]',
      'error contract subject',
    ]);
  });

  it('judges by the rules that need nobody: headers, size', async () => {
    const List = { 'List-Unsubscribe': '<mailto:leave@example.com>' };
    const file = { filename: 'a', contentType: 'text/plain', content: 'A'.repeat(5_600_000) };

    expect(await told({ ...email, stream: 'marketing', headers: List })).toEqual([
      ...unknown,
      'warning unsubscribe headers.List-Unsubscribe',
      'warning unsubscribe headers.List-Unsubscribe-Post',
    ]);
    expect(await told({ ...email, attachments: [file, { ...file, filename: 'b' }] })).toEqual([
      ...unknown.slice(0, -1),
      'warning size message',
      ...unknown.slice(-1),
    ]);
  });

  it('takes a message to several destinations', async () => {
    const { to: _, ...common } = email;
    const destinations = [{ to: ['jane@example.org'] }, { to: ['joe'] }];

    expect(await told({ ...common, destinations })).toEqual([
      ...unknown.map((one) => one.replace('suppressions to', 'suppressions destinations')),
      'error contract destinations[1].to[0]',
    ]);
  });
});

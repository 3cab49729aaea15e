import { describe, expect, it } from '@jest/globals';
import { explainEvent } from '../../../../cli/commands/messages/explain-event.ts';
import { plainScreen } from '../../../../cli/terminal/screen.ts';
import {
  bounce,
  complaint,
  delivery,
  deliveryDelay,
  lambdaSqs,
  snsNotification,
} from '../../../fixtures/events/build.ts';

const terminal = (files: Readonly<Record<string, string>>) => {
  const printed: string[] = [];
  const errors: string[] = [];
  return {
    printed,
    errors,
    io: {
      readFile: async (path: string) => {
        const text = files[path];
        if (text === undefined) throw new Error('no such file');
        return text;
      },
      print: (line: string) => {
        printed.push(line);
      },
      screen: plainScreen,
      printError: (line: string) => {
        errors.push(line);
      },
    },
  };
};

const explain = async (files: Readonly<Record<string, string>>, names = Object.keys(files)) => {
  const { printed, errors, io } = terminal(files);
  const code = await explainEvent(names, { json: true }, io);
  return { code, errors, lines: printed.map((line): unknown => JSON.parse(line)) };
};

describe('explain-event', () => {
  it('prints what a bounce is, whom it is about and that it suppresses them', async () => {
    const { code, lines } = await explain({ 'bounce.json': JSON.stringify(bounce(), null, 2) });

    expect(code).toBe(0);
    expect(lines).toEqual([
      {
        file: 'bounce.json',
        index: 0,
        kind: 'bounce',
        recipients: ['ada@example.com'],
        suppress: true,
        reason: 'Permanent/General',
        eventId: expect.stringMatching(/^[0-9a-f]{24}$/),
      },
    ]);
  });

  it.each([
    [
      'a complaint without a report',
      complaint({ complaintFeedbackType: undefined }),
      { kind: 'complaint', suppress: true, reason: null },
    ],
    [
      'a not-spam report',
      complaint({ complaintFeedbackType: 'not-spam' }),
      { kind: 'complaint', suppress: false, reason: 'not-spam' },
    ],
    [
      'a complaint about nobody',
      complaint({ complainedRecipients: [] }),
      { kind: 'complaint', suppress: false, recipients: [] },
    ],
    ['a delay', deliveryDelay(), { kind: 'deliveryDelay', suppress: false, reason: 'MailboxFull' }],
    ['a delivery', delivery(), { kind: 'delivery', suppress: false, reason: null }],
  ])('explains %s', async (_, content, expected) => {
    const { lines } = await explain({ file: JSON.stringify(content) });

    expect(lines).toEqual([expect.objectContaining(expected)]);
  });

  it('a file with several records gives several lines, counted from 0', async () => {
    const batch = lambdaSqs(snsNotification(bounce()), 'Hello', delivery());

    const { lines } = await explain({ batch: JSON.stringify(batch) });

    expect(lines).toMatchObject([
      { index: 0, kind: 'bounce' },
      { index: 1, kind: 'ignored' },
      { index: 2, kind: 'delivery' },
    ]);
  });

  it('a file of JSON lines gives a line for each', async () => {
    const { lines } = await explain({
      log: [bounce(), snsNotification(complaint())]
        .map((event) => JSON.stringify(event))
        .join('\n'),
    });

    expect(lines).toMatchObject([
      { index: 0, kind: 'bounce' },
      { index: 1, kind: 'complaint' },
    ]);
  });

  it('the text with which SES tests a topic is ignored', async () => {
    const { code, lines } = await explain({
      text: 'Successfully validated SNS topic for Amazon SES event publishing.',
    });

    expect(code).toBe(0);
    expect(lines).toEqual([
      {
        file: 'text',
        index: 0,
        kind: 'ignored',
        recipients: [],
        suppress: false,
        reason: null,
        eventId: null,
      },
    ]);
  });

  it('says what is wrong with an event that it cannot understand, and leaves with 3', async () => {
    const { code, lines } = await explain({
      bad: JSON.stringify(bounce({ bouncedRecipients: [] })),
      good: JSON.stringify(bounce()),
    });

    expect(code).toBe(3);
    expect(lines).toMatchObject([
      { file: 'bad', kind: 'invalid', detail: 'bounce: names no recipient', eventId: null },
      { file: 'good' },
    ]);
  });

  it('a file that cannot be read leaves with 2, and the others are explained', async () => {
    const { code, lines, errors } = await explain({ good: JSON.stringify(bounce()) }, [
      'missing',
      'good',
    ]);

    expect(code).toBe(2);
    expect(lines).toMatchObject([{ file: 'good', kind: 'bounce' }]);
    expect(errors).toEqual(['missing: no such file']);
  });

  it('without a file leaves with 2', async () => {
    const { code, lines, errors } = await explain({}, []);

    expect([code, lines]).toEqual([2, []]);
    expect(errors).toEqual(['Name at least one file with events.']);
  });

  it('prints a table for people, in which nothing steers the terminal', async () => {
    const { printed, io } = terminal({
      'a.json': JSON.stringify([
        bounce({ bounceSubType: 'General\u001b[2J' }),
        delivery({ recipients: [] }),
      ]),
    });

    const code = await explainEvent(['a.json'], { json: false }, io);

    expect(code).toBe(3);
    expect(printed).toEqual([
      expect.stringMatching(/^FILE +KIND +REASON +SUPPRESS +RECIPIENTS +EVENT$/),
      expect.stringMatching(
        /^a\.json:0 +bounce +Permanent\/General \[2J +yes +ada@example\.com +[0-9a-f]{24}$/,
      ),
      expect.stringMatching(/^a\.json:1 +invalid +delivery: names no recipient +no +- +-$/),
    ]);
  });
});

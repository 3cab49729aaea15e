import { describe, expect, it } from '@jest/globals';
import type { DeadLettersIo } from '../../../../cli/commands/dead-letters/dead-letters-io.ts';
import { explainDeadLetter } from '../../../../cli/commands/dead-letters/explain.ts';
import { listDeadLetters } from '../../../../cli/commands/dead-letters/list.ts';
import {
  type RedriveCliOptions,
  redriveDeadLetters,
} from '../../../../cli/commands/dead-letters/redrive.ts';
import { UnknownQueueError } from '../../../../shared/dead-letters/choose-queues.ts';
import type { DeadLetter } from '../../../../shared/dead-letters/dead-letter.ts';
import { diagnose } from '../../../../shared/dead-letters/diagnose.ts';
import {
  type DeadLetterSelection,
  isSelected,
  type RedriveOptions,
} from '../../../../shared/dead-letters/redrive.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { deadLetterOf } from '../../../fakes/memory-dead-letters.ts';
import { capturedIo } from '../../captured-io.ts';

const foundOf = (deadLetter: DeadLetter) => ({
  deadLetter,
  diagnosis: diagnose(deadLetter, basicStreams),
});

const world = (given: readonly DeadLetter[], changes: Partial<DeadLettersIo> = {}) => {
  const io = capturedIo();
  const asked: { selection: DeadLetterSelection; options: RedriveOptions }[] = [];
  const deadLetters: DeadLettersIo = {
    ...io,
    listSelected: async (selection, onDeadLetter) => {
      for (const found of given.map(foundOf)) if (isSelected(found, selection)) onDeadLetter(found);
    },
    redriveSelected: async (selection, options) => {
      asked.push({ selection, options });
      for (const found of given.map(foundOf)) {
        if (isSelected(found, selection))
          options.onDeadLetter({ ...found, kind: 'redriven', origin: 'transactional' });
      }
    },
    checkRedrive: async () => ({ kind: 'fit', origin: 'transactional' }),
    findItems: async () => [],
    ...changes,
  };
  return { ...io, asked, deadLetters };
};

const options: RedriveCliOptions = { rate: '20' };

describe('dead-letters list', () => {
  it('prints each dead letter with its reasons, one JSON object per line', async () => {
    const { out, deadLetters } = world([deadLetterOf(), deadLetterOf({ sqsMessageId: 'dead-2' })]);

    expect(await listDeadLetters({ json: true }, deadLetters)).toBe(0);

    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      {
        id: 'dead-1',
        queue: 'dead-letters',
        at: '2026-11-21T00:00:00.000Z',
        kind: 'mail',
        death: 'refused',
        origin: 'transactional',
        tenantId: 'default',
        messageId: 'order-1',
        reasons: ['MessageRejected: not verified'],
      },
      { id: 'dead-2' },
    ]);
  });

  it('lets nothing in a dead letter steer the terminal, and shows no address', async () => {
    const attributes = {
      reasons: '["a\\u001b[31mb","second"]',
      reasonCount: '2',
      sqsMessageId: 'f',
    };
    const { out, deadLetters } = world([deadLetterOf({ attributes })]);

    await listDeadLetters({}, deadLetters);

    expect(out.join('\n')).not.toContain('\u001b');
    expect(out.join('\n')).not.toContain('@');
    expect(out.join('\n')).toContain('(and 1 more)');
  });

  it('prints for people the id, the message, the queue, the time and the reason', async () => {
    const attributes = { queue: 'ses-pipeline-dev-transactional', sqsMessageId: 'first-2' };
    const { out, deadLetters } = world([
      deadLetterOf(),
      deadLetterOf({ sqsMessageId: 'dead-2', attributes }),
    ]);

    await listDeadLetters({}, deadLetters);

    expect(out).toEqual([
      'DEAD LETTER  KIND  MESSAGE  QUEUE         SINCE                     REASON',
      'dead-1       mail  order-1  dead-letters  2026-11-21T00:00:00.000Z  MessageRejected: not verified',
      expect.stringMatching(
        /^dead-2 {7}mail {2}order-1 {2}dead-letters {2}2026-11-21T00:00:00.000Z {2}it was received too often/,
      ),
    ]);
  });

  it('says so when there is none', async () => {
    const { out, deadLetters } = world([]);

    expect(await listDeadLetters({}, deadLetters)).toBe(0);
    expect(out).toEqual(['There are no dead letters.']);
  });
});

describe('dead-letters of a queue that does not exist', () => {
  const unknown = async (): Promise<void> => {
    throw new UnknownQueueError('There is no dead-letter queue of that name. There are: a, b.');
  };

  it('are not taken for none: the names there are, and exit code 2', async () => {
    const { out, err, deadLetters } = world([deadLetterOf()], {
      listSelected: unknown,
      redriveSelected: unknown,
    });

    expect(await listDeadLetters({ queue: 'x' }, deadLetters)).toBe(2);
    expect(await redriveDeadLetters(undefined, { ...options, queue: 'x' }, deadLetters)).toBe(2);
    expect(err).toEqual(Array(2).fill(expect.stringMatching(/There are: a, b\./)));
    expect(out).toEqual([]);
  });
});

describe('dead-letters explain', () => {
  it('tells the reasons, what the table knows, and how to put the dead letter back', async () => {
    const outcome = { state: 'failed', at: 1, reasons: ['recorded reason'] };
    const { attributes } = deadLetterOf();
    const deadLetter = deadLetterOf({
      attributes: { ...attributes, remedy: 'Verify the sender.' },
    });
    const { out, deadLetters } = world([deadLetter], {
      findItems: async (keys) => [
        { ...keys[0], attempts: 2, recipients: ['jane@example.org'], outcome },
      ],
    });

    expect(await explainDeadLetter('order-1', {}, deadLetters)).toBe(0);

    const text = out.join('\n');
    expect(text).toMatch(/the sender refused it/);
    expect(text).toMatch(/reason +MessageRejected: not verified/);
    expect(text).toMatch(/remedy +Verify the sender\./);
    expect(text).toMatch(/failed, 2 attempts/);
    expect(text).toMatch(/recorded +recorded reason/);
    expect(text).toMatch(/dead-letters redrive dead-1/);
  });

  it('tells the reasons also where the item of its message cannot be read', async () => {
    const { out, err, deadLetters } = world([deadLetterOf()], {
      findItems: async () => [{ pk: 'acme#order-1', attempts: 'two' }],
    });

    expect(await explainDeadLetter('order-1', {}, deadLetters)).toBe(0);

    expect(out.join('\n')).toMatch(/reason +MessageRejected: not verified/);
    expect(err).toEqual([
      'Correct the item of a message of tenant acme in the messages table: attempts cannot be read. docs/architecture.md has the attributes.',
    ]);
  });

  it('prints every line of it for people', async () => {
    const { out, deadLetters } = world([deadLetterOf()], {
      findItems: async (keys) => [
        { ...keys[0], attempts: 2, outcome: { state: 'failed', at: 1, reasons: ['recorded'] } },
      ],
    });

    await explainDeadLetter('order-1', {}, deadLetters);

    expect(out).toEqual([
      'dead-1  mail  order-1',
      '  queue       dead-letters, since 2026-11-21T00:00:00.000Z',
      '  death       the sender refused it',
      '  tenant      default',
      '  reason      MessageRejected: not verified',
      '  remedy      Correct the message and put it on the queue again.',
      '  table       failed, 2 attempts',
      '  recorded    recorded',
      '  redrive     goes back to transactional: npx ses-pipeline dead-letters redrive dead-1',
    ]);
  });

  it('prints why a redrive would bring it back, for people', async () => {
    const { out, deadLetters } = world([deadLetterOf()], {
      checkRedrive: async () => ({ kind: 'unfit', reasons: ['to: is missing; add it', 'second'] }),
    });

    await explainDeadLetter('order-1', {}, deadLetters);

    expect(out.slice(-3)).toEqual([
      '  redrive     would fail again:',
      '              to: is missing; add it',
      '              second',
    ]);
  });

  it('says what has to be mended first', async () => {
    const { out, deadLetters } = world([deadLetterOf()], {
      checkRedrive: async () => ({
        kind: 'unfit',
        reasons: ['to: there is no recipient; give one'],
      }),
    });

    expect(await explainDeadLetter('dead-1', { json: true }, deadLetters)).toBe(0);

    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      canBeRedriven: false,
      problems: ['to: there is no recipient; give one'],
      state: null,
    });
  });

  it('exits with 3 for a dead letter that is not there', async () => {
    const { err, deadLetters } = world([deadLetterOf()]);

    expect(await explainDeadLetter('dead-9', {}, deadLetters)).toBe(3);
    expect(err.join()).toMatch(/no dead letter dead-9/);
  });
});

describe('dead-letters redrive', () => {
  it('hands on what is meant, and exits with 0 when all of it went back', async () => {
    const { out, asked, deadLetters } = world([deadLetterOf()]);

    expect(
      await redriveDeadLetters(
        undefined,
        { ...options, reason: 'verified', dryRun: true, json: true },
        deadLetters,
      ),
    ).toBe(0);

    expect(asked[0]?.selection).toEqual({ id: undefined, reason: 'verified', queue: undefined });
    expect(asked[0]?.options).toMatchObject({ isDryRun: true, rate: 20 });
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      id: 'dead-1',
      result: 'redriven',
      problems: [],
    });
  });

  it.each([
    [undefined, options, /Name the dead letters/],
    ['dead-1', { ...options, all: true }, /--all cannot be combined/],
    [undefined, { ...options, all: true, rate: '0' }, /--rate/],
    [undefined, { ...options, all: true, rate: 'x' }, /--rate/],
  ] satisfies readonly (readonly [string | undefined, RedriveCliOptions, RegExp])[])(
    'does nothing for %j with %j',
    async (id, given, problem) => {
      const { asked, err, deadLetters } = world([deadLetterOf()]);

      expect(await redriveDeadLetters(id, given, deadLetters)).toBe(2);
      expect(err.join()).toMatch(problem);
      expect(asked).toEqual([]);
    },
  );

  it('exits with 3 when nothing fits, and when a dead letter would only come back', async () => {
    const { deadLetters } = world([deadLetterOf()]);
    expect(await redriveDeadLetters('dead-9', options, deadLetters)).toBe(3);

    const unfit = world([deadLetterOf()], {
      redriveSelected: async (_, { onDeadLetter }) =>
        onDeadLetter({
          ...foundOf(deadLetterOf()),
          kind: 'unfit',
          reasons: ['to: is missing; add it'],
        }),
    });
    expect(await redriveDeadLetters(undefined, { ...options, all: true }, unfit.deadLetters)).toBe(
      3,
    );
    expect(unfit.out.join()).toMatch(/stays: to: is missing; add it/);
  });

  it('exits with 1 when a dead letter could not be put back', async () => {
    const { out, deadLetters } = world([], {
      redriveSelected: async (_, { onDeadLetter }) => {
        onDeadLetter({ ...foundOf(deadLetterOf()), kind: 'failed', cause: new RangeError('no') });
        onDeadLetter({ ...foundOf(deadLetterOf()), kind: 'unfit', reasons: ['x'] });
      },
    });

    expect(await redriveDeadLetters(undefined, { ...options, all: true }, deadLetters)).toBe(1);
    expect(out.join()).toMatch(/stays: RangeError; redrive it again/);
  });

  it('says when none fits, and of an id that it may be gone already', async () => {
    const { err, deadLetters } = world([]);

    expect(await redriveDeadLetters(undefined, { ...options, all: true }, deadLetters)).toBe(3);
    expect(await redriveDeadLetters('order-9', options, deadLetters)).toBe(3);

    expect(err).toEqual([
      'No dead letter matches.',
      expect.stringMatching(/^There is no dead letter order-9: it was redriven/),
    ]);
  });

  it.each([
    ['0.9', 2],
    ['1', 3],
    ['1000', 3],
    ['1001', 2],
    ['fast', 2],
  ])('takes a rate of %s: exit code %d', async (rate, code) => {
    const { deadLetters } = world([]);

    expect(await redriveDeadLetters('order-9', { rate }, deadLetters)).toBe(code);
  });
});

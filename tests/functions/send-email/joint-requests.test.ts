import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CallAnswer, jointRequests } from '../../../functions/send-email/joint-requests.ts';
import type { JointAnswer, SesRefusal, TemplatedMail } from '../../../shared/ses-api/ports.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';
import { templatedMail } from '../../support/sample-mail.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const mailTo = (name: string, changes: Partial<TemplatedMail> = {}): TemplatedMail => ({
  ...templatedMail,
  destinations: [`${name}@example.org`],
  to: [`${name}@example.org`],
  cc: [],
  ...changes,
});
const nameOf = ({ destinations: [address] }: Pick<TemplatedMail, 'destinations'>): string =>
  address.slice(0, address.indexOf('@'));

const refusalOf = (
  kind: SesRefusal['kind'],
  cause = 'Maximum sending rate exceeded.',
): Extract<JointAnswer, { kind: 'refused' }> => ({
  kind: 'refused',
  refusal: { kind, code: 'Code', cause, remedy: 'remedy' },
});
const acceptAll = (mails: readonly TemplatedMail[]): JointAnswer => ({
  kind: 'answered',
  answers: mails.map((mail) => ({ kind: 'accepted', sesMessageId: `joint-${nameOf(mail)}` })),
});

/** A mail of a run: when it takes its seat, its slot, and when its claim is written; ms from noon. */
interface Course {
  readonly name: string;
  readonly seatMs: number;
  readonly slotMs: number;
  readonly untilMs: number;
  /** When it is ready, if that is later than its slot. Default: at once. */
  readonly readyMs?: number;
  /** It gives its seat back when it is ready. */
  readonly leaves?: boolean;
  readonly mail?: Partial<TemplatedMail>;
}

interface Request {
  readonly atMs: number;
  readonly names: readonly string[];
}

/** Plays mails through the joint requests of a run, in virtual time. */
const play = async (
  courses: readonly Course[],
  answer: (mails: readonly TemplatedMail[]) => JointAnswer = acceptAll,
  throttledAtMs = 0,
) => {
  const { clock, run } = virtualClock(noon);
  const requests: Request[] = [];
  const lines: string[] = [];
  const note = (names: readonly string[]): void => {
    requests.push({ atMs: clock.now() - noon, names });
  };
  const pausedAtSes = new Map<string, number>();
  const { seatFor } = jointRequests({
    ...{ clock, pausedAtSes, throttledAtMs: () => throttledAtMs },
    log: (_level, message) => lines.push(message),
    sendJointly: async (mails) => {
      note(mails.map(nameOf));
      await clock.sleepUntil(clock.now() + 60);
      return answer(mails);
    },
  });
  const send = async (course: Course): Promise<readonly [string, CallAnswer | 'left']> => {
    const { name, seatMs, slotMs, readyMs = 0, leaves = false } = course;
    const mail = mailTo(name, course.mail);
    const untilMs = noon + course.untilMs;
    await clock.sleepUntil(noon + seatMs);
    const seat = seatFor(mail, { fromMs: noon + slotMs, untilMs }, async () => {
      if (clock.now() > untilMs) return { kind: 'late' };
      note([name]);
      return { kind: 'accepted', sesMessageId: `alone-${name}` };
    });
    try {
      await clock.sleepUntil(noon + Math.max(slotMs, readyMs));
      return [name, leaves ? 'left' : await seat.send()];
    } finally {
      seat.leave();
    }
  };
  const answers = new Map(await run(Promise.all(courses.map(send))));
  return { requests, answers, lines };
};

const idIn = (answer: CallAnswer | 'left' | undefined): string | undefined =>
  answer !== undefined && answer !== 'left' && answer.kind === 'accepted'
    ? answer.sesMessageId
    : undefined;

/** Mails at their slots, of which each takes its seat `aheadMs` before it. */
const atSlots = (slots: readonly number[], latenessMs = 300, aheadMs = 250): readonly Course[] =>
  slots.map((slotMs, place) => ({
    name: `m${place}`,
    seatMs: Math.max(0, slotMs - aheadMs),
    slotMs,
    untilMs: slotMs + latenessMs,
  }));

describe('jointRequests', () => {
  it.each([
    ['a mail alone leaves at its slot, by itself', [1_000], 300, [[1_000, 'm0']]],
    [
      'the next slot comes in half of the lateness: both leave then',
      [1_000, 1_100],
      300,
      [[1_100, 'm0 m1']],
    ],
    [
      'at ten a second two leave together, each time',
      [1_000, 1_100, 1_200, 1_300],
      300,
      [
        [1_100, 'm0 m1'],
        [1_300, 'm2 m3'],
      ],
    ],
    [
      'nobody waits for a slot that comes too late',
      [1_000, 1_200],
      300,
      [
        [1_000, 'm0'],
        [1_200, 'm1'],
      ],
    ],
    [
      'where little lateness is allowed, little is waited',
      [1_000, 1_020],
      30,
      [
        [1_000, 'm0'],
        [1_020, 'm1'],
      ],
    ],
    [
      'much lateness: no more than the longest wait',
      [1_000, 1_150, 1_160],
      900,
      [
        [1_150, 'm0 m1'],
        [1_160, 'm2'],
      ],
    ],
  ] as const)('%s', async (_, slots, latenessMs, expected) => {
    const { requests } = await play(atSlots(slots, latenessMs));

    expect(requests.map(({ atMs, names }) => [atMs, names.join(' ')])).toEqual(expected);
  });

  it('leaves when it is full', async () => {
    const { requests } = await play(atSlots(Array.from({ length: 70 }, () => 1_000)));

    expect(requests.map(({ names }) => names.length)).toEqual([50, 20]);
  });

  it('holds no more than a mebibyte, and counts a template in the call once', async () => {
    const template = {
      kind: 'inline',
      subject: 'x',
      text: 'y'.repeat(400_000),
      html: undefined,
    } as const;
    const mail = { template, templateData: JSON.stringify({ a: 'z'.repeat(200_000) }) };
    const { requests } = await play(
      atSlots([1_000, 1_000, 1_000, 1_000, 1_000]).map((one) => ({ ...one, mail })),
    );

    expect(requests.map(({ names }) => names.length)).toEqual([3, 2]);
  });

  it('leaves without a mail that is not ready when the first has waited long enough', async () => {
    const courses = atSlots([1_000, 1_100]).map((one, place) =>
      place === 1 ? { ...one, readyMs: 1_390 } : one,
    );
    const { requests, answers } = await play(courses);

    expect(requests.map(({ atMs }) => atMs)).toEqual([1_150, 1_390]);
    expect(idIn(answers.get('m0'))).toBe('alone-m0');
  });

  it('leaves at once when the last that was to come gives its seat back', async () => {
    const courses = atSlots([1_000, 1_100]).map((one, place) => ({ ...one, leaves: place === 1 }));
    const { requests, answers } = await play(courses);

    expect(requests).toEqual([{ atMs: 1_100, names: ['m0'] }]);
    expect(answers.get('m1')).toBe('left');
  });

  it('does not send a mail whose time is over', async () => {
    const late = { name: 'late', seatMs: 0, slotMs: 1_000, untilMs: 1_300, readyMs: 1_301 };
    const { requests, answers } = await play([late]);

    expect(requests).toEqual([]);
    expect(answers.get('late')).toEqual({ kind: 'late' });
  });

  it('parts mails that are not alike', async () => {
    const courses = atSlots([1_000, 1_000, 1_000, 1_000]).map((one, place) => ({
      ...one,
      mail: { configurationSet: place % 2 === 0 ? 'even' : 'odd' },
    }));
    const { requests } = await play(courses);

    expect(requests.map(({ names }) => names.join(' ')).toSorted()).toEqual(['m0 m2', 'm1 m3']);
  });

  it.each([
    'rate',
    'quota',
    'paused',
    'set-paused',
    'tenant-paused',
    'unreachable',
    'later',
  ] as const)('answers each with a refusal of all: %s', async (kind) => {
    const { requests, answers } = await play(atSlots([1_000, 1_000]), () => refusalOf(kind));

    expect(requests).toHaveLength(1);
    expect([...answers.values()]).toEqual([refusalOf(kind), refusalOf(kind)]);
  });

  it('answers each that its outcome is unknown when the answer is lost', async () => {
    const lost = { kind: 'unknown', detail: 'socket hang up' } as const;
    const { requests, answers } = await play(atSlots([1_000, 1_000]), () => lost);

    expect(requests).toHaveLength(1);
    expect([...answers.values()]).toEqual([lost, lost]);
  });

  it.each(['message', 'configuration'] as const)(
    'asks another slot for each when all are refused, and sends the later ones alone: %s',
    async (kind) => {
      const courses = atSlots([1_000, 1_000, 1_300, 1_300]);
      const { requests, answers, lines } = await play(courses, () => refusalOf(kind));

      expect(requests.map(({ names }) => names.join(' '))).toEqual(['m0 m1', 'm2', 'm3']);
      expect([...answers.values()].slice(0, 2)).toEqual([{ kind: 'late' }, { kind: 'late' }]);
      expect([...answers.values()].slice(2).map(idIn)).toEqual(['alone-m2', 'alone-m3']);
      expect(lines).toHaveLength(1);
    },
  );

  it.each([
    ['SES takes no more calls of this kind', refusalOf('rate', 'Rate exceeded')],
    [
      'they are not permitted',
      { kind: 'refused', refusal: { ...refusalOf('configuration').refusal, code: 'AccessDenied' } },
    ],
  ] as const)(
    'makes no joint request for five minutes, of whatever mail, where %s',
    async (_, refused) => {
      const courses = atSlots([1_000, 1_000, 1_300, 1_300, 302_000, 302_000]).map((one, place) => ({
        ...one,
        mail: { configurationSet: place < 2 ? 'one' : 'other' },
      }));
      const { requests, answers } = await play(courses, (mails) =>
        mails.some((mail) => nameOf(mail) === 'm0') ? refused : acceptAll(mails),
      );

      expect(requests.map(({ names }) => names.join(' '))).toEqual(['m0 m1', 'm2', 'm3', 'm4 m5']);
      expect([...answers.values()].slice(0, 2)).toEqual([{ kind: 'late' }, { kind: 'late' }]);
      expect([...answers.values()].slice(2).map(idIn)).toEqual([
        ...['alone-m2', 'alone-m3', 'joint-m4', 'joint-m5'],
      ]);
    },
  );

  it('sends each alone for five minutes after SES throttled', async () => {
    const courses = atSlots([299_000, 299_000, 301_000, 301_000]);
    const { requests } = await play(courses, acceptAll, noon);

    expect(requests.map(({ names }) => names.join(' '))).toEqual(['m0', 'm1', 'm2 m3']);
  });

  it('does not know what became of a mail that has no answer', async () => {
    const { answers } = await play(atSlots([1_000, 1_000]), (mails) => {
      const all = acceptAll(mails);
      return all.kind === 'answered' ? { ...all, answers: all.answers.slice(0, 1) } : all;
    });

    expect(answers.get('m0')).toMatchObject({ kind: 'accepted' });
    expect(answers.get('m1')).toMatchObject({ kind: 'unknown' });
  });

  const course = fc.record({
    gapMs: fc.integer({ min: 0, max: 120 }),
    aheadMs: fc.integer({ min: 0, max: 400 }),
    latenessMs: fc.constantFrom(30, 300, 900, Number.POSITIVE_INFINITY),
    delayMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })),
    leaves: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    set: fc.constantFrom('one', 'two'),
  });
  type End = 'accepted' | 'refused' | 'unknown';
  const ends = fc.array(fc.constantFrom<End>('accepted', 'refused', 'unknown'), {
    minLength: 1,
    maxLength: 20,
  });
  const wholes = fc.constantFrom<SesRefusal['kind'] | 'unknown' | undefined>(
    ...([undefined, undefined, 'unknown', 'rate', 'message'] as const),
  );

  it('sends each mail once, between its slot and the end of its time, and gives it its own answer', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(course, { minLength: 1, maxLength: 80 }),
        ends,
        wholes,
        async (drawn, fates, whole) => {
          let slotMs = 1_000;
          const courses = drawn.map(
            ({ gapMs, aheadMs, latenessMs, delayMs, leaves, set }, place) => {
              slotMs += gapMs;
              return {
                ...{ name: `m${place}`, slotMs, leaves, mail: { configurationSet: set } },
                seatMs: slotMs - aheadMs,
                untilMs: slotMs + latenessMs,
                readyMs: slotMs + delayMs,
              };
            },
          );
          const endOf = (name: string): End =>
            fates[Number(name.slice(1)) % fates.length] ?? 'unknown';
          const { requests, answers } = await play(courses, (mails) => {
            if (whole === 'unknown') return { kind: 'unknown', detail: 'all' };
            if (whole !== undefined) return refusalOf(whole);
            return {
              kind: 'answered',
              answers: mails.map((mail) => {
                const name = nameOf(mail);
                if (endOf(name) === 'accepted')
                  return { kind: 'accepted', sesMessageId: `joint-${name}` };
                return endOf(name) === 'unknown'
                  ? { kind: 'unknown', detail: name }
                  : {
                      ...refusalOf('later'),
                      refusal: { ...refusalOf('later').refusal, cause: name },
                    };
              }),
            };
          });

          for (const one of courses) {
            const { name } = one;
            const own = requests.filter(({ names }) => names.includes(name));
            const answer = answers.get(name);
            for (const { atMs } of own) {
              expect(atMs).toBeGreaterThanOrEqual(Math.max(one.slotMs, one.readyMs));
              expect(atMs).toBeLessThanOrEqual(one.untilMs);
            }
            expect(own.length).toBeLessThanOrEqual(1);
            if (one.leaves) expect([answer, own]).toEqual(['left', []]);
            else if (own.length === 0) expect(answer).toEqual({ kind: 'late' });
            else if (own.at(-1)?.names.length === 1) expect(idIn(answer)).toBe(`alone-${name}`);
            else if (whole === 'message') expect(answer).toEqual({ kind: 'late' });
            else if (whole === 'unknown')
              expect(answer).toEqual({ kind: 'unknown', detail: 'all' });
            else if (whole !== undefined) expect(answer).toEqual(refusalOf(whole));
            else if (endOf(name) === 'accepted') expect(idIn(answer)).toBe(`joint-${name}`);
            else if (endOf(name) === 'unknown')
              expect(answer).toEqual({ kind: 'unknown', detail: name });
            else expect(answer).toMatchObject({ refusal: { cause: name } });
          }
          for (const { names } of requests) {
            expect(names.length).toBeLessThanOrEqual(50);
            const sets = new Set(names.map((name) => drawn[Number(name.slice(1))]?.set));
            expect(sets.size).toBe(1);
          }
        },
      ),
      { numRuns: 200 },
    ));
});

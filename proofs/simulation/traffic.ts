import { messageLimits } from '../../shared/email/message-limits.ts';
import { basicStreams, factsOf, type Lane, type Stream } from '../../shared/email/streams.ts';
import type { Scenario } from './scenario/scenario.ts';
import { tenants } from './tenants.ts';
import type { Dice } from './world/dice.ts';

/** One message that a producer enqueues, and its expected end. */
export interface Errand {
  readonly atMs: number;
  readonly lane: Lane;
  readonly body: string;
  readonly tenantId: string;
  /** Undefined when the producer gives no id, so that SQS's id is used. */
  readonly messageId: string | undefined;
  /** Mark that distinguishes its mail from another one under the same id. */
  readonly mark: string;
  readonly stream: Stream;
  /** Canonical. */
  readonly recipients: readonly string[];
  readonly isValid: boolean;
  readonly expiresAtMs: number | undefined;
  readonly sendAfterMs: number | undefined;
  /** Number of times the producer enqueues it. */
  readonly copies: number;
  /** Messages that its body unfolds into; absent when it is one message. */
  readonly unfolded?: readonly Errand[];
}

/** The mail of a history, in order of time. */
export const drawTraffic = (scenario: Scenario, dice: Dice): readonly Errand[] =>
  drawTimes(scenario, dice)
    .flatMap((atMs, index) => {
      const drawn = drawErrand(scenario, dice, atMs, index);
      const first = isBulk(scenario, dice.fork(`bulk ${index}`), drawn) ? toBulk(drawn) : drawn;
      return [first, ...drawReuse(scenario, dice.fork(`reuse ${index}`), first)];
    })
    .toSorted((one, other) => one.atMs - other.atMs);

const seriesOf = (name: string, dice: Dice, numbers: number): string =>
  `${name}-${dice.whole(1, numbers)}@example.org`;

const drawAddress = (dice: Dice): string => {
  const luck = dice.random();
  if (luck < 0.06) return seriesOf('gone', dice, 6);
  if (luck < 0.1) return seriesOf('full', dice, 6);
  if (luck < 0.14) return seriesOf('angry', dice, 6);
  if (luck < 0.15) return seriesOf('refused', dice, 4);
  return seriesOf('good', dice, 120);
};

const drawRecipients = (dice: Dice): readonly string[] => {
  const many = dice.chance(0.12) ? dice.whole(2, dice.chance(0.2) ? 50 : 6) : 1;
  return [...new Set(Array.from({ length: many }, () => drawAddress(dice)))];
};

/**
 * The most recipients of a message, every second one refused by SES. Each call to several fails,
 * and each recipient gets a call of their own: the most parts a message can have.
 */
const drawCrowd = (dice: Dice): readonly string[] => {
  const from = dice.whole(1, 60);
  return Array.from(
    { length: messageLimits.recipients },
    (_, index) => `${index % 2 === 0 ? 'good' : 'refused'}-${from + index}@example.org`,
  );
};

const iso = (ms: number): string => new Date(Math.floor(ms)).toISOString();

/** Arrival times of mail: some evenly spread, most in bursts. */
const drawTimes = (scenario: Scenario, dice: Dice): readonly number[] => {
  const spanMs = scenario.calmFromMs - scenario.startMs;
  const burst = (): number =>
    scenario.bursts[dice.whole(0, scenario.bursts.length - 1)] ?? scenario.startMs;
  const burstMs = dice.fork('bursts').pick([5_000, 5_000, 120_000]);
  return Array.from({ length: scenario.messages }, () =>
    dice.chance(0.25)
      ? scenario.startMs + dice.between(0, spanMs)
      : burst() + dice.between(0, burstMs),
  ).sort((a, b) => a - b);
};

type Wish = Omit<Errand, 'body' | 'lane'>;

/**
 * SES renders mail of a template, which no other server can; so some histories bring their mail as
 * MIME. Its composer would need real time, so no mail has parts.
 */
const contentOf = (mark: string, isWritten: boolean) =>
  isWritten
    ? { raw: Buffer.from(`${rawHeader}${mark}\r\n`).toString('base64') }
    : { template: { name: 'welcome', data: JSON.parse(mark) } };

const rawHeader = 'From: Shop <shop@example.com>\r\nSubject: Welcome\r\n\r\n';

const errandOf = (wish: Wish, isWritten: boolean): Errand => {
  const { messageId, tenantId, stream, recipients, isValid, mark } = wish;
  const { sendAfterMs, expiresAtMs } = wish;
  const body = JSON.stringify({
    ...(messageId === undefined ? {} : { messageId }),
    tenantId,
    stream,
    from: isValid ? 'Shop <shop@example.com>' : 'nobody',
    to: recipients,
    ...contentOf(mark, isWritten),
    ...(sendAfterMs === undefined ? {} : { sendAfter: iso(sendAfterMs) }),
    ...(expiresAtMs === undefined ? {} : { expiresAt: iso(expiresAtMs) }),
  });
  return { ...wish, body, lane: factsOf(basicStreams, stream).lane };
};

/** Streams in proportion to their mail. */
const mixOfStreams = ['transactional', 'transactional', 'notifications', 'marketing'] as const;

const drawErrand = (scenario: Scenario, dice: Dice, atMs: number, index: number): Errand => {
  const stream = dice.pick(mixOfStreams);
  const crowd = dice.fork(`crowd ${index}`);
  const few = drawRecipients(dice);
  const recipients = crowd.chance(0.01) ? drawCrowd(crowd) : few;
  const isValid = !dice.chance(0.01);
  const tenantId = dice.pick(tenants);
  const messageId = dice.chance(0.1) ? undefined : `m${index + 1}`;
  const sendAfterMs = dice.chance(0.03)
    ? Math.floor(atMs + dice.between(1_000, 1_200_000))
    : undefined;
  const lateExpiryMs = dice.chance(0.03)
    ? Math.floor((sendAfterMs ?? atMs) + dice.between(2_000, 7_200_000))
    : undefined;
  // A login code is worthless after some seconds, and may still wait for its slot then.
  const soon = dice.fork(`expires soon ${index}`);
  const expiresAtMs =
    scenario.isHasty && soon.chance(0.1)
      ? Math.floor((sendAfterMs ?? atMs) + soon.between(3_000, 30_000))
      : lateExpiryMs;
  const copies = messageId !== undefined && dice.chance(scenario.duplicates) ? 2 : 1;
  const times = { atMs, expiresAtMs, sendAfterMs };
  const mark = JSON.stringify({ number: index });
  const wish = { ...times, tenantId, messageId, mark, stream, recipients, isValid, copies };
  return errandOf(wish, scenario.wayOut !== undefined);
};

/** Whether a message to several goes to each by a mail of its own. No server but SES renders it. */
const isBulk = ({ wayOut }: Scenario, dice: Dice, errand: Errand): boolean =>
  wayOut === undefined &&
  errand.isValid &&
  errand.messageId !== undefined &&
  errand.recipients.length > 1 &&
  dice.chance(0.4);

/** The same mail to each recipient as a destination of its own. */
const toBulk = (errand: Errand): Errand => {
  const { to, ...common } = JSON.parse(errand.body);
  const number = JSON.parse(errand.mark);
  const unfolded = errand.recipients.map((recipient, place): Errand => {
    const mark = JSON.stringify({ ...number, place });
    return {
      ...errand,
      messageId: `${errand.messageId}.${place + 1}`,
      mark,
      recipients: [recipient],
    };
  });
  const destinations = errand.recipients.map((one, place) => ({ to: [one], data: { place } }));
  return { ...errand, unfolded, body: JSON.stringify({ ...common, destinations }) };
};

/** Frequency, delay and kind of the reuse of ids. */
const reuses = {
  seldom: { share: 0.08, withinMs: [0, 1_000, 30_000, 6 * 3_600_000], sameShare: 0.3 },
  often: { share: 0.9, withinMs: [0, 0, 100, 500], sameShare: 0.05 },
} as const;

/**
 * A message enqueued under a used id: the same mail again, or another one, to others or to the same
 * people; at once, while the first is under way, or long after.
 */
const drawReuse = (
  { calmFromMs, reuse, wayOut }: Scenario,
  dice: Dice,
  first: Errand,
): readonly Errand[] => {
  const { share, withinMs, sameShare } = reuses[reuse];
  if (first.messageId === undefined || !first.isValid || !dice.chance(share)) return [];
  // The whole again. Another mail would have an id that none of its parts has.
  if (first.unfolded !== undefined) return [{ ...first, copies: 1 }];
  const laterMs = dice.between(0, dice.pick(withinMs));
  const atMs = Math.min(first.atMs + laterMs, calmFromMs - 1);
  const again = { ...first, atMs, copies: 1 };
  if (dice.chance(sameShare)) return [again];
  return [
    errandOf(
      {
        ...again,
        mark: JSON.stringify({ insteadOf: first.messageId }),
        stream: dice.pick([first.stream, ...mixOfStreams]),
        recipients: dice.chance(0.3) ? first.recipients : drawRecipients(dice),
      },
      wayOut !== undefined,
    ),
  ];
};

import { type Account, accountFor, distinctMessages } from './account.ts';
import type { Mailing } from './compose-mailing.ts';
import { measureHeldRate } from './held-rate.ts';
import type { MailingWorld } from './mailing-world.ts';
import { putMailing } from './put-mailing.ts';
import { countRecipients } from './queued-message.ts';
import { newWatch, settleMailing, unfinishedOf, type Watch } from './settle-mailing.ts';

export interface Progress {
  readonly messages: number;
  readonly inLanes: number;
  readonly acceptedAtSes: number;
  /** Number of distinct messages whose outcome is known. */
  readonly finished: number;
  readonly seconds: number;
}

export interface MailingRun {
  readonly mailing: Mailing;
  /** Recipients per second that SES allows. */
  readonly rate: number;
  /** Visibility timeout of the lanes, after which messages of a killed function are redelivered. */
  readonly visibilityMs: number;
  readonly onProgress: (progress: Progress) => void;
  /** Called when the whole mailing is queued, or after a few seconds when only part of it is. */
  readonly onQueued: () => void;
}

/** The account of a mailing, in the order in which `--json` prints it. */
export interface MailingReport extends Account {
  /** Calls that SES refused because of the rate. */
  readonly throttled: number;
  readonly doubled: number;
  /** Recipients per second. */
  readonly rateAllowed: number;
  /** Recipients per second in the steady part; null when the run was too short to have one. */
  readonly rateHeld: number | null;
  /** `rateHeld` divided by `rateAllowed`. */
  readonly utilisation: number | null;
  readonly seconds: number;
}

/** Longest time that the first mail waits until the last is queued; ms. */
const longestQueueingMs = 5_000;
/**
 * Time to wait for the outcome of a lost answer; ms. Such a call settles after two minutes
 * (SETTLE_SECONDS in serverless.yml); a minute is added as reserve.
 */
const settleMs = 180_000;

/**
 * Runs a mailing: puts it on the queues, waits until every message of it is accounted for, and
 * accounts for it.
 *
 * It waits at most one and a half times as long as the mailing takes at the rate, plus one
 * visibility timeout and one settle time, so that messages of a killed function can be redelivered.
 *
 * @throws MailingRefusedError when a queue refuses one of the messages
 */
export const runMailing = async (world: MailingWorld, run: MailingRun): Promise<MailingReport> => {
  const { mailing, onQueued } = run;
  const startedAtMs = world.clock.now();
  const deadlineMs = startedAtMs + timeAllowedMs(run);
  const onTick = async (watch: Watch): Promise<void> =>
    run.onProgress(await progressOf(world, mailing, watch, startedAtMs));

  for (const template of mailing.templates) await world.createTemplate(template);
  const putting = putMailing(world, mailing.messages);
  await Promise.race([putting, world.clock.sleepUntil(startedAtMs + longestQueueingMs)]);
  onQueued();
  const first = await putting;
  let watch = await settleMailing(world, newWatch(first), deadlineMs, onTick);
  const firstEndedAtMs = world.clock.now();
  if (mailing.followUps.length > 0) {
    const put = [...first, ...(await putMailing(world, mailing.followUps))];
    watch = await settleMailing(world, { ...watch, put }, deadlineMs, onTick);
  }
  return reportOn(world, run.rate, watch, startedAtMs, firstEndedAtMs);
};

const timeAllowedMs = ({ mailing, rate, visibilityMs }: MailingRun): number => {
  const recipients = [...mailing.messages, ...mailing.followUps].reduce(
    (sum, { body }) => sum + countRecipients(body),
    0,
  );
  return (recipients / rate) * 1500 + visibilityMs + settleMs;
};

const progressOf = async (
  world: MailingWorld,
  { messages, followUps }: Mailing,
  watch: Watch,
  startedAtMs: number,
): Promise<Progress> => ({
  messages: messages.length + followUps.length,
  inLanes: watch.inLanes,
  acceptedAtSes: (await world.countAtSes()).accepted,
  finished: distinctMessages(watch.put).length - unfinishedOf(watch).length,
  seconds: (world.clock.now() - startedAtMs) / 1000,
});

const reportOn = async (
  world: MailingWorld,
  rate: number,
  watch: Watch,
  startedAtMs: number,
  firstEndedAtMs: number,
): Promise<MailingReport> => {
  const [counts, doubled, calls] = await Promise.all([
    world.countAtSes(),
    world.countDoubled(),
    world.acceptedCalls(),
  ]);
  const rateHeld = measureHeldRate(
    calls.filter(([atMs]) => atMs >= startedAtMs && atMs <= firstEndedAtMs),
  );
  return {
    ...accountFor(watch.put, watch),
    throttled: counts.throttled,
    doubled,
    rateAllowed: rate,
    rateHeld: rateHeld ?? null,
    utilisation: rateHeld === undefined ? null : rateHeld / rate,
    seconds: (world.clock.now() - startedAtMs) / 1000,
  };
};

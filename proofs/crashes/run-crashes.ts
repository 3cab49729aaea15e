import type { Output } from '../../local/lab/output.ts';
import type { Stream } from '../../shared/email/streams.ts';
import { addUp, isBalanced, judge, type RunEnd, sumOf } from '../account/account.ts';
import { findMessages } from '../account/read-found.ts';
import { type Lab, startLab } from './crash-lab.ts';
import {
  type CrashRow,
  crashTableHead,
  crashTableLine,
  type EventsMode,
  type JudgedTrial,
  rowOf,
  unknowablePoints,
} from './crash-row.ts';
import { inParallel } from './in-parallel.ts';
import { pointsOf } from './kill-switch.ts';
import { startPulse } from './pulse.ts';
import { type RecorderTrial, recorders, runRecorderTrial } from './recorder-trial.ts';
import { runWayOut } from './run-way-out.ts';
import { runSenderTrial, type SenderTrial } from './sender-trial.ts';
import { type BatchKind, batchSizes } from './trial-messages.ts';

/** Options of `npm run bench -- crashes`. */
export interface CrashesOptions {
  readonly quick: boolean;
  readonly json: boolean;
}

/** A kind of batch, and whether SES's events arrive while it is sent. */
interface SenderCase {
  readonly batch: BatchKind;
  readonly stream: Stream;
  readonly events: EventsMode;
}

/** Trials in parallel. Each mostly waits for a lease to end. */
const hands = 10;

/** A quick run takes one of so many points of a batch of several. */
const quickStride = 5;

const settleSeconds = 3;
/**
 * Time limit of the function: enough for a batch and no more, because a claim lasts until the run
 * would have ended.
 */
const timeoutSeconds = 16;
const eventsAtMostMs = 120_000;

/**
 * Kills the sender and the recorders before and after every request that they make, delivers their
 * messages again, and accounts for every message and event.
 *
 * @returns whether nothing was lost, doubled or unaccounted for
 */
export const runCrashes = async (
  { quick, json }: CrashesOptions,
  output: Output,
): Promise<boolean> => {
  const beganAtMs = performance.now();
  const lab = await startLab({
    rate: 200,
    quota: -1,
    latencyMs: 20,
    schedule: false,
    timeoutSeconds,
    // An event has to be recorded within the settle time.
    longestWindowSeconds: 2,
    environment: { SETTLE_SECONDS: String(settleSeconds) },
  });
  try {
    await lab.stack.invoke('refresh-quota', {});
    if (!json) output.print(crashTableHead());
    const rows: CrashRow[] = [];
    for (const one of casesOf(quick)) rows.push(await runSenderCase(lab, one, quick, output, json));
    for (const batch of quick ? (['one'] as const) : (['one', 'ten'] as const)) {
      const row = await runWayOut(lab, { batch, stride: 1, hands }, output.tell);
      output.print(json ? JSON.stringify(row) : crashTableLine(row));
      rows.push(row);
    }
    rows.push(...(await runRecorders(lab, output, json)));
    const end: RunEnd = {
      ...sumOf(rows),
      kills: rows.reduce((sum, row) => sum + row.kills, 0),
      faults: 0,
      seconds: Math.round((performance.now() - beganAtMs) / 1000),
    };
    output.print(JSON.stringify(end));
    return isBalanced(end);
  } finally {
    await lab.stop();
  }
};

const casesOf = (quick: boolean): readonly SenderCase[] => [
  { batch: 'one', stream: 'transactional', events: 'arrive' },
  { batch: 'ten', stream: 'transactional', events: 'arrive' },
  { batch: 'bulk', stream: 'notifications', events: 'arrive' },
  { batch: 'one', stream: 'transactional', events: 'held-back' },
  { batch: 'one', stream: 'marketing', events: 'held-back' },
  ...(quick
    ? []
    : ([
        { batch: 'ten', stream: 'transactional', events: 'held-back' },
        { batch: 'bulk', stream: 'notifications', events: 'held-back' },
      ] as const)),
];

/** Judges the messages of all trials by the tables and mailboxes. */
const judgeTrials = async (
  lab: Lab,
  trials: readonly SenderTrial[],
  tell: Output['tell'],
): Promise<readonly JudgedTrial[]> => {
  const all = trials.flatMap(({ messages }) => messages);
  const found = await findMessages(
    lab,
    all.map(({ message }) => message),
  );
  const verdicts = found.map((one) => judge(one.expected, one.found));
  found.forEach(({ expected }, index) => {
    const why = verdicts[index]?.why;
    if (why !== undefined) tell(`  message ${expected.key.messageId} ${why}`);
  });
  let next = 0;
  return trials.map(({ plan, killedAt, messages }) => ({
    point: plan.point,
    killedAt,
    messages: messages.map(({ unknowable: calls, requests }) => {
      const verdict = verdicts[next] ?? {
        kind: 'lost' as const,
        doubled: 0,
        why: 'it was not looked for',
      };
      const unknowable = Math.min(verdict.doubled, calls * (found[next]?.found.mails.size ?? 0));
      next += 1;
      if (verdict.doubled > unknowable)
        tell(`  killed ${plan.point?.side} ${killedAt}, twice: ${requests}`);
      return { verdict, unknowable };
    }),
  }));
};

const runSenderCase = async (
  lab: Lab,
  one: SenderCase,
  quick: boolean,
  { print, tell }: Output,
  json: boolean,
): Promise<CrashRow> => {
  const { batch, stream, events } = one;
  const title = `send-email, batch of ${batchSizes[batch]}, ${stream}, events ${events}`;
  const prefix = `${batch}-${stream.slice(0, 1)}-${events.slice(0, 1)}`;
  if (events === 'held-back') await lab.poller('feedback').disable();
  const pulse = events === 'arrive' ? startPulse(lab) : undefined;
  const { requests } = await runSenderTrial(lab, {
    name: `${prefix}-dry`,
    batch,
    stream,
    events,
    point: undefined,
  });
  const stride = quick && batch !== 'one' ? quickStride : 1;
  const points = pointsOf(requests).filter((_, index) => index % stride === 0);
  tell(`${title}: ${requests.length} requests, ${points.length} points …`);
  // From here on all mail belongs to these trials.
  await lab.ses.forget();
  const trials = await inParallel([...points.entries()], hands, ([index, point]) =>
    runSenderTrial(lab, { name: `${prefix}-${index}`, batch, stream, events, point }),
  );
  await pulse?.stop();
  if (events === 'held-back') lab.poller('feedback').enable();
  if (!(await lab.settle(eventsAtMostMs))) tell('  Not every event of SES was recorded in time.');
  const judged = await judgeTrials(lab, trials, tell);
  const row = rowOf({ ...one, batch: batchSizes[batch] }, judged);
  print(json ? JSON.stringify(row) : crashTableLine(row));
  if (events === 'held-back') {
    const places = unknowablePoints(events, judged);
    if (json) print(JSON.stringify({ unknowablePoints: places, batch: row.batch, stream }));
    else
      for (const [place, mails] of Object.entries(places))
        print(`    sent twice when killed ${place}: ${mails}`);
  }
  return row;
};

const recorderRow = (name: string, trials: readonly RecorderTrial[]): CrashRow => {
  const events = trials.reduce((sum, trial) => sum + trial.events, 0);
  const missing = trials.reduce((sum, trial) => sum + trial.missing, 0);
  return {
    function: name,
    batch: trials[0]?.events ?? 0,
    stream: null,
    events: null,
    points: trials.length,
    kills: trials.filter(({ killedAt }) => killedAt !== undefined).length,
    ...addUp([]),
    messages: events,
    suppressed: events - missing,
    lost: missing,
    unknowable: 0,
  };
};

const runRecorders = async (
  lab: Lab,
  { print, tell }: Output,
  json: boolean,
): Promise<readonly CrashRow[]> => {
  const rows: CrashRow[] = [];
  for (const recorder of recorders) {
    const tagged = recorder === 'record-delivery' ? [true] : [true, false];
    const trials: RecorderTrial[] = [];
    for (const isTagged of tagged) {
      const prefix = `${recorder.slice(7)}-${isTagged ? 't' : 'i'}`;
      const { requests } = await runRecorderTrial(
        lab,
        { name: `${prefix}-dry`, recorder, point: undefined },
        isTagged,
      );
      const points = pointsOf(requests);
      tell(
        `${recorder}${isTagged ? '' : ', notifications of an identity'}: ${requests.length} requests, ${points.length} points …`,
      );
      trials.push(
        ...(await inParallel([...points.entries()], hands, ([index, point]) =>
          runRecorderTrial(lab, { name: `${prefix}-${index}`, recorder, point }, isTagged),
        )),
      );
    }
    const row = recorderRow(recorder, trials);
    print(json ? JSON.stringify(row) : crashTableLine(row));
    rows.push(row);
  }
  return rows;
};

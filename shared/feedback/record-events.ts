import type { FindMessageBySesId, RecordEvents } from '../messages/ports.ts';
import type { RecordFacts } from '../reputation/reputation-book.ts';
import { factOf, type ReputationFact } from '../reputation/reputation-fact.ts';
import {
  arrivalsOf,
  happenedAt,
  isNotSpam,
  softBouncesOf,
  suppressionFor,
} from '../suppression/policy.ts';
import type {
  EndSoftBounces,
  LiftComplaint,
  NoteSoftBounce,
  Suppress,
} from '../suppression/ports.ts';
import { everyTenant, tenantScope } from '../suppression/scopes.ts';
import { inWaves } from '../system/in-waves.ts';
import type { Clock } from '../system/ports.ts';
import type { CountMetric, Log } from '../telemetry/ports.ts';
import { type Attribution, attributionOf, namesAnotherTenant } from './attribution.ts';
import { countsOf } from './count-of.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { parseEvents } from './parse-event.ts';
import type { NoteFeedback, RecordedCalls } from './ports.ts';
import { recordedCalls } from './recorded-calls.ts';
import { tellOptOutOfNothing, tellPartless, tellUnreadable } from './tell-oddities.ts';

export interface FeedbackPorts {
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  readonly noteSoftBounce: NoteSoftBounce;
  readonly endSoftBounces: EndSoftBounces;
  readonly recordFacts: RecordFacts;
  readonly recordEvents: RecordEvents;
  readonly noteFeedback: NoteFeedback;
  /** Undefined where the pipeline is told of its mail by configuration sets alone. */
  readonly findMessageBySesId: FindMessageBySesId | undefined;
  readonly count: CountMetric;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
}

/** One thing handed in. */
export interface FeedbackInput {
  /** Under which the log and the dead-letter queue know it. */
  readonly id: string;
  /** In any envelope. */
  readonly content: unknown;
  /** The tenant whom it is from: it tells of this tenant's mail and reaches no other's. Undefined when it may tell of any mail. */
  readonly tenantId?: string;
  /** Another AWS account tells of mail that it has sent: it counts for the tenant, and not for the pipeline's own account. */
  readonly isElsewhere?: boolean;
  /** When SNS says, and signs, that it was published; whatever the content says of that does not count then. Epoch ms. */
  readonly publishedAtMs?: number;
}

/** An event, and the inputs of the batch that carry it: copies of one event share its id. */
interface Received {
  readonly event: FeedbackEvent;
  readonly from: string | undefined;
  readonly isElsewhere: boolean;
  readonly inputs: readonly number[];
}

/** Events of one message, or a single event whose message is not known. */
interface Group {
  readonly subject: Attribution;
  readonly received: readonly Received[];
}

type Outcome<Thing, Result> =
  | { readonly kind: 'done'; readonly thing: Thing; readonly result: Result }
  | { readonly kind: 'failed'; readonly thing: Thing };

const nameOfError = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;

/** Does independent pieces of work, in their order, some at a time; a failure of one is logged and leaves the others alone. */
const doAll = async <Thing, Result>(
  things: readonly Thing[],
  work: (thing: Thing) => Promise<Result>,
  onFailure: (thing: Thing, error: string) => void,
): Promise<readonly Outcome<Thing, Result>[]> => {
  const doOne = async (thing: Thing): Promise<Outcome<Thing, Result>> => {
    try {
      return { kind: 'done', thing, result: await work(thing) };
    } catch (error) {
      onFailure(thing, nameOfError(error));
      return { kind: 'failed', thing };
    }
  };
  return inWaves(things, doOne);
};

/** The copy of an identity notification has no tags; the one that has says more. */
const fuller = (a: FeedbackEvent, b: FeedbackEvent): FeedbackEvent =>
  Object.keys(b.tags).length > Object.keys(a.tags).length ? b : a;

/** Events that another account may tell of at once: SES publishes each by itself, and so much is work that nobody limits before it is done. */
const mostEventsElsewhere = 10;

const read = (
  inputs: readonly FeedbackInput[],
  log: Log,
): { readonly received: readonly Received[]; readonly unreadable: readonly number[] } => {
  const byId = new Map<string, Received>();
  const unreadable: number[] = [];
  for (const [index, input] of inputs.entries()) {
    const { id, content, tenantId: from, isElsewhere = false, publishedAtMs } = input;
    const parsed = parseEvents(content);
    if (isElsewhere && parsed.length > mostEventsElsewhere) {
      log('error', 'feedback of another account holds too many events: publish each by itself', {
        id,
        events: parsed.length,
      });
      unreadable.push(index);
      continue;
    }
    for (const found of parsed) {
      if (found.kind === 'ignored') log('info', 'feedback ignored', { id, why: found.why });
      else if (found.kind === 'invalid') {
        log('error', 'feedback cannot be understood', { id, detail: found.detail });
        unreadable.push(index);
      } else {
        const event = publishedAtMs === undefined ? found.event : { ...found.event, publishedAtMs };
        const name = JSON.stringify([from ?? null, isElsewhere, event.eventId]);
        const known = byId.get(name);
        byId.set(name, {
          event: known ? fuller(known.event, event) : event,
          from,
          isElsewhere,
          inputs: [...(known?.inputs ?? []), index],
        });
      }
    }
  }
  return { received: [...byId.values()], unreadable };
};

const groupByMessage = (
  found: readonly { readonly one: Received; readonly subject: Attribution }[],
): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const { one, subject } of found) {
    const { key, tenantId, isConfined } = subject;
    const name = JSON.stringify(
      key
        ? [isConfined, key.tenantId, key.messageId]
        : [isConfined, tenantId, one.event.eventId, null],
    );
    groups.set(name, { subject, received: [...(groups.get(name)?.received ?? []), one] });
  }
  return [...groups.values()];
};

const suppress = async (
  event: FeedbackEvent,
  { tenantId, isConfined }: Attribution,
  ports: FeedbackPorts,
): Promise<void> => {
  const context = { tenantId, nowMs: ports.clock.now() };
  const lifted = isNotSpam(event) ? event.recipients : [];
  await Promise.all([
    ...lifted.map((address) =>
      ports.liftComplaint(address, tenantScope(tenantId), happenedAt(event, context.nowMs)),
    ),
    ...suppressionFor(event, context).map((entry) =>
      ports.suppress(
        isConfined && entry.scope === everyTenant
          ? { ...entry, scope: tenantScope(tenantId) }
          : entry,
      ),
    ),
    ...softBouncesOf(event, context).map((bounce) => ports.noteSoftBounce(bounce)),
  ]);
};

/** @returns the events that were not known yet */
const recordFacts = async (
  events: readonly FeedbackEvent[],
  { key }: Attribution,
  ports: FeedbackPorts,
): Promise<readonly FeedbackEvent[]> => {
  if (key === undefined) {
    for (const { kind, eventId } of events)
      ports.log('warn', 'feedback about a mail that is not in the table', { kind, eventId });
    return events;
  }
  tellPartless(events, ports.log);
  const fresh = new Set(await ports.recordEvents({ key, events }));
  return events.filter((event) => fresh.has(event.eventId));
};

/** Groups whose runs of soft bounces are looked up together. */
const groupsPerLookUp = 100;

/**
 * Ends the runs of soft bounces of all whom these groups report as reached: deliveries are nearly all of the feedback, so many in one go, and
 * the next ones when those are done, so that meanwhile these can be recorded.
 *
 * @returns for each group, when its runs have ended
 */
const endRuns = (
  groups: readonly Group[],
  ports: FeedbackPorts,
): ReadonlyMap<Group, Promise<void>> => {
  const nowMs = ports.clock.now();
  const toldBy = <Told>(
    some: readonly Group[],
    of: (
      event: FeedbackEvent,
      context: { readonly tenantId: string; readonly nowMs: number },
    ) => readonly Told[],
  ) =>
    some.flatMap(({ subject: { tenantId }, received }) =>
      received.flatMap(({ event }) => of(event, { tenantId, nowMs })),
    );
  const bounced = toldBy(groups, softBouncesOf);
  const ended = new Map<Group, Promise<void>>();
  let before = Promise.resolve();
  for (let from = 0; from < groups.length; from += groupsPerLookUp) {
    const some = groups.slice(from, from + groupsPerLookUp);
    const arrivals = toldBy(some, arrivalsOf);
    const done =
      arrivals.length === 0 ? before : before.then(() => ports.endSoftBounces(arrivals, bounced));
    for (const group of some) ended.set(group, done);
    // Whoever waits for these learns of a failure; it does not keep the next ones back.
    before = done.catch(() => undefined);
  }
  return ended;
};

const hasArrived = ({ received }: Group): boolean =>
  received.some(({ event }) => event.kind === 'delivery');

/** What the events of a group say for the reputation of those who sent the mail. */
const factsOf = (
  { subject: { tenantId, isTenantKnown, isCopy }, received }: Group,
  nowMs: number,
): readonly ReputationFact[] =>
  isCopy || !isTenantKnown
    ? []
    : received.flatMap(({ event, isElsewhere }): readonly ReputationFact[] => {
        const fact = factOf(event, tenantId, nowMs);
        return fact === undefined ? [] : [isElsewhere ? { ...fact, isElsewhere } : fact];
      });

/** One line for all of them: nobody but whoever floods a topic comes near. */
const warnOfUncounted = (uncounted: readonly ReputationFact[], log: Log): void => {
  const tenantIds = [...new Set(uncounted.map(({ tenantId }) => tenantId))];
  if (tenantIds.length > 0)
    log('warn', 'more mail of a tenant was sent elsewhere in two seconds than is counted', {
      tenantIds,
      events: uncounted.length,
    });
};

/**
 * Notes what all groups say for reputations, in one go.
 *
 * @returns for each group that says something, when it is noted; what cannot be noted of one is no failure of another
 */
const noteReputation = (
  groups: readonly Group[],
  ports: FeedbackPorts,
): ReadonlyMap<Group, Promise<void>> => {
  const nowMs = ports.clock.now();
  const told = groups.flatMap((group) => {
    const facts = factsOf(group, nowMs);
    return facts.length === 0 ? [] : [{ group, facts }];
  });
  if (told.length === 0) return new Map();
  const answered = ports.recordFacts(told.flatMap(({ facts }) => facts)).then((answer) => {
    warnOfUncounted(answer.uncounted, ports.log);
    return answer.failed;
  });
  const noted = async (facts: readonly ReputationFact[]): Promise<void> => {
    const failed = await answered;
    const lost = facts.find((fact) => failed.has(fact));
    if (lost !== undefined) throw failed.get(lost);
  };
  return new Map(
    told.map(({ group, facts }) => {
      const whenNoted = noted(facts);
      // It may fail before its group waits for it, which then learns of it.
      whenNoted.catch(() => undefined);
      return [group, whenNoted];
    }),
  );
};

const suppressGroup = async ({ subject, received }: Group, ports: FeedbackPorts): Promise<void> => {
  for (const { event } of received) {
    if (subject.isConfined && namesAnotherTenant(event, subject.tenantId)) {
      ports.log('warn', "feedback names another tenant than its topic's", {
        tenantId: subject.tenantId,
        eventId: event.eventId,
      });
    }
    tellUnreadable(event, ports.log);
    tellOptOutOfNothing(event, ports.log);
    await suppress(event, subject, ports);
  }
};

const recordGroup = async ({ subject, received }: Group, ports: FeedbackPorts): Promise<void> => {
  if (subject.isCopy) return;
  const events = received.map((one) => one.event);
  for (const event of await recordFacts(events, subject, ports)) {
    const tenantId = subject.isTenantKnown ? subject.tenantId : undefined;
    for (const count of countsOf(event, tenantId)) ports.count(count);
  }
};

/** Notes that feedback flows. Nothing is lost where that fails: mail of unknown outcome waits a little longer. */
const noteFlow = async (groups: readonly Group[], ports: FeedbackPorts): Promise<void> => {
  const recorded = groups.flatMap(({ subject, received }) =>
    received.map(({ event }) => ({ event, isBrought: subject.isConfined })),
  );
  const note = (calls: RecordedCalls): Promise<void> =>
    ports.noteFeedback(calls).catch((error: unknown) =>
      ports.log('warn', 'it could not be noted that feedback flows', {
        error: nameOfError(error),
      }),
    );
  await Promise.all(recordedCalls(recorded).map(note));
};

/** One line for all of them: where an identity tells of deliveries too there is one for each mail. */
const warnOfCopies = (groups: readonly Group[], log: Log): void => {
  const events = groups.filter(({ subject }) => subject.isCopy).length;
  if (events > 0)
    log(
      'warn',
      'notifications of an identity only suppress: to have them noted and counted, deploy with identityFeedback=true',
      {
        events,
      },
    );
};

/**
 * Records a batch of feedback, whatever kinds it holds: first whom not to write to any more, then what it says for reputations, then
 * what happened to each message, then the counts.
 *
 * Every effect may be repeated without harm, and an input is answered for only when all of its effects are done. So after a failure or
 * a crash at any point the same input, handed in again, completes what was left. What cannot be understood fails, so that it ends among
 * the dead letters and not in silence. It does not reject.
 *
 * @returns the indexes of the inputs that failed, ascending
 */
export const recordEvents = async (
  inputs: readonly FeedbackInput[],
  ports: FeedbackPorts,
): Promise<readonly number[]> => {
  const { received, unreadable } = read(inputs, ports.log);
  const idsOf = (ones: readonly Received[]) =>
    [...new Set(ones.flatMap((one) => one.inputs))].map((index) => inputs[index]?.id);

  const lookUps = await doAll(
    received,
    (one) => attributionOf(one.event, ports.findMessageBySesId, one.from),
    (one, error) => ports.log('error', 'message look-up failed', { ids: idsOf([one]), error }),
  );
  const found = lookUps.flatMap((lookUp) =>
    lookUp.kind === 'done' ? [{ one: lookUp.thing, subject: lookUp.result }] : [],
  );
  const notRecorded = (group: Group, error: string) =>
    ports.log('error', 'feedback not recorded', { ids: idsOf(group.received), error });
  const doneOf = <Result>(outcomes: readonly Outcome<Group, Result>[]) =>
    outcomes.flatMap(({ kind, thing }) => (kind === 'done' ? [thing] : []));
  const groups = groupByMessage(found);
  warnOfCopies(groups, ports.log);
  const suppressions = await doAll(groups, (group) => suppressGroup(group, ports), notRecorded);
  // After all soft bounces of the batch, so that a delivery ends the run that they belong to.
  const runsEnded = endRuns(doneOf(suppressions), ports);
  const reputationNoted = noteReputation(doneOf(suppressions), ports);
  const record = async (group: Group): Promise<void> => {
    await (hasArrived(group) ? runsEnded.get(group) : undefined);
    await reputationNoted.get(group);
    await recordGroup(group, ports);
  };
  const recordings = await doAll(doneOf(suppressions), record, notRecorded);
  await noteFlow(doneOf(recordings), ports);

  const unfound = lookUps.flatMap((lookUp) =>
    lookUp.kind === 'failed' ? lookUp.thing.inputs : [],
  );
  const unrecorded = [...suppressions, ...recordings].flatMap(({ kind, thing }) =>
    kind === 'failed' ? thing.received.flatMap((one) => one.inputs) : [],
  );
  const failed = [...new Set([...unreadable, ...unfound, ...unrecorded])].toSorted((a, b) => a - b);
  ports.log('info', 'feedback recorded', {
    inputs: inputs.length,
    events: received.length,
    failed: failed.length,
  });
  return failed;
};

import { canonicalOf, nobodies, onlookerAddress, writtenOf } from './addresses.ts';
import { choose } from './choose.ts';
import type { Draft } from './event-draft.ts';
import { breakEvent, type WrittenEvent } from './event-fault.ts';
import type { EventMeaning } from './event-meaning.ts';
import { addNoise } from './event-noise.ts';
import { identityMail, mail } from './event-objects.ts';
import { agents, type EventPlan, onlookerPlans } from './event-plan.ts';
import { senderForms } from './event-senders.ts';
import { type Tags, tagsOf } from './event-tags.ts';
import { nowMs, timesOf } from './event-times.ts';
import { type EventType, eventTypes, isEngagement, type Json } from './event-types.ts';
import { sesIdOf } from './mail-names.ts';
import { respell, respellType } from './respell.ts';

/** An event being written. */
interface Task {
  readonly plan: EventPlan;
  readonly eventType: EventType;
  readonly number: number;
  readonly isIdentity: boolean;
  /** Its list of recipients names nobody. */
  readonly isAnonymous: boolean;
  readonly onlookers: readonly string[];
}

/** Writes the event of a plan, with its meaning. */
export const writeEvent = (plan: EventPlan, number: number): WrittenEvent => {
  const task = taskOf(plan, number);
  const { eventType, isIdentity } = task;
  const list = listOf(task);
  const { object: mailObject, isGone, mailedMs, ...mailed } = mailOf(task);
  const { tags, sesMessageId, senderOwner } = mailed;
  const { object, atMs, agent } = ownPartOf(task, list, mailedMs);
  const draft = addAllNoise(task, { top: {}, mail: mailObject, object });
  const document = {
    [isIdentity ? 'notificationType' : 'eventType']: respellType(eventType.name, plan.spelling),
    ...draft.top,
    [eventType.object]: draft.object,
    ...(isGone ? {} : { mail: draft.mail }),
  };
  const broken = plan.fault && breakEvent(document, draft, eventType, plan.fault);
  if (broken !== undefined) return broken;

  const { kind, effect, count, countsOnce, fact } = eventType;
  const event: EventMeaning = {
    ...{ kind, number, effect, count, countsOnce, fact, atMs, agent, sesMessageId, senderOwner },
    namesSet: tags.namesSet,
    recipients: recipientsOf(task),
    unreadable: unreadableIn(task, list),
    tenantTag: tags.tenant,
    messageTag: tags.message,
    streamTag: tags.stream,
    partTag: tags.part,
  };
  return { document, meaning: { kind: 'event', event } };
};

const taskOf = (plan: EventPlan, number: number): Task => {
  const eventType = choose(eventTypes, plan.eventType);
  if (eventType === undefined) throw new Error('There are no types of events.');
  return {
    plan,
    eventType,
    number,
    isIdentity: plan.isIdentity && eventType.inBothDialects,
    isAnonymous: plan.namesNobody && eventType.list !== undefined && !eventType.mustName,
    onlookers: onlookerPlans.slice(0, plan.onlookers).map(onlookerAddress),
  };
};

/** Recipient list of the event, as written. */
const listOf = ({ plan, eventType, isAnonymous }: Task): unknown =>
  isAnonymous
    ? choose([[], null, undefined, 'x', nobodies], plan.spelling)
    : plan.affected.map((one) =>
        eventType.kind === 'delivery'
          ? writtenOf(one)
          : { emailAddress: writtenOf(one), ...eventType.perPerson },
      );

/** Number of entries in that list that name nobody. */
const unreadableIn = ({ plan, eventType, isAnonymous }: Task, list: unknown): number => {
  if (isAnonymous) return list === nobodies ? nobodies.length : 0;
  return eventType.list === undefined
    ? 0
    : plan.noise.filter(({ kind }) => kind === 'nobody').length;
};

const sortedOnce = (addresses: readonly string[]): readonly string[] =>
  [...new Set(addresses)].toSorted();

const recipientsOf = ({ plan, eventType, isAnonymous, onlookers }: Task): readonly string[] => {
  if (isAnonymous) return [];
  const affected = plan.affected.map(canonicalOf);
  return sortedOnce(eventType.list === undefined ? [...affected, ...onlookers] : affected);
};

/** Mail object of an event, and its meaning. */
interface MailPart {
  readonly object: Json;
  /** Whether the event is written without it. */
  readonly isGone: boolean;
  readonly tags: Tags;
  readonly senderOwner: string | undefined;
  readonly mailedMs: number;
  readonly sesMessageId: string | undefined;
}

const timesWithoutOwn: readonly EventPlan['time'][] = ['text', 'odd', 'absent', 'no-feedback-id'];

const mailOf = ({ plan, eventType, number, isIdentity, onlookers }: Task): MailPart => {
  // Without its mail object an event loses tags and times, so only an event that is clear without
  // them may lack it.
  const form = eventType.mustNameMail || timesWithoutOwn.includes(plan.time) ? 'whole' : plan.mail;
  const isUntagged = isIdentity || form === 'gone';
  const tags = isUntagged
    ? { ...tagsOf({ ...plan, tags: 'none' }), written: undefined, namesSet: false }
    : tagsOf(plan);
  const mailedMs = nowMs - 2_000_000 + number * 1_000;
  const sesMessageId = form === 'whole' ? sesIdOf(plan.tenant, plan.message) : undefined;
  const sender = choose(senderForms, plan.sender);
  const fields = {
    ...sender?.fields,
    timestamp: new Date(mailedMs).toISOString(),
    messageId: sesMessageId,
    destination: [...plan.affected.map(writtenOf), ...onlookers],
    ...(isIdentity ? {} : { tags: tags.written }),
  };
  return {
    object: isIdentity ? identityMail(fields) : mail(fields),
    isGone: form === 'gone',
    tags,
    senderOwner: form === 'gone' ? undefined : sender?.owner,
    mailedMs,
    sesMessageId,
  };
};

/** The object named after the event, and its meaning. */
interface OwnPart {
  readonly object: Json;
  readonly atMs: number | undefined;
  readonly agent: EventMeaning['agent'];
}

const kindsWithTime = ['open', 'click', 'subscription'];
const kindsWithFeedbackId = ['bounce', 'complaint'];

const ownPartOf = ({ plan, eventType, number }: Task, list: unknown, mailedMs: number): OwnPart => {
  const { kind, words, further } = eventType;
  // Events about the whole mail take its time where they have none of their own.
  const hasTime = eventType.list !== undefined || kindsWithTime.includes(kind);
  const { object: time, atMs } = hasTime
    ? timesOf(plan.time, number, mailedMs)
    : { object: {}, atMs: mailedMs };
  const hasFeedbackId = kindsWithFeedbackId.includes(kind) && plan.time !== 'no-feedback-id';
  const [agentWord, agent] = (isEngagement(eventType) ? choose(agents, plan.agent) : undefined) ?? [
    undefined,
    undefined,
  ];
  const spelled = Object.entries(words).map(
    ([name, word]) => [name, respell(String(word), plan.spelling)] as const,
  );
  const object = {
    ...further,
    ...Object.fromEntries(spelled),
    ...time,
    ...(hasFeedbackId ? { feedbackId: `feedback-${number}-xxxxxxxxxxxx` } : {}),
    ...(eventType.list === undefined ? {} : { [eventType.list]: list }),
    ...(agentWord === undefined ? {} : { isBotEvent: agentWord }),
  };
  return { object, atMs, agent };
};

const addAllNoise = ({ plan, eventType, isAnonymous }: Task, start: Draft): Draft =>
  plan.noise.reduce(
    (noisy, noise) =>
      noise.kind === 'nobody' && isAnonymous ? noisy : addNoise(noisy, noise, eventType),
    start,
  );

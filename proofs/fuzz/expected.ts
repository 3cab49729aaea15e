import type { Door } from './batch-plan.ts';
import type { Effects } from './effects.ts';
import type { EventMeaning, Meaning } from './event-meaning.ts';
import { nowMs } from './event-times.ts';
import { messageIdOf, messages, sesIdOf, tenants } from './mail-names.ts';

/** Tenant that owns the tenant's topic. */
export const topicsTenant: string = tenants[0];

/** Messages that the table knows by SES's id: every second one. */
export const knownMails: readonly {
  readonly sesMessageId: string;
  readonly tenantId: string;
  readonly messageId: string;
}[] = tenants.flatMap((tenantId, tenant) =>
  Array.from({ length: messages }, (_, message) => message)
    .filter((message) => message % 2 === 0)
    .map((message) => ({
      sesMessageId: sesIdOf(tenant, message),
      tenantId,
      messageId: messageIdOf(message),
    })),
);

interface Subject {
  readonly tenantId: string;
  /** Events about nobody's mail count for no tenant. */
  readonly isTenantKnown: boolean;
  /** `tenant#message`: of a message, or of foreign mail. */
  readonly message: string;
  readonly isForeign: boolean;
}

/**
 * Expected effects of a batch.
 *
 * @param calls - meanings in each call of a recorder; a copy within one call is not another event
 */
export const expectedOf = (calls: readonly (readonly Meaning[])[], door: Door): Effects => {
  const aboutOf = (event: EventMeaning): About => ({ event, ...subjectOf(event, door) });
  const inEachCall = calls.flatMap(eventsIn).map(aboutOf);
  const about = eventsIn(calls.flat()).map(aboutOf);
  // Of mail that the pipeline has not sent, an identity does not tell how much there was.
  const judged = about.filter(
    ({ isTenantKnown, isForeign, event }) => isTenantKnown && (!isForeign || event.namesSet),
  );
  const factsOf = (isSure: boolean): readonly string[] =>
    judged.flatMap(({ event, tenantId }) => factLines(event, tenantId, isSure));

  return {
    suppressed: sortedOnce(suppressedBy(about, door)),
    softened: peopleOf(about, 'soften'),
    arrived: peopleOf(about, 'arrive'),
    pardoned: peopleOf(about, 'pardon'),
    noted: notedOn(about).toSorted(),
    counted: about
      .flatMap(({ event, tenantId, isTenantKnown }) =>
        countLines(event, isTenantKnown ? tenantId : 'undefined'),
      )
      .toSorted(),
    facts: factsOf(true).toSorted(),
    mayBeFacts: factsOf(false),
    sent: sortedOnce(sentBy(about)),
    engaged: tallied(engagedWith(about)),
    unreadable: unreadableIn(inEachCall).toSorted(),
  };
};

/**
 * Owner of the mail by docs/feedback.md: tags first, then SES's id, then the sender; events of a
 * tenant's topic belong to that tenant.
 */
const subjectOf = (event: EventMeaning, door: Door): Subject => {
  const from = door === 'topic' ? topicsTenant : undefined;
  const isBelieved =
    from === undefined || event.tenantTag === undefined || event.tenantTag === from;
  const tenantTag = isBelieved ? event.tenantTag : undefined;
  if (isBelieved && event.messageTag !== undefined) {
    const tenantId = tenantTag ?? from ?? 'default';
    const message = `${tenantId}#${event.messageTag}`;
    return { tenantId, isTenantKnown: true, message, isForeign: false };
  }
  const named = from ?? tenantTag;
  const known = knownMails.find(({ sesMessageId }) => sesMessageId === event.sesMessageId);
  if (known !== undefined && (named === undefined || named === known.tenantId)) {
    const message = `${known.tenantId}#${known.messageId}`;
    return { tenantId: known.tenantId, isTenantKnown: true, message, isForeign: false };
  }
  const tenantId = named ?? event.senderOwner;
  const id = event.sesMessageId === undefined ? 'event' : `ses:${event.sesMessageId}`;
  return {
    tenantId: tenantId ?? 'default',
    isTenantKnown: tenantId !== undefined,
    message: `${tenantId ?? 'unassigned'}#${id}`,
    isForeign: true,
  };
};

const dayMs = 86_400_000;
const knownStreams = ['transactional', 'notifications', 'marketing'];

const factLines = (
  { fact, atMs, recipients, unreadable, streamTag }: EventMeaning,
  tenantId: string,
  isSure: boolean,
): readonly string[] => {
  if (fact === undefined || isSure !== (atMs !== undefined && atMs >= nowMs - 8 * dayMs)) return [];
  const real = recipients.filter((address) => !address.endsWith('@simulator.amazonses.com')).length;
  const amount = recipients.length + unreadable === 0 ? 1 : real + unreadable;
  const stream = knownStreams.find((one) => one === streamTag) ?? '-';
  return amount === 0 ? [] : [`${fact} ${tenantId} ${stream} ${amount}`];
};

const countLines = (
  { count, countsOnce, recipients, unreadable, kind, agent }: EventMeaning,
  tenantId: string,
): readonly string[] =>
  count === undefined
    ? []
    : [
        `${count} ${tenantId} ${countsOnce ? 1 : Math.max(1, recipients.length + unreadable)}`,
        ...(agent === undefined
          ? []
          : [
              `${kind === 'open' ? 'Opened' : 'Clicked'}By${agent === 'bot' ? 'Bot' : 'Human'} ${tenantId} 1`,
            ]),
      ];

const tallied = (lines: readonly string[]): readonly string[] =>
  [...Map.groupBy(lines, (line) => line)]
    .map(([line, some]) => `${line} ${some.length}`)
    .toSorted();

const kindsOfPeople = ['bounce', 'complaint', 'delivery', 'deliveryDelay'];

const happenedAt = ({ atMs }: EventMeaning): number => Math.min(atMs ?? nowMs, nowMs);

const eventsIn = (meanings: readonly Meaning[]): readonly EventMeaning[] => {
  const byNumber = new Map(
    meanings.flatMap((meaning) =>
      meaning.kind === 'event' ? [[meaning.event.number, meaning.event] as const] : [],
    ),
  );
  return [...byNumber.values()];
};

const sortedOnce = (lines: readonly string[]): readonly string[] => [...new Set(lines)].toSorted();

/** An event, and the owner of its mail. */
interface About extends Subject {
  readonly event: EventMeaning;
}

/** `address tenant` of the events with such an effect. */
const peopleOf = (about: readonly About[], kind: string): readonly string[] =>
  sortedOnce(
    about.flatMap(({ event: { effect, recipients }, tenantId }) =>
      effect?.kind === kind ? recipients.map((address) => `${address} tenant#${tenantId}`) : [],
    ),
  );

/** When complaints were last taken back, by `address tenant`; epoch ms. */
const pardonTimes = (about: readonly About[]): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const { event, tenantId } of about) {
    if (event.effect?.kind !== 'pardon') continue;
    for (const address of event.recipients) {
      const name = `${address} tenant#${tenantId}`;
      times.set(name, Math.max(times.get(name) ?? 0, happenedAt(event)));
    }
  }
  return times;
};

/** Scope in which it suppresses; undefined for none. */
const scopeOf = ({ event, tenantId }: About, door: Door): string | undefined => {
  const { effect, streamTag = '' } = event;
  if (effect?.kind !== 'suppress') return undefined;
  const ofTenant = `tenant#${tenantId}`;
  switch (effect.reach) {
    case 'everyone':
      // A topic of one tenant cannot suppress for others.
      return door === 'topic' ? ofTenant : '*';
    case 'tenant':
      return ofTenant;
    case 'stream':
      // An opt-out concerns the mail's stream, and nothing where the stream is unknown.
      return knownStreams.includes(streamTag) ? `${ofTenant}#stream#${streamTag}` : undefined;
    default:
      return effect.reach satisfies never;
  }
};

const suppressedBy = (about: readonly About[], door: Door): readonly string[] => {
  const pardons = pardonTimes(about);
  return about.flatMap((one) => {
    const { effect, recipients } = one.event;
    const scope = scopeOf(one, door);
    if (effect?.kind !== 'suppress' || scope === undefined) return [];
    return recipients
      .map((address) => `${address} ${scope}`)
      .filter(
        (name) =>
          effect.reason !== 'complaint' ||
          happenedAt(one.event) > (pardons.get(name) ?? Number.NEGATIVE_INFINITY),
      )
      .map((name) => `${name} ${effect.reason}`);
  });
};

const notedOn = (about: readonly About[]): readonly string[] =>
  about.map(
    ({ event: { kind, recipients }, message }) => `${message} ${kind} ${recipients.join(',')}`,
  );

const sentBy = (about: readonly About[]): readonly string[] =>
  about.flatMap(({ event: { partTag, sesMessageId }, message, isForeign }) =>
    isForeign || partTag === undefined || sesMessageId === undefined
      ? []
      : [`${message} ${partTag} ${sesMessageId}`],
  );

const engagedWith = (about: readonly About[]): readonly string[] =>
  about.flatMap(({ event: { kind, agent }, message }) =>
    kind === 'open' || kind === 'click' ? [`${message} ${kind} ${agent ?? 'unknown'}`] : [],
  );

const unreadableIn = (about: readonly About[]): readonly string[] =>
  about.flatMap(({ event: { kind, unreadable } }) =>
    unreadable > 0 && kindsOfPeople.includes(kind) ? [`${kind} ${unreadable}`] : [],
  );

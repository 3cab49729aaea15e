import type { Door } from './batch-plan.ts';
import {
  messageIdOf,
  messages,
  nowMs,
  type Said,
  type SaidEvent,
  sesIdOf,
  tenants,
} from './event-plan.ts';

/** What a batch brings about; every line names one thing, sorted. */
export interface Effects {
  /** `address scope reason`, what is in force in the end; soft bounces apart. */
  readonly suppressed: readonly string[];
  /** `address scope`, once each. */
  readonly softened: readonly string[];
  readonly arrived: readonly string[];
  readonly pardoned: readonly string[];
  /** `tenant#message kind recipients`. */
  readonly noted: readonly string[];
  /** `name tenant value`. */
  readonly counted: readonly string[];
  /** `kind tenant stream recipients`. */
  readonly facts: readonly string[];
  /** Further ones that may be noted: of events that say another time than SNS, which decides where there was an envelope that told it. */
  readonly mayBeFacts: readonly string[];
  /** `tenant#message part id`: which part SES has, and under which id. */
  readonly sent: readonly string[];
  /** `tenant#message kind agent count`: opens and clicks as a person is told. */
  readonly engaged: readonly string[];
  /** `kind number`, as the log tells of recipients that cannot be read. */
  readonly unreadable: readonly string[];
  /** Kinds of events about mail that the table does not know, as the log warns of them. */
  readonly unfound: readonly string[];
}

export const noEffects: Effects = {
  suppressed: [],
  softened: [],
  arrived: [],
  pardoned: [],
  noted: [],
  counted: [],
  facts: [],
  mayBeFacts: [],
  sent: [],
  engaged: [],
  unreadable: [],
  unfound: [],
};

/** To whom a topic belongs that is a tenant's own. */
export const topicsTenant: string = tenants[0];

/** The messages that the table knows by SES's id: every second one. */
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
  /** What is said of nobody's mail counts for no tenant. */
  readonly isTenantKnown: boolean;
  /** `tenant#message`; undefined when it is not in the table. */
  readonly message: string | undefined;
}

/** Whose mail it is, by docs/feedback.md: tags first, then SES's id; and what comes from a tenant's topic is that tenant's. */
const subjectOf = (event: SaidEvent, door: Door): Subject => {
  const from = door === 'topic' ? topicsTenant : undefined;
  const isBelieved =
    from === undefined || event.tenantTag === undefined || event.tenantTag === from;
  const tenantTag = isBelieved ? event.tenantTag : undefined;
  if (isBelieved && event.messageTag !== undefined) {
    const tenantId = tenantTag ?? from ?? 'default';
    return { tenantId, isTenantKnown: true, message: `${tenantId}#${event.messageTag}` };
  }
  const known = knownMails.find(({ sesMessageId }) => sesMessageId === event.sesMessageId);
  const mayBeMeant = known !== undefined && (from === undefined || known.tenantId === from);
  return {
    tenantId: from ?? tenantTag ?? known?.tenantId ?? 'default',
    isTenantKnown: (from ?? tenantTag ?? known?.tenantId) !== undefined,
    message: mayBeMeant ? `${known.tenantId}#${known.messageId}` : undefined,
  };
};

const dayMs = 86_400_000;
const knownStreams = ['transactional', 'notifications', 'marketing'];

const factLines = (
  { fact, atMs, recipients, unreadable, streamTag }: SaidEvent,
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
  { count, countsOnce, recipients, unreadable, kind, agent }: SaidEvent,
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

const happenedAt = ({ atMs }: SaidEvent): number => Math.min(atMs ?? nowMs, nowMs);

const eventsIn = (says: readonly Said[]): readonly SaidEvent[] => {
  const byNumber = new Map(
    says.flatMap((said) =>
      said.kind === 'event' ? [[said.event.number, said.event] as const] : [],
    ),
  );
  return [...byNumber.values()];
};

const sortedOnce = (lines: readonly string[]): readonly string[] => [...new Set(lines)].toSorted();

/**
 * What must come of a batch.
 *
 * @param calls - what is said in each call of a recorder; a copy within one call is no further event
 */
export const expectedOf = (calls: readonly (readonly Said[])[], door: Door): Effects => {
  const perCall = calls.map(eventsIn);
  const once = eventsIn(calls.flat());
  const about = once.map((event) => ({ event, ...subjectOf(event, door) }));
  const ofTenants = about.filter(({ isTenantKnown }) => isTenantKnown);
  const linesOf = (kind: string) =>
    about.flatMap(({ event, tenantId }) =>
      event.effect?.kind === kind
        ? event.recipients.map((address) => `${address} tenant#${tenantId}`)
        : [],
    );

  const pardonedAt = new Map<string, number>();
  for (const { event, tenantId } of about) {
    if (event.effect?.kind !== 'pardon') continue;
    for (const address of event.recipients) {
      const name = `${address} tenant#${tenantId}`;
      pardonedAt.set(name, Math.max(pardonedAt.get(name) ?? 0, happenedAt(event)));
    }
  }
  const suppressed = about.flatMap(({ event, tenantId }) => {
    const { effect, recipients } = event;
    if (effect?.kind !== 'suppress') return [];
    // Who tells of one tenant alone cannot suppress for the others.
    const ofTenant = `tenant#${tenantId}`;
    const { streamTag = '' } = event;
    // An opt-out is of the mail's stream, and of nothing where nobody knows of which.
    if (effect.reach === 'stream' && !knownStreams.includes(streamTag)) return [];
    const ofStream = effect.reach === 'stream' ? `${ofTenant}#stream#${streamTag}` : ofTenant;
    const scope = effect.reach === 'everyone' && door !== 'topic' ? '*' : ofStream;
    return recipients
      .map((address) => `${address} ${scope}`)
      .filter(
        (name) =>
          effect.reason !== 'complaint' ||
          happenedAt(event) > (pardonedAt.get(name) ?? Number.NEGATIVE_INFINITY),
      )
      .map((name) => `${name} ${effect.reason}`);
  });

  // What is in the table is counted once; of other mail nothing is remembered from one call to the next.
  const unfound = perCall.flat().filter((event) => subjectOf(event, door).message === undefined);
  const counted = [
    ...about.filter(({ message }) => message !== undefined).map(({ event }) => event),
    ...unfound,
  ];

  return {
    suppressed: sortedOnce(suppressed),
    softened: sortedOnce(linesOf('soften')),
    arrived: sortedOnce(linesOf('arrive')),
    pardoned: sortedOnce(linesOf('pardon')),
    noted: about
      .flatMap(({ event: { kind, recipients }, message }) =>
        message === undefined ? [] : [`${message} ${kind} ${recipients.join(',')}`],
      )
      .toSorted(),
    counted: counted
      .flatMap((event) => {
        const { tenantId, isTenantKnown } = subjectOf(event, door);
        return countLines(event, isTenantKnown ? tenantId : 'undefined');
      })
      .toSorted(),
    facts: ofTenants.flatMap(({ event, tenantId }) => factLines(event, tenantId, true)).toSorted(),
    mayBeFacts: ofTenants.flatMap(({ event, tenantId }) => factLines(event, tenantId, false)),
    sent: sortedOnce(
      about.flatMap(({ event: { partTag, sesMessageId }, message }) =>
        message === undefined || partTag === undefined || sesMessageId === undefined
          ? []
          : [`${message} ${partTag} ${sesMessageId}`],
      ),
    ),
    engaged: tallied(
      about.flatMap(({ event: { kind, agent }, message }) =>
        message !== undefined && (kind === 'open' || kind === 'click')
          ? [`${message} ${kind} ${agent ?? 'unknown'}`]
          : [],
      ),
    ),
    unreadable: perCall
      .flat()
      .flatMap(({ kind, unreadable }) =>
        unreadable > 0 && kindsOfPeople.includes(kind) ? [`${kind} ${unreadable}`] : [],
      )
      .toSorted(),
    unfound: unfound.map(({ kind }) => kind).toSorted(),
  };
};

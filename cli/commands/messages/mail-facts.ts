import { readBudgetUse } from '../../../shared/aws/budgets/read-budget-use.ts';
import { ledgerRow, readLedgerRow } from '../../../shared/aws/ledger/ledger-row.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { queueSize } from '../../../shared/aws/queues/queue-size.ts';
import { accountOfQueue, queueUrl } from '../../../shared/aws/queues/queue-url.ts';
import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { tenantBook } from '../../../shared/aws/tenants/tenant-book.ts';
import { waysOutBook } from '../../../shared/aws/tenants/ways-out-book.ts';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { limitsOn } from '../../../shared/budgets/limits.ts';
import { basicStreams, factsOf, isBasic, type Stream } from '../../../shared/email/streams.ts';
import type { MailFacts } from '../../../shared/following/mail-facts.ts';
import {
  cannotTell,
  type Known,
  known,
  mapKnown,
  type PathFacts,
} from '../../../shared/following/path-facts.ts';
import { resendId } from '../../../shared/following/resend-id.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import type { MessageState } from '../../../shared/messages/recipient-state.ts';
import { isInForce, scopesFor } from '../../../shared/suppression/scopes.ts';
import { nameOfError } from '../../../shared/system/name-of-error.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { appliedSettings } from '../../../shared/tenants/applied-settings.ts';
import { pausedBySes } from '../../../shared/tenants/pauses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import type { Pipeline } from '../../program.ts';

/** The status of a message, with its stream as the table has it. */
export interface FollowedStatus extends MessageStatus {
  readonly stream: Stream | undefined;
}

/** A mail that went again. */
export interface Resent {
  readonly messageId: string;
  readonly state: MessageState;
}

/** What is read of a mail; anything but the messages table may be out of reach. */
export interface MailFactsReader {
  /** The item of a message; an unreadable one is said to be that. */
  readonly readStatus: (key: MessageKey) => Promise<FollowedStatus | UnreadableItem | undefined>;
  /** The same of many messages, in one look-up; those of which nothing is known are left out. */
  readonly readStatuses: (
    keys: readonly MessageKey[],
  ) => Promise<readonly (FollowedStatus | UnreadableItem)[]>;
  /** Mail that went again to those whose mail bounced, one look-up for all of them. */
  readonly readResends: (status: MessageStatus) => Promise<readonly Resent[]>;
  /** What lies between the queue and SES for a stream of a tenant. */
  readonly readPath: (tenantId: string, stream: Stream) => Promise<PathFacts>;
  /** All but dead letters. */
  readonly readFacts: (
    key: MessageKey,
    status: MessageStatus | undefined,
    stream: Stream,
  ) => Promise<Omit<MailFacts, 'deadLetters'>>;
}

/** Reads what is known of one mail, each part by itself, so that one that fails hides no other. */
export const mailFactsReader = (pipeline: Pipeline): MailFactsReader => {
  const { target, clients, clock, streams } = pipeline;
  const { documents } = clients;
  const table = messageTable(documents, target.tables.messages, clock.now);
  const readPath = pathReader(pipeline);
  return {
    ...statusReader(table.findItems, streams),
    readResends: (status) => findResends(table.findItems, status),
    readPath,
    readFacts: async (key, status, stream) => {
      const addresses = Object.keys(status?.recipients ?? {});
      const [progress, held, suppressions, path] = await Promise.all([
        attempt(() => table.findProgress([key])),
        attempt(() => heldCopies(pipeline, key)),
        attempt(() => suppressionsOf(pipeline, key.tenantId, stream, addresses)),
        readPath(key.tenantId, stream),
      ]);
      return {
        ...{ key, status, held, suppressions, path },
        progress: progress.kind === 'known' ? progress.fact[0] : undefined,
      };
    },
  };
};

type Item = Readonly<Record<string, unknown>>;

type FindItems = (keys: readonly MessageKey[]) => Promise<readonly Item[]>;

/** Reads statuses from the items of the messages table. */
export const statusReader = (
  findItems: FindItems,
  streams: ReadStreams,
): Pick<MailFactsReader, 'readStatus' | 'readStatuses'> => {
  const toFollowed = async (item: Item): Promise<FollowedStatus | UnreadableItem> => {
    const status = readStatus(item);
    if (status instanceof UnreadableItem) return status;
    return { ...status, stream: await knownStream(item.stream, streams) };
  };
  const readStatuses: MailFactsReader['readStatuses'] = async (keys) =>
    Promise.all((await findItems(keys)).map(toFollowed));
  return { readStatuses, readStatus: async (key) => (await readStatuses([key]))[0] };
};

/** A stream that the deployment has; undefined for any other, such as one that it had before. */
const knownStream = async (name: unknown, streams: ReadStreams): Promise<Stream | undefined> => {
  if (typeof name !== 'string') return undefined;
  return isBasic(name) || (await streams()).has(name) ? name : undefined;
};

/** An item that cannot be read is left out: `status` of its own id tells it. */
export const findResends = async (
  findItems: FindItems,
  { tenantId, messageId, recipients }: MessageStatus,
): Promise<readonly Resent[]> => {
  const bounced = Object.keys(recipients).filter((address) => recipients[address] === 'bounced');
  if (bounced.length === 0) return [];
  const keys = bounced.map((address) => ({
    tenantId,
    messageId: resendId({ tenantId, messageId }, address),
  }));
  return (await findItems(keys))
    .map(readStatus)
    .flatMap((status) =>
      status instanceof UnreadableItem
        ? []
        : [{ messageId: status.messageId, state: status.state }],
    );
};

/** A reading that may fail by itself: without permission, out of reach, or unreadable. */
export const attempt = async <Fact>(work: () => Promise<Fact>): Promise<Known<Fact>> => {
  try {
    return known(await work());
  } catch (error) {
    return cannotTell(error instanceof UnreadableItem ? error.message : nameOfError(error));
  }
};

const heldCopies = async (pipeline: Pipeline, key: MessageKey) => {
  const { openHeldTools } = await import('../held/held-tools.ts');
  const tools = await openHeldTools(pipeline, () => undefined);
  const copies = [];
  for await (const mail of tools.listHeld(key)) copies.push(mail);
  return copies;
};

/** Suppressions in force of addresses, in the scopes that apply to a stream of a tenant. */
export const suppressionsOf = async (
  { target, clients, clock }: Pipeline,
  tenantId: string,
  stream: Stream,
  addresses: readonly string[],
) => {
  if (addresses.length === 0) return [];
  const table = suppressionTable(clients.documents, target.tables.suppressions);
  const nowMs = clock.now();
  const found = await table.findSuppressions([{ addresses, scopes: scopesFor(tenantId, stream) }]);
  return found.filter((entry) => isInForce(entry, nowMs));
};

const pathReader =
  (pipeline: Pipeline) =>
  async (tenantId: string, stream: Stream): Promise<PathFacts> => {
    const { target, clients, clock, streams } = pipeline;
    const { lane } = factsOf(isBasic(stream) ? basicStreams : await streams(), stream);
    const { documents, sqs } = clients;
    const { tables, queues } = target;
    const book = tenantBook(documents, tables.tenants);
    const [own, all, waysOut, use, url] = await Promise.all([
      attempt(() => book.read(tenantId)),
      attempt(() => book.read(everyTenant)),
      attempt(waysOutBook(documents, tables.tenants).read),
      attempt(() => readBudgetUse({ documents, table: tables.ledger, tenantId })),
      attempt(() => queueUrl(sqs, queues[lane])),
    ]);
    const both = and(own, all);
    return {
      ...{ tenantId, stream, lane },
      pauses: mapKnown(both, ([mine, ofAll]) => pausesOf(tenantId, mine, ofAll)),
      hasOwnAccount: mapKnown(own, ({ ses }) => ses !== undefined),
      sesStopped: mapKnown(waysOut, ({ sesStopped }) => sesStopped),
      wayOut: mapKnown(waysOut, ({ waysOut: ways }) => ways?.[stream]),
      budget: mapKnown(and(both, use), ([[mine, ofAll], used]) => {
        const settings = appliedSettings(mine, ofAll);
        return { use: used, limits: limitsOn(settings, utcDay(clock.now())) };
      }),
      ledger: await ledgerOf(pipeline, url),
      queued: url.kind === 'known' ? await attempt(queueSize(sqs, url.fact)) : url,
    };
  };

type TenantState = Awaited<ReturnType<ReturnType<typeof tenantBook>['read']>>;

/** SES's pause of the SES tenant of all does not apply to a tenant with an account of its own. */
const pausesOf = (tenantId: string, own: TenantState, ofAll: TenantState) => {
  if (own.ses !== undefined) return [{ tenantId, pauses: own.pauses }];
  const { [pausedBySes]: bySes, ...others } = ofAll.pauses;
  return [
    { tenantId, pauses: own.pauses },
    { tenantId: everyTenant, pauses: bySes === undefined ? others : ofAll.pauses },
  ];
};

const ledgerOf = async (
  { target, clients }: Pipeline,
  url: Known<string>,
): Promise<PathFacts['ledger']> => {
  if (url.kind === 'cannot-tell') return url;
  const account = accountOfQueue(url.fact);
  if (account === undefined) return cannotTell('the URL of its queue does not name the account');
  const read = await attempt(async () => {
    const region = await clients.sqs.config.region();
    return readLedgerRow(ledgerRow(clients.documents, target.tables.ledger, account, region));
  });
  if (read.kind === 'cannot-tell') return read;
  return read.fact === undefined
    ? cannotTell('there is no send ledger yet, which the first mail makes')
    : known(read.fact);
};

const and = <A, B>(one: Known<A>, other: Known<B>): Known<readonly [A, B]> => {
  if (one.kind === 'cannot-tell') return one;
  return other.kind === 'cannot-tell' ? other : known([one.fact, other.fact]);
};

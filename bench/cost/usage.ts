import type { UnitCounts } from '../../local/engines/consumed-units.ts';
import type { RequestCounts } from '../../local/engines/request-counts.ts';
import type { Usage } from '../../shared/cost/usage.ts';

/** What was counted up to a moment. */
export interface Counted {
  readonly queues: RequestCounts;
  readonly tables: RequestCounts;
  readonly units: UnitCounts;
  /** Bytes that each function has logged. */
  readonly logged: Readonly<Record<string, number>>;
  /** Events that SES has published. */
  readonly eventsPublished: number;
  /**
   * What filters on the body have read of them: an event's bytes for each filtered subscription of
   * its topic.
   */
  readonly bytesFiltered: number;
}

/** An invocation as it is billed. */
export interface Billed {
  readonly function: string;
  readonly memoryMegabytes: number;
  readonly billedMs: number;
}

const ofMessages =
  /^(SendMessage|SendMessageBatch|ReceiveMessage|DeleteMessage|DeleteMessageBatch|ChangeMessageVisibility) /;

/**
 * What was used between two moments, line by line as it is billed.
 *
 * @param queues - names of those that are there on AWS too and carry mail or its feedback
 * @param prefix - of all names of the stage, to be left out
 */
export const usageBetween = (
  before: Counted,
  after: Counted,
  {
    invocations,
    queues,
    prefix,
  }: {
    readonly invocations: readonly Billed[];
    readonly queues: readonly string[];
    readonly prefix: string;
  },
): readonly Usage[] => {
  const published = after.eventsPublished - before.eventsPublished;
  const filtered = after.bytesFiltered - before.bytesFiltered;
  return [
    ...queueUsage(before, after, queues, prefix),
    ...functionUsage(invocations),
    ...tableUsage(before, after, prefix),
    { meter: 'snsPublish', what: 'events of SES', requests: published, units: published },
    ...(filtered === 0
      ? []
      : [
          {
            meter: 'snsFilterByte',
            what: 'filters on the body',
            requests: 0,
            units: filtered,
          } as const,
        ]),
    ...between(before.logged, after.logged).map(
      ([name, bytes]): Usage => ({ meter: 'logByte', what: name, requests: 0, units: bytes }),
    ),
  ];
};

/** Names by what they were counted as; the smaller count from the larger. */
const between = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
) =>
  Object.entries(after)
    .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
    .filter(([, count]) => count > 0);

/** `ses-pipeline-dev-messages/by-ses-message-id` is `messages/by-ses-message-id` to its readers. */
const shortName = (name: string, prefix: string): string =>
  name.startsWith(prefix) ? name.slice(prefix.length) : name;

const total = (
  counts: readonly (readonly [string, number])[],
  isCounted: (name: string) => boolean,
): number => counts.reduce((sum, [name, count]) => (isCounted(name) ? sum + count : sum), 0);

/** The operations that each kind of unit comes from. */
const operationsOf: Readonly<Record<string, RegExp>> = {
  read: /^(GetItem|BatchGetItem) /,
  write: /^(PutItem|UpdateItem|DeleteItem|BatchWriteItem) /,
};

const queueUsage = (
  before: Counted,
  after: Counted,
  queues: readonly string[],
  prefix: string,
): readonly Usage[] =>
  between(before.queues, after.queues)
    .filter(([name]) => ofMessages.test(name) && queues.includes(name.slice(name.indexOf(' ') + 1)))
    .map(([name, requests]) => {
      const [operation = '', queue = ''] = name.split(' ');
      return {
        meter: 'sqsRequest',
        what: `${shortName(queue, prefix)} ${operation}`,
        requests,
        units: requests,
      };
    });

const tableUsage = (before: Counted, after: Counted, prefix: string): readonly Usage[] => {
  const requests = between(before.tables, after.tables);
  const ofUnits = between(before.units, after.units).map(([name, units]): Usage => {
    const [kind = '', target = ''] = name.split(' ');
    const operations = operationsOf[kind];
    return {
      meter: kind === 'read' ? 'readUnit' : 'writeUnit',
      what: `${shortName(target, prefix)} ${kind}`,
      // The write of an index, and what a condition refused, is part of a request that is counted
      // already.
      requests:
        operations === undefined
          ? 0
          : total(requests, (one) => operations.test(one) && one.endsWith(` ${target}`)),
      units,
    };
  });
  // Small ones: the engine does not count their units, and no mail needs them.
  const queries = requests
    .filter(([name]) => /^(Query|Scan) /.test(name))
    .map(([name, count]): Usage => {
      const [operation = '', table = ''] = name.split(' ');
      return {
        meter: 'readUnit',
        what: `${shortName(table, prefix)} ${operation}`,
        requests: count,
        units: count,
      };
    });
  return [...ofUnits, ...queries];
};

const functionUsage = (invocations: readonly Billed[]): readonly Usage[] =>
  [...Map.groupBy(invocations, (one) => one.function)].flatMap(([name, own]): readonly Usage[] => [
    {
      meter: 'lambdaRequest',
      what: `${name} invocations`,
      requests: own.length,
      units: own.length,
    },
    {
      meter: 'lambdaGbSecond',
      what: `${name} time`,
      requests: 0,
      units: own.reduce(
        (sum, { memoryMegabytes, billedMs }) => sum + (memoryMegabytes / 1024) * (billedMs / 1000),
        0,
      ),
    },
  ]);

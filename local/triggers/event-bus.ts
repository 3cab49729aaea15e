import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { createRoutesServer, type NodeRoutes } from '../../simulator/loopback/routes-server.ts';
import type { EventRuleResource } from '../template/event-rule-resources.ts';

/**
 * EventBridge: takes events by PutEvents. Those on the default bus invoke what the rules say; a bus
 * with a name hands its events to whoever watches it.
 */
export interface EventBus {
  readonly url: string;
  /** Lets the rules invoke; before, no rule matches. */
  readonly serve: (targets: readonly EventTarget[]) => void;
  /** Hands over each event on the bus of this name, which has no rules here. */
  readonly watch: (busName: string, see: (event: unknown) => void) => void;
  readonly close: () => Promise<void>;
}

/** A rule, and the function that it invokes asynchronously. */
export interface EventTarget extends Pick<EventRuleResource, 'sources' | 'detailTypes'> {
  readonly invoke: (event: unknown) => Promise<unknown>;
}

export interface EventBusOptions {
  readonly region: string;
  readonly accountId: string;
  readonly onProblem: (problem: string) => void;
}

const defaultBus = 'default';

const putEvents = z.object({
  Entries: z
    .array(
      z.object({
        EventBusName: z._default(z.string(), defaultBus),
        Source: z.string(),
        DetailType: z.string(),
        Resources: z._default(z.array(z.string()), []),
        Detail: z.string(),
        // As SDKs write it: seconds.
        Time: z.optional(z.union([z.string(), z.number()])),
      }),
    )
    .check(z.minLength(1), z.maxLength(10)),
});

type Entry = z.infer<typeof putEvents>['Entries'][number];

/**
 * Starts EventBridge on 127.0.0.1; any signature is believed, also for sources of AWS.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const startEventBus = async (options: EventBusOptions): Promise<EventBus> => {
  let targets: readonly EventTarget[] = [];
  const watchers = new Map<string, (event: unknown) => void>();
  const deliver = (entry: Entry): string => {
    const event = eventOf(entry, options);
    if (entry.EventBusName !== defaultBus) {
      watchers.get(entry.EventBusName)?.(event);
      return event.id;
    }
    for (const { sources, detailTypes, invoke } of targets)
      if (sources.includes(entry.Source) && detailTypes.includes(entry.DetailType))
        invoke(event).catch((error: unknown) =>
          options.onProblem(`an event of ${entry.Source} failed: ${nameOfError(error)}`),
        );
    return event.id;
  };
  const routes = new Hono<NodeRoutes>().post('/', async ({ req }) => {
    const parsed = putEvents.safeParse(await req.json().catch(() => undefined));
    if (!parsed.success) return Response.json({ __type: 'ValidationException' }, { status: 400 });
    const Entries = parsed.data.Entries.map((entry) => ({ EventId: deliver(entry) }));
    return Response.json({ FailedEntryCount: 0, Entries });
  });
  const listener = await listenOnLoopback(createRoutesServer(routes), 0);
  return {
    url: `http://127.0.0.1:${listener.port}/`,
    serve: (served) => {
      targets = served;
    },
    watch: (busName, see) => void watchers.set(busName, see),
    close: listener.close,
  };
};

/**
 * An event as a rule hands it to its target.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overview.html
 */
const eventOf = (
  { Source, DetailType, Resources, Detail, Time }: Entry,
  { region, accountId }: EventBusOptions,
) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': DetailType,
  source: Source,
  account: accountId,
  time: `${timeOf(Time).slice(0, 19)}Z`,
  region,
  resources: Resources,
  detail: parseDetail(Detail),
});

const timeOf = (given: string | number | undefined): string =>
  typeof given === 'string'
    ? given
    : (given === undefined ? new Date() : new Date(given * 1000)).toISOString();

const parseDetail = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { createRoutesServer, type NodeRoutes } from '../../simulator/loopback/routes-server.ts';
import type { EventRuleResource } from '../template/event-rule-resources.ts';

/** The default event bus: takes events by PutEvents, and invokes what the rules say. */
export interface EventBus {
  readonly url: string;
  /** Lets the rules invoke; before, no rule matches. */
  readonly serve: (targets: readonly EventTarget[]) => void;
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

const putEvents = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string(),
        DetailType: z.string(),
        Resources: z._default(z.array(z.string()), []),
        Detail: z.string(),
        Time: z.optional(z.string()),
      }),
    )
    .check(z.minLength(1), z.maxLength(10)),
});

type Entry = z.infer<typeof putEvents>['Entries'][number];

/**
 * Starts the default event bus on 127.0.0.1; any signature is believed, also for sources of AWS.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const startEventBus = async (options: EventBusOptions): Promise<EventBus> => {
  let targets: readonly EventTarget[] = [];
  const deliver = (entry: Entry): string => {
    const event = eventOf(entry, options);
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
  time: `${(Time ?? new Date().toISOString()).slice(0, 19)}Z`,
  region,
  resources: Resources,
  detail: parseDetail(Detail),
});

const parseDetail = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

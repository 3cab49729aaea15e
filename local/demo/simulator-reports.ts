import * as z from 'zod/mini';
import { keyName } from './account.ts';
import type { MailingWorld } from './mailing-world.ts';

const statistics = z.object({
  acceptedCalls: z.number(),
  throttled: z.number(),
  outcomesPending: z.number(),
  eventsWaiting: z.number(),
});
const acceptedCalls = z.array(z.readonly(z.tuple([z.number(), z.number()])));
const repeated = z.array(z.object({ copies: z.number() }));
const mails = z.array(
  z.object({
    tags: z.record(z.string(), z.string()),
    events: z.array(z.object({ published: z.number() })),
  }),
);

/** Reports of the SES simulator about the mailing, over its own API. */
export type SimulatorReports = Pick<
  MailingWorld,
  'countAtSes' | 'acceptedCalls' | 'feedbackOfSes' | 'countDoubled'
>;

export const simulatorReports = (simulatorUrl: string): SimulatorReports => {
  const ask = async <Schema extends z.ZodMiniType>(
    path: string,
    schema: Schema,
  ): Promise<z.output<Schema>> => {
    const answer = await fetch(new URL(path, simulatorUrl));
    if (!answer.ok) throw new Error(`The SES simulator answers ${answer.status} to ${path}.`);
    return z.parse(schema, await answer.json());
  };

  return {
    countAtSes: async () => {
      const { acceptedCalls: accepted, throttled } = await ask('/_sim/stats', statistics);
      return { accepted, throttled };
    },
    acceptedCalls: () => ask('/_sim/accepted', acceptedCalls),
    feedbackOfSes: async () => {
      // Read in this order: when nothing is still to come, the list that is read next is complete.
      const { outcomesPending, eventsWaiting } = await ask('/_sim/stats', statistics);
      const list = await ask('/_sim/messages?limit=1000000', mails);
      return { toCome: outcomesPending + eventsWaiting, published: publishedByKey(list) };
    },
    countDoubled: async () =>
      (await ask('/_sim/copies', repeated)).reduce((sum, { copies }) => sum + copies - 1, 0),
  };
};

/** Number of published events of each message. */
const publishedByKey = (list: z.infer<typeof mails>): ReadonlyMap<string, number> => {
  const published = new Map<string, number>();
  for (const { tags, events } of list) {
    const name = keyName({
      tenantId: tags['pipeline-tenant'] ?? 'default',
      messageId: tags['pipeline-message'] ?? '',
    });
    const own = events.filter((event) => event.published > 0).length;
    published.set(name, (published.get(name) ?? 0) + own);
  }
  return published;
};

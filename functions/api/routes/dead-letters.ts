import * as z from 'zod/mini';
import {
  type DeadLetterSelection,
  type Diagnosed,
  listDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from '../../../shared/dead-letters/redrive.ts';
import type { DeadLetterQueue } from '../../../shared/dead-letters/walk-dead-letters.ts';
import { withoutAddresses } from '../../../shared/privacy/without-addresses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { conflict, notFound } from '../http/problem.ts';
import { type Answer, done, noBody, noNames, noQuery, route } from '../http/route.ts';
import { busyAnswer, time } from '../http/schemas.ts';
import { withPermit } from '../permits.ts';
import type { ApiPorts } from '../ports.ts';

/** What one request reads at most: dead letters, and ms. */
const mostRead = 1_000;
const longestMs = 12_000;

/** Dead letters of an answer at most. */
const mostShown = 200;

const deadLetterSchema = z.strictObject({
  deadLetterId: z.string(),
  queue: z.string(),
  since: time.check(z.describe('When it came on its first queue.')),
  kind: z.enum(['mail', 'feedback', 'run']),
  death: z.enum(['refused', 'given-up', 'run-failed', 'undeliverable']),
  tenantId: z.nullable(z.string()),
  messageId: z.nullable(z.string()),
  reasons: z.array(z.string()),
  remedy: z.nullable(z.string()),
});

const toDeadLetter = ({ deadLetter, diagnosis }: Diagnosed): z.infer<typeof deadLetterSchema> => ({
  deadLetterId: deadLetter.sqsMessageId,
  queue: deadLetter.queue,
  since: new Date(deadLetter.sentAtMs).toISOString(),
  kind: diagnosis.kind,
  death: diagnosis.death,
  tenantId: diagnosis.tenantId ?? null,
  messageId: diagnosis.messageId ?? null,
  reasons: diagnosis.reasons.map(withoutAddresses),
  remedy: diagnosis.remedy === undefined ? null : withoutAddresses(diagnosis.remedy),
});

const listing = {
  method: 'get',
  path: '/dead-letters',
  tag: 'Dead letters',
  pathNames: noNames,
  query: noQuery,
  body: noBody,
  answers: {
    200: {
      description: 'Each with why it failed and what to do; in no order.',
      schema: z.strictObject({
        deadLetters: z.array(deadLetterSchema),
        complete: z.boolean().check(z.describe('Whether these are all.')),
      }),
    },
    ...busyAnswer,
  },
} as const;

const listOfTenant = route(
  {
    ...listing,
    place: 'tenant',
    operationId: 'listDeadLetters',
    summary: 'Mail of a tenant that failed: why, and what to do',
    right: 'view',
  },
  ({ tenantId }, ports) => list(tenantId, { tenantId, queue: 'dead-letters' }, ports),
);

const listAll = route(
  {
    ...listing,
    place: 'token',
    operationId: 'listAllDeadLetters',
    summary: 'Mail, events and runs that failed: why, and what to do',
    right: 'operate',
  },
  (_request, ports) => list(everyTenant, {}, ports),
);

const list = (tenantId: string, selection: DeadLetterSelection, ports: ApiPorts): Promise<Answer> =>
  withPermit(ports, 'dead letters', tenantId, async () => {
    const found: z.infer<typeof deadLetterSchema>[] = [];
    const { queues, mayGoOn } = bounded(ports, () => found.length < mostShown);
    const isAll = await listDeadLetters(
      { queues, streams: ports.streams },
      selection,
      (one) => found.push(toDeadLetter(one)),
      mayGoOn,
    );
    const deadLetters = found.slice(0, mostShown);
    return done({ deadLetters, complete: isAll && found.length <= mostShown });
  });

/** The queues, read only so far and so long. */
const bounded = ({ deadLetters, now }: ApiPorts, isWanted: () => boolean) => {
  const untilMs = now() + longestMs;
  let read = 0;
  const counting = (queue: DeadLetterQueue): DeadLetterQueue => ({
    ...queue,
    take: async () => {
      const taken = await queue.take();
      read += taken.length;
      return taken;
    },
  });
  return {
    queues: deadLetters.queues.map(counting),
    mayGoOn: () => isWanted() && read < mostRead && now() < untilMs,
  };
};

const redriveOne = route(
  {
    place: 'token',
    path: '/dead-letters/{deadLetterId}/redrive',
    method: 'post',
    operationId: 'redriveDeadLetter',
    tag: 'Dead letters',
    summary: 'Put a dead letter back on its queue, if it would not only fail again',
    right: 'operate',
    pathNames: z.object({
      deadLetterId: z
        .string()
        .check(
          z.regex(/^[A-Za-z0-9-]{1,100}$/, 'is no id of a dead letter; take it from the list'),
        ),
    }),
    query: noQuery,
    body: z.optional(z.strictObject({})),
    answers: {
      200: {
        description: 'It is back on its queue.',
        schema: z.strictObject({
          success: z.literal(true),
          queue: z.enum(['transactional', 'bulk', 'feedback']),
        }),
      },
      404: { description: 'There is no such dead letter on the queues.', schema: z.unknown() },
      409: { description: 'It would fail again; `detail` says why.', schema: z.unknown() },
      ...busyAnswer,
    },
  },
  ({ path: { deadLetterId } }, ports) =>
    withPermit(ports, 'dead letters', everyTenant, async () => {
      let redriven: Redriven | undefined;
      const { queues, mayGoOn } = bounded(ports, () => redriven === undefined);
      const isAll = await redriveDeadLetters(
        { ...ports.deadLetters, queues, clock: clockOf(ports) },
        { sqsMessageId: deadLetterId },
        {
          isDryRun: false,
          rate: mostRead,
          mayGoOn,
          onDeadLetter: (one) => {
            redriven = one;
          },
        },
      );
      return redriven === undefined ? absent(isAll) : answerTo(redriven);
    }),
);

const clockOf = ({ now, sleep }: ApiPorts) => ({
  now,
  sleepUntil: (atMs: number) => sleep(Math.max(0, atMs - now())),
});

const absent = (isAll: boolean): Answer =>
  isAll
    ? notFound(
        'There is no such dead letter on the queues: it was redriven, or is older than four days and lies in the bucket, or another reader hides it for two minutes.',
      )
    : conflict(
        'There are more dead letters than a request may read, and it was not among those; use ses-pipeline dead-letters redrive.',
      );

/** @throws when its queue cannot be reached */
const answerTo = (redriven: Redriven): Answer => {
  switch (redriven.kind) {
    case 'redriven':
    case 'would-redrive':
      return done({ success: true, queue: redriven.origin });
    case 'unfit':
      return conflict(`It would fail again: ${redriven.reasons.map(withoutAddresses).join('; ')}`);
    case 'failed':
      if (redriven.cause instanceof StoredMail) return conflict(redriven.cause.message);
      throw redriven.cause;
    default:
      return redriven satisfies never;
  }
};

/** The mail lies in S3, which the API does not read. */
export class StoredMail extends Error {
  override readonly name = 'StoredMail';

  constructor() {
    super(
      'Its content lies in S3, which the API does not read; use ses-pipeline dead-letters redrive.',
    );
  }
}

export const deadLetterRoutes = [listOfTenant, listAll, redriveOne];

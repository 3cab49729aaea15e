import * as z from 'zod/mini';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { FeedbackReading } from '../../../shared/feedback/ports.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { wholeTenant } from '../../../shared/tenants/pauses.ts';
import type { BrokenPromise } from '../checks/violation.ts';
import { signed } from '../models/sns-signer.ts';
import type { MutationPoints } from '../pipeline/mutation-points.ts';
import type { ScenarioSize } from '../scenario/scenario.ts';

/**
 * A fault that somebody could have built in. It sits between the handlers and the world, and the
 * simulation must find it.
 */
export interface Mutant {
  readonly name: string;
  /** What it does, in one phrase. */
  readonly does: string;
  /** The promise that it must be found to break. */
  readonly breaks: BrokenPromise;
  /** Seed of a history that shows it; tried first, because a search may take long. */
  readonly shownBy: number;
  /** Size of the histories that show it; default a day of mail. */
  readonly size?: ScenarioSize;
  readonly mutationPoints: Partial<MutationPoints>;
}

/** Histories longer than SQS's retention, with little mail. */
const weeks: ScenarioSize = { days: 20, messagesPerDay: 2 };

/** Histories in which tenants contend for the rate, one of them with a share. */
const contended: ScenarioSize = { days: 1, messagesPerDay: 600, isContended: true };

/** Histories in which most ids are used for two mails at once. */
const rivals: ScenarioSize = { days: 1, messagesPerDay: 40, reuse: 'often' };

const keyOf = (tags: Readonly<Record<string, string>>): MessageKey => ({
  tenantId: tags[pipelineTags.tenant] ?? '',
  messageId: tags[pipelineTags.message] ?? '',
});

/** Feedback that seems to flow before and after any call. */
const flows = (): Promise<FeedbackReading> =>
  Promise.resolve({ firstCallMs: 0, newestCallMs: Number.MAX_SAFE_INTEGER, waiting: 0 });

/** The event of a queue, as far as mutants change it. */
const queueEvent = z.looseObject({ Records: z.array(z.looseObject({ body: z.string() })) });

const nothingFailed = { batchItemFailures: [] };

export const mutants: readonly Mutant[] = [
  {
    name: 'unfolded-in-part',
    does: 'ends a message to several destinations though one of them is not on the queue',
    breaks: 'lost',
    shownBy: 1,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        putBatch: (lane) => async (items) => {
          await ports.putBatch(lane)(items.slice(1));
          return items.map(() => ({ kind: 'queued', sqsMessageId: 'any' }));
        },
      }),
    },
  },
  {
    name: 'unfolded-under-new-ids',
    does: 'gives the messages of several destinations other ids each time they are put',
    breaks: 'state',
    shownBy: 1,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        putBatch: (lane) => (items) =>
          ports.putBatch(lane)(
            items.map(({ body, ...item }) => ({
              ...item,
              body: body.replace(
                /"messageId":"([^"]+)"/,
                (_, id) => `"messageId":"${id}.${ports.newId()}"`,
              ),
            })),
          ),
      }),
    },
  },
  {
    name: 'marker-before-effect',
    does: 'writes down that a mail was sent before it is sent',
    breaks: 'lost',
    shownBy: 1,
    mutationPoints: {
      sendMail: (send, ports) => async (mail) => {
        await ports.recordSent(
          keyOf(mail.tags),
          Number(mail.tags[pipelineTags.part]),
          'not-yet',
          ports.clock.now(),
        );
        return send(mail);
      },
    },
  },
  {
    name: 'end-of-another-mail',
    does: 'writes how a mail ended upon whatever mail has its id',
    breaks: 'conflict',
    shownBy: 114,
    size: rivals,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        recordOutcome: ({ fingerprint: _, ...outcome }) => ports.recordOutcome(outcome),
      }),
    },
  },
  {
    name: 'claim-without-lease',
    does: 'sends although another run holds the message or may have sent it',
    breaks: 'doubled',
    shownBy: 2,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        findProgress: async (keys) =>
          (await ports.findProgress(keys)).map((progress) => ({ ...progress, leases: new Map() })),
        claimPart: async (claim) => {
          const answer = await ports.claimPart(claim);
          return answer.kind === 'unsettled' ? { kind: 'claimed', attempt: 1 } : answer;
        },
      }),
    },
  },
  {
    name: 'sdk-retries',
    does: 'calls SES again when an answer is lost, as the SDK does by itself',
    breaks: 'doubled',
    shownBy: 1,
    mutationPoints: {
      sendMail: (send) => async (mail) => {
        const answer = await send(mail);
        return answer.kind === 'unknown' ? send(mail) : answer;
      },
    },
  },
  {
    name: 'joint-request-again',
    does: 'makes a request for several mails again when its answer is lost',
    breaks: 'doubled',
    shownBy: 17,
    mutationPoints: {
      sendJointly: (send) => async (mails) => {
        const answer = await send(mails);
        return answer.kind === 'unknown' ? send(mails) : answer;
      },
    },
  },
  {
    name: 'joint-answers-mixed-up',
    does: 'gives mails of one request the answers of each other',
    breaks: 'state',
    shownBy: 1,
    mutationPoints: {
      sendJointly: (send) => async (mails) => {
        const answer = await send(mails);
        return answer.kind === 'answered'
          ? { ...answer, answers: answer.answers.toReversed() }
          : answer;
      },
    },
  },
  {
    name: 'joint-refusal-forgotten',
    does: 'takes the mails of a request for sent although SES refused some of them',
    breaks: 'lost',
    shownBy: 4,
    mutationPoints: {
      sendJointly: (send) => async (mails) => {
        const answer = await send(mails);
        if (answer.kind !== 'answered') return answer;
        const [id] = answer.answers.flatMap((one) =>
          one.kind === 'accepted' ? [one.sesMessageId] : [],
        );
        const accepted = { kind: 'accepted', sesMessageId: id ?? 'none' } as const;
        return {
          ...answer,
          answers: answer.answers.map((one) => (one.kind === 'refused' ? accepted : one)),
        };
      },
    },
  },
  {
    name: 'no-settle-time',
    does: 'sends again as soon as a lease is over, without waiting for the event of SES',
    breaks: 'doubled',
    shownBy: 42,
    mutationPoints: {
      sendQueueBatch: (handler) => (event, context) => handler(event, { ...context, settleMs: 0 }),
    },
  },
  {
    name: 'release-after-unknown',
    does: 'gives a claim back although SES may have taken the mail',
    breaks: 'doubled',
    shownBy: 16,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        recordUnknown: (key, part) => ports.releaseClaim(key, part),
      }),
    },
  },
  {
    name: 'silence-is-proof',
    does: 'takes a missing event for proof although no events come at all',
    breaks: 'doubled',
    shownBy: 16,
    mutationPoints: { readFeedback: () => flows },
  },
  {
    name: 'resent-without-end',
    does: 'sends again as often as no event has come within the settle time, without counting',
    breaks: 'doubled',
    shownBy: 16,
    mutationPoints: {
      readFeedback: () => flows,
      sendPorts: (ports) => {
        const counted = new Map<string, ReadonlyMap<number, number>>();
        const nameOf = ({ tenantId, messageId }: MessageKey): string => `${tenantId}#${messageId}`;
        return {
          ...ports,
          findProgress: async (...asked) =>
            (await ports.findProgress(...asked)).map((progress) => {
              counted.set(nameOf(progress.key), progress.unknownCalls);
              return { ...progress, unknownCalls: new Map() };
            }),
          claimPart: (claim) =>
            ports.claimPart({
              ...claim,
              unknownCalls: counted.get(nameOf(claim.key))?.get(claim.part) ?? 0,
            }),
        };
      },
    },
  },
  {
    name: 'refusals-forgotten',
    does: 'calls SES in each run for parts that it refused for good, while others are not settled',
    breaks: 'state',
    shownBy: 11,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        findProgress: async (...asked) =>
          (await ports.findProgress(...asked)).map((progress) => ({
            ...progress,
            refusals: new Map(),
          })),
        claimPart: (claim) => ports.claimPart({ ...claim, copyMs: Number.MAX_SAFE_INTEGER }),
      }),
    },
  },
  {
    name: 'pause-ends-for-all',
    does: 'releases with the end of a pause also what SES may have taken',
    breaks: 'doubled',
    shownBy: 16,
    mutationPoints: { heldByPause: (_, all) => all },
  },
  {
    name: 'fingerprint-not-compared',
    does: 'takes another mail for the one that has its id',
    breaks: 'conflict',
    shownBy: 1,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        findProgress: async (...asked) =>
          (await ports.findProgress(...asked)).map((progress) => ({
            ...progress,
            fingerprint: undefined,
          })),
      }),
    },
  },
  {
    name: 'conflict-not-recorded',
    does: 'refuses another mail under an id, and does not note it on the one that has the id',
    breaks: 'conflict',
    shownBy: 1,
    mutationPoints: { sendPorts: (ports) => ({ ...ports, recordConflict: async () => undefined }) },
  },
  {
    name: 'batch-answered-whole',
    does: 'answers that the whole batch is done',
    breaks: 'lost',
    shownBy: 1,
    mutationPoints: {
      sendQueueBatch: (handler) => async (event, context) => {
        await handler(event, context);
        return nothingFailed;
      },
    },
  },
  {
    name: 'postponed-is-done',
    does: 'answers that a message is done when it is only postponed',
    breaks: 'lost',
    shownBy: 1,
    mutationPoints: {
      sendQueueBatch: (handler) => async (event, context) => {
        let postponed = 0;
        const queues = context.queues.map((queue) => ({
          ...queue,
          postpone: async (messages: Parameters<typeof queue.postpone>[0]) => {
            postponed += messages.length;
            await queue.postpone(messages);
          },
        }));
        const answer = await handler(event, { ...context, queues });
        return postponed > 0 ? nothingFailed : answer;
      },
    },
  },
  {
    name: 'dead-letter-left-out',
    does: 'ends a message that can never be sent without putting it among the dead letters',
    breaks: 'lost',
    shownBy: 1,
    mutationPoints: { sendPorts: (ports) => ({ ...ports, putDeadLetter: async () => undefined }) },
  },
  {
    name: 'suppression-fails-open',
    does: 'sends to everybody when the suppressions are not there within 50 ms',
    breaks: 'suppressed',
    shownBy: 67,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        findSuppressions: (...asked) => {
          const impatient = ports.clock.sleepUntil(ports.clock.now() + 50).then(() => []);
          return Promise.race([ports.findSuppressions(...asked).catch(() => []), impatient]);
        },
      }),
    },
  },
  {
    name: 'suppression-by-tenant-only',
    does: 'does not look for what is suppressed for all tenants',
    breaks: 'suppressed',
    shownBy: 5,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        findSuppressions: (questions) =>
          ports.findSuppressions(
            questions.map((question) => ({
              ...question,
              scopes: question.scopes.filter((scope) => scope !== '*'),
            })),
          ),
      }),
    },
  },
  {
    name: 'pause-ignored',
    does: 'sends mail of a paused tenant',
    breaks: 'paused',
    shownBy: 2,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        findTenants: async (tenantIds) =>
          new Map(
            [...(await ports.findTenants(tenantIds))].map(([tenantId, tenant]) => [
              tenantId,
              { ...tenant, pauses: {} },
            ]),
          ),
      }),
    },
  },
  {
    name: 'recipients-looked-at-once',
    does: 'looks at its recipients when a run begins, and not again at the slot of a mail',
    breaks: 'suppressed',
    shownBy: 120,
    mutationPoints: {
      sendQueueBatch: (handler) => (event, context) => {
        const { findSuppressions } = context.ports;
        let found: ReturnType<typeof findSuppressions> | undefined;
        const once: typeof findSuppressions = (questions) =>
          (found ??= findSuppressions(questions));
        return handler(event, { ...context, ports: { ...context.ports, findSuppressions: once } });
      },
    },
  },
  {
    name: 'pauses-looked-at-once',
    does: 'looks for pauses when a run begins, and not again at the slot of a mail',
    breaks: 'paused',
    shownBy: 79,
    mutationPoints: {
      sendQueueBatch: (handler) => (event, context) => {
        const { findTenants } = context.ports;
        let found: ReturnType<typeof findTenants> | undefined;
        const once: typeof findTenants = (tenantIds) => (found ??= findTenants(tenantIds));
        return handler(event, { ...context, ports: { ...context.ports, findTenants: once } });
      },
    },
  },
  {
    name: 'expiry-ignored',
    does: 'sends a message however long ago it expired',
    breaks: 'expired',
    shownBy: 83,
    mutationPoints: {
      sendQueueBatch: (handler) => (event, context) => {
        const { Records } = queueEvent.parse(event);
        const withoutExpiry = Records.map((record) => {
          const { expiresAt, ...message } = z.looseObject({}).parse(JSON.parse(record.body));
          return { ...record, body: JSON.stringify(message) };
        });
        return handler({ Records: withoutExpiry }, context);
      },
    },
  },
  {
    name: 'quota-not-rebased',
    does: 'never takes the quota over from SES',
    breaks: 'counter',
    shownBy: 9,
    mutationPoints: {
      ledger: (ledger) => ({
        ...ledger,
        rebase: (change) => ledger.rebase({ ...change, quotaDelta: 0 }),
      }),
    },
  },
  {
    name: 'ledger-interval-not-checked',
    does: 'reserves at the rate that was seen last, whatever it is now',
    breaks: 'rate',
    shownBy: 14,
    mutationPoints: {
      ledger: (ledger) => ({
        ...ledger,
        reserve: async (wish) => {
          const now = await ledger.read();
          return ledger.reserve({
            ...wish,
            seenIntervalMs: now?.intervalMs ?? wish.seenIntervalMs,
          });
        },
      }),
    },
  },
  {
    name: 'recipients-counted-as-calls',
    does: 'takes one slot for a block, however many recipients it is for',
    breaks: 'rate',
    shownBy: 1,
    mutationPoints: {
      ledger: (ledger) => ({ ...ledger, reserve: (wish) => ledger.reserve({ ...wish, count: 1 }) }),
    },
  },
  {
    name: 'quota-charged-per-block',
    does: 'takes one recipient out of the quota for a block, however many recipients it is for',
    breaks: 'quota',
    shownBy: 1,
    mutationPoints: {
      ledger: (ledger) => ({
        ...ledger,
        reserve: (wish) => ledger.reserve({ ...wish, charge: Math.min(1, wish.charge) }),
      }),
    },
  },
  {
    name: 'slot-not-awaited',
    does: 'sends when the mail is claimed, up to a fifth of a second before its slot',
    breaks: 'rate',
    shownBy: 1,
    mutationPoints: {
      sendPorts: (ports) => {
        const { now, sleepUntil } = ports.clock;
        return {
          ...ports,
          clock: { now, sleepUntil: (epochMs) => sleepUntil(Math.max(now() + 5, epochMs - 200)) },
        };
      },
    },
  },
  {
    name: 'duplicate-event-counted',
    does: 'counts an event each time it comes',
    breaks: 'counter',
    shownBy: 1,
    mutationPoints: {
      feedbackPorts: (ports) => ({
        ...ports,
        recordEvents: async (events) => {
          await ports.recordEvents(events);
          return events.events.map((event) => event.eventId);
        },
      }),
    },
  },
  {
    name: 'failed-events-forgotten',
    does: 'answers that events are recorded when they are not',
    breaks: 'state',
    shownBy: 1,
    mutationPoints: {
      feedbackPorts: (ports) => ({
        ...ports,
        recordEvents: (events) => ports.recordEvents(events).catch(() => []),
      }),
      recordQueueBatch: (handler) => async (event, ports) => {
        await handler(event, { ...ports, recordEvents: async () => [] });
        return nothingFailed;
      },
    },
  },
  {
    name: 'half-the-settle-time',
    does: 'waits for the event of SES half as long as it may take',
    breaks: 'state',
    shownBy: 3,
    mutationPoints: {
      sendQueueBatch: (handler) => (event, context) =>
        handler(event, { ...context, settleMs: context.settleMs / 2 }),
    },
  },
  {
    name: 'claim-ended-by-others',
    does: 'gives a claim back when it finds that somebody else holds it',
    breaks: 'state',
    shownBy: 2,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        claimPart: async (claim) => {
          const answer = await ports.claimPart(claim);
          if (answer.kind === 'unsettled') await ports.releaseClaim(claim.key, claim.part);
          return answer;
        },
      }),
    },
  },
  {
    name: 'facts-counted-each-time',
    does: 'counts an event for the reputation each time it comes, under a new name',
    breaks: 'counter',
    shownBy: 1,
    mutationPoints: {
      feedbackPorts: (ports) => ({
        ...ports,
        recordFacts: (facts) => {
          const nowMs = Math.floor(ports.clock.now());
          const named = (index: number): string =>
            (nowMs * 64 + index).toString(16).padStart(24, '0').slice(-12);
          return ports.recordFacts(
            facts.map((fact, index) => ({ ...fact, eventId: named(index) })),
          );
        },
      }),
    },
  },
  {
    name: 'late-facts-left-out',
    does: 'does not add up again what came after its time',
    breaks: 'counter',
    shownBy: 27,
    mutationPoints: { book: (book) => ({ ...book, listLate: async () => [] }) },
  },
  {
    name: 'cursor-runs-ahead',
    does: 'takes slots for added up while facts may still come into them unannounced',
    breaks: 'counter',
    shownBy: 1,
    mutationPoints: {
      book: (book) => ({ ...book, writeCursor: (slot) => book.writeCursor(slot + 3_600_000) }),
    },
  },
  {
    name: 'everybody-suppressed',
    does: 'suppresses everybody a mail went to when it bounced for one of them',
    breaks: 'state',
    shownBy: 1,
    mutationPoints: {
      feedbackPorts: (ports) => ({
        ...ports,
        suppress: (entry) =>
          ports.suppress({
            ...entry,
            scope: '*',
            address: entry.address.replace('gone-', 'good-'),
          }),
      }),
    },
  },
  {
    name: 'dead-letters-left-to-sqs',
    does: 'saves no dead letter before SQS deletes it',
    breaks: 'lost',
    shownBy: 1,
    size: weeks,
    mutationPoints: { keep: (ports) => ({ ...ports, deadLetterQueues: [] }) },
  },
  {
    name: 'closed-queue-left-to-sqs',
    does: 'saves no mail of a queue that a person has closed before SQS deletes it',
    breaks: 'lost',
    shownBy: 1,
    size: weeks,
    mutationPoints: { keep: (ports) => ({ ...ports, sourceQueues: [] }) },
  },
  {
    name: 'dead-letters-kept-nowhere',
    does: 'takes dead letters off their queue and writes them nowhere',
    breaks: 'lost',
    shownBy: 1,
    size: weeks,
    mutationPoints: {
      keep: (ports) => ({
        ...ports,
        keepDeadLetter: () => Promise.resolve(),
      }),
    },
  },
  {
    name: 'topic-of-all-tenants',
    does: "takes what a tenant's own topic says for events about mail of any tenant",
    breaks: 'isolation',
    shownBy: 1,
    mutationPoints: {
      webhookPorts: (ports) => ({
        ...ports,
        findTopicOwner: async (topic) => {
          const owner = await ports.findTopicOwner(topic);
          return owner.kind === 'tenant' ? { kind: 'all-tenants' } : owner;
        },
      }),
    },
  },
  {
    name: 'topic-suppresses-for-all',
    does: "lets a tenant's own topic suppress an address for all tenants",
    breaks: 'isolation',
    shownBy: 1,
    mutationPoints: {
      webhookPorts: (ports) => ({
        ...ports,
        suppress: (entry) => ports.suppress({ ...entry, scope: '*' }),
      }),
    },
  },
  {
    name: 'topic-proves-own-feedback',
    does: "takes Send events of a tenant's own topic for a sign that the pipeline's feedback flows",
    breaks: 'isolation',
    shownBy: 1,
    mutationPoints: {
      webhookPorts: (ports) => ({
        ...ports,
        noteFeedback: (calls) => ports.noteFeedback({ ...calls, isBrought: false }),
      }),
    },
  },
  {
    name: 'topic-counts-for-own-account',
    does: "counts what a tenant's own topic says for the reputation of the pipeline's account",
    breaks: 'isolation',
    shownBy: 1,
    mutationPoints: {
      webhookPorts: (ports) => ({
        ...ports,
        recordFacts: (facts) => ports.recordFacts(facts.map(({ isElsewhere: _, ...fact }) => fact)),
      }),
    },
  },
  {
    name: 'mail-found-by-a-topic',
    does: "finds mail by the id at SES that a tenant's own topic gives to it",
    breaks: 'isolation',
    shownBy: 4,
    mutationPoints: {
      webhookPorts: (ports) => ({
        ...ports,
        recordEvents: ({ isConfined: _, ...events }) => ports.recordEvents(events),
      }),
    },
  },
  {
    name: 'signature-not-checked',
    does: 'believes posts that SNS has not signed',
    breaks: 'isolation',
    shownBy: 1,
    mutationPoints: {
      receiveWebhook: (handler) => (event, ports) => {
        const { body, ...request } = z.looseObject({ body: z.string() }).parse(event);
        return handler({ ...request, body: JSON.stringify(signed(JSON.parse(body))) }, ports);
      },
    },
  },
  {
    name: 'unreadable-post-fails-run',
    does: 'fails a run of receive-webhook for a post that cannot be recorded',
    breaks: 'isolation',
    shownBy: 1,
    mutationPoints: {
      receiveWebhook: (handler) => async (event, ports) => {
        const answer = await handler(event, ports);
        if (answer.statusCode === 503) throw new Error('The post is not recorded.');
        return answer;
      },
    },
  },
  {
    name: 'budget-without-condition',
    does: 'sends although the budget has no room',
    breaks: 'budget',
    shownBy: 43,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        budgets: {
          ...ports.budgets,
          charge: async (tenantId, charge) => {
            const answer = await ports.budgets.charge(tenantId, charge);
            return answer.kind === 'refused' && answer.use.day === charge.counts?.day
              ? { kind: 'taken', tatMs: answer.use.tatMs }
              : answer;
          },
        },
      }),
    },
  },
  {
    name: 'budget-given-back-twice',
    does: 'gives a charge back once more when an answer is lost, as the SDK does by itself',
    breaks: 'budget',
    shownBy: 59,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        budgets: {
          ...ports.budgets,
          giveBack: async (tenantId, back) => {
            await ports.budgets.giveBack(tenantId, back);
            await ports.budgets.giveBack(tenantId, back);
          },
        },
      }),
    },
  },
  {
    name: 'budget-of-what-is-known',
    does: 'gives back what was charged for calls of unknown outcome',
    breaks: 'budget',
    shownBy: 168,
    mutationPoints: {
      sendMail: (send, ports) => async (mail) => {
        const answer = await send(mail);
        if (answer.kind === 'unknown')
          await ports.budgets.giveBack(keyOf(mail.tags).tenantId, {
            day: utcDay(ports.clock.now()),
            count: mail.destinations.length,
          });
        return answer;
      },
    },
  },
  {
    name: 'share-not-charged',
    does: 'takes all mail of a tenant for mail within its share',
    breaks: 'share',
    shownBy: 1,
    size: contended,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        budgets: { ...ports.budgets, charge: async () => ({ kind: 'taken', tatMs: 0 }) },
      }),
    },
  },
  {
    name: 'share-of-each-container',
    does: 'keeps the share of a tenant for each container instead of for all',
    breaks: 'share',
    shownBy: 4,
    size: contended,
    mutationPoints: {
      sendPorts: (ports) => {
        const own = ports.newId();
        return {
          ...ports,
          budgets: {
            ...ports.budgets,
            charge: (tenantId, charge) => ports.budgets.charge(`${tenantId}-${own}`, charge),
          },
        };
      },
    },
  },
  {
    name: 'share-begun-anew',
    does: 'takes the share of a tenant for unused at each batch',
    breaks: 'share',
    shownBy: 1,
    size: contended,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        budgets: {
          ...ports.budgets,
          charge: async (tenantId, { counts, share }) => {
            const anew = share && { ...share, branch: 'idle' as const, possibleTatMs: 0 };
            const answer = await ports.budgets.charge(tenantId, { counts, share: anew });
            return answer.kind === 'taken' ? { kind: 'taken', tatMs: 0 } : answer;
          },
        },
      }),
    },
  },
  {
    name: 'way-out-after-a-time-out',
    does: 'sends by the way out what SES did not answer, as if SES had refused it',
    breaks: 'doubled',
    shownBy: 3,
    mutationPoints: {
      sendMail: (send) => async (mail) => {
        const answer = await send(mail);
        if (answer.kind !== 'unknown') return answer;
        const why = { code: 'x', cause: 'x', remedy: 'x' };
        return {
          kind: 'refused',
          refusal: { kind: 'configuration', barred: 'identity', ...why },
        };
      },
    },
  },
  {
    name: 'unknown-by-smtp-sent-again',
    does: 'forgets that a mail of unknown outcome went by SMTP, and waits for an event that never comes',
    breaks: 'doubled',
    shownBy: 9,
    mutationPoints: {
      sendPorts: (ports) => ({
        ...ports,
        claimPart: ({ smtpMark: _, ...claim }) => ports.claimPart(claim),
      }),
    },
  },
  {
    name: 'provider-called-twice',
    does: 'calls the provider of the way out again when it does not answer',
    breaks: 'doubled',
    shownBy: 6,
    mutationPoints: {
      wayOut: (send) => async (mail) => {
        const answer = await send(mail);
        return answer.kind === 'unknown' ? send(mail) : answer;
      },
    },
  },
  {
    name: 'way-out-back-to-ses',
    does: 'sends to SES what the provider of the way out did not answer',
    breaks: 'doubled',
    shownBy: 6,
    mutationPoints: {
      wayOut: (send) => async (mail) => {
        const answer = await send(mail);
        if (answer.kind !== 'unknown') return answer;
        const why = { code: 'x', cause: 'x', remedy: 'x' };
        return { kind: 'refused', refusal: { kind: 'later', ...why } };
      },
    },
  },
  {
    name: 'way-out-without-pace',
    does: 'sends by the way out without taking slots of its ledger',
    breaks: 'rate',
    shownBy: 30,
    size: { days: 1, messagesPerDay: 400 },
    mutationPoints: {
      wayOutLedger: (ledger) => ({
        ...ledger,
        reserve: async (wish) => {
          const seen = await ledger.read();
          return seen === undefined ? ledger.reserve(wish) : { kind: 'taken', ledger: seen };
        },
      }),
    },
  },
  {
    name: 'drill-disarms-the-guard',
    does: 'keeps the guard from pausing for a day after any resume by an operator',
    breaks: 'guard',
    shownBy: 7,
    mutationPoints: {
      pauses: (pauses) => ({
        ...pauses,
        pause: async (tenantId, scope, pause) => {
          const mine = (await pauses.list()).find((tenant) => tenant.tenantId === tenantId);
          const resume = mine?.resumes.get(scope) ?? mine?.resumes.get(wholeTenant);
          const isHeldOff =
            pause.by === 'guard' &&
            resume?.by === 'operator' &&
            pause.since < resume.since + 86_400_000;
          return isHeldOff ? false : pauses.pause(tenantId, scope, pause);
        },
      }),
    },
  },
  {
    name: 'any-resume-forgives',
    does: "forgives what the guard knows when an operator resumes a pause of the operator's own",
    breaks: 'guard',
    shownBy: 8,
    mutationPoints: {
      pauses: (pauses) => ({
        ...pauses,
        list: async () =>
          (await pauses.list()).map((tenant) => ({
            ...tenant,
            forgiven: new Map([...tenant.resumes].map(([scope, { since }]) => [scope, since])),
          })),
      }),
    },
  },
  {
    name: 'nothing-forgiven',
    does: 'pauses again for what the guard knew when an operator resumed its pause',
    breaks: 'guard',
    shownBy: 9,
    mutationPoints: {
      pauses: (pauses) => ({
        ...pauses,
        list: async () =>
          (await pauses.list()).map((tenant) => ({ ...tenant, forgiven: new Map() })),
      }),
    },
  },
];

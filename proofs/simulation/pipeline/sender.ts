import {
  type SendingQueue,
  sendQueueBatch,
} from '../../../functions/send-email/send-queue-batch.ts';
import { readFeedbackIn } from '../../../shared/aws/ledger/feedback-table.ts';
import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import { heldKey } from '../../../shared/held/held-key.ts';
import type { LedgerMemory } from '../../../shared/pacing/ledger-view.ts';
import type { Count } from '../../../shared/telemetry/ports.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import { newSlotBook } from '../checks/slots/slot-book.ts';
import { accountId } from '../models/account-id.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { Deployed } from '../models/function.ts';
import type { Queue } from '../models/queue.ts';
import { markOf, subjectOf } from '../models/ses.ts';
import { accountName, ledgerPort } from './ledger-port.ts';
import { messagePorts, subjectOfKey } from './message-ports.ts';
import type { SendPorts } from './mutation-points.ts';
import { arnOf, type World } from './world.ts';

/**
 * What SQS allows: the longest hiding counts from the receive, and a delay is a quarter of an hour
 * at most.
 */
const longestPostponeMs = 42_300_000;
const longestDelayMs = 900_000;

/** Whole seconds, rounded up, as the API takes them. */
const secondsUntil = (untilMs: number, nowMs: number, longestMs: number): number =>
  Math.min(longestMs, Math.max(0, Math.ceil((untilMs - nowMs) / 1000) * 1000));

/** send-email as deployed: the real handler over this world. */
export const deploySender =
  (world: World): Deployed =>
  (container: Container) => {
    const { timeline, journal, audits, mutationPoints, ses, sqs, table } = world;
    const { clock } = container;
    let book = newSlotBook();
    let runStartedMs = 0;
    let counts: Count[] = [];
    /**
     * Of this run, as SES answered; whether that could be written down too does not change that
     * they were sent.
     */
    let acceptedRecipients = 0;
    let ids = 0;
    const memory: LedgerMemory = { last: undefined };
    const dice = world.dice.fork(container.name);

    const queueOf = (lane: SendingQueue['lane'], queue: Queue): SendingQueue =>
      mutationPoints.queue({
        lane,
        arn: arnOf(queue),
        postpone: async (messages) => {
          const effect = async () => {
            for (const { receiptHandle, untilMs } of messages)
              queue.changeVisibility(
                receiptHandle,
                secondsUntil(untilMs, clock.now(), longestPostponeMs),
              );
          };
          if (messages.length > 0)
            await sqs
              .call(container, { item: queue.name, kind: 'write', effect })
              .catch(() => undefined);
        },
        putBack: ({ body, attributes, untilMs }) => {
          const effect = async () =>
            void queue.send(body, attributes, secondsUntil(untilMs, clock.now(), longestDelayMs));
          return sqs.call(container, { item: queue.name, kind: 'write', effect });
        },
      });

    const messages = messagePorts(world, container, {
      service: table,
      runStartedMs: () => runStartedMs,
      onUnreachable: () => undefined,
    });
    const ledger = mutationPoints.ledger(ledgerPort(world, container, () => book));
    const { findSuppressions } = suppressionTable(
      documentsOf(world.database, { container, service: table }),
      'suppressions',
    );

    const basePorts: SendPorts = {
      ...messages,
      findSuppressions,
      findTenants: (tenantIds) => {
        const effect = async () =>
          new Map(
            tenantIds.map((tenantId) => [
              tenantId,
              { account, pauses: world.pauses.get(tenantId) ?? {} },
            ]),
          );
        return table.call(container, { item: 'tenants', kind: 'read', effect });
      },
      holdMail: (mail, text) => {
        const effect = async () => {
          world.held.set(heldKey(mail), text);
          journal.note(subjectOfKey(mail), 'is held');
        };
        return world.s3.call(container, { item: 'held mail', kind: 'write', effect });
      },
      putDeadLetter: (body, reasons, origin) => {
        const effect = async () =>
          void world.queues.deadLetters.send(body, { reasons: JSON.stringify(reasons), ...origin });
        return sqs.call(container, { item: 'dead letters', kind: 'write', effect });
      },
      fetchObject: async () => undefined,
      mayRead: () => true,
      discardPayload: async () => undefined,
      configurationSets: {
        transactional: 'set-transactional',
        notifications: 'set-notifications',
        marketing: 'set-marketing',
      },
      clock,
      now: clock.now,
      random: dice.random,
      newId: () => {
        ids += 1;
        return `${container.name}-${ids}`;
      },
      count: (count) => void counts.push(count),
      log: () => undefined,
    };
    const ports = mutationPoints.sendPorts(basePorts);

    const readFeedback = readFeedbackIn(
      documentsOf(world.database, { container, service: table }),
      'messages',
      {
        account: accountId,
        isBrought: false,
        waitingEvents: () =>
          sqs.call(container, {
            item: 'feedback',
            kind: 'read',
            effect: async () => world.queues.feedback.size(),
          }),
      },
    );
    const account: SendingAccount = {
      name: accountName,
      ledger,
      memory,
      pausedAtSes: new Map(),
      readFeedback: mutationPoints.readFeedback(readFeedback),
      getSendQuota: () =>
        container.reach(async () => {
          await timeline.sleep(dice.between(20, 60));
          return ses.readAccount();
        }),
      sendMail: mutationPoints.sendMail(async (mail) => {
        const subject = subjectOf(mail);
        const bookOfRun = book;
        const part = mail.tags[pipelineTags.part] ?? '0';
        journal.note(
          subject,
          `part ${part} leaves for SES to ${mail.destinations.length}, from ${container.name}`,
        );
        audits.mail.depart({
          subject,
          mark: markOf(mail),
          recipients: mail.destinations,
          runStartedMs,
        });
        audits.mail.call(subject, part);
        audits.slots.depart(bookOfRun, {
          subject,
          recipients: mail.destinations.length,
          containerNowMs: clock.now(),
          clockErrorMs: container.clockErrorMs(),
        });
        const answer = await ses.send(container, mail);
        journal.note(
          subject,
          `part ${part}: SES answers ${answer.kind === 'refused' ? `refused, ${answer.refusal.code}` : answer.kind}`,
        );
        if (answer.kind === 'accepted') {
          acceptedRecipients += mail.destinations.length;
          audits.slots.accept(bookOfRun, subject, mail.destinations.length);
        }
        return answer;
      }, ports),
    };

    const queues = [
      queueOf('transactional', world.queues.transactional),
      queueOf('bulk', world.queues.bulk),
    ];
    const handler = mutationPoints.sendQueueBatch(sendQueueBatch);

    return async (event, { requestId, remainingMs, startedMs }) => {
      book = newSlotBook();
      runStartedMs = startedMs;
      counts = [];
      acceptedRecipients = 0;
      try {
        return await handler(event, {
          ports,
          queues,
          settleMs: world.settleMs,
          silenceMs: world.silenceMs,
          requestId,
          remainingMs,
        });
      } finally {
        if (!container.isGone()) {
          audits.counts.flush(counts);
          audits.counts.sent(acceptedRecipients);
        }
      }
    };
  };

import { type OpenWayOut, waysOutOf } from '../../../functions/send-email/sending-tenant.ts';
import { budgetTable } from '../../../shared/aws/budgets/budget-table.ts';
import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { newShareMemory } from '../../../shared/budgets/share-memory.ts';
import { messageLimits } from '../../../shared/email/message-limits.ts';
import { heldKey } from '../../../shared/held/held-key.ts';
import { publishNothing } from '../../../shared/pipeline-events/publish-facts.ts';
import { basicStreamsOf } from '../../../shared/streams/stream-facts.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { Dice } from '../world/dice.ts';
import { messagePorts, subjectOfKey } from './message-ports.ts';
import type { SendPorts } from './mutation-points.ts';
import type { SenderRun } from './sender-run.ts';
import type { World } from './world.ts';

/** A container of the sender, and the parts that its runs share. */
export interface SenderContext {
  readonly world: World;
  readonly container: Container;
  readonly dice: Dice;
  /** The run that is under way. */
  readonly run: () => SenderRun;
}

/**
 * Ports of the sender.
 *
 * @param accountOf - the account with which a tenant sends
 * @param openWayOut - the account of a way out
 */
export const sendPorts = (
  context: SenderContext,
  accountOf: (tenantId: string) => SendingAccount,
  openWayOut: OpenWayOut,
): SendPorts => {
  const { world, container, dice, run } = context;
  const { clock } = container;
  let ids = 0;
  return world.mutationPoints.sendPorts({
    ...tablePorts(context, accountOf, openWayOut),
    ...objectPorts(context),
    streams: basicStreamsOf('set-'),
    limitBytes: messageLimits.mimeBytes,
    accountsSeen: new Map(),
    shares: newShareMemory(),
    clock,
    now: clock.now,
    random: dice.random,
    newId: () => {
      ids += 1;
      return `${container.name}-${ids}`;
    },
    publishFacts: publishNothing,
    count: (count) => void run().counts.push(count),
    log: () => undefined,
  });
};

const tablePorts = (
  context: SenderContext,
  accountOf: (tenantId: string) => SendingAccount,
  openWayOut: OpenWayOut,
): Pick<SendPorts, 'budgets' | 'findTenants' | 'findSuppressions'> &
  ReturnType<typeof messagePorts> => {
  const { world, container, run } = context;
  const { table, tableOnce, database, pauses, settings } = world;
  const { findSuppressions } = suppressionTable(
    documentsOf(database, { container, service: table }),
    'suppressions',
  );
  return {
    ...messagePorts(world, container, {
      service: table,
      runStartedMs: () => run().startedMs,
      onUnreachable: () => undefined,
    }),
    findSuppressions,
    budgets: budgetTable(
      documentsOf(database, { container, service: table }),
      documentsOf(database, { container, service: tableOnce }),
      'ledger',
    ),
    findTenants: (tenantIds) => {
      const tenantOf = (id: string) => {
        const account = accountOf(id);
        return {
          account,
          pauses: pauses.get(id) ?? {},
          settings: settings.get(id),
          waysOut: account.isBrought ? undefined : waysOutOf(world.waysOut.now, openWayOut),
        };
      };
      const effect = async () => new Map(tenantIds.map((id) => [id, tenantOf(id)]));
      return table.call(container, { item: 'tenants', kind: 'read', effect });
    },
  };
};

/** Ports for held mail, and for the objects of large mail. */
const objectPorts = ({
  world,
  container,
}: SenderContext): Pick<
  SendPorts,
  'holdMail' | 'putBatch' | 'putDeadLetter' | 'fetchObject' | 'mayRead' | 'discardPayload'
> => {
  const { held, journal, queues, s3, sqs } = world;
  return {
    holdMail: (mail, text) => {
      const effect = async () => {
        held.set(heldKey(mail), text);
        journal.note(subjectOfKey(mail), 'is held');
      };
      return s3.call(container, { item: 'held mail', kind: 'write', effect });
    },
    putBatch: (lane) => async (items) => {
      const queue = queues[lane];
      const effect = async () =>
        items.map(({ body, attributes = {} }) => ({
          kind: 'queued' as const,
          sqsMessageId: queue.send(body, attributes).id,
        }));
      return sqs
        .call(container, { item: queue.name, kind: 'write', effect })
        .catch((cause: unknown) =>
          items.map(() => ({ kind: 'refused', code: 'NoAnswer', isRetriable: true, cause })),
        );
    },
    putDeadLetter: (body, reasons, { group: _, ...named }) => {
      const effect = async () =>
        void queues.deadLetters.send(body, { reasons: JSON.stringify(reasons), ...named });
      return sqs.call(container, { item: 'dead letters', kind: 'write', effect });
    },
    fetchObject: async () => undefined,
    mayRead: () => true,
    discardPayload: async () => undefined,
  };
};

import { sendQueueBatch } from '../../../functions/send-email/send-queue-batch.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import type { Deployed } from '../models/function-options.ts';
import { broughtAccount } from './brought-account.ts';
import { ownAccount } from './own-account.ts';
import { type SenderContext, sendPorts } from './send-ports.ts';
import { newSenderRun } from './sender-run.ts';
import { sendingQueue } from './sending-queue.ts';
import { wayOutAccounts } from './way-out-account.ts';
import type { World } from './world.ts';

/** send-email as deployed: the real handler over this world. */
export const deploySender =
  (world: World): Deployed =>
  (container) => {
    const { audits, mutationPoints, settleMs, silenceMs } = world;
    let run = newSenderRun(0);
    const dice = world.dice.fork(container.name);
    const context: SenderContext = { world, container, dice, run: () => run };
    const ports = sendPorts(
      context,
      (tenantId) => brought.get(tenantId) ?? own,
      wayOutAccounts(context),
    );
    const own: SendingAccount = ownAccount(context, ports);
    const brought = new Map(
      [...world.brought].map(([tenantId, ses]) => [tenantId, broughtAccount(context, ses)]),
    );
    const { transactional, bulk } = world.queues;
    const queues = [
      sendingQueue(world, container, 'transactional', transactional),
      sendingQueue(world, container, 'bulk', bulk),
    ];
    const handler = mutationPoints.sendQueueBatch(sendQueueBatch);

    return async (event, { requestId, remainingMs, startedMs }) => {
      const current = newSenderRun(startedMs);
      run = current;
      const invocation = { settleMs, silenceMs, requestId, remainingMs };
      try {
        return await handler(event, { ports, queues, ...invocation });
      } finally {
        if (!container.isGone()) {
          audits.counts.flush(current.counts);
          audits.counts.sent(current.acceptedRecipients);
        }
      }
    };
  };

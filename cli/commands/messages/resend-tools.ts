import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import type { RecipientState } from '../../../shared/messages/recipient-state.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import { openSendTools } from '../send/send-tools.ts';
import { suppressionsOf } from './mail-facts.ts';
import type { ResendIo } from './resend.ts';

/** Tools of `resend`. */
export const openResendTools = (
  pipeline: Pipeline,
  io: CommandIo,
): Omit<ResendIo, keyof CommandIo | 'confirm'> => {
  const { target, clients, clock } = pipeline;
  const table = messageTable(clients.documents, target.tables.messages, clock.now);
  const { readFile, enqueue } = openSendTools(pipeline, io);
  return {
    ...{ readFile, enqueue, now: clock.now },
    findMail: async (key) => {
      // A delivery that was recorded a moment ago has to be seen.
      const [item] = await table.findItems([key], 'strong');
      if (item === undefined) return undefined;
      const { fingerprint } = item;
      return {
        record: parseMessageItem(item),
        fingerprint: typeof fingerprint === 'string' ? fingerprint : undefined,
      };
    },
    findSuppressions: (tenantId, addresses) =>
      suppressionsOf(pipeline, tenantId, 'transactional', addresses),
    findStates: async (keys) => {
      const items = await table.findItems(keys, 'strong');
      return new Map(
        items.map((item): readonly [string, RecipientState] => {
          const status = readStatus(item);
          if (status instanceof UnreadableItem) throw status;
          return [status.messageId, status.state];
        }),
      );
    },
  };
};

import { endOfMail, statesOf } from '../../../shared/following/end-of-mail.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { WholeStatus } from '../../../shared/messages/whole-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import type { CommandIo } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { codeOf } from './end-code.ts';

/**
 * Prints what is known of a message to several destinations.
 *
 * @param statuses - of its messages
 * @returns the exit code of the worst of them
 */
export const showWhole = (
  whole: WholeStatus,
  statuses: readonly (MessageStatus | UnreadableItem)[],
  { json }: { readonly json?: boolean },
  io: CommandIo,
): number => {
  if (json) io.print(JSON.stringify(whole));
  else {
    const { messageId, messages, reasons } = whole;
    const count = messages.length === 1 ? '1 message known' : `${messages.length} messages known`;
    printDetails(
      [{ text: messageId, tone: 'heading' }, { text: count }],
      [
        { label: 'states', text: countsText(whole.states) },
        ...messages.map(messageDetail),
        ...reasons.map((text) => ({ label: 'reason', text })),
        {
          label: 'not known',
          text: 'messages that wait in their queue, and those with an id of their own',
        },
      ],
      io,
    );
  }
  const readable = statuses.flatMap((status) => (status instanceof UnreadableItem ? [] : [status]));
  return codeOf(endOfMail(readable.flatMap(statesOf)));
};

/** `2 delivered, 1 bounced` */
export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');

const messageDetail = ({ messageId, state }: WholeStatus['messages'][number]): Detail => ({
  label: 'message',
  text: `${messageId}  ${state}`,
  tone: toneOfState(state),
});

import { endOfMail, statesOf } from '../../../shared/following/end-of-mail.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import {
  describeWhole,
  keysOfWhole,
  mayBeWhole,
  type WholeStatus,
} from '../../../shared/messages/whole-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import type { CommandIo } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { codeOf } from './end-code.ts';
import type { MailFactsReader } from './mail-facts.ts';

/**
 * Prints what is known of a message to several destinations, by the messages that it became.
 *
 * @param own - what is known under its own id
 * @returns the exit code of the worst of them; undefined, and prints nothing, where it is none
 */
export const showWhole = async (
  key: MessageKey,
  own: MessageStatus | undefined,
  { json }: { readonly json?: boolean },
  io: CommandIo & Pick<MailFactsReader, 'readStatuses'>,
): Promise<number | undefined> => {
  if (!mayBeWhole(own)) return undefined;
  const statuses = await io.readStatuses(keysOfWhole(key));
  const whole = describeWhole(key, own, statuses);
  if (whole === undefined) return undefined;
  if (json) io.print(JSON.stringify(whole));
  else print(whole, io);
  const readable = statuses.flatMap((status) => (status instanceof UnreadableItem ? [] : [status]));
  return codeOf(endOfMail(readable.flatMap(statesOf)));
};

const print = ({ messageId, messages, states, reasons }: WholeStatus, io: CommandIo): void => {
  const count = messages.length === 1 ? '1 message known' : `${messages.length} messages known`;
  printDetails(
    [{ text: messageId, tone: 'heading' }, { text: count }],
    [
      { label: 'states', text: countsText(states) },
      ...messages.map(messageDetail),
      ...reasons.map((text) => ({ label: 'reason', text })),
      {
        label: 'not known',
        text: 'messages that wait in their queue, and those with an id of their own',
      },
    ],
    io,
  );
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

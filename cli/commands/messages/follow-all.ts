import { endOfMail, isOver, statesOf } from '../../../shared/following/end-of-mail.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { countsOf } from '../../../shared/messages/whole-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import type { CommandIo } from '../../command-io.ts';
import { printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { codeOf } from './end-code.ts';
import { type LookIo, lookUntil } from './look-until.ts';
import type { MailFactsReader } from './mail-facts.ts';
import { countsText } from './show-whole.ts';

export interface FollowAllIo extends CommandIo, LookIo {
  readonly readStatuses: MailFactsReader['readStatuses'];
}

/** Status of each message by its id; absent while nothing is known of it. */
type Seen = ReadonlyMap<string, MessageStatus>;

/**
 * Follows the messages of a whole to the end of each, or until the time is over, with one look-up for
 * all of them.
 *
 * @param title - what the messages are together
 * @returns the exit code of the worst of them
 */
export const followAll = async (
  title: string,
  keys: readonly MessageKey[],
  { seconds, json }: { readonly seconds: number; readonly json: boolean },
  io: FollowAllIo,
): Promise<number> => {
  const stateOf = (seen: Seen, { messageId }: MessageKey) =>
    seen.get(messageId)?.state ?? 'waiting';
  const textOf = (seen: Seen): string =>
    countsText(countsOf(keys.map((key) => stateOf(seen, key))));
  const isDone = ({ messageId }: MessageKey, seen: Seen): boolean =>
    isOver(statesOf(seen.get(messageId)));
  const seen = await lookUntil<Seen>(
    {
      read: async () => byId(await io.readStatuses(keys)),
      isOver: (now) => keys.every((key) => isDone(key, now)),
      progressText: textOf,
    },
    seconds,
    io,
  );
  if (json) for (const key of keys) io.print(JSON.stringify(toJson(key, seen.get(key.messageId))));
  else
    printDetails(
      [{ text: title, tone: 'heading' }, { text: textOf(seen) }],
      keys.map((key) => ({
        label: 'message',
        text: `${key.messageId}  ${stateOf(seen, key)}${isDone(key, seen) ? '' : ', not at its end yet'}`,
        tone: toneOfState(stateOf(seen, key)),
      })),
      io,
    );
  return codeOf(endOfMail(keys.flatMap(({ messageId }) => statesOrWaiting(seen.get(messageId)))));
};

/** An item that cannot be read is as one that is not there: `status` of its own id tells it. */
const byId = (statuses: readonly (MessageStatus | UnreadableItem)[]): Seen =>
  new Map(
    statuses.flatMap((status) =>
      status instanceof UnreadableItem ? [] : [[status.messageId, status]],
    ),
  );

const statesOrWaiting = (status: MessageStatus | undefined) =>
  status === undefined ? (['waiting'] as const) : statesOf(status);

const toJson = (key: MessageKey, status: MessageStatus | undefined) => ({
  ...key,
  state: status?.state ?? 'waiting',
  isOver: isOver(statesOf(status)),
  recipients: status?.recipients ?? {},
  reasons: status?.reasons ?? [],
  remedy: status?.remedy ?? null,
});

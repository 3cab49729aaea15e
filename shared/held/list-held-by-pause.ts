import type { FindProgress, MessageProgress } from '../messages/ports.ts';
import { type TellUnreadable, UnreadableItem } from '../system/unreadable-item.ts';
import type { HeldMail, ListHeld } from './ports.ts';

/** As many as the messages table is asked about at once. */
const atOnce = 100;

const nameOf = ({
  tenantId,
  messageId,
}: {
  readonly tenantId: string;
  readonly messageId: string;
}): string => `${tenantId}#${messageId}`;

/**
 * Held mail without that of which it is not known whether SES took it: only a person may risk to
 * send that again, so the end of a pause does not release it.
 *
 * @param tell - told of each item that cannot be read: its mail stays held
 */
export const listHeldByPause = (
  listHeld: ListHeld,
  findProgress: FindProgress,
  tell: TellUnreadable,
): ListHeld => {
  const readProgress = async (
    mails: readonly HeldMail[],
  ): Promise<readonly MessageProgress[] | UnreadableItem> => {
    try {
      return await findProgress(mails.map(({ tenantId, messageId }) => ({ tenantId, messageId })));
    } catch (error) {
      if (error instanceof UnreadableItem) return error;
      throw error;
    }
  };
  /** Where one of them cannot be read, each is looked up by itself, and that one stays held. */
  const known = async (mails: readonly HeldMail[]): Promise<readonly HeldMail[]> => {
    const progress = await readProgress(mails);
    if (progress instanceof UnreadableItem) {
      if (mails.length === 1) {
        tell(progress);
        return [];
      }
      const each: HeldMail[] = [];
      for (const mail of mails) each.push(...(await known([mail])));
      return each;
    }
    const unknown = new Set(
      progress.flatMap(({ key, leases, unknownCalls, sent }) =>
        [...leases.keys(), ...unknownCalls.keys()].some((part) => !sent.has(part))
          ? [nameOf(key)]
          : [],
      ),
    );
    return mails.filter((mail) => !unknown.has(nameOf(mail)));
  };
  return async function* (selection) {
    let next = new Map<string, HeldMail>();
    const flush = async (): Promise<readonly HeldMail[]> => {
      const mails = [...next.values()];
      next = new Map();
      return mails.length === 0 ? [] : known(mails);
    };
    for await (const mail of listHeld(selection)) {
      // A table is asked for each key once; a message may be held in several copies.
      if (next.has(nameOf(mail)) || next.size === atOnce) yield* await flush();
      next.set(nameOf(mail), mail);
    }
    yield* await flush();
  };
};

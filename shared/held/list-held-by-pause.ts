import type { FindProgress, MessageProgress } from '../messages/ports.ts';
import { type TellUnreadable, UnreadableItem } from '../system/unreadable-item.ts';
import type { HeldMail, ListHeld } from './ports.ts';

/** Messages per look-up in the messages table. */
const atOnce = 100;

/**
 * Lists held mail, except mail of unknown outcome: only a person may risk sending that again, so
 * the end of a pause does not release it.
 *
 * @param reportUnreadable - called for each item that cannot be read; its mail stays held
 */
export const listHeldByPause = (
  listHeld: ListHeld,
  findProgress: FindProgress,
  reportUnreadable: TellUnreadable,
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
  /**
   * When an item cannot be read, each is looked up by itself, and only that item's mail stays held.
   */
  const known = async (mails: readonly HeldMail[]): Promise<readonly HeldMail[]> => {
    const progress = await readProgress(mails);
    if (progress instanceof UnreadableItem) {
      if (mails.length === 1) {
        reportUnreadable(progress);
        return [];
      }
      const readable: HeldMail[] = [];
      for (const mail of mails) readable.push(...(await known([mail])));
      return readable;
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
      // A look-up must not repeat a key, and a message may be held in several copies.
      if (next.has(nameOf(mail)) || next.size === atOnce) yield* await flush();
      next.set(nameOf(mail), mail);
    }
    yield* await flush();
  };
};

const nameOf = ({
  tenantId,
  messageId,
}: {
  readonly tenantId: string;
  readonly messageId: string;
}): string => `${tenantId}#${messageId}`;

import type { Stream } from '../../../shared/email/streams.ts';
import { isOver, statesOf } from '../../../shared/following/end-of-mail.ts';
import { type Obstacle, obstaclesTo } from '../../../shared/following/obstacles.ts';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { endCode } from './end-code.ts';
import { type LookIo, lookUntil } from './look-until.ts';
import type { MailFactsReader } from './mail-facts.ts';
import { toWait, waitDetails } from './waits.ts';

export interface FollowIo extends CommandIo, LookIo {
  readonly readStatus: MailFactsReader['readStatus'];
  readonly readPath: MailFactsReader['readPath'];
}

export interface FollowOptions {
  readonly stream: Stream;
  /** Epoch ms. */
  readonly sendAfterMs?: number | undefined;
  readonly seconds: number;
  readonly json: boolean;
}

/**
 * Follows a mail to its end, or until the time is over. It prints the end of each recipient, and, for
 * what is still under way, what it waits for.
 *
 * @returns the exit code of its end, as `status` gives it; 3 when its item cannot be read
 */
export const follow = async (
  key: MessageKey,
  options: FollowOptions,
  io: FollowIo,
): Promise<number> => {
  const found = await lookUntil<MessageStatus | UnreadableItem | undefined>(
    {
      read: () => io.readStatus(key),
      isOver: (seen) => seen instanceof UnreadableItem || isOver(statesOf(seen)),
      progressText: (seen) => (seen instanceof UnreadableItem ? '' : progressText(seen)),
    },
    options.seconds,
    io,
  );
  if (found instanceof UnreadableItem) {
    io.printError(printable(found.message));
    return exitCodes.wrong;
  }
  return tell(key, found, options, io);
};

const progressText = (status: MessageStatus | undefined): string => {
  const states = Object.values(status?.recipients ?? {});
  if (states.length === 0) return 'waits on its queue';
  const counts = Map.groupBy(states, (state) => state);
  return [...counts].map(([state, of]) => `${of.length} ${state}`).join(', ');
};

const tell = async (
  key: MessageKey,
  status: MessageStatus | undefined,
  { stream, sendAfterMs, json }: FollowOptions,
  io: FollowIo,
): Promise<number> => {
  const recipients = status?.recipients ?? {};
  const isDone = isOver(statesOf(status));
  const obstacles = isDone
    ? []
    : waitsOf(
        obstaclesTo(
          await io.readPath(key.tenantId, stream),
          { recipients: 1, sendAfterMs },
          io.clock.now(),
        ),
        status,
      );
  const state = status?.state ?? 'waiting';
  const { reasons = [], remedy = null } = status ?? {};
  if (json) {
    const waits = obstacles.map(toWait);
    io.print(JSON.stringify({ ...key, state, isOver: isDone, recipients, reasons, remedy, waits }));
  } else {
    const title = [
      { text: key.messageId, tone: 'heading' },
      { text: isDone ? state : `${state}, not at its end yet`, tone: toneOfState(state) },
    ] as const;
    printDetails(
      title,
      [...recipientDetails(recipients), ...causes(reasons, remedy), ...waitDetails(obstacles)],
      io,
    );
  }
  return endCode(status);
};

/** Mail that SES has waits for nothing here. */
const waitsOf = (
  obstacles: readonly Obstacle[],
  status: MessageStatus | undefined,
): readonly Obstacle[] => (status === undefined || hasWaiting(status.recipients) ? obstacles : []);

const hasWaiting = (recipients: MessageStatus['recipients']): boolean =>
  Object.values(recipients).some((state) => state === 'waiting' || state === 'sending');

const recipientDetails = (recipients: MessageStatus['recipients']): readonly Detail[] =>
  Object.entries(recipients).map(([address, state]) => ({
    label: 'recipient',
    text: `${address}  ${state}`,
    tone: toneOfState(state),
  }));

const causes = (reasons: readonly string[], remedy: string | null): readonly Detail[] => [
  ...reasons.map((text) => ({ label: 'reason', text })),
  ...(remedy === null ? [] : [{ label: 'remedy', text: remedy }]),
];

import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { MessageProgress } from '../../shared/messages/ports.ts';
import type { WayOut } from '../../shared/tenants/ports.ts';
import { isDecidedOn, isReleased } from './decide.ts';
import type { DecideFacts } from './decision.ts';

/** Name in `pausedAtSes` of the whole account. */
export const wholeAccount = 'account';

/**
 * By which path a message goes.
 *
 * - `ses`: by SES alone; what SES refuses waits or fails.
 * - `ses-first`: by SES, and by the way out what SES refuses for good.
 * - `way-out`: by the way out, without asking SES.
 */
export type Path = 'ses' | 'ses-first' | 'way-out';

export interface PathFacts extends Pick<DecideFacts, 'releasedCopy' | 'copyMs' | 'settleMs'> {
  readonly progress: MessageProgress | undefined;
  /** The way out of the message's stream; undefined when there is none. */
  readonly wayOut: Pick<WayOut, 'takes'> | undefined;
  /** SES refused mail of the whole account a moment ago. */
  readonly isAccountRefused: boolean;
  /** SES paused the configuration set or the SES tenant of the mail, and no other. */
  readonly isPausedApart: boolean;
}

/**
 * Chooses the path of a message.
 *
 * Mail leaves SES only when it is certain what became of each earlier call for it: an outcome that
 * is unknown binds the whole message to the path that it is on. SES renders mail of its templates,
 * so that mail cannot leave it; neither can mail whose own configuration set or SES tenant is paused,
 * because then SES refuses the mail and not the account.
 */
export const choosePath = (content: ValidMessage['content'], facts: PathFacts): Path => {
  const { wayOut, isAccountRefused, isPausedApart } = facts;
  if (wayOut === undefined || content.kind === 'template') return 'ses';
  if (isPausedApart || !areCallsSettled(facts)) return 'ses';
  return wayOut.takes === 'all' || isAccountRefused ? 'way-out' : 'ses-first';
};

/**
 * Whether it is known of every call for the message whether its mail was accepted. A person who
 * releases a message settles the calls before.
 */
const areCallsSettled = (
  facts: Pick<PathFacts, 'progress' | 'releasedCopy' | 'copyMs' | 'settleMs'>,
): boolean => {
  const { progress } = facts;
  if (progress === undefined || isReleased(facts)) return true;
  const isOpen = (part: number): boolean => !progress.sent.has(part);
  const unknown = [...progress.unknownCalls.keys()].filter(isOpen);
  const claimed = [...progress.leases].filter(([part]) => isOpen(part));
  return unknown.length === 0 && claimed.every(([, lease]) => isDecidedOn(facts, lease));
};

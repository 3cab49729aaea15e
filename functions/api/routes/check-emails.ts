import { rawFields } from '../../../shared/email/raw-fields.ts';
import { readRawMime } from '../../../shared/email/raw-mime.ts';
import { findConflicts } from '../../../shared/enqueue/find-conflicts.ts';
import type { Principal } from '../auth/roles.ts';
import { foreignSender, foreignSenders } from '../foreign-senders.ts';
import type { ApiPorts } from '../ports.ts';
import type { PlannedEmail } from './idempotent-email.ts';

/** Why a message is not put on its queue, though it may be one. */
export interface EmailRefusal {
  readonly kind: 'conflict' | 'invalid';
  /** What to do, and where. */
  readonly problem: string;
}

/**
 * Messages that may not go: their id is another mail's, or their sender another tenant's. What is no
 * message at all is refused when it is put on its queue.
 */
export const checkEmails = async (
  ports: Pick<ApiPorts, 'findProgress' | 'findOwner' | 'streams' | 'now'>,
  principal: Principal,
  emails: readonly PlannedEmail[],
): Promise<ReadonlyMap<PlannedEmail, EmailRefusal>> => {
  const conflicts = await findConflicts(ports.findProgress, emails, {
    streams: ports.streams,
    nowMs: ports.now(),
  });
  const checked = emails.map(async (email): Promise<readonly [PlannedEmail, EmailRefusal][]> => {
    const [foreign] = await foreignSenders(ports, principal, email.tenantId, sendersOf(email));
    if (foreign !== undefined)
      return [[email, { kind: 'invalid', problem: foreignSender(foreign) }]];
    return conflicts.has(email) ? [[email, { kind: 'conflict', problem: idTaken }]] : [];
  });
  return new Map((await Promise.all(checked)).flat());
};

const idTaken =
  'messageId: is that of another mail, which was sent or will be; give each mail an id, or an Idempotency-Key, of its own';

/** Whom a message names as its sender: its field, and the header of a raw one. */
const sendersOf = ({ from, raw }: PlannedEmail) => ({
  from: addressIn(from),
  raw: typeof raw === 'string' ? authorsOf(raw) : [],
});

const addressIn = (from: unknown): string | undefined => {
  if (typeof from === 'string') return from;
  const address = typeof from === 'object' && from !== null ? Reflect.get(from, 'address') : from;
  return typeof address === 'string' ? address : undefined;
};

/** Without its problems: what cannot be read is refused for that. */
const authorsOf = (raw: string): readonly string[] => {
  const { mime, problems } = readRawMime(Buffer.from(raw, 'base64'));
  return problems.length > 0 ? [] : (rawFields(mime).from ?? []);
};

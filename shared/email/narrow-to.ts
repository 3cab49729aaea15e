import * as z from 'zod/mini';
import { emailMessageSchema } from './message-schema.ts';
import { toAddress } from './valid-message.ts';
import { withoutNulls } from './without-nulls.ts';

type Fields = Readonly<Record<string, unknown>>;

const roles = ['to', 'cc', 'bcc'] as const;

const { to, cc, bcc } = emailMessageSchema.shape;
const addressFields = z.object({ to, cc, bcc });

/**
 * The same message to one of its recipients alone, in the first role in which the message names
 * them. Every other field stays.
 *
 * @param message - one that is valid
 * @param canonical - address of the recipient
 * @throws when the message is not valid or does not name the recipient
 */
export const narrowTo = (message: Fields, canonical: string): Fields => {
  const { to: _, cc: __, bcc: ___, ...rest } = withoutNulls(message);
  const named = addressFields.parse(withoutNulls(message));
  for (const role of roles) {
    const field = named[role]?.find((one) => toAddress(one).canonical === canonical);
    if (field !== undefined) return { ...rest, [role]: [field] };
  }
  throw new Error('A message does not name the recipient that it is narrowed to');
};

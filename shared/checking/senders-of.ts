import { rawFields } from '../email/raw-fields.ts';
import type { ValidMessage } from '../email/valid-message.ts';
import { defaultSender } from '../tenants/apply-settings.ts';
import type { TenantSettings } from '../tenants/settings.ts';

/** Who stands as sender of a mail. */
export interface Sender {
  readonly field: 'from' | 'raw';
  /** As SES's envelope has it; canonical where it is of a raw message. */
  readonly address: string;
  /** Whether readers see it; that of the envelope of a raw message is hidden. */
  readonly isShown: boolean;
}

/**
 * Senders of a mail: its field or its tenant's default, and those in the header of a raw message.
 *
 * @param settings - undefined where they are not known
 */
export const sendersOf = (
  { from, content }: ValidMessage,
  settings: TenantSettings | undefined,
): readonly Sender[] => {
  const sender = from ?? defaultSender(settings ?? {});
  const isRaw = content.kind === 'raw';
  const shown = isRaw ? (rawFields(content.mime).from ?? []) : [];
  return [
    ...(sender === undefined || shown.includes(sender.canonical)
      ? []
      : [{ field: 'from', address: sender.envelope, isShown: !isRaw } as const]),
    ...shown.map((author) => ({ field: 'raw', address: author, isShown: true }) as const),
  ];
};

/** Domain of an address. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

import type { Mail } from './ports.ts';

/**
 * Bytes of raw MIME that v1 takes; what v2 takes is the limit of every message.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size"
 */
export const v1MimeBytes = 10 * 1024 * 1024;

/** What v1 cannot do, and so sends a mail by v2. */
export type BeyondV1 =
  | 'ses-tenant'
  | 'size'
  | 'tracking'
  | 'list-management'
  | 'headers-of-template';

/** The API by which a mail goes, and why. */
export type ChosenApi = { readonly api: 'v1' } | { readonly api: 'v2'; readonly because: BeyondV1 };

/** By which of SES's two APIs a mail goes: v1, unless it is something that only v2 can do. */
export const chooseApi = (mail: ChoiceFacts): ChosenApi => {
  if (mail.sesTenant !== undefined) return because('ses-tenant');
  if (mail.kind === 'raw' && mail.mime.byteLength > v1MimeBytes) return because('size');
  if (mail.tracking !== undefined) return because('tracking');
  if (mail.listManagement !== undefined) return because('list-management');
  if (mail.kind === 'template' && Object.keys(mail.headers ?? {}).length > 0)
    return because('headers-of-template');
  return { api: 'v1' };
};

const because = (reason: BeyondV1): ChosenApi => ({ api: 'v2', because: reason });

/** What the choice is made by. */
export type ChoiceFacts = Pick<Mail, 'sesTenant' | 'tracking' | 'listManagement'> &
  (
    | { readonly kind: 'raw'; readonly mime: { readonly byteLength: number } }
    | { readonly kind: 'template'; readonly headers?: object | undefined }
  );

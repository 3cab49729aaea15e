import type { Mail, TemplatedMail } from './ports.ts';

/**
 * Largest raw MIME that API v1 accepts; bytes. The limit of API v2 is that of every message.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size"
 */
export const v1MimeBytes = 10 * 1024 * 1024;

/** Reason to send a mail by API v2: something that v1 cannot do. */
export type BeyondV1 =
  | 'ses-tenant'
  | 'size'
  | 'tracking'
  | 'list-management'
  | 'headers-of-template'
  | 'attachments-of-template'
  | 'template-in-call';

/** The API for a mail, and why. */
export type ChosenApi = { readonly api: 'v1' } | { readonly api: 'v2'; readonly because: BeyondV1 };

/** Chooses the API for a mail: v1, unless it needs something that only v2 can do. */
export const chooseApi = (mail: ChoiceFacts): ChosenApi => {
  if (mail.sesTenant !== undefined) return because('ses-tenant');
  if (mail.kind === 'raw' && mail.mime.byteLength > v1MimeBytes) return because('size');
  if (mail.tracking !== undefined) return because('tracking');
  if (mail.listManagement !== undefined) return because('list-management');
  return mail.kind === 'template' ? apiForTemplate(mail) : { api: 'v1' };
};

const apiForTemplate = ({ template, attachments, headers }: TemplateFacts): ChosenApi => {
  if (template.kind === 'inline') return because('template-in-call');
  if (attachments.length > 0) return because('attachments-of-template');
  if (Object.keys(headers ?? {}).length > 0) return because('headers-of-template');
  return { api: 'v1' };
};

const because = (reason: BeyondV1): ChosenApi => ({ api: 'v2', because: reason });

/** Facts that decide the choice. */
export type ChoiceFacts = Pick<Mail, 'sesTenant' | 'tracking' | 'listManagement'> &
  (
    | { readonly kind: 'raw'; readonly mime: { readonly byteLength: number } }
    | ({ readonly kind: 'template' } & TemplateFacts)
  );

type TemplateFacts = Pick<TemplatedMail, 'template' | 'headers'> & {
  readonly attachments: { readonly length: number };
};

import type { Template } from '../account/templates.ts';
import type { Refusal } from '../api/refusal.ts';
import type { MessageTag } from './message-tags.ts';
import type { MimeHeader } from './mime-headers.ts';
import type { SimpleAttachment } from './mime-writing.ts';

/** Envelope and headers of a mail whose message SES writes itself. */
export interface Composition {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly headers: readonly MimeHeader[];
  readonly attachments: readonly SimpleAttachment[];
}

/** Content of a mail, as a sending call hands it in. */
export type SubmittedContent =
  | { readonly kind: 'raw'; readonly mime: Buffer }
  | (Composition & {
      readonly kind: 'simple';
      readonly subject: string;
      readonly text: string | undefined;
      readonly html: string | undefined;
    })
  | (Composition & {
      readonly kind: 'template';
      /** Name of a stored template, or a template given in the call. */
      readonly template: string | Template;
      /** JSON objects; later ones replace names of earlier ones. */
      readonly data: readonly string[];
    });

/** A mail that is handed in to be sent. */
export interface Submission {
  readonly operation: string;
  /** The sender; a raw message may name it in its header instead. */
  readonly source: string | undefined;
  /** The whole envelope; undefined when a raw message names it in its headers. */
  readonly destinations: readonly string[] | undefined;
  readonly returnPath: string | undefined;
  readonly content: SubmittedContent;
  readonly tags: readonly MessageTag[];
  readonly configurationSet: string | undefined;
  /** v2 alone knows tenants; a raw message may name one in its header instead. */
  readonly tenant: string | undefined;
  readonly sourceIp: string;
  readonly maxBytes: number;
}

export type SubmitAnswer = { readonly kind: 'accepted'; readonly messageId: string } | Refusal;

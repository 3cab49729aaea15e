/** A name and value that the mail's events carry. */
export interface MessageTag {
  readonly name: string;
  readonly value: string;
}

/** A header that a call adds to a message that SES writes. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

/** An attachment of a v2 call. */
export interface SubmittedAttachment {
  readonly fileName: string;
  /** Undefined when SES derives it from the file name. */
  readonly contentType: string | undefined;
  readonly content: Buffer;
  readonly disposition: 'ATTACHMENT' | 'INLINE' | undefined;
  readonly description: string | undefined;
  readonly contentId: string | undefined;
  readonly transferEncoding: 'BASE64' | 'QUOTED_PRINTABLE' | 'SEVEN_BIT' | undefined;
}

/** Text of a mail, and the charset in which SES writes it. */
export interface SubmittedText {
  readonly data: string;
  readonly charset: string | undefined;
}

/** Reads the text of a mail from the member that both APIs have for it. */
export const submittedText = ({
  Data,
  Charset,
}: {
  readonly Data: string;
  readonly Charset?: string | undefined;
}): SubmittedText => ({ data: Data, charset: Charset });

/** Envelope and headers of a mail whose message SES writes itself. */
export interface Composition {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly headers: readonly CustomHeader[];
  readonly attachments: readonly SubmittedAttachment[];
}

/** A template stored in the account, or one in the call. */
export type SubmittedTemplate =
  | { readonly kind: 'stored'; readonly name: string; readonly arn: string | undefined }
  | {
      readonly kind: 'inline';
      readonly subject: string;
      readonly text: string | undefined;
      readonly html: string | undefined;
    };

/** Content of a mail, as a sending call hands it in. */
export type SubmittedContent =
  | {
      readonly kind: 'raw';
      readonly mime: Buffer;
      /** Reply-To besides the message's headers; only v2 has it. */
      readonly replyTo: readonly string[];
    }
  | (Composition & {
      readonly kind: 'simple';
      readonly subject: SubmittedText;
      readonly text: SubmittedText | undefined;
      readonly html: SubmittedText | undefined;
    })
  | (Composition & {
      readonly kind: 'template';
      readonly template: SubmittedTemplate;
      /** JSON objects; later ones replace names of earlier ones. */
      readonly data: readonly string[];
    });

/** Identities of others for which the caller sends, by their ARNs. */
export interface SendingAuthorization {
  readonly sourceArn: string | undefined;
  readonly fromArn: string | undefined;
  readonly returnPathArn: string | undefined;
}

/** A mail handed in by a call of SES, through either API. */
export interface Submission {
  /** Name of the call, as in the event tag `ses:operation`. */
  readonly operation: SendingOperation;
  /** Sender; undefined when only a raw message's header names it. */
  readonly source: string | undefined;
  /** The whole envelope; undefined when a raw message names it in its headers. */
  readonly destinations: readonly string[] | undefined;
  /** Where bounces go. */
  readonly returnPath: string | undefined;
  readonly content: SubmittedContent;
  readonly tags: readonly MessageTag[];
  readonly configurationSet: string | undefined;
  readonly authorization: SendingAuthorization;
  /** SES tenant; only v2 has it. A raw message may name it in its header instead. */
  readonly tenant: string | undefined;
  readonly contactList: { readonly name: string; readonly topic: string | undefined } | undefined;
  /** A global endpoint. */
  readonly endpointId: string | undefined;
  /** Tracking where it differs from the configuration set; undefined when it does not. */
  readonly tracking: {
    readonly opens: 'ENABLED' | 'DISABLED' | undefined;
    readonly clicks: 'ENABLED' | 'DISABLED' | undefined;
  };
  /** Size limit of the API that the mail came by; bytes. 10 MB for v1, 40 MB for v2. */
  readonly maxBytes: number;
}

export type SendingOperation =
  | 'SendEmail'
  | 'SendRawEmail'
  | 'SendTemplatedEmail'
  | 'SendBulkTemplatedEmail'
  | 'SendBulkEmail';

/** What a sending call hands in: one mail, or a bulk whose mails are answered one by one. */
export type Submitted =
  | { readonly kind: 'mail'; readonly submission: Submission }
  | { readonly kind: 'bulk'; readonly submissions: readonly [Submission, ...Submission[]] };

/** Most entries of a bulk, and most recipients of all its entries. */
export const maxBulkEntries = 50;

/**
 * Merges tags: those of an entry are added to the default ones and replace those of the same name.
 */
export const mergeNamed = <Named extends { readonly name: string }>(
  defaults: readonly Named[],
  replacements: readonly Named[],
  sameName: (one: string, other: string) => boolean = (one, other) => one === other,
): readonly Named[] => [
  ...defaults.filter(({ name }) => !replacements.some((other) => sameName(name, other.name))),
  ...replacements,
];

/** A name and value that events of the mail carry. */
export interface MessageTag {
  readonly name: string;
  readonly value: string;
}

/** A header that a call adds to a message that SES writes. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

/** An attachment as v2 hands it in. */
export interface SubmittedAttachment {
  readonly fileName: string;
  /** Undefined: SES finds it by the name. */
  readonly contentType: string | undefined;
  readonly content: Buffer;
  readonly disposition: 'ATTACHMENT' | 'INLINE' | undefined;
  readonly description: string | undefined;
  readonly contentId: string | undefined;
  readonly transferEncoding: 'BASE64' | 'QUOTED_PRINTABLE' | 'SEVEN_BIT' | undefined;
}

/** Text of a mail, with the charset in which SES is to write it. */
export interface SubmittedText {
  readonly data: string;
  readonly charset: string | undefined;
}

/** Text of a mail, from the member by which both APIs bring one. */
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

/** A template that the account has, or one that the call brings. */
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
      /** Beside the headers of the message; v2 alone can say it. */
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

/** A mail that a call of SES hands in to be sent, whichever of the two APIs it came by. */
export interface Submission {
  /** The call, as `ses:operation` among the event tags names it. */
  readonly operation: SendingOperation;
  /** The sender; a raw message may name it in its header instead. */
  readonly source: string | undefined;
  /** The whole envelope; undefined when a raw message names it in its headers. */
  readonly destinations: readonly string[] | undefined;
  /** Where bounces go. */
  readonly returnPath: string | undefined;
  readonly content: SubmittedContent;
  readonly tags: readonly MessageTag[];
  readonly configurationSet: string | undefined;
  readonly authorization: SendingAuthorization;
  /** v2 alone knows tenants; a raw message may name one in its header instead. */
  readonly tenant: string | undefined;
  readonly contactList: { readonly name: string; readonly topic: string | undefined } | undefined;
  /** A global endpoint. */
  readonly endpointId: string | undefined;
  /** What this mail has otherwise than its configuration set; undefined: as that has it. */
  readonly tracking: {
    readonly opens: 'ENABLED' | 'DISABLED' | undefined;
    readonly clicks: 'ENABLED' | 'DISABLED' | undefined;
  };
  /** Of the API by which the mail came: 10 MB of v1, 40 MB of v2. */
  readonly maxBytes: number;
}

export type SendingOperation =
  | 'SendEmail'
  | 'SendRawEmail'
  | 'SendTemplatedEmail'
  | 'SendBulkTemplatedEmail'
  | 'SendBulkEmail';

/** What a sending call hands in: one mail, or a bulk whose mails are answered each on its own. */
export type Submitted =
  | { readonly kind: 'mail'; readonly submission: Submission }
  | { readonly kind: 'bulk'; readonly submissions: readonly [Submission, ...Submission[]] };

/** A call may have at most this many entries, or recipients in all of them. */
export const maxBulkEntries = 50;

/** Tags of an entry stand beside the default ones and win over those of the same name. */
export const mergeNamed = <Named extends { readonly name: string }>(
  defaults: readonly Named[],
  replacements: readonly Named[],
  sameName: (one: string, other: string) => boolean = (one, other) => one === other,
): readonly Named[] => [
  ...defaults.filter(({ name }) => !replacements.some((other) => sameName(name, other.name))),
  ...replacements,
];

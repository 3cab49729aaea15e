/** One call to SES: its mail and its answer. */
import type { NonEmpty } from '../system/non-empty.ts';

/** One call to SES. */
export type Mail = RawMail | TemplatedMail;

interface Envelope {
  /**
   * Address of the From header in the form that SES accepts: display name RFC 2047 encoded, domain
   * in punycode.
   */
  readonly source: string;
  /** Envelope recipients of this call, domains in punycode. */
  readonly destinations: NonEmpty<string>;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
  /** SES tenant that the mail belongs to; absent when there is none. Not the pipeline's tenant. */
  readonly sesTenant?: string | undefined;
  /** What SES tracks of this mail, where that differs from its configuration set. */
  readonly tracking?: { readonly opens?: boolean; readonly clicks?: boolean } | undefined;
  /** SES's contact list that it asks before it sends, and whose links to leave it puts in. */
  readonly listManagement?: { readonly contactList: string; readonly topic?: string } | undefined;
}

export interface RawMail extends Envelope {
  readonly kind: 'raw';
  readonly mime: Uint8Array;
}

export interface TemplatedMail extends Envelope {
  readonly kind: 'template';
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly template: MailTemplate;
  /** JSON object. */
  readonly templateData: string;
  readonly attachments: readonly MailAttachment[];
  /** Further headers, name to value. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A template that is stored in SES, or one that goes with the call. */
export type MailTemplate =
  | { readonly kind: 'stored'; readonly name: string }
  | {
      readonly kind: 'inline';
      readonly subject: string;
      readonly text: string | undefined;
      readonly html: string | undefined;
    };

/** A file that SES puts beside what it renders. */
export interface MailAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The body shows it, by this id. */
  readonly contentId: string | undefined;
}

/** Answer to one call; it never rejects. */
export type SendAnswer =
  | { readonly kind: 'accepted'; readonly sesMessageId: string }
  | { readonly kind: 'refused'; readonly refusal: SesRefusal }
  /** 5xx, reset or time-out: SES may have accepted it. `detail` contains no address. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Answer to a call that SES did not accept, or may not have accepted. */
export type UnacceptedAnswer = Exclude<SendAnswer, { readonly kind: 'accepted' }>;

/** Why SES did not accept a mail. */
export interface SesRefusal {
  /** What the caller can do about it. */
  readonly kind: /** Above the send rate: reserve again, slower. */
    | 'rate'
    /** The 24-hour quota is used up: wait until it frees. */
    | 'quota'
    /**
     * Nothing can be sent through the account (paused, no credentials): wait, and tell the
     * operator.
     */
    | 'paused'
    /** The mail's configuration set is paused: only its mail waits. */
    | 'set-paused'
    /** The mail's SES tenant is paused: only its mail waits. */
    | 'tenant-paused'
    /** This message can never be sent as it is. */
    | 'message'
    /** This message cannot be taken now, and others can: try it again in some minutes. */
    | 'later'
    /**
     * Something must be set up (identity, template, permission); this message fails, and can be
     * sent again after that.
     */
    | 'configuration'
    /** The request never reached SES: try again soon. */
    | 'unreachable';
  /**
   * What of SES is closed to the mail for good, until a person or AWS acts: the whole account, or
   * the identity of its sender. Such mail may go by the way out. Absent in all other refusals.
   */
  readonly barred?: 'account' | 'identity';
  readonly code: string;
  /** The cause in one sentence, without any address. */
  readonly cause: string;
  /** What a person should do. */
  readonly remedy: string;
}

export type SendMail = (mail: Mail) => Promise<SendAnswer>;

/**
 * Hands several mails to SES with one request, a joint request. It never rejects.
 *
 * @param mails - at most what `joint-request.ts` allows, and alike as it says
 */
export type SendJointly = (mails: NonEmpty<TemplatedMail>) => Promise<JointAnswer>;

/** Answer to a joint request. */
export type JointAnswer =
  /** One answer for each mail, in their order. */
  | { readonly kind: 'answered'; readonly answers: readonly SendAnswer[] }
  /** It is the answer for all of them. */
  | UnacceptedAnswer;

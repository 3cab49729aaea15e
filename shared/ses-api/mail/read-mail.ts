import type { MessageTag, Submission } from '../wire/submission.ts';
import { splitAddressList } from './addresses.ts';
import { parseTagsHeader } from './message-tags.ts';
import { headerValue, type MimeHeader, scanHeaders } from './mime-headers.ts';

/** A submission, completed from the headers of a raw message. */
export interface Mail<Given extends Submission = Submission> {
  readonly submission: Given;
  readonly headers: readonly MimeHeader[];
  readonly source: string | undefined;
  /** Addresses of a raw message's headers From and Sender. */
  readonly authors: readonly string[];
  /** All whom SES wants verified: source, authors, and where bounces go. */
  readonly senders: readonly string[];
  readonly destinations: readonly string[];
  readonly replyTo: readonly string[];
  readonly tags: readonly MessageTag[];
  readonly configurationSet: string | undefined;
  readonly tenant: string | undefined;
}

/** Completes a submission from the headers of a raw message. */
export const readMail = <Given extends Submission>(submission: Given): Mail<Given> => {
  const { content } = submission;
  const headers = content.kind === 'raw' ? scanHeaders(content.mime) : [];
  const listed = (name: string): readonly string[] =>
    splitAddressList(headerValue(headers, name) ?? '');
  const source = submission.source ?? listed('From')[0];
  const authors = [...listed('From'), ...listed('Sender')];
  const tagsHeader = headerValue(headers, 'X-SES-MESSAGE-TAGS');
  return {
    submission,
    headers,
    source,
    authors,
    senders: [
      ...(submission.source === undefined ? [] : [submission.source]),
      ...authors,
      ...(submission.returnPath === undefined ? listed('Return-Path') : [submission.returnPath]),
    ],
    destinations: submission.destinations ?? [...listed('To'), ...listed('Cc'), ...listed('Bcc')],
    replyTo: content.kind === 'raw' ? [] : content.replyTo,
    // Tags of the call replace those of the header; they are not merged.
    tags:
      submission.tags.length > 0 || tagsHeader === undefined
        ? submission.tags
        : parseTagsHeader(tagsHeader),
    configurationSet:
      submission.configurationSet ?? headerValue(headers, 'X-SES-CONFIGURATION-SET'),
    tenant: submission.tenant ?? headerValue(headers, 'X-SES-TENANT'),
  };
};

import { decodeWords } from 'postal-mime';
import { canonicalAddress } from './address.ts';
import { headerFieldsOf } from './raw-mime.ts';
import { splitMailboxes } from './split-mailboxes.ts';

/** What a raw message's header shows a reader. */
export interface RawFields {
  /** Canonical addresses of From; undefined when one of them cannot be read. */
  readonly from: readonly string[] | undefined;
  /** Decoded (RFC 2047); empty when there is none. */
  readonly subject: string;
}

/** @param mime - a message that {@link readRawMime} has made ready */
export const rawFields = (mime: Uint8Array): RawFields => {
  const fields = headerFieldsOf(mime);
  const from = splitMailboxes(unfold(fields.get('from') ?? '')).map(canonicalAddress);
  const known = from.filter((address) => address !== undefined);
  return {
    from: known.length === from.length ? known : undefined,
    subject: decodeWords(unfold(fields.get('subject') ?? '')),
  };
};

/** RFC 5322 section 2.2.3: a folded line goes on after its break. Bytes above ASCII are UTF-8. */
const unfold = (value: string): string =>
  Buffer.from(value.replaceAll('\r\n', ''), 'latin1').toString('utf8').trim();

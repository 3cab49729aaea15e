import { headerFieldsOf } from '../email/raw-mime.ts';
import type { Content } from '../email/valid-message.ts';

/** The headers of RFC 8058 that a message brings. */
export interface UnsubscribeHeaders {
  /** List-Unsubscribe. */
  readonly unsubscribe: string | undefined;
  /** List-Unsubscribe-Post. */
  readonly post: string | undefined;
}

export const unsubscribeHeadersOf = (content: Content): UnsubscribeHeaders => {
  const fields =
    content.kind === 'raw'
      ? headerFieldsOf(content.mime)
      : new Map(
          Object.entries(content.headers).map(([name, value]) => [name.toLowerCase(), value]),
        );
  const read = (name: string): string | undefined => fields.get(name)?.trim();
  return { unsubscribe: read('list-unsubscribe'), post: read('list-unsubscribe-post') };
};
